//! What can be seen afterwards: facts, records, postings; and the check that all of it hangs together.

use super::World;
use domain::callback::{Callback, CallbackKind};
use domain::ids::{CallbackId, PersonId};
use domain::ledger::{Account, Entry};
use domain::obligation::{Obligation, ObligationKind};
use domain::order::Order;
use domain::outcome::{Subject, SubjectKind};
use domain::people::Action;
use domain::request::Request;
use domain::settlement::{Statement, StatementLine};
use serde::de::DeserializeOwned;
use std::sync::atomic::Ordering;
use store::record::service;

impl World {
    /// The names of the facts since the last call, in order.
    pub async fn new_facts(&self) -> Vec<String> {
        self.new_facts_by().await.into_iter().map(|(fact, _)| fact).collect()
    }

    /// The facts since the last call, and who made each so.
    pub async fn new_facts_by(&self) -> Vec<(String, Option<PersonId>)> {
        let after = self.told.load(Ordering::SeqCst);
        let rows = self
            .app
            .read(None, async move |desk| {
                let tenant = desk.tenant();
                Ok(store::journal::after(desk.tx(), tenant, after, 10_000).await?)
            })
            .await
            .unwrap();
        if let Some(last) = rows.last() {
            self.told.store(last.seq, Ordering::SeqCst);
        }
        rows.into_iter().map(|row| (row.fact, row.done_by)).collect()
    }

    /// The facts of one record, oldest first.
    pub async fn facts_of<F: DeserializeOwned>(&self, kind: SubjectKind, id: i64) -> Vec<F> {
        let rows = self
            .app
            .read(None, async move |desk| {
                let tenant = desk.tenant();
                Ok(store::journal::of_subject(desk.tx(), tenant, Subject { kind, id }, 10_000).await?)
            })
            .await
            .unwrap();
        rows.iter().map(|row| serde_json::from_str(&row.body).unwrap()).collect()
    }

    /// An order as it stands.
    pub async fn order(&self, number: &str) -> Order {
        let number = number.to_owned();
        self.app.read(None, async move |desk| desk.order(&number, Action::SeeOrders).await).await.unwrap()
    }

    /// A request as it stands.
    pub async fn request(&self, number: &str) -> Request {
        let number = number.to_owned();
        self.app.read(None, async move |desk| app::request::load(desk, &number).await).await.unwrap()
    }

    /// The obligations about a record, oldest first.
    pub async fn obligations(&self, subject: Subject) -> Vec<Obligation> {
        self.app
            .read(None, async move |desk| {
                let tenant = desk.tenant();
                Ok(service::obligations_of(desk.tx(), tenant, subject).await?)
            })
            .await
            .unwrap()
    }

    /// The obligation of a kind about a record; the latest, when one lapsed before.
    pub async fn obligation(&self, subject: Subject, kind: ObligationKind) -> Obligation {
        let found = self.obligations(subject).await;
        found.into_iter().rfind(|obligation| obligation.kind == kind).unwrap()
    }

    /// The deadline of an order.
    pub async fn deadline(&self, number: &str, kind: ObligationKind) -> Obligation {
        let order = self.order(number).await;
        self.obligation(app::order::subject_of(&order), kind).await
    }

    /// The callback of a kind about an order; the latest, when one was given up before.
    pub async fn callback(&self, number: &str, kind: CallbackKind) -> Option<Callback> {
        let order = self.order(number).await.id;
        let found = self
            .app
            .read(None, async move |desk| {
                let tenant = desk.tenant();
                Ok(service::callbacks_of_order(desk.tx(), tenant, order).await?)
            })
            .await
            .unwrap();
        found.into_iter().rfind(|callback| callback.kind == kind)
    }

    /// A callback as it stands.
    pub async fn callback_by_id(&self, id: CallbackId) -> Callback {
        self.app
            .read(None, async move |desk| {
                let tenant = desk.tenant();
                Ok(store::record::load(desk.tx(), tenant, id.0).await?)
            })
            .await
            .unwrap()
    }

    /// The second callbacks of a statement.
    pub async fn second_callbacks(&self, statement: &Statement) -> Vec<Callback> {
        let id = statement.id;
        self.app
            .read(None, async move |desk| {
                let tenant = desk.tenant();
                Ok(service::callbacks_of_statement(desk.tx(), tenant, id).await?)
            })
            .await
            .unwrap()
    }

    /// The only statement of a provider's month.
    pub async fn statement_of(&self, provider: &str, month: &str) -> Statement {
        let mut found = self.statements_of(provider, month).await;
        assert_eq!(found.len(), 1, "statements of {provider} in {month}");
        found.remove(0)
    }

    /// The statements of a provider's month, one an agreement.
    pub async fn statements_of(&self, provider: &str, month: &str) -> Vec<Statement> {
        let (provider, month) = (self.provider(provider), month.parse().unwrap());
        self.app
            .read(None, async move |desk| {
                let tenant = desk.tenant();
                Ok(service::statements_of_month(desk.tx(), tenant, provider, month).await?)
            })
            .await
            .unwrap()
    }

    /// A statement as it stands.
    pub async fn statement(&self, number: &str) -> Statement {
        let number = number.to_owned();
        self.app
            .read(None, async move |desk| desk.statement(&number, Action::SeeStatements).await)
            .await
            .unwrap()
    }

    /// The lines of a statement: those of this round, or while it is collecting those it would have now.
    pub async fn lines(&self, number: &str) -> Vec<StatementLine> {
        let number = number.to_owned();
        self.app
            .read(None, async move |desk| {
                let statement = desk.statement(&number, Action::SeeStatements).await?;
                app::statement::lines(desk, &statement).await
            })
            .await
            .unwrap()
    }

    /// The postings about a record, in order: account and fen. Providers stand by their code.
    pub async fn postings(&self, subject: Subject) -> Vec<(String, i64)> {
        let entries = self
            .app
            .read(None, async move |desk| {
                let tenant = desk.tenant();
                Ok(store::journal::after(desk.tx(), tenant, 0, 100_000).await?)
            })
            .await
            .unwrap();
        entries
            .iter()
            .filter(|row| row.fact == "entry.posted")
            .map(|row| serde_json::from_str::<Entry>(&row.body).unwrap())
            .filter(|entry| entry.subject == subject)
            .flat_map(|entry| entry.postings)
            .map(|posting| {
                let account = match posting.account {
                    Account::ProviderPayable(provider) => format!("payable {}", self.code_of(provider)),
                    other => other.to_string(),
                };
                (account, posting.amount_fen.0)
            })
            .collect()
    }

    /// Proves that what is stored hangs together: chain, replay, ledger, lines, references.
    pub async fn check(&self) {
        let report = self
            .app
            .read(None, async |desk| {
                let tenant = desk.tenant();
                Ok(store::check::run(desk.tx(), tenant, &mut |_| {}).await?)
            })
            .await
            .unwrap();
        assert!(report.is_clean(), "{:#?}", report.problems);
        assert!(report.checked.iter().any(|part| part.rows > 0), "something was checked");
    }
}

/// The subject of a statement.
pub fn about(statement: &Statement) -> Subject {
    Subject { kind: SubjectKind::Statement, id: statement.id.0 }
}
