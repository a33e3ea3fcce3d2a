//! Made-up filters and scopes, each field set now and then.

use super::crowd::{CUSTOMERS, PROVIDERS, month};
use crate::home::at;
use domain::callback::CallbackKind;
use domain::ids::{CustomerId, ProviderId, StatementId, TechnicianId, UnitId};
use domain::obligation::ObligationKind;
use domain::order::JudgementKind;
use domain::people::Scope;
use domain::request::Channel;
use jiff::Timestamp;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;
use store::list::{
    CallbackFilter, ObligationFilter, OrderFilter, OrderSort, Owner, RequestFilter, Stages, Standing,
    StatementFilter,
};

/// A field that is rarely set, so that filters still let something pass.
fn rarely<S: Strategy>(values: S) -> impl Strategy<Value = Option<S::Value>> {
    weighted(0.18, values)
}

fn provider() -> impl Strategy<Value = ProviderId> {
    (1..=PROVIDERS).prop_map(ProviderId)
}

fn instant(from: i64, to: i64) -> impl Strategy<Value = Timestamp> {
    (from..to).prop_map(at)
}

fn code(codes: &'static [&'static str]) -> impl Strategy<Value = String> {
    select(codes).prop_map(str::to_owned)
}

pub fn scope() -> impl Strategy<Value = Scope> {
    prop_oneof![
        3 => Just(Scope::All),
        1 => provider().prop_map(Scope::Provider),
        1 => (1..=PROVIDERS, 0_i64..2)
            .prop_map(|(provider, which)| Scope::Technician(ProviderId(provider), TechnicianId(10 * provider + which))),
    ]
}

pub fn order() -> impl Strategy<Value = OrderFilter> {
    let stages = prop_oneof![
        3 => Just(Stages::Any),
        1 => Just(Stages::Unfinished),
        1 => Just(Stages::read("completed,open")),
        1 => Just(Stages::read("dispatched")),
        1 => Just(Stages::read("nonsense")),
    ];
    let parties = (
        rarely(provider()),
        rarely((1..=PROVIDERS).prop_map(|provider| TechnicianId(10 * provider))),
        rarely((1..=CUSTOMERS).prop_map(CustomerId)),
        rarely((1..=CUSTOMERS).prop_map(UnitId)),
    );
    let kinds = (
        rarely(code(&["solar", "gas", "none"])),
        rarely(code(&["warranty", "paid", "undecided"])),
        rarely(code(&["33", "3302", "330106", ""])),
        rarely(select(&[JudgementKind::Void, JudgementKind::Tenfold][..])),
    );
    let times = (
        rarely(instant(0, 60)),
        rarely(instant(40, 110)),
        rarely((0_i64..3).prop_map(month)),
        rarely(instant(1_000, 2_200)),
    );
    let sort = prop_oneof![4 => Just(OrderSort::Newest), 1 => Just(OrderSort::Due)];
    (stages, parties, kinds, times, sort, proptest::bool::weighted(0.1)).prop_map(
        |(stages, parties, kinds, times, sort, paused)| OrderFilter {
            sort,
            stages,
            provider: parties.0,
            technician: parties.1,
            customer: parties.2,
            unit: parties.3,
            product_line: kinds.0,
            category: kinds.1,
            division: kinds.2,
            judgement: kinds.3,
            text: None,
            reported_from: times.0,
            reported_to: times.1,
            month: times.2,
            due_before: times.3,
            paused,
        },
    )
}

pub fn request() -> impl Strategy<Value = RequestFilter> {
    (
        rarely(code(&["open", "ordered"])),
        rarely(select(&Channel::ALL[..])),
        rarely(code(&["warranty", "paid", "undecided"])),
        rarely((1..=CUSTOMERS).prop_map(CustomerId)),
        rarely(instant(0, 60)),
        rarely(instant(40, 110)),
    )
        .prop_map(|(stage, channel, category, customer, reported_from, reported_to)| RequestFilter {
            stage,
            channel,
            category,
            customer,
            reported_from,
            reported_to,
        })
}

pub fn callback() -> impl Strategy<Value = CallbackFilter> {
    (
        rarely(select(&[CallbackKind::First, CallbackKind::Second][..])),
        rarely(code(&["due", "given_up", "done"])),
        rarely(provider()),
        rarely((0_i64..3).prop_map(month)),
        rarely((1_i64..10).prop_map(StatementId)),
    )
        .prop_map(|(kind, stage, provider, month, statement)| CallbackFilter {
            kind,
            stage,
            provider,
            month,
            statement,
        })
}

pub fn statement() -> impl Strategy<Value = StatementFilter> {
    (rarely(code(&["collecting", "submitted"])), rarely(provider()), rarely((0_i64..3).prop_map(month)))
        .prop_map(|(stage, provider, month)| StatementFilter { stage, provider, month })
}

pub fn obligation() -> impl Strategy<Value = ObligationFilter> {
    let owner =
        prop_oneof![Just(Owner::Anybody), Just(Owner::Principal), provider().prop_map(Owner::Provider)];
    (
        select(&[Standing::Due, Standing::Breached][..]),
        owner,
        rarely(select(&ObligationKind::ALL[..])),
        rarely(instant(1_000, 2_400)),
    )
        .prop_map(|(standing, owner, kind, due_before)| ObligationFilter {
            standing,
            owner,
            kind,
            due_before,
        })
}
