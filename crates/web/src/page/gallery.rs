//! Every part with sample data on one page: for the eye, and for the test that renders all of it in both languages.

use super::{
    Action, Choice, Column, ColumnKind, Confirm, Countdown, Crumb, Emphasis, Empty, Event, Field, FieldKind,
    FilterBar, FilterChip, Flash, Form, Icon, Masked, NavItem, PageContext, PageHeader, Pager, ReasonLine,
    Row, Sheet, Signature, Stage, StageState, Tab, Table, Tile, Tone, Viewer, Why, alert, badge, bare_shell,
    button, button_link, card, card_with, confirm, countdown, date, error_summary, facts, field, filter_bar,
    form, instant, masked, money, page_header, pager, print_sheet, shell, stage_bar, table, tabs, tiles,
    timeline, why,
};
use domain::{Fen, Language, Words, words};
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use maud::{Markup, html};

/// Noon of the sample day in Shanghai.
const NOW_SECONDS: i64 = 1_772_424_000;
const CSRF: &str = "sample-token";

fn now() -> Timestamp {
    Timestamp::constant(NOW_SECONDS, 0)
}

fn shanghai() -> TimeZone {
    TimeZone::fixed(jiff::tz::offset(8))
}

fn after(seconds: i64) -> Timestamp {
    Timestamp::constant(NOW_SECONDS + seconds, 0)
}

fn navigation() -> Vec<NavItem> {
    let item = |key, label, address, icon, waiting| NavItem {
        key,
        label,
        address,
        icon,
        waiting,
    };
    vec![
        item("home", Words::fixed("待办", "What is due"), "/", Icon::Home, 0),
        item(
            "requests",
            Words::fixed("报修", "Requests"),
            "/requests",
            Icon::Call,
            6,
        ),
        item(
            "orders",
            Words::fixed("工单", "Orders"),
            "/orders",
            Icon::Order,
            128,
        ),
        item(
            "dispatch",
            Words::fixed("派工", "Dispatch"),
            "/dispatch",
            Icon::Send,
            9,
        ),
        item(
            "callbacks",
            Words::fixed("回访", "Callbacks"),
            "/callbacks",
            Icon::Call,
            31,
        ),
        item(
            "statements",
            Words::fixed("结算", "Statements"),
            "/statements",
            Icon::Money,
            2,
        ),
        item(
            "agreements",
            Words::fixed("协议", "Agreements"),
            "/agreements",
            Icon::Document,
            0,
        ),
        item("units", Words::fixed("机器", "Units"), "/units", Icon::Unit, 0),
        item(
            "people",
            Words::fixed("人员", "People"),
            "/people",
            Icon::People,
            0,
        ),
    ]
}

