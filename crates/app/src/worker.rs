//! The worker: looks at what fell due, sends what waits, opens last month's statements. It keeps nothing in memory, so
//! whatever fell due while it was down is found when it runs again.

use crate::request::zone;
use crate::{App, AppError, statement};
use domain::Month;
use domain::obligation::Obligation;
use domain::outcome::{Message, Outcome, SubjectKind, Wake};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;
use store::{outbox, record, wake};

/// How many wakes or messages are handled in one go.
const BATCH: i64 = 200;
/// How often the worker looks when nothing is due sooner.
const LOOK_AGAIN: Duration = Duration::from_secs(15);
/// After this many failed tries a message is given up.
const TRIES_MAX: i64 = 12;
/// The setting that remembers the last day on which ended months were looked at.
const MONTHS_LOOKED_AT: &str = "months_looked_at";
/// How many ended months are made up for at most.
const MONTHS_BACK: usize = 24;

/// Where messages go. A transport must accept the same message twice.
pub trait Transport: Send + Sync {
    /// Delivers one message.
    fn deliver(&self, id: i64, message: &Message) -> Result<(), String>;
}

/// Handles every wake that is due; says how many.
pub async fn handle_due(app: &App) -> Result<usize, AppError> {
    let mut handled = 0;
    loop {
        let due = app
            .read(None, async move |desk| {
                let (tenant, now) = (desk.tenant(), desk.now());
                Ok(wake::due(desk.tx(), tenant, now, BATCH).await?)
            })
            .await?;
        if due.is_empty() {
            return Ok(handled);
        }
        handled += due.len();
        app.write(None, async move |desk| {
            let (tenant, stamp) = (desk.tenant(), desk.stamp());
            for wake in &due {
                if let Some(outcome) = look(desk, wake).await? {
                    desk.commit(&outcome).await?;
                }
                wake::handled(desk.tx(), tenant, wake).await?;
            }
            tracing::debug!(count = due.len(), at = %stamp.at, "looked at what fell due");
            Ok(())
        })
        .await?;
    }
}

/// Decides again from the record as it is now.
async fn look(desk: &mut crate::Desk<'_>, wake: &Wake) -> Result<Option<Outcome>, AppError> {
    let tenant = desk.tenant();
    if wake.subject.kind != SubjectKind::Obligation {
        return Ok(None);
    }
    let stamp = desk.stamp();
    let obligation = record::find::<Obligation>(desk.tx(), tenant, wake.subject.id).await?;
    Ok(obligation.and_then(|obligation| obligation.look(stamp)).map(Outcome::of))
}

/// Sends the messages whose try is due; says how many were delivered.
pub async fn send_due(app: &App, transport: &dyn Transport) -> Result<usize, AppError> {
    let waiting = app
        .read(None, async move |desk| {
            let (tenant, now) = (desk.tenant(), desk.now());
            Ok(outbox::due(desk.tx(), tenant, now, BATCH).await?)
        })
        .await?;
    let mut results = Vec::with_capacity(waiting.len());
    for message in waiting {
        let delivered = transport.deliver(message.message_id, &message.message);
        if let Err(error) = &delivered {
            tracing::warn!(message = message.message_id, %error, "a message was not delivered");
        }
        results.push((message.message_id, message.attempts, delivered.is_ok()));
    }
    let delivered = results.iter().filter(|(_, _, ok)| *ok).count();
    if results.is_empty() {
        return Ok(0);
    }
    app.write(None, async move |desk| {
        let (tenant, now) = (desk.tenant(), desk.now());
        for (id, attempts, ok) in &results {
            if *ok {
                outbox::sent(desk.tx(), tenant, *id, now).await?;
            } else {
                outbox::failed(desk.tx(), tenant, *id, next_try(now, *attempts)).await?;
            }
        }
        Ok(())
    })
    .await?;
    Ok(delivered)
}

/// Each failed try waits twice as long as the one before, from half a minute on.
fn next_try(now: Timestamp, attempts: i64) -> Option<Timestamp> {
    let doublings = u32::try_from(attempts.clamp(0, 16)).unwrap_or(16);
    (attempts + 1 < TRIES_MAX).then(|| now + SignedDuration::from_secs(30 << doublings))
}

/// Once a day, opens the statements of last month and of every month that ended while the worker was down; says how
/// many. Last month is looked at every day, because its sales may come in late.
pub async fn open_last_month(app: &App) -> Result<usize, AppError> {
    let today = zone().to_datetime(app.now()).date();
    let known = app
        .read(None, async move |desk| {
            let tenant = desk.tenant();
            Ok(store::setting::find(desk.tx(), tenant, MONTHS_LOOKED_AT).await?)
        })
        .await?;
    let looked_on = known.as_ref().and_then(|setting| setting.value.parse::<Date>().ok());
    if looked_on.is_some_and(|day| day >= today) {
        return Ok(0);
    }
    let last = Month::of(today).previous();
    let ended = std::iter::successors(Some(last), |month| Some(month.previous()))
        .take(MONTHS_BACK)
        .take_while(|month| *month == last || looked_on.is_some_and(|day| *month >= Month::of(day)));
    let mut opened = 0;
    for month in ended.collect::<Vec<_>>().into_iter().rev() {
        opened += statement::open_month(app, None, month).await?;
    }
    let before = known.map_or(0, |setting| setting.version);
    app.write(None, async move |desk| {
        let (tenant, now) = (desk.tenant(), desk.now());
        store::setting::change(desk.tx(), tenant, MONTHS_LOOKED_AT, &today.to_string(), before, now).await?;
        Ok(())
    })
    .await?;
    Ok(opened)
}

/// Runs until it is stopped. An error is logged and the next round tries again.
pub async fn run(app: App, transport: Box<dyn Transport>, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    loop {
        if let Err(error) = handle_due(&app).await {
            tracing::error!(%error, "what fell due could not be handled");
        }
        if let Err(error) = send_due(&app, transport.as_ref()).await {
            tracing::error!(%error, "messages could not be sent");
        }
        if let Err(error) = open_last_month(&app).await {
            tracing::error!(%error, "last month's statements could not be opened");
        }
        tokio::select! {
            () = &mut stop => return,
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
    }
}
