//! A stored month counted a second time, from the orders and sales as they stand.

use crate::world::World;
use app::App;
use domain::coverage::Category;
use domain::order::{JudgementKind, Order};
use domain::settlement::Statement;
use std::collections::BTreeMap;
use store::record::{catalogue, service};
use testkit::naive::{self, Fitted, Found, Paper, Repair, Worth};

impl World {
    /// What a statement's month is worth by the naive count.
    pub async fn counted_again(&self, statement: &Statement) -> Worth {
        counted_again(&self.app, statement).await
    }
}

/// What a statement's month is worth by the naive count; what is not judged yet counts as sound.
pub async fn counted_again(app: &App, statement: &Statement) -> Worth {
    let agreements = app.agreements();
    let text = &agreements.get(statement.agreement_id).unwrap().signed.text;
    let (paper, covered) = match text.code.as_str() {
        "solar-provider" => (Paper::Solar, text.product_lines.clone()),
        "gas-provider" => (Paper::Gas, text.product_lines.clone()),
        other => panic!("no naive count for {other}"),
    };
    let (provider, month, agreement) = (statement.provider_id, statement.month, statement.agreement_id);
    let (orders, sales) = app
        .read(None, async move |desk| {
            let tenant = desk.tenant();
            let orders = service::completed_orders(desk.tx(), tenant, provider, month, agreement).await?;
            Ok((orders, catalogue::sales_of_month(desk.tx(), tenant, provider, month).await?))
        })
        .await
        .unwrap();
    let repairs: Vec<Repair> = orders.iter().map(repair).collect();
    let sales: BTreeMap<String, i64> = sales
        .into_iter()
        .filter(|sales| covered.contains(&sales.profile.product_line))
        .map(|sales| (sales.profile.product_line, sales.profile.amount_fen.0))
        .collect();
    naive::count(paper, &repairs, &sales)
}

fn repair(order: &Order) -> Repair {
    let completion = order.completion().unwrap();
    Repair {
        number: order.opened.number.clone(),
        product_line: order.opened.product_line.clone(),
        in_warranty: order.coverage.category == Some(Category::Warranty),
        visits: i64::try_from(order.visits.len()).unwrap(),
        parts: completion
            .parts
            .iter()
            .map(|part| Fitted {
                code: part.code.clone(),
                quantity: part.quantity,
                old_returned: part.old_returned,
                cost_fen: part.cost_price_fen.0,
            })
            .collect(),
        found: match order.judgement.as_ref().map(|judgement| judgement.kind) {
            None => Found::Sound,
            Some(JudgementKind::Void) => Found::Incomplete,
            Some(JudgementKind::Tenfold) => Found::False,
        },
    }
}
