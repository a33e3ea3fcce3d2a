//! What must hold after every step, whatever was done.

use super::Simulation;
use crate::world::about;
use app::AppError;
use domain::Fen;
use domain::obligation::{Debtor, ObligationState};
use domain::order::{Order, Stage};
use domain::people::{Action, Role};
use domain::refusal::RefusalKind;
use domain::settlement::{Statement, StatementStage};
use std::collections::BTreeMap;

impl Simulation {
    /// Everything that must hold.
    pub async fn hold(&mut self) {
        self.world.check().await;
        if let Some(number) = self.dice.recent(&self.orders, 12) {
            let order = self.world.order(&number).await;
            self.clocks_agree(&order).await;
            self.only_its_provider_sees(&order).await;
        }
        let known: Vec<String> = self.statements.iter().cloned().collect();
        if let Some(number) = self.dice.recent(&known, 12) {
            let statement = self.world.statement(&number).await;
            self.counts_agree(&statement).await;
        }
    }

    /// The order and its obligations say the same of debtor, clock and end.
    async fn clocks_agree(&self, order: &Order) {
        let number = &order.opened.number;
        let owed: Vec<_> = self
            .world
            .obligations(app::order::subject_of(order))
            .await
            .into_iter()
            .filter(domain::obligation::Obligation::is_owed)
            .collect();
        if matches!(order.stage, Stage::Completed { .. } | Stage::Cancelled { .. }) {
            assert_eq!(owed, [], "{number} has ended and owes nothing");
            return;
        }
        let debtor = order.provider_id().map_or(Debtor::Principal, Debtor::Provider);
        for obligation in &owed {
            assert_eq!(obligation.debtor, debtor, "{number}");
            match obligation.state {
                ObligationState::Open { due_at, .. } | ObligationState::Breached { due_at, .. } => {
                    assert_eq!(order.due_at, Some(due_at), "{number}");
                }
                ObligationState::Paused { reason } => {
                    assert_eq!((order.due_at, order.paused), (None, Some(reason)), "{number}");
                }
                ObligationState::Met { .. } | ObligationState::Lapsed { .. } => unreachable!("not owed"),
            }
        }
        if owed.is_empty() {
            assert_eq!(order.due_at, None, "{number} owes nothing by an instant");
        }
    }

    /// Every other provider is told that there is no such order.
    async fn only_its_provider_sees(&self, order: &Order) {
        for provider in ["P001", "P002", "P003", "P004"] {
            let clerk = self.world.person_at(Role::ProviderClerk, provider);
            let number = order.opened.number.clone();
            let see = async move |desk: &mut app::Desk<'_>| desk.order(&number, Action::SeeOrders).await;
            match self.world.app.read(Some(clerk), see).await {
                Ok(seen) => assert_eq!(seen.provider_id(), clerk.provider_id, "{provider}"),
                Err(AppError::Refused(refusal)) => {
                    assert_eq!(refusal.kind, RefusalKind::NotFound);
                    assert_ne!(order.provider_id(), clerk.provider_id, "{provider}");
                }
                Err(AppError::Store(error)) => panic!("{error:?}"),
            }
        }
    }

    /// What was verified is what the naive count says; what was approved stands in the ledger, what was paid is settled.
    async fn counts_agree(&self, statement: &Statement) {
        let verified = match statement.stage {
            StatementStage::Collecting
            | StatementStage::Submitted { .. }
            | StatementStage::Received { .. } => false,
            StatementStage::Verified { .. }
            | StatementStage::Confirmed { .. }
            | StatementStage::Approved { .. }
            | StatementStage::Paid { .. } => true,
        };
        if verified {
            let counted = self.world.counted_again(statement).await.total();
            assert_eq!(i128::from(statement.totals.amount_fen.0), counted, "{}", statement.number);
        }
        let mut balances: BTreeMap<String, i64> = BTreeMap::new();
        for (account, fen) in self.world.postings(about(statement)).await {
            *balances.entry(account).or_default() += fen;
        }
        assert_eq!(balances.values().sum::<i64>(), 0, "{}", statement.number);
        let payable = balances.get(&format!("payable {}", self.world.code_of(statement.provider_id)));
        let owed = match statement.stage {
            StatementStage::Approved { .. } => -statement.totals.amount_fen.0,
            StatementStage::Paid { .. } => -statement.totals.amount_fen.min(Fen::ZERO).0,
            _ => 0,
        };
        assert_eq!(payable.copied().unwrap_or(0), owed, "{}", statement.number);
    }

    /// After the worker has looked, nothing that has passed is still taken for open.
    pub async fn nothing_is_overdue(&self) {
        let now = self.world.app.now();
        for number in &self.orders {
            let order = self.world.order(number).await;
            for obligation in self.world.obligations(app::order::subject_of(&order)).await {
                assert!(
                    obligation.open_due_at().is_none_or(|due_at| due_at >= now),
                    "{number}: {obligation:?}"
                );
            }
        }
    }
}
