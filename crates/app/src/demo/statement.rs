//! One statement's story: first callbacks made up to the quota, submission, receipt, second callbacks and judgements,
//! confirmation, approval, payment.

use super::network::Outlet;
use super::order::{said, unless_done};
use super::random::Random;
use super::world::{World, by_day};
use crate::{App, AppError, Desk, callback, order, request, statement};
use domain::Month;
use domain::callback::{Answers, Callback, CallbackKind, CallbackStage, Unreached};
use domain::coverage::Category;
use domain::ids::{AgreementId, CallbackId, ProviderId, StatementId};
use domain::money::Fen;
use domain::order::{JudgementKind, Order};
use domain::settlement::{Payment, Statement};
use jiff::{SignedDuration, Timestamp};
use store::record::{self, service};

/// The provider, counted from 0, that never submits.
const SILENT: usize = 17;
/// Of ten providers this one submits after the window.
const LATE_OF_TEN: usize = 6;
/// Of nine statements of a month this one is sent back once.
const SENT_BACK_OF_NINE: usize = 4;

/// What the second callback of an order will find. It hangs on the order's number alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Finding {
    /// All is as the order says.
    Right,
    /// The customer's data is incomplete (A2.23).
    Incomplete,
    /// No technician ever came (A2.24).
    Fake,
}

impl Finding {
    fn of(world: &World<'_>, number: &str) -> Self {
        match world.random(number, 0).between(0, 999) {
            0..25 => Self::Fake,
            25..80 => Self::Incomplete,
            _ => Self::Right,
        }
    }
}

/// A story being told.
struct Telling<'a> {
    world: &'a World<'a>,
    random: Random,
    outlet: &'a Outlet,
    place: usize,
    statement: Statement,
    now: Timestamp,
}

/// Tells one statement's story, from its opening to the payment.
pub(super) async fn settle(world: &World<'_>, statement: Statement) -> Result<(), AppError> {
    let outlets = &world.network.outlets;
    let Some(place) = outlets.iter().position(|outlet| outlet.id == statement.provider_id) else {
        return Ok(());
    };
    if place == SILENT {
        return Ok(());
    }
    let random = world.random(&format!("statement {}", statement.number), 0);
    let now = super::start_of(statement.month.next());
    let mut telling = Telling { world, random, outlet: &outlets[place], place, statement, now };
    telling.wait_for_window().await?;
    telling.submit().await?;
    telling.receive().await?;
    if telling.is_sent_back() {
        telling.send_back().await?;
        telling.submit().await?;
        telling.receive().await?;
    }
    telling.check().await?;
    telling.decide().await
}

