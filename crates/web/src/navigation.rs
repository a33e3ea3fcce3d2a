//! Where each role may go: one entry per page of the menu, shown to whoever may do what it leads to.

use crate::page::{Icon, NavItem};
use domain::Words;
use domain::people::{Action, Actor, Role};

/// The entries of the menu for a person.
pub(crate) fn items(actor: &Actor) -> Vec<NavItem> {
    let item =
        |key, zh, en, address, icon| NavItem { key, label: Words::fixed(zh, en), address, icon, waiting: 0 };
    let any = |actions: &[Action]| actions.iter().any(|action| actor.may(*action));
    let technician = actor.role == Role::Technician;
    let entries = [
        (true, item("home", "首页", "Home", "/", Icon::Home)),
        (technician, item("visits", "今日上门", "My visits", "/visits", Icon::Send)),
        (any(&[Action::SeeRequests]), item("requests", "报修", "Requests", "/requests", Icon::Call)),
        (any(&[Action::DispatchOrders]), item("dispatch", "派工", "Dispatch", "/dispatch", Icon::Send)),
        (any(&[Action::SeeOrders]), item("orders", "工单", "Orders", "/orders", Icon::Order)),
        (
            any(&[Action::CallBackFirst, Action::CallBackSecond]),
            item("callbacks", "回访", "Callbacks", "/callbacks", Icon::Call),
        ),
        (
            any(&[Action::SeeStatements]),
            item("statements", "结算单", "Statements", "/statements", Icon::Money),
        ),
        (any(&[Action::SeeUnits]), item("units", "机器", "Units", "/units", Icon::Unit)),
        (
            any(&[Action::SeeNetwork]) && !technician,
            item("network", "网点与产品", "Network", "/providers", Icon::People),
        ),
        (
            any(&[Action::SeeAgreements]),
            item("agreements", "协议", "Agreements", "/agreements", Icon::Document),
        ),
        (any(&[Action::SeeLedger]), item("ledger", "账簿", "Ledger", "/ledger", Icon::Money)),
        (
            any(&[Action::ExchangeData]),
            item("exchange", "导入导出", "Import, export", "/exchange", Icon::Document),
        ),
        (any(&[Action::ManagePeople]), item("people", "人员", "People", "/people", Icon::Settings)),
    ];
    entries.into_iter().filter(|(may, _)| *may).map(|(_, item)| item).collect()
}

/// A role's name, at an address that lives as long as the program.
pub(crate) fn role_words(role: Role) -> &'static Words {
    static WORDS: std::sync::LazyLock<Vec<(Role, Words)>> =
        std::sync::LazyLock::new(|| Role::ALL.into_iter().map(|role| (role, role.words())).collect());
    let found = WORDS.iter().find(|(known, _)| *known == role);
    found.map_or(const { &Words::fixed("", "") }, |(_, words)| words)
}
