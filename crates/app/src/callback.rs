//! Callbacks: the provider asks first, the centre asks a drawn sample again.

use crate::{App, AppError, Desk, not_found};
use domain::callback::{Answers, Callback, CallbackKind, Unreached};
use domain::ids::CallbackId;
use domain::outcome::Outcome;
use domain::people::{Action, Actor};
use store::record;

/// A callback, as far as the person may make it.
pub async fn load(desk: &mut Desk<'_>, id: CallbackId) -> Result<Callback, AppError> {
    let tenant = desk.tenant();
    let missing = || not_found("该回访", "callback");
    let callback = record::find::<Callback>(desk.tx(), tenant, id.0).await?.ok_or_else(missing)?;
    let action = match callback.kind {
        CallbackKind::First => Action::CallBackFirst,
        CallbackKind::Second => Action::CallBackSecond,
    };
    // Which orders the centre asks about again is not the provider's to know.
    if desk.who().is_some_and(|who| who.role.is_provider() && !who.may(action)) {
        return Err(missing());
    }
    let scope = desk.scope(action)?;
    if scope.covers(Some(callback.provider_id), None) { Ok(callback) } else { Err(missing()) }
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
        let changed = load(desk, id).await?.record_answers(answers.clone(), desk.stamp())?;
        desk.commit(&Outcome::of(changed.clone())).await?;
        Ok(changed.after)
    })
    .await
}
