//! What people do, in short words. Each verb is done by whoever does it in the field and must succeed; what is
//! refused is called on the use case itself.

use super::World;
use app::order::{CompleteOrder, UsedPart};
use app::request::{TakeRequest, TakenRequest};
use app::{order, request, statement, worker};
use domain::Fen;
use domain::callback::{Answers, CallbackKind, CallbackStage, Unreached};
use domain::coverage::Cause;
use domain::ids::CallbackId;
use domain::obligation::PauseReason;
use domain::order::{Diagnosis, JudgementKind, Order, PlannedVisit, VisitResult};
use domain::people::Role;
use domain::request::Channel;
use domain::settlement::{Payment, Statement};
use jiff::SignedDuration;

/// A call about a unit by its serial, from a place.
pub fn call(serial: &str, division: &str) -> TakeRequest {
    TakeRequest {
        name: format!("{serial} 的用户"),
        phone: "13911112222".to_owned(),
        division: division.to_owned(),
        address: "中关村大街 1 号".to_owned(),
        serial: serial.to_owned(),
        problem: "不出热水".to_owned(),
        ..TakeRequest::default()
    }
}

/// What the technician reports; a plain repair of the product's own fault until it is said otherwise.
#[derive(Clone)]
pub struct Report(CompleteOrder);

impl Report {
    /// A plain repair.
    pub fn plain() -> Self {
        let diagnosis = Diagnosis {
            symptom: "S01".to_owned(),
            cause: Cause::Product,
            remedy: "R01".to_owned(),
            note: String::new(),
        };
        Self(CompleteOrder {
            diagnosis, labour_minutes: 60, parts: Vec::new(), signed_by: "张三".to_owned()
        })
    }

    /// With another cause.
    pub fn caused_by(mut self, cause: Cause) -> Self {
        self.0.diagnosis.cause = cause;
        self
    }

    /// With a part, whose old part comes back or not.
    pub fn part(mut self, code: &str, quantity: i64, old_returned: bool) -> Self {
        self.0.parts.push(UsedPart { code: code.to_owned(), quantity, old_returned });
        self
    }

    /// The command.
    pub fn command(&self) -> CompleteOrder {
        self.0.clone()
    }
}

impl World {
    /// The agent takes a call.
    pub async fn take(&self, call: TakeRequest) -> TakenRequest {
        request::take(&self.app, Some(self.person(Role::Agent)), Channel::Phone, None, call).await.unwrap()
    }

    /// The agent takes a call that opens an order; its number.
    pub async fn ordered(&self, call: TakeRequest) -> String {
        self.take(call).await.order_number.unwrap()
    }

    /// The supervisor dispatches by territory.
    pub async fn dispatch(&self, number: &str) -> Order {
        order::dispatch(&self.app, self.person(Role::Supervisor), number.to_owned(), None).await.unwrap()
    }

    /// The provider takes the order.
    pub async fn accept(&self, number: &str) -> Order {
        let clerk = self.clerk_of(&self.order(number).await).clone();
        order::accept(&self.app, &clerk, number.to_owned(), None).await.unwrap()
    }

    /// The provider refuses the order.
    pub async fn refuse(&self, number: &str, reason: &str) -> Order {
        let clerk = self.clerk_of(&self.order(number).await).clone();
        order::refuse(&self.app, &clerk, number.to_owned(), reason.to_owned()).await.unwrap()
    }

    /// The provider names its technician.
    pub async fn name_technician(&self, number: &str, technician: &str) -> Order {
        let clerk = self.clerk_of(&self.order(number).await).clone();
        order::name_technician(&self.app, &clerk, number.to_owned(), self.technician(technician))
            .await
            .unwrap()
    }

    /// The provider agrees a visit in an hour's time, for two hours.
    pub async fn plan_visit(&self, number: &str) -> Order {
        let clerk = self.clerk_of(&self.order(number).await).clone();
        let from_at = self.app.now() + SignedDuration::from_hours(1);
        let planned = PlannedVisit { from_at, until_at: from_at + SignedDuration::from_hours(2) };
        order::plan_visit(&self.app, &clerk, number.to_owned(), planned).await.unwrap()
    }

    /// The technician arrives.
    pub async fn arrive(&self, number: &str) -> Order {
        let clerk = self.clerk_of(&self.order(number).await).clone();
        order::arrive(&self.app, &clerk, number.to_owned()).await.unwrap()
    }

    /// The technician leaves without a solution.
    pub async fn leave(&self, number: &str, result: VisitResult) -> Order {
        let clerk = self.clerk_of(&self.order(number).await).clone();
        order::leave(&self.app, &clerk, number.to_owned(), result).await.unwrap()
    }

    /// The work is interrupted.
    pub async fn pause(&self, number: &str, reason: PauseReason) -> Order {
        let clerk = self.clerk_of(&self.order(number).await).clone();
        order::pause(&self.app, &clerk, number.to_owned(), reason).await.unwrap()
    }