impl Telling<'_> {
    async fn at<T>(
        &mut self,
        instant: Timestamp,
        act: impl Future<Output = Result<T, AppError>>,
    ) -> Result<T, AppError> {
        let (now, done) = self.world.pace.at(instant, act).await;
        self.now = now;
        done
    }

    /// An instant some days on, within office hours.
    fn in_days(&mut self, low: i64, high: i64) -> Timestamp {
        let minutes = self.random.between(low * 1_440, high * 1_440);
        by_day(self.now + SignedDuration::from_mins(minutes), 9..17)
    }

    fn number(&self) -> String {
        self.statement.number.clone()
    }

    /// Waits for a day of the window, or some days more, and makes the first callbacks that are missing (A2.9).
    async fn wait_for_window(&mut self) -> Result<(), AppError> {
        let agreements = self.world.app.agreements();
        let version = agreements.get(self.statement.agreement_id);
        let window = version.and_then(|version| version.agreement.terms().settlement_window());
        let (first, last) = window.map_or((1, 10), |window| (window.value.first_day, window.value.last_day));
        let opens_at = self.now + SignedDuration::from_hours(24 * (first - 1));
        let days = if self.place % 10 == LATE_OF_TEN {
            (last - first + 1, last - first + 5)
        } else {
            (0, last - first)
        };
        self.now = opens_at;
        let submit_at = self.in_days(days.0, days.1);
        let call_at = submit_at - SignedDuration::from_hours(20);
        let (id, number) = (self.statement.provider_id, self.number());
        let reading = missing_callbacks(self.world.app, id, self.statement.month, number);
        let missing = self.at(call_at, reading).await?;
        for callback in missing {
            let answers = said(&mut self.random);
            let soon = self.now + SignedDuration::from_mins(16);
            let asking = callback::record_answers(self.world.app, &self.outlet.clerk, callback, answers);
            unless_done(self.at(soon, asking).await)?;
        }
        self.now = self.now.max(submit_at);
        Ok(())
    }

    async fn submit(&mut self) -> Result<(), AppError> {
        let (number, manager) = (self.number(), &self.outlet.manager);
        let statement = self.read_lines().await?;
        self.statement =
            self.at(self.now, statement::submit(self.world.app, manager, number, statement)).await?;
        Ok(())
    }

    /// How many originals the provider sends: one an order it claims.
    async fn read_lines(&mut self) -> Result<u32, AppError> {
        let (provider, month, agreement) =
            (self.statement.provider_id, self.statement.month, self.statement.agreement_id);
        let reading = self.world.app.read(None, async move |desk| {
            let tenant = desk.tenant();
            Ok(service::completed_orders(desk.tx(), tenant, provider, month, agreement).await?)
        });
        let orders: Vec<Order> = self.at(self.now, reading).await?;
        let claimed =
            orders.iter().filter(|order| order.coverage.category == Some(Category::Warranty)).count();
        Ok(u32::try_from(claimed).unwrap_or(u32::MAX))
    }

    async fn receive(&mut self) -> Result<(), AppError> {
        let (at, number) = (self.in_days(1, 3), self.number());
        let auditor = &self.world.network.auditor;
        self.statement = self.at(at, statement::receive(self.world.app, auditor, number)).await?;
        Ok(())
    }

    fn is_sent_back(&self) -> bool {
        let month = usize::try_from(self.statement.month.first_day().month()).unwrap_or(0);
        (self.place + month) % 9 == SENT_BACK_OF_NINE
    }

    async fn send_back(&mut self) -> Result<(), AppError> {
        let (at, number) = (self.in_days(1, 2), self.number());
        let reason = "维修单原件缺少 2 份，结算表未盖章，请补齐后重新报送。".to_owned();
        let auditor = &self.world.network.auditor;
        self.at(at, statement::send_back(self.world.app, auditor, number, reason)).await?;
        self.now = self.in_days(1, 3);
        Ok(())
    }

    /// The second callbacks and what they find, then the verification (A2.11).
    async fn check(&mut self) -> Result<(), AppError> {
        let (app, auditor) = (self.world.app, &self.world.network.auditor);
        let id = self.statement.id;
        let at = self.in_days(1, 4);
        let drawn = self.at(at, drawn_callbacks(app, id)).await?;
        for (callback, order) in drawn {
            let found = Finding::of(self.world, &order.opened.number);
            let soon = self.now + SignedDuration::from_mins(self.random.between(16, 45));
            let soon = by_day(soon, 9..18);
            if found == Finding::Right && self.random.percent(6) {
                self.give_up(callback, soon).await?;
                continue;
            }
            let answers = found.answers(&mut self.random);
            self.at(soon, callback::record_answers(app, auditor, callback, answers)).await?;
            if let Some((kind, reason)) = found.judgement()
                && order.judgement.is_none()
            {
                let soon = self.now + SignedDuration::from_mins(20);
                let judging = order::judge(app, auditor, order.opened.number, kind, reason.to_owned());
                self.at(soon, judging).await?;
            }
        }
        let at = self.in_days(0, 2);
        self.statement = self.at(at, statement::verify(app, auditor, self.number())).await?;
        Ok(())
    }

    /// Three tries on three days.
    async fn give_up(&mut self, id: CallbackId, first_at: Timestamp) -> Result<(), AppError> {
        let (app, auditor) = (self.world.app, &self.world.network.auditor);
        for day in 0..3 {
            let at = first_at + SignedDuration::from_hours(24 * day);
            self.at(at, callback::record_attempt(app, auditor, id, Unreached::NoAnswer)).await?;
        }
        Ok(())
    }

    /// Confirmed by the centre, approved by the marketing manager, paid by finance (A2.12–A2.14).
    async fn decide(&mut self) -> Result<(), AppError> {
        let World { app, network, .. } = self.world;
        let number = self.number();
        let at = self.in_days(1, 3);
        self.at(at, statement::confirm(app, &network.supervisor, number.clone())).await?;
        let at = self.in_days(1, 4);
        self.statement = self.at(at, statement::approve(app, &network.marketing, number.clone())).await?;
        let at = self.in_days(1, 9);
        let payment = Payment {
            paid_on: request::zone().to_datetime(at).date(),
            reference: format!("{:014}", self.random.between(1, 99_999_999_999_999)),
            amount_fen: self.statement.totals.amount_fen.max(Fen::ZERO),
        };
        self.at(at, statement::pay(app, &network.finance, number, payment)).await.map(drop)
    }
}

