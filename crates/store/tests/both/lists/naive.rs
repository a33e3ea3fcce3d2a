//! The naive oracle: filters over records in memory, sorted whole.

use super::crowd::Crowd;
use domain::callback::Callback;
use domain::coverage::Category;
use domain::ids::{CallbackId, ObligationId, OrderId, RequestId, StatementId};
use domain::obligation::{Debtor, Obligation, ObligationState};
use domain::order::Order;
use domain::people::Scope;
use domain::request::Request;
use domain::settlement::Statement;
use jiff::Timestamp;
use std::cmp::Reverse;
use store::list::{
    CallbackFilter, ObligationFilter, OrderFilter, OrderSort, Owner, RequestFilter, Stages, Standing,
    StatementFilter,
};

fn category(category: Option<Category>) -> &'static str {
    store::record::service::category_code(category)
}

fn is<T: PartialEq>(wanted: Option<&T>, found: &T) -> bool {
    wanted.is_none_or(|wanted| wanted == found)
}

fn within(at: Timestamp, from: Option<Timestamp>, to: Option<Timestamp>) -> bool {
    from.is_none_or(|from| at >= from) && to.is_none_or(|to| at < to)
}

pub fn orders(crowd: &Crowd, scope: Scope, filter: &OrderFilter) -> Vec<OrderId> {
    let due = |order: &Order| order.due_at.filter(|_| order.is_open());
    let by_due = filter.sort == OrderSort::Due || filter.due_before.is_some();
    let mut found: Vec<&Order> = crowd
        .orders
        .iter()
        .filter(|order| {
            let stage = match &filter.stages {
                Stages::Any => true,
                Stages::Unfinished => order.is_open(),
                Stages::Of(codes) => codes.iter().any(|code| code == order.stage.code()),
            };
            stage
                && scope.covers(order.provider_id(), order.technician_id())
                && filter.provider.is_none_or(|it| Some(it) == order.provider_id())
                && filter.technician.is_none_or(|it| Some(it) == order.technician_id())
                && is(filter.customer.as_ref(), &order.opened.customer_id)
                && filter.unit.is_none_or(|it| Some(it) == order.opened.unit_id)
                && is(filter.product_line.as_ref(), &order.opened.product_line)
                && filter.category.as_ref().is_none_or(|it| it == category(order.coverage.category))
                && filter.division.as_ref().is_none_or(|it| order.opened.division.starts_with(it))
                && within(order.opened.reported_at, filter.reported_from, filter.reported_to)
                && filter.month.is_none_or(|it| order.completion().is_some_and(|done| done.month == it))
                && filter
                    .judgement
                    .is_none_or(|it| order.judgement.as_ref().is_some_and(|found| found.kind == it))
                && filter.due_before.is_none_or(|it| due(order).is_some_and(|due| due < it))
                && (!filter.paused || order.paused.is_some())
                && (!by_due || due(order).is_some())
        })
        .collect();
    let narrowed = filter.unit.is_some()
        || filter.customer.is_some()
        || filter.judgement.is_some()
        || filter.paused
        || filter.month.is_some()
        || filter.technician.is_some()
        || filter.provider.is_some()
        || scope != Scope::All;
    if by_due {
        found.sort_by_key(|order| (due(order), order.id));
    } else if !narrowed && (filter.reported_from.is_some() || filter.reported_to.is_some()) {
        found.sort_by_key(|order| Reverse((order.opened.reported_at, order.id)));
    } else {
        found.sort_by_key(|order| Reverse(order.id));
    }
    found.into_iter().map(|order| order.id).collect()
}

pub fn requests(crowd: &Crowd, filter: &RequestFilter) -> Vec<RequestId> {
    let mut found: Vec<&Request> = crowd
        .requests
        .iter()
        .filter(|it| {
            filter.stage.as_ref().is_none_or(|stage| stage == it.stage.code())
                && is(filter.channel.as_ref(), &it.taken.channel)
                && filter.category.as_ref().is_none_or(|code| code == category(it.taken.coverage.category))
                && is(filter.customer.as_ref(), &it.taken.customer_id)
                && within(it.taken.reported_at, filter.reported_from, filter.reported_to)
        })
        .collect();
    if filter.customer.is_none() && (filter.reported_from.is_some() || filter.reported_to.is_some()) {
        found.sort_by_key(|it| Reverse((it.taken.reported_at, it.id)));
    } else {
        found.sort_by_key(|it| Reverse(it.id));
    }
    found.into_iter().map(|it| it.id).collect()
}

pub fn callbacks(crowd: &Crowd, scope: Scope, filter: &CallbackFilter) -> Vec<CallbackId> {
    let passes = |it: &&Callback| {
        scope.covers(Some(it.provider_id), None)
            && is(filter.kind.as_ref(), &it.kind)
            && filter.stage.as_ref().is_none_or(|stage| stage == it.stage.code())
            && is(filter.provider.as_ref(), &it.provider_id)
            && is(filter.month.as_ref(), &it.month)
            && filter.statement.is_none_or(|wanted| it.statement_id == Some(wanted))
    };
    crowd.callbacks.iter().filter(passes).map(|it| it.id).collect()
}

pub fn statements(crowd: &Crowd, scope: Scope, filter: &StatementFilter) -> Vec<StatementId> {
    let passes = |it: &&Statement| {
        scope.covers(Some(it.provider_id), None)
            && filter.stage.as_ref().is_none_or(|stage| stage == it.stage.code())
            && is(filter.provider.as_ref(), &it.provider_id)
            && is(filter.month.as_ref(), &it.month)
    };
    crowd.statements.iter().rev().filter(passes).map(|it| it.id).collect()
}

pub fn obligations(crowd: &Crowd, scope: Scope, filter: &ObligationFilter) -> Vec<ObligationId> {
    let provider = |it: &Obligation| match it.debtor {
        Debtor::Principal => None,
        Debtor::Provider(provider) => Some(provider),
    };
    let mut found: Vec<&Obligation> = crowd
        .obligations
        .iter()
        .filter(|it| {
            let stands = match filter.standing {
                Standing::Due => {
                    it.open_due_at().is_some_and(|due| filter.due_before.is_none_or(|before| due < before))
                }
                Standing::Breached => matches!(it.state, ObligationState::Breached { .. }),
            };
            let owned = match filter.owner {
                Owner::Anybody => true,
                Owner::Principal => it.debtor == Debtor::Principal,
                Owner::Provider(wanted) => provider(it) == Some(wanted),
            };
            stands && owned && scope.covers(provider(it), None) && is(filter.kind.as_ref(), &it.kind)
        })
        .collect();
    match filter.standing {
        Standing::Due => found.sort_by_key(|it| (it.open_due_at(), it.id)),
        Standing::Breached => found.sort_by_key(|it| Reverse(it.id)),
    }
    found.into_iter().map(|it| it.id).collect()
}