    /// The work goes on.
    pub async fn resume(&self, number: &str) -> Order {
        let clerk = self.clerk_of(&self.order(number).await).clone();
        order::resume(&self.app, &clerk, number.to_owned()).await.unwrap()
    }

    /// The work is done and signed for.
    pub async fn complete(&self, number: &str, report: &Report) -> Order {
        let clerk = self.clerk_of(&self.order(number).await).clone();
        order::complete(&self.app, &clerk, number.to_owned(), report.command()).await.unwrap()
    }

    /// A call, taken and served within the hour, up to the signed completion; the order's number.
    pub async fn served(&self, call: TakeRequest, report: &Report) -> String {
        let number = self.ordered(call).await;
        self.accept(&number).await;
        self.arrive(&number).await;
        self.complete(&number, report).await;
        number
    }

    /// The provider reaches the customer of an order (first callback).
    pub async fn call_back_first(&self, number: &str) {
        let callback = self.callback(number, CallbackKind::First).await.unwrap();
        let clerk = self.clerk_of(&self.order(number).await).clone();
        app::callback::record_answers(&self.app, &clerk, callback.id, answers(None)).await.unwrap();
    }

    /// The centre reaches the customer of an order (second callback).
    pub async fn call_back_second(&self, number: &str) {
        self.answer(self.callback(number, CallbackKind::Second).await.unwrap().id).await;
    }

    /// The centre reaches the customer of a second callback.
    pub async fn answer(&self, callback: CallbackId) {
        let auditor = self.person(Role::Auditor);
        app::callback::record_answers(&self.app, auditor, callback, answers(Some(true))).await.unwrap();
    }

    /// The centre reaches every customer of a statement's sample that is still to be called.
    pub async fn answer_all(&self, statement: &Statement) {
        let callbacks = self.second_callbacks(statement).await;
        for callback in callbacks.iter().filter(|callback| callback.stage == CallbackStage::Due) {
            self.answer(callback.id).await;
        }
    }

    /// The provider does not reach the customer of an order.
    pub async fn miss_first(&self, number: &str) {
        let callback = self.callback(number, CallbackKind::First).await.unwrap();
        let clerk = self.clerk_of(&self.order(number).await).clone();
        app::callback::record_attempt(&self.app, &clerk, callback.id, Unreached::NoAnswer).await.unwrap();
    }

    /// The auditor judges an order.
    pub async fn judge(&self, number: &str, kind: JudgementKind) -> Order {
        let reason = "用户称无此次维修".to_owned();
        order::judge(&self.app, self.person(Role::Auditor), number.to_owned(), kind, reason).await.unwrap()
    }

    /// The product opens a month's statements.
    pub async fn open_month(&self, month: &str) -> usize {
        statement::open_month(&self.app, None, month.parse().unwrap()).await.unwrap()
    }

    /// The provider submits a statement.
    pub async fn submit(&self, provider: &'static str, number: &str, originals: u32) -> Statement {
        let clerk = self.person_at(Role::ProviderClerk, provider);
        statement::submit(&self.app, clerk, number.to_owned(), originals).await.unwrap()
    }

    /// The centre receives originals and form.
    pub async fn receive(&self, number: &str) -> Statement {
        statement::receive(&self.app, self.person(Role::Auditor), number.to_owned()).await.unwrap()
    }

    /// The centre has verified.
    pub async fn verify(&self, number: &str) -> Statement {
        statement::verify(&self.app, self.person(Role::Auditor), number.to_owned()).await.unwrap()
    }

    /// The supervisor confirms, the marketing manager approves.
    pub async fn confirm_and_approve(&self, number: &str) -> Statement {
        statement::confirm(&self.app, self.person(Role::Supervisor), number.to_owned()).await.unwrap();
        statement::approve(&self.app, self.person(Role::MarketingManager), number.to_owned()).await.unwrap()
    }

    /// Finance pays an amount.
    pub async fn pay(&self, number: &str, amount: Fen) -> Statement {
        statement::pay(&self.app, self.person(Role::Finance), number.to_owned(), self.transfer(amount))
            .await
            .unwrap()
    }

    /// A bank transfer of today.
    pub fn transfer(&self, amount_fen: Fen) -> Payment {
        let paid_on = self.app.now().to_zoned(super::zone()).date();
        Payment { paid_on, reference: "ICBC-0042".to_owned(), amount_fen }
    }

    /// The worker looks at what fell due; how many wakes it handled.
    pub async fn look(&self) -> usize {
        worker::handle_due(&self.app).await.unwrap()
    }
}

/// A satisfied customer whose data is complete and true.
fn answers(original_found: Option<bool>) -> Answers {
    Answers { satisfaction: 5, data_complete: true, data_true: true, original_found, comment: String::new() }
}
