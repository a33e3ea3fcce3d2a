//! One request, with its customer masked, its unit and its order.

use super::ShownContact;
use super::told::{self, Told};
use crate::request::{load, product_of};
use crate::{App, AppError};
use domain::catalogue::{Product, Unit};
use domain::order::Order;
use domain::outcome::{Subject, SubjectKind};
use domain::party::Customer;
use domain::people::{Action, Actor};
use domain::request::{Request, RequestStage};
use store::record;

/// Everything a request's page shows.
#[derive(Clone, Debug)]
pub struct RequestView {
    /// The request.
    pub request: Request,
    /// The customer, masked.
    pub contact: ShownContact,
    /// The unit, when it was found.
    pub unit: Option<Unit>,
    /// The product, when it is known.
    pub product: Option<Product>,
    /// Its order: number and stage code.
    pub order: Option<(String, &'static str)>,
    /// What happened, oldest first.
    pub timeline: Vec<Told>,
    /// Whether the reader may decide on it now.
    pub may_decide: bool,
}

/// The page of a request.
pub async fn request(app: &App, who: &Actor, number: String) -> Result<RequestView, AppError> {
    app.read(Some(who), async move |desk| {
        let request = load(desk, &number).await?;
        let tenant = desk.tenant();
        let customer = record::load::<Customer>(desk.tx(), tenant, request.taken.customer_id.0).await?;
        let unit = match request.taken.unit_id {
            Some(id) => record::find::<Unit>(desk.tx(), tenant, id.0).await?,
            None => None,
        };
        let product = product_of(desk, request.taken.product_id).await?;
        let order = match request.stage {
            RequestStage::Ordered { order_id } => {
                let order = record::find::<Order>(desk.tx(), tenant, order_id.0).await?;
                order.map(|order| (order.opened.number.clone(), order.stage.code()))
            }
            _ => None,
        };
        let subject = Subject { kind: SubjectKind::Request, id: request.id.0 };
        let timeline = told::of_request(desk, subject).await?;
        let may_decide = request.stage == RequestStage::Open && desk.scope(Action::TakeRequests).is_ok();
        let contact = ShownContact::masked(&customer.contact);
        Ok(RequestView { request, contact, unit, product, order, timeline, may_decide })
    })
    .await
}
