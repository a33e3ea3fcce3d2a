//! The sample list with its filters, the messages, and the form to fill in.

use super::{CSRF, after, now, shanghai};
use crate::page::{
    Action, Choice, Column, ColumnKind, Countdown, Emphasis, Empty, Field, FieldKind, FilterBar, FilterChip,
    Form, Icon, Row, Tab, Table, Tile, Tone, alert, badge, button, button_link, card, countdown,
    error_summary, field, filter_bar, form, instant, money,
};
use domain::{Fen, Language, Words, words};
use maud::{Markup, html};

pub(super) fn sample_tiles() -> Vec<Tile> {
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

pub(super) fn sample_tabs() -> Vec<Tab> {
    let tab = |label, count| Tab { label, address: "/orders".into(), count };
    vec![
        tab(Words::fixed("我的", "Mine"), Some(12)),
        tab(Words::fixed("进行中", "Open"), Some(128)),
        tab(Words::fixed("已完成", "Completed"), None),
    ]
}

pub(super) fn filters(language: Language) -> Markup {
    let choice = |value: &str, label| Choice { value: value.into(), label };
    let stage = vec![
        choice("", Words::fixed("全部", "Any")),
        choice("accepted", Words::fixed("已接单", "Accepted")),
        choice("visiting", Words::fixed("已上门", "On site")),
    ];
    let label = Words::fixed("阶段", "Stage");
    let stage = Field::new("stage", label, FieldKind::Choice(stage)).value("visiting").filter();
    let since = Field::new("since", Words::fixed("受理日期起", "Received since"), FieldKind::Date)
        .value("2026-02-01")
        .filter();
    let place = Field::new("place", Words::fixed("区县", "District"), FieldKind::Text).value("临安").filter();
    let chip = |label, remove: &str| FilterChip { label, remove: remove.into() };
    filter_bar(
        language,
        &FilterBar {
            action: "/orders",
            fields: html! { (field(language, &stage)) (field(language, &since)) (field(language, &place)) },
            chips: vec![
                chip(Words::fixed("已上门", "On site"), "/orders?since=2026-02-01"),
                chip(Words::fixed("2026-02-01 起", "since 2026-02-01"), "/orders?stage=visiting"),
            ],
        },
    )
}

pub(super) fn no_orders(language: Language) -> Empty {
    let clear = Action::new(Words::fixed("清除筛选", "Clear the filters"), Emphasis::Plain);
    Empty {
        title: Words::fixed("没有符合条件的工单", "No order matches"),
        hint: Words::fixed("放宽筛选条件，或清除后重试。", "Widen the filters, or clear them."),
        action: button_link(language, &clear, "/orders"),
    }
}

pub(super) fn orders(language: Language) -> Table {
    let samples = [
        (318, "王建国", "SR-180/58", Tone::Accent, Words::fixed("已上门", "On site"), 12_000, 4850),
        (317, "李桂芳", "SR-240/58", Tone::Good, Words::fixed("已接单", "Accepted"), 90_000, 3000),
        (316, "赵明", "QR-160", Tone::Bad, Words::fixed("已拒单", "Refused"), -190_800, 0),
        (315, "阿不都热依木·买买提", "SR-180/58", Tone::Warn, Words::fixed("待定", "Undecided"), 3000, 0),
        (314, "孙丽", "SR-200/47", Tone::Quiet, Words::fixed("未派工", "Not dispatched"), 150_000, 0),
        (313, "周海", "QR-160", Tone::Good, Words::fixed("已接单", "Accepted"), 61_000, 12_600),
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
                        Countdown { due_at: after(seconds), now: now(), paused: false },
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

pub(super) fn messages(language: Language) -> Markup {
    html! {
        (alert(language, Tone::Warn, Some(&Words::fixed("暂不能判定", "Cannot decide yet")), &Words::fixed("缺少购买日期。请向用户索取发票或保修卡照片。", "The date of sale is missing. Ask for the invoice or a photo of the warranty card.")))
        (alert(language, Tone::Accent, None, &Words::fixed("2027 年放假安排尚未公布，节假日按暂定日历计算。", "The 2027 holidays are not published; days are provisional.")))
    }
}

pub(super) fn entry(language: Language) -> Markup {
    let given = "138";
    let wrong = words!(
        "电话应为 11 位手机号或带区号的座机，现为“{given}”。",
        "A phone is 11 digits or a land line with its area code; this is \"{given}\"."
    );
    let channels =
        ["电话", "微信", "网页"].map(|label| Choice { value: label.into(), label: Words::same(label) });
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
pub(super) fn agreement() -> Markup {
    html! {
        article.document lang="zh-CN" {
            h2 { "四、服务要求" }
            h3 { "4.1 排除故障的时限" }
            p { "接到报修后，市区 " span.blank { "24 小时" } " 内、县区 " span.blank { "48 小时" } " 内排除故障。" }
        }
    }
}