/// Hands a sample context to `page`; contexts borrow what they show.
pub fn gallery_context(language: Language, page: impl FnOnce(&PageContext<'_>) -> Markup) -> Markup {
    let navigation = navigation();
    let role = Words::fixed("服务中心主管", "Service supervisor");
    page(&PageContext {
        language,
        title: Words::fixed("组件", "Parts"),
        path: "/gallery?tab=all",
        now: now(),
        viewer: Some(Viewer {
            name: "陈晓燕",
            role: &role,
        }),
        navigation: &navigation,
        active: "orders",
        search: "",
        csrf: CSRF,
        flash: Some(Flash {
            tone: Tone::Good,
            message: Words::fixed(
                "已派给杭州恒晟热能服务部。",
                "Given to Hangzhou Hengsheng Heating Service.",
            ),
        }),
    })
}

/// Every part of the design system, as one page.
pub fn gallery(language: Language) -> Markup {
    gallery_context(language, |context| {
        let content = html! {
            (header(language))
            (stage_bar(language, &stages()))
            (tiles(language, &sample_tiles()))
            div.split {
                div.stack { (facts_card(language)) (charges(language)) }
                div.stack { (obligations(language)) (history(language)) }
            }
            (tabs(language, &sample_tabs(), 1))
            (filters(language))
            (table(language, &orders(language)))
            (pager(language, &Pager { shown: 6, first: Some("/orders".into()), next: Some("/orders?after=6".into()) }))
            (table(language, &Table { rows: Vec::new(), ..orders(language) }))
            (messages(language))
            (entry(language))
            (agreement())
        };
        shell(context, &content)
    })
}

fn header(language: Language) -> Markup {
    let print = Action {
        label: Words::fixed("打印", "Print"),
        emphasis: Emphasis::Plain,
        icon: Some(Icon::Print),
    };
    let complete = Action::new(Words::fixed("登记完工", "Record completion"), Emphasis::Primary);
    page_header(
        language,
        &PageHeader {
            crumbs: vec![
                Crumb {
                    label: Words::fixed("工单", "Orders"),
                    address: "/orders".into(),
                },
                Crumb {
                    label: Words::fixed("已上门", "On site"),
                    address: "/orders?stage=visiting".into(),
                },
            ],
            heading: html! { "WX-202603-000318 " (badge(language, Tone::Accent, &Words::fixed("已上门", "On site"))) },
            lead: Some(
                html! { (Words::fixed("太阳能热水器不上水 · 临安区", "Solar heater does not fill · Lin'an").get(language)) },
            ),
            actions: html! {
                (button_link(language, &print, "/orders/318/print"))
                (void_dialog(language))
                (button_link(language, &complete, "/orders/318/complete"))
            },
        },
    )
}

fn void_dialog(language: Language) -> Markup {
    let reason = Field::new("reason", Words::fixed("原因", "Reason"), FieldKind::Lines(3))
        .hint(Words::fixed("将写入工单日志。", "Goes into the order's journal."));
    confirm(
        language,
        &Confirm {
            id: "void-order",
            opener: Action::new(Words::fixed("作废", "Void"), Emphasis::Danger),
            question: Words::fixed("作废这张工单？", "Void this order?"),
            consequence: Words::fixed(
                "工单费用不再结算，已生成的结算行将以相反的分录冲销。",
                "Its charges will not be settled; lines already made are reversed by opposite entries.",
            ),
            fields: field(language, &reason),
            confirm: Action::new(Words::fixed("作废工单", "Void the order"), Emphasis::Danger),
            action: "/orders/318/void",
            csrf: CSRF,
        },
    )
}

fn stages() -> Vec<Stage> {
    let stage = |name, state, note| Stage { name, state, note };
    vec![
        stage(
            Words::fixed("受理", "Received"),
            StageState::Done,
            Some(Words::same("03-02 09:00")),
        ),
        stage(
            Words::fixed("派工", "Dispatched"),
            StageState::Done,
            Some(Words::same("03-02 09:12")),
        ),
        stage(
            Words::fixed("接单", "Accepted"),
            StageState::Done,
            Some(Words::same("03-02 09:40")),
        ),
        stage(
            Words::fixed("上门", "On site"),
            StageState::Current,
            Some(Words::fixed("刘师傅", "Technician Liu")),
        ),
        stage(Words::fixed("完工", "Completed"), StageState::Next, None),
        stage(Words::fixed("回访", "Called back"), StageState::Next, None),
        stage(Words::fixed("结算", "Settled"), StageState::Next, None),
    ]
}

fn sample_tiles() -> Vec<Tile> {
    let tile = |label, value: &str, note, tone| Tile {
        label,
        value: value.into(),
        note,
        address: Some("/orders".into()),
        tone,
    };
    vec![
        tile(
            Words::fixed("今天到期", "Due today"),
            "37",
            Some(Words::fixed("其中 5 个在 1 小时内", "5 within the hour")),
            Tone::Warn,
        ),
        tile(
            Words::fixed("已超时", "Late"),
            "4",
            Some(Words::fixed("最久 2 天 5 小时", "longest 2 d 5 h")),
            Tone::Bad,
        ),
        tile(Words::fixed("未派工", "Not dispatched"), "9", None, Tone::Quiet),
        tile(
            Words::fixed("24 小时内完成", "Restored in 24 h"),
            "96.4%",
            Some(Words::fixed("上月 95.1%", "95.1% last month")),
            Tone::Good,
        ),
        tile(
            Words::fixed("本月应付", "Payable this month"),
            "¥218,430.00",
            Some(Words::fixed("30 家网点", "30 providers")),
            Tone::Quiet,
        ),
    ]
}

fn because(language: Language) -> Markup {
    why(
        language,
        &Why {
            reasons: vec![
                ReasonLine {
                    because: Words::fixed(
                        "2024-06-18 售出，整机保修 3 年，到 2027-06-17。",
                        "Sold on 2024-06-18; 3 years on the whole unit, to 2027-06-17.",
                    ),
                    clause: Some((
                        Words::fixed("第 2.1 条", "clause 2.1"),
                        "/agreements/solar-provider/1#2.1".into(),
                    )),
                },
                ReasonLine {
                    because: Words::fixed("故障原因：产品质量。", "Cause of the fault: the product."),
                    clause: None,
                },
            ],
            missing: vec![Words::fixed("水压", "water pressure")],
            otherwise: Some(Words::fixed(
                "若系使用不当，则由用户付费。",
                "Had it been misuse, the customer would pay.",
            )),
        },
    )
}

fn facts_card(language: Language) -> Markup {
    let phone = Masked {
        shown: "138****5678",
        reveal: Some("/customers/9/reveal/phone"),
        csrf: CSRF,
    };
    let verdict = html! { (badge(language, Tone::Good, &Words::fixed("C 保修", "C warranty"))) " " (because(language)) };
    let list = [
        (Words::fixed("用户", "Customer"), Some(html! { "王建国" })),
        (Words::fixed("电话", "Phone"), Some(masked(language, phone))),
        (
            Words::fixed("产品", "Product"),
            Some(html! { "SR-180/58 真空管热水器" }),
        ),
        (
            Words::fixed("机号", "Serial"),
            Some(html! { span.code { "SR24F0182733" } }),
        ),
        (
            Words::fixed("购买日期", "Sold on"),
            Some(date(civil::date(2024, 6, 18))),
        ),
        (Words::fixed("上次维修", "Last repair"), None),
        (
            Words::fixed("地址", "Address"),
            Some(html! { "杭州市临安区锦城街道**路**号" }),
        ),
        (Words::fixed("服务类别", "Category"), Some(verdict)),
    ];
    card(
        language,
        &Words::fixed("用户与机器", "Customer and unit"),
        &facts(language, &list),
    )
}

fn charges(language: Language) -> Markup {
    let line = |name: Words, amount, tone| Row {
        address: None,
        tone,
        cells: vec![
            html! { (name.get(language)) },
            html! { (Words::fixed("甲方", "Principal").get(language)) },
            money(amount),
            because(language),
        ],
    };
    table(
        language,
        &Table {
            caption: Words::fixed("费用", "Charges"),
            columns: vec![
                Column::new(Words::fixed("费用", "Charge"), ColumnKind::Text),
                Column::new(Words::fixed("付费方", "Payer"), ColumnKind::Text),
                Column::new(Words::fixed("金额", "Amount"), ColumnKind::Money),
                Column::new(Words::fixed("依据", "Reasons"), ColumnKind::Text),
            ],
            rows: vec![
                line(Words::fixed("维修费", "Labour"), Fen::yuan(30), None),
                line(
                    Words::fixed("配件：水位探头", "Part: level probe"),
                    Fen(1850),
                    None,
                ),
                line(
                    Words::fixed("扣款：虚假工单十倍", "Deduction: tenfold for a false order"),
                    Fen::yuan(-300),
                    Some(Tone::Bad),
                ),
            ],
            totals: Some(vec![
                html! { (Words::fixed("合计", "Total").get(language)) },
                html! {},
                money(Fen(-25150)),
                html! {},
            ]),
            empty: no_orders(language),
        },
    )
}

fn obligations(language: Language) -> Markup {
    let due = |seconds, paused| {
        countdown(
            language,
            &shanghai(),
            Countdown {
                due_at: after(seconds),
                now: now(),
                paused,
            },
        )
    };
    let list = [
        (
            Words::fixed("排除故障（4.1）", "Restore (4.1)"),
            Some(due(12_000, false)),
        ),
        (
            Words::fixed("登记完工（4.3）", "Record completion (4.3)"),
            Some(due(190_800, false)),
        ),
        (
            Words::fixed("寄回旧件（5.2）", "Return the old part (5.2)"),
            Some(due(-190_800, false)),
        ),
        (
            Words::fixed("补发配件（5.1）", "Send the part (5.1)"),
            Some(due(40_000, true)),
        ),
    ];
    let all = Action::new(Words::fixed("全部", "All"), Emphasis::Plain);
    card_with(
        language,
        &Words::fixed("时限", "Due"),
        &button_link(language, &all, "/orders/318/obligations"),
        &facts(language, &list),
    )
}

fn history(language: Language) -> Markup {
    let event = |seconds, by: &str, what, tone, detail: Option<Words>| Event {
        at: instant(&shanghai(), after(seconds)),
        by: Some(by.into()),
        what,
        detail: detail.map(|text| html! { p.quiet { (text.get(language)) } }),
        tone,
    };
    let events = [
        event(
            -600,
            "刘师傅",
            Words::fixed("已到达现场", "Arrived on site"),
            Tone::Accent,
            None,
        ),
        event(
            -8400,
            "恒晟热能",
            Words::fixed("网点已接单", "Provider accepted"),
            Tone::Good,
            Some(Words::fixed(
                "约定 12:00–14:00 上门。",
                "Visit agreed for 12:00–14:00.",
            )),
        ),
        event(
            -9600,
            "青山电器",
            Words::fixed("网点已拒单", "Provider refused"),
            Tone::Bad,
            Some(Words::fixed("缺配件。", "Part not in stock.")),
        ),
        event(
            -10_800,
            "陈晓燕",
            Words::fixed("已受理报修", "Request received"),
            Tone::Quiet,
            None,
        ),
    ];
    card(
        language,
        &Words::fixed("经过", "History"),
        &timeline(language, &events),
    )
}

fn sample_tabs() -> Vec<Tab> {
    let tab = |label, count| Tab {
        label,
        address: "/orders".into(),
        count,
    };
    vec![
        tab(Words::fixed("我的", "Mine"), Some(12)),
        tab(Words::fixed("进行中", "Open"), Some(128)),
        tab(Words::fixed("已完成", "Completed"), None),
    ]
}

fn filters(language: Language) -> Markup {
    let choice = |value: &str, label| Choice {
        value: value.into(),
        label,
    };
    let stage = vec![
        choice("", Words::fixed("全部", "Any")),
        choice("accepted", Words::fixed("已接单", "Accepted")),
        choice("visiting", Words::fixed("已上门", "On site")),
    ];
    let label = Words::fixed("阶段", "Stage");
    let stage = Field::new("stage", label, FieldKind::Choice(stage))
        .value("visiting")
        .filter();
    let since = Field::new(
        "since",
        Words::fixed("受理日期起", "Received since"),
        FieldKind::Date,
    )
    .value("2026-02-01")
    .filter();
    let place = Field::new("place", Words::fixed("区县", "District"), FieldKind::Text)
        .value("临安")
        .filter();
    let chip = |label, remove: &str| FilterChip {
        label,
        remove: remove.into(),
    };
    filter_bar(
        language,
        &FilterBar {
            action: "/orders",
            fields: html! { (field(language, &stage)) (field(language, &since)) (field(language, &place)) },
            chips: vec![
                chip(Words::fixed("已上门", "On site"), "/orders?since=2026-02-01"),
                chip(
                    Words::fixed("2026-02-01 起", "since 2026-02-01"),
                    "/orders?stage=visiting",
                ),
            ],
        },
    )
}

fn no_orders(language: Language) -> Empty {
    let clear = Action::new(Words::fixed("清除筛选", "Clear the filters"), Emphasis::Plain);
    Empty {
        title: Words::fixed("没有符合条件的工单", "No order matches"),
        hint: Words::fixed(
            "放宽筛选条件，或清除后重试。",
            "Widen the filters, or clear them.",
        ),
        action: button_link(language, &clear, "/orders"),
    }
}

fn orders(language: Language) -> Table {
    let samples = [
        (
            318,
            "王建国",
            "SR-180/58",
            Tone::Accent,
            Words::fixed("已上门", "On site"),
            12_000,
            4850,
        ),
        (
            317,
            "李桂芳",
            "SR-240/58",
            Tone::Good,
            Words::fixed("已接单", "Accepted"),
            90_000,
            3000,
        ),
        (
            316,
            "赵明",
            "QR-160",
            Tone::Bad,
            Words::fixed("已拒单", "Refused"),
            -190_800,
            0,
        ),
        (
            315,
            "阿不都热依木·买买提",
            "SR-180/58",
            Tone::Warn,
            Words::fixed("待定", "Undecided"),
            3000,
            0,
        ),
        (
            314,
            "孙丽",
            "SR-200/47",
            Tone::Quiet,
            Words::fixed("未派工", "Not dispatched"),
            150_000,
            0,
        ),
        (
            313,
            "周海",
            "QR-160",
            Tone::Good,
            Words::fixed("已接单", "Accepted"),
            61_000,
            12_600,
        ),
    ];
    let row =
        |(number, customer, product, tone, stage, seconds, fen): (i64, &str, &str, Tone, Words, i64, i64)| {
            Row {
                address: Some(format!("/orders/{number}")),
                tone: (seconds < 0).then_some(Tone::Bad),
                cells: vec![
                    html! { "WX-202603-" (format!("{number:06}")) },
                    html! { (customer) },
                    html! { (product) },
                    badge(language, tone, &stage),
                    countdown(
                        language,
                        &shanghai(),
                        Countdown {
                            due_at: after(seconds),
                            now: now(),
                            paused: false,
                        },
                    ),
                    instant(&shanghai(), after(-10_800 - number)),
                    money(Fen(fen)),
                ],
            }
        };
    Table {
        caption: Words::fixed("工单", "Orders"),
        columns: vec![
            Column::new(Words::fixed("单号", "No."), ColumnKind::Code),
            Column::new(Words::fixed("用户", "Customer"), ColumnKind::Text),
            Column::new(Words::fixed("产品", "Product"), ColumnKind::Text),
            Column::new(Words::fixed("阶段", "Stage"), ColumnKind::Text),
            Column::new(Words::fixed("时限", "Due"), ColumnKind::Time),
            Column::new(Words::fixed("受理", "Received"), ColumnKind::Time).secondary(),
            Column::new(Words::fixed("费用", "Charges"), ColumnKind::Money),
        ],
        rows: samples.map(row).into(),
        totals: None,
        empty: no_orders(language),
    }
}

fn messages(language: Language) -> Markup {
    html! {
        (alert(language, Tone::Warn, Some(&Words::fixed("暂不能判定", "Cannot decide yet")), &Words::fixed("缺少购买日期。请向用户索取发票或保修卡照片。", "The date of sale is missing. Ask for the invoice or a photo of the warranty card.")))
        (alert(language, Tone::Accent, None, &Words::fixed("2027 年放假安排尚未公布，节假日按暂定日历计算。", "The 2027 holidays are not published; days are provisional.")))
    }
}

fn entry(language: Language) -> Markup {
    let given = "138";
    let wrong = words!(
        "电话应为 11 位手机号或带区号的座机，现为“{given}”。",
        "A phone is 11 digits or a land line with its area code; this is \"{given}\"."
    );
    let channels = ["电话", "微信", "网页"].map(|label| Choice {
        value: label.into(),
        label: Words::same(label),
    });
    let fields = html! {
        (field(language, &Field::new("customer", Words::fixed("用户姓名", "Customer"), FieldKind::Text).value("王建国")))
        (field(language, &Field::new("phone", Words::fixed("电话", "Phone"), FieldKind::Telephone).value("138").error(Some(&wrong))))
        (field(language, &Field::new("channel", Words::fixed("渠道", "Channel"), FieldKind::Choice(channels.into()))))
        (field(language, &Field::new("sold_on", Words::fixed("购买日期", "Sold on"), FieldKind::Date).optional().hint(Words::fixed("不知道就留空，不要猜。", "Leave empty when unknown; do not guess."))))
        (field(language, &Field::new("quoted", Words::fixed("报价", "Quoted"), FieldKind::Money).value("30.00").optional()))
        (field(language, &Field::new("visit_at", Words::fixed("约定上门", "Visit agreed"), FieldKind::DateTime).optional()))
        (field(language, &Field::new("photo", Words::fixed("发票照片", "Photo of the invoice"), FieldKind::File("image/*")).optional()))
        (field(language, &Field::new("quantity", Words::fixed("数量", "Quantity"), FieldKind::Number).value("1")))
        (field(language, &Field::new("fault", Words::fixed("故障描述", "Fault"), FieldKind::Lines(3))))
        (field(language, &Field::new("urgent", Words::fixed("用户要求当天上门", "The customer asks for today"), FieldKind::Check).optional()))
    };
    let buttons = html! {
        (button(language, &Action { label: Words::fixed("受理", "Receive"), emphasis: Emphasis::Primary, icon: Some(Icon::Plus) }))
        (button(language, &Action::new(Words::fixed("存为草稿", "Keep as draft"), Emphasis::Plain)))
    };
    let summary = Words::fixed("有 1 项需要改正。", "1 field needs correcting.");
    let content = html! {
        (error_summary(language, Some(&summary)))
        (form(Form { action: "/requests", csrf: CSRF, upload: true }, &fields, &buttons))
    };
    card(language, &Words::fixed("新报修", "New request"), &content)
}

/// Agreements are Chinese documents in both languages.
fn agreement() -> Markup {
    html! {
        article.document lang="zh-CN" {
            h2 { "四、服务要求" }
            h3 { "4.1 排除故障的时限" }
            p { "接到报修后，市区 " span.blank { "24 小时" } " 内、县区 " span.blank { "48 小时" } " 内排除故障。" }
        }
    }
}

/// The sign-in page with an error, as a sample of pages without navigation.
pub fn gallery_sign_in(language: Language) -> Markup {
    gallery_context(language, |context| {
        let wrong = Words::fixed(
            "姓名或密码不对。再错 3 次将锁定 15 分钟。",
            "Name or password is wrong. After 3 more the account is locked for 15 minutes.",
        );
        let fields = html! {
            (field(language, &Field::new("name", Words::fixed("用户名", "Name"), FieldKind::Text).value("chenxy").autocomplete("username")))
            (field(language, &Field::new("password", Words::fixed("密码", "Password"), FieldKind::Password).autocomplete("current-password")))
        };
        let enter = Action::new(Words::fixed("登录", "Sign in"), Emphasis::Primary);
        let content = html! {
            (error_summary(language, Some(&wrong)))
            (card(language, &Words::fixed("登录", "Sign in"), &form(Form { action: "/sign-in", csrf: CSRF, upload: false }, &fields, &button(language, &enter))))
        };
        bare_shell(
            &PageContext {
                viewer: None,
                flash: None,
                navigation: &[],
                ..context.clone()
            },
            &content,
        )
    })
}

/// A statement on paper, as a sample of printed sheets.
pub fn gallery_sheet(language: Language) -> Markup {
    let head = ["单号", "受理", "类别", "金额"];
    let content = html! {
        table {
            thead { tr { @for name in head { th { (name) } } } }
            tbody {
                @for number in 301..312 {
                    tr { td { "WX-202603-000" (number) } td { "2026-03-02" } td { "C 保修" } td data-kind="money" { (Fen::yuan(30)) } }
                }
            }
            tfoot { tr { td colspan="3" { "合计（人民币）叁佰叁拾元整" } td data-kind="money" { (Fen::yuan(330)) } } }
        }
    };
    let sheet = Sheet {
        title: Words::fixed("维修费结算单", "Statement of repair fees"),
        head: vec![html! { "JS-202603-0007" }, html! { "2026-03-01 — 2026-03-31" }],
        content,
        signatures: vec![
            Signature {
                label: Words::fixed("乙方（网点）", "Provider"),
                seal: true,
            },
            Signature {
                label: Words::fixed("甲方服务中心", "Principal's service centre"),
                seal: true,
            },
            Signature {
                label: Words::fixed("甲方财务", "Principal's finance"),
                seal: false,
            },
        ],
        foot: Some(Words::fixed(
            "依据 solar-provider 第 1 版；一式两份。",
            "Under solar-provider v1; two copies.",
        )),
    };
    gallery_context(language, |context| print_sheet(context, &sheet))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the strict content security policy forbids, and what a forgotten value looks like.
    const FORBIDDEN: [&str; 6] = [" style=", " onclick=", "<style", "javascript:", "undefined", "{}"];

    #[test]
    fn every_part_renders_in_both_languages() {
        for page in [gallery, gallery_sign_in, gallery_sheet] {
            let [chinese, english] =
                [Language::Chinese, Language::English].map(|language| page(language).into_string());
            assert_ne!(chinese, english);
            for (shown, tag) in [(&chinese, "zh-CN"), (&english, "en")] {
                assert!(shown.starts_with(&format!("<!DOCTYPE html><html lang=\"{tag}\"")));
                for forbidden in FORBIDDEN {
                    assert!(!shown.contains(forbidden), "{forbidden} in the {tag} page");
                }
                let scripts = shown.matches("<script").count();
                assert_eq!(
                    scripts,
                    shown.matches("<script src=\"/assets/").count(),
                    "inline script"
                );
            }
        }
    }

    #[test]
    fn every_form_that_changes_something_carries_the_token() {
        let shown = gallery(Language::English).into_string();
        let forms = shown.matches("method=\"post\"").count();
        assert!(forms > 3);
        assert_eq!(
            shown.matches("name=\"csrf\" value=\"sample-token\"").count(),
            forms
        );
    }

    #[test]
    fn identifiers_are_unique() {
        let shown = gallery(Language::Chinese).into_string();
        let mut seen = std::collections::HashSet::new();
        for id in shown
            .split(" id=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            assert!(seen.insert(id.to_owned()), "{id} twice");
        }
    }
}
