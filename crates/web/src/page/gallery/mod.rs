//! Every part with sample data on one page: for the eye, and for the test that renders all of it in both languages.

mod list;
mod order;

use crate::page::{
    Action, Emphasis, Field, FieldKind, Flash, Form, Icon, NavItem, PageContext, Pager, Sheet, Signature,
    Table, Tone, Viewer, bare_shell, button, card, error_summary, field, form, pager, print_sheet, shell,
    stage_bar, table, tabs, tiles,
};
use domain::{Fen, Language, Words};
use jiff::Timestamp;
use jiff::tz::TimeZone;
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
    let item = |key, label, address, icon, waiting| NavItem { key, label, address, icon, waiting };
    vec![
        item("home", Words::fixed("待办", "What is due"), "/", Icon::Home, 0),
        item("requests", Words::fixed("报修", "Requests"), "/requests", Icon::Call, 6),
        item("orders", Words::fixed("工单", "Orders"), "/orders", Icon::Order, 128),
        item("dispatch", Words::fixed("派工", "Dispatch"), "/dispatch", Icon::Send, 9),
        item("callbacks", Words::fixed("回访", "Callbacks"), "/callbacks", Icon::Call, 31),
        item("statements", Words::fixed("结算", "Statements"), "/statements", Icon::Money, 2),
        item("agreements", Words::fixed("协议", "Agreements"), "/agreements", Icon::Document, 0),
        item("units", Words::fixed("机器", "Units"), "/units", Icon::Unit, 0),
        item("people", Words::fixed("人员", "People"), "/people", Icon::People, 0),
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
        viewer: Some(Viewer { name: "陈晓燕", role: &role }),
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
            (order::header(language))
            (stage_bar(language, &order::stages()))
            (tiles(language, &list::sample_tiles()))
            div.split {
                div.stack { (order::facts_card(language)) (order::charges(language)) }
                div.stack { (order::obligations(language)) (order::history(language)) }
            }
            (tabs(language, &list::sample_tabs(), 1))
            (list::filters(language))
            (table(language, &list::orders(language)))
            (pager(language, &Pager { shown: 6, first: Some("/orders".into()), next: Some("/orders?after=6".into()) }))
            (table(language, &Table { rows: Vec::new(), ..list::orders(language) }))
            (list::messages(language))
            (list::entry(language))
            (list::agreement())
        };
        shell(context, &content)
    })
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
        bare_shell(&PageContext { viewer: None, flash: None, navigation: &[], ..context.clone() }, &content)
    })
}

/// A statement on paper, as a sample of printed sheets.
pub fn gallery_sheet(language: Language) -> Markup {
    let head = [("单号", "code"), ("受理", "time"), ("类别", "text"), ("金额", "money")];
    let content = html! {
        table {
            thead { tr { @for (name, kind) in head { th data-kind=(kind) { (name) } } } }
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
            Signature { label: Words::fixed("乙方（网点）", "Provider"), seal: true },
            Signature { label: Words::fixed("甲方服务中心", "Principal's service centre"), seal: true },
            Signature { label: Words::fixed("甲方财务", "Principal's finance"), seal: false },
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
                assert_eq!(scripts, shown.matches("<script src=\"/assets/").count(), "inline script");
            }
        }
    }

    #[test]
    fn every_form_that_changes_something_carries_the_token() {
        let shown = gallery(Language::English).into_string();
        let forms = shown.matches("method=\"post\"").count();
        assert!(forms > 3);
        assert_eq!(shown.matches("name=\"csrf\" value=\"sample-token\"").count(), forms);
    }

    #[test]
    fn identifiers_are_unique() {
        let shown = gallery(Language::Chinese).into_string();
        let mut seen = std::collections::HashSet::new();
        for id in shown.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(seen.insert(id.to_owned()), "{id} twice");
        }
    }
}
