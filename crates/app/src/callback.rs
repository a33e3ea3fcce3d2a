//! Callbacks: the provider asks first, the centre asks a drawn sample again.

use crate::{App, AppError, Desk, not_found};
use domain::callback::{Answers, Callback, CallbackKind, Unreached};
use domain::ids::CallbackId;
use domain::outcome::Outcome;
use domain::people::{Action, Actor};
use store::record;

/// A callback, as far as the person may make it; whoever makes none is told so, whether it exists or not.
pub async fn load(desk: &mut Desk<'_>, id: CallbackId) -> Result<Callback, AppError> {
    let (first, second) = (desk.scope(Action::CallBackFirst), desk.scope(Action::CallBackSecond));
    if second.is_err() {
        first.clone()?;
    }
    let tenant = desk.tenant();
    let callback = record::find::<Callback>(desk.tx(), tenant, id.0).await?;
    let may_make = |callback: &Callback| {
        let scope = match callback.kind {
            CallbackKind::First => &first,
            CallbackKind::Second => &second,
        };
        scope.as_ref().is_ok_and(|scope| scope.covers(Some(callback.provider_id), None))
    };
    callback.filter(may_make).ok_or_else(|| not_found("该回访", "callback"))
}

/// Records a try that did not reach the customer.
pub async fn record_attempt(
    app: &App,
    who: &Actor,
    id: CallbackId,
    unreached: Unreached,
) -> Result<Callback, AppError> {
    app.command(who, async move |desk| {
        let changed = load(desk, id).await?.record_attempt(unreached, desk.stamp())?;
        desk.commit(&Outcome::of(changed.clone())).await?;
        Ok(changed.after)
    })
    .await
}

/// Records what the customer said.
pub async fn record_answers(
    app: &App,
    who: &Actor,
    id: CallbackId,
    answers: Answers,
) -> Result<Callback, AppError> {
    app.command(who, async move |desk| {
        let changed = load(desk, id)
            .await?
            .record_answers(answers.clone(), desk.stamp())?;
        desk.commit(&Outcome::of(changed.clone())).await?;
        Ok(changed.after)
    })
    .await
}
