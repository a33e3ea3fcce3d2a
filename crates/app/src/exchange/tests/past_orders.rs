//! Past orders: history with its own dates, never rewritten.

use super::{app, fill, import, sentences};
use crate::AppError;
use domain::order::Stage;
use store::record::service;

#[tokio::test]
async fn a_past_order_is_history_with_its_own_dates_and_no_deadline() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    fill(&app).await;
    app.read(None, async |desk| {
        let tenant = desk.tenant();
        let order = service::order_by_number(desk.tx(), tenant, "WX-1").await?.unwrap();
        let done = order.completion().unwrap();
        assert_eq!(done.month.to_string(), "2025-11");
        assert_eq!(done.completed_at.to_string(), "2025-11-04T07:20:00Z");
        assert_eq!(order.opened_at.to_string(), "2025-11-03T01:30:00Z");
        assert_eq!(order.coverage.category, Some(domain::coverage::Category::Warranty));
        assert_eq!((order.due_at, order.charges.len()), (None, 2));
        let subject = crate::order::subject_of(&order);
        assert_eq!(service::obligations_of(desk.tx(), tenant, subject).await?, []);
        assert_eq!(service::callbacks_of_order(desk.tx(), tenant, order.id).await?, []);
        let agreement = order.opened.agreement_id.unwrap();
        let month =
            service::completed_orders(desk.tx(), tenant, order.provider_id().unwrap(), done.month, agreement)
                .await?;
        assert_eq!(month.len(), 1, "settlement sees it");
        let open = service::order_by_number(desk.tx(), tenant, "WX-2").await?.unwrap();
        assert!(matches!(open.stage, Stage::Dispatched { .. }));
        Ok::<_, AppError>(())
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_past_order_must_hold_together_and_is_never_rewritten() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    fill(&app).await;
    let text = "工单号,网点编码,机号,报修时间,完工时间,故障描述,故障责任,更换配件\n\
        WX-1,WD-1,S1,2025-11-03 09:30,,漏水,,\n\
        WX-3,WD-1,S1,2025-11-05,2025-11-04,x,产品质量,\n\
        WX-4,WD-1,S1,2027-11-05,,x,,\n\
        WX-5,WD-1,S1,2025-11-05,2025-11-06,x,,\n\
        WX-6,WD-1,S1,2025-11-05,2025-11-06,x,产品质量,P-9×1\n\
        WX-7,WD-9,S1,2025-11-05,,x,,\n";
    let report = import(&app, "orders", text, false).await;
    let cells: Vec<_> = report.errors().map(|error| error.address.to_string()).collect();
    assert_eq!(cells, ["F2", "E3", "D4", "G5", "H6", "B7"], "{:?}", sentences(&report));
}
