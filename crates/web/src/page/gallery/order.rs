//! The sample order: where it stands, what it costs and why, what is due, what happened.

use super::list::no_orders;
use super::{CSRF, after, now, shanghai};
use crate::page::{
    Action, Column, ColumnKind, Confirm, Countdown, Crumb, Emphasis, Event, Field, FieldKind, Icon, Masked,
    PageHeader, ReasonLine, Row, Stage, StageState, Table, Tone, Why, badge, button_link, card, card_with,
    confirm, countdown, date, facts, field, instant, masked, money, page_header, post_button, table,
    timeline, why,
};
use domain::{Fen, Language, Words};
use jiff::civil;
use maud::{Markup, html};

pub(super) fn header(language: Language) -> Markup {
    let print =
        Action { label: Words::fixed("打印", "Print"), emphasis: Emphasis::Plain, icon: Some(Icon::Print) };
    let complete = Action::new(Words::fixed("登记完工", "Record completion"), Emphasis::Primary);
    page_header(
        language,
        &PageHeader {
            crumbs: vec![
                Crumb { label: Words::fixed("工单", "Orders"), address: "/orders".into() },
                Crumb {
                    label: Words::fixed("已上门", "On site"), address: "/orders?stage=visiting".into()
                },
            ],
            heading: html! { "WX-202603-000318 " (badge(language, Tone::Accent, &Words::fixed("已上门", "On site"))) },
            lead: Some(
                html! { (Words::fixed("太阳能热水器不上水 · 临安区", "Solar heater does not fill · Lin'an").get(language)) },
            ),
            actions: html! {
                (button_link(language, &print, "/orders/318/print"))
                (void_dialog(language))
                (post_button(language, &complete, "/orders/318/complete", CSRF))
            },
        },
    )
}

pub(super) fn void_dialog(language: Language) -> Markup {
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

pub(super) fn stages() -> Vec<Stage> {
    let stage = |name, state, note| Stage { name, state, note };
    vec![
        stage(Words::fixed("受理", "Received"), StageState::Done, Some(Words::same("03-02 09:00"))),
        stage(Words::fixed("派工", "Dispatched"), StageState::Done, Some(Words::same("03-02 09:12"))),
        stage(Words::fixed("接单", "Accepted"), StageState::Done, Some(Words::same("03-02 09:40"))),
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

pub(super) fn because(language: Language) -> Markup {
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

pub(super) fn facts_card(language: Language) -> Markup {
    let phone = Masked { shown: "138****5678", reveal: Some("/customers/9/reveal/phone"), csrf: CSRF };
    let verdict = html! { (badge(language, Tone::Good, &Words::fixed("C 保修", "C warranty"))) " " (because(language)) };
    let list = [
        (Words::fixed("用户", "Customer"), Some(html! { "王建国" })),
        (Words::fixed("电话", "Phone"), Some(masked(language, phone))),
        (Words::fixed("产品", "Product"), Some(html! { "SR-180/58 真空管热水器" })),
        (Words::fixed("机号", "Serial"), Some(html! { span.code { "SR24F0182733" } })),
        (Words::fixed("购买日期", "Sold on"), Some(date(civil::date(2024, 6, 18)))),
        (Words::fixed("上次维修", "Last repair"), None),
        (Words::fixed("地址", "Address"), Some(html! { "杭州市临安区锦城街道**路**号" })),
        (Words::fixed("服务类别", "Category"), Some(verdict)),
    ];
    card(language, &Words::fixed("用户与机器", "Customer and unit"), &facts(language, &list))
}

pub(super) fn charges(language: Language) -> Markup {
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
                line(Words::fixed("配件：水位探头", "Part: level probe"), Fen(1850), None),
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

pub(super) fn obligations(language: Language) -> Markup {
    let due = |seconds, paused| {
        countdown(language, &shanghai(), Countdown { due_at: after(seconds), now: now(), paused })
    };
    let list = [
        (Words::fixed("排除故障（4.1）", "Restore (4.1)"), Some(due(12_000, false))),
        (Words::fixed("登记完工（4.3）", "Record completion (4.3)"), Some(due(190_800, false))),
        (Words::fixed("寄回旧件（5.2）", "Return the old part (5.2)"), Some(due(-190_800, false))),
        (Words::fixed("补发配件（5.1）", "Send the part (5.1)"), Some(due(40_000, true))),
    ];
    let all = Action::new(Words::fixed("全部", "All"), Emphasis::Plain);
    card_with(
        language,
        &Words::fixed("时限", "Due"),
        &button_link(language, &all, "/orders/318/obligations"),
        &facts(language, &list),
    )
}

pub(super) fn history(language: Language) -> Markup {
    let event = |seconds, by: &str, what, tone, detail: Option<Words>| Event {
        at: instant(&shanghai(), after(seconds)),
        by: Some(by.into()),
        what,
        detail: detail.map(|text| html! { p.quiet { (text.get(language)) } }),
        tone,
    };
    let events = [
        event(-600, "刘师傅", Words::fixed("已到达现场", "Arrived on site"), Tone::Accent, None),
        event(
            -8400,
            "恒晟热能",
            Words::fixed("网点已接单", "Provider accepted"),
            Tone::Good,
            Some(Words::fixed("约定 12:00–14:00 上门。", "Visit agreed for 12:00–14:00.")),
        ),
        event(
            -9600,
            "青山电器",
            Words::fixed("网点已拒单", "Provider refused"),
            Tone::Bad,
            Some(Words::fixed("缺配件。", "Part not in stock.")),
        ),
        event(-10_800, "陈晓燕", Words::fixed("已受理报修", "Request received"), Tone::Quiet, None),
    ];
    card(language, &Words::fixed("经过", "History"), &timeline(language, &events))
}