impl Finding {
    fn answers(self, random: &mut Random) -> Answers {
        let right = Answers { original_found: Some(true), ..said(random) };
        match self {
            Self::Right => right,
            Self::Incomplete => Answers {
                data_complete: false,
                comment: "维修单上没有填写联系电话，地址也不全".to_owned(),
                ..right
            },
            Self::Fake => Answers {
                data_true: false,
                satisfaction: 1,
                comment: "用户说机器没有坏过，没有人来修过".to_owned(),
                ..right
            },
        }
    }

    const fn judgement(self) -> Option<(JudgementKind, &'static str)> {
        match self {
            Self::Right => None,
            Self::Incomplete => Some((JudgementKind::Void, "二次回访：维修单缺少用户电话和完整地址")),
            Self::Fake => Some((JudgementKind::Tenfold, "二次回访：用户否认报修，维修单内容与事实不符")),
        }
    }
}

/// The due first callbacks of a provider's month that are still needed for a statement's quota.
async fn missing_callbacks(
    app: &App,
    provider: ProviderId,
    month: Month,
    number: String,
) -> Result<Vec<CallbackId>, AppError> {
    app.read(None, async move |desk| {
        let tenant = desk.tenant();
        let Some(found) = service::statement_by_number(desk.tx(), tenant, &number).await? else {
            return Ok(Vec::new());
        };
        let Some(quota) = statement::quota(desk, &found).await? else {
            return Ok(Vec::new());
        };
        let missing = usize::try_from(quota.needed - quota.made).unwrap_or(0);
        let mut due = due_callbacks(desk, provider, month, found.agreement_id).await?;
        due.truncate(missing);
        Ok(due)
    })
    .await
}

/// The first callbacks of a provider's month under an agreement that are not made yet.
async fn due_callbacks(
    desk: &mut Desk<'_>,
    provider: ProviderId,
    month: Month,
    agreement: AgreementId,
) -> Result<Vec<CallbackId>, AppError> {
    let tenant = desk.tenant();
    let mut due = Vec::new();
    for order in service::completed_orders(desk.tx(), tenant, provider, month, agreement).await? {
        let callbacks = service::callbacks_of_order(desk.tx(), tenant, order.id).await?;
        let first = callbacks.into_iter().find(|callback| callback.kind == CallbackKind::First);
        due.extend(first.filter(|callback| callback.stage == CallbackStage::Due).map(|callback| callback.id));
    }
    Ok(due)
}

/// The second callbacks drawn for a statement that are due, each with its order.
async fn drawn_callbacks(app: &App, id: StatementId) -> Result<Vec<(CallbackId, Order)>, AppError> {
    app.read(None, async move |desk| {
        let tenant = desk.tenant();
        let mut drawn = Vec::new();
        let callbacks = service::callbacks_of_statement(desk.tx(), tenant, id).await?;
        for Callback { id, order_id, .. } in callbacks.into_iter().filter(|it| it.stage == CallbackStage::Due)
        {
            drawn.push((id, record::load::<Order>(desk.tx(), tenant, order_id.0).await?));
        }
        Ok(drawn)
    })
    .await
}
