//! A month of gas service: six orders of one provider, one with an old part that did not come back, sales, callbacks.

use crate::support::House;
use app::order::{self, CompleteOrder, UsedPart};
use app::view::settle::callback::{self, AskedQueue, CallbackRow};
use app::{App, people, request, statement};
use domain::callback::{Answers, CallbackKind};
use domain::catalogue::{
    MonthlySales, MonthlySalesProfile, Part, PartProfile, Product, ProductProfile, Unit, UnitProfile,
};
use domain::coverage::{Cause, SaleDate};
use domain::ids::{PartId, ProductId, SalesId, UnitId};
use domain::order::{Diagnosis, PlannedVisit};
use domain::outcome::Outcome;
use domain::party::{BankAccount, Provider, ProviderProfile};
use domain::people::{Actor, Role};
use domain::request::Channel;
use domain::{Fen, Month};
use jiff::{SignedDuration, Timestamp};

/// The month that is settled.
pub const MONTH: &str = "2026-03";
/// Orders completed in it.
pub const ORDERS: usize = 6;
/// What the customers said on the phone; shown to nobody in a list.
pub const PHONE: &str = "13812345678";

/// The person with the login of a role.
pub async fn actor(app: &App, role: Role) -> Actor {
    people::actor(&people::person(app, None, role.code().to_owned()).await.unwrap())
}

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The house after a month of work: six orders completed in March, sales recorded, nothing called back yet.
pub async fn worked() -> (House, Vec<String>) {
    let house = House::open().await;
    let source = include_str!("../../../../../agreements/gas-provider.md");
    app::agreements::put_in_force(&house.app, None, "gas-provider.md", source).await.unwrap();
    goods(&house).await;
    let mut numbers = Vec::new();
    for place in 0..ORDERS {
        house.app.clock().set(
            instant("2026-03-02T01:00:00Z") + SignedDuration::from_hours(48 * i64::try_from(place).unwrap()),
        );
        numbers.push(serve(&house, place).await);
    }
    (house, numbers)
}

/// Products, units, a part, the month's sales.
async fn goods(house: &House) {
    let provider_id = house.provider;
    house
        .app
        .write(None, async move |desk| {
            let stamp = desk.stamp();
            let (hood, heater) = (ProductId(desk.next_id()), ProductId(desk.next_id()));
            let product = |code: &str, name: &str, line: &str| ProductProfile {
                code: code.into(),
                name: name.into(),
                product_line: line.into(),
                repair_price_fen: Fen::yuan(60),
                repair_cost_fen: Fen::yuan(20),
            };
            let mut outcome =
                Outcome::of(Product::record(hood, product("RH-90", "侧吸式油烟机", "range-hood"), stamp))
                    .and(Product::record(heater, product("EH-20", "暖风机", "electric-heater"), stamp));
            for (place, product_id) in [hood, heater, hood, heater, hood, hood].into_iter().enumerate() {
                let unit = UnitProfile {
                    serial: format!("GN-{place:04}"),
                    product_id,
                    made_on: None,
                    sale: SaleDate::On("2025-10-01".parse().unwrap()),
                    sold_by: None,
                    customer_id: None,
                };
                outcome = outcome.and(Unit::record(UnitId(desk.next_id()), unit, stamp));
            }
            let part = PartProfile {
                code: "motor".into(),
                name: "风机电机".into(),
                product_lines: vec!["range-hood".into()],
                cost_price_fen: Fen::yuan(120),
                retail_price_fen: Fen::yuan(180),
            };
            outcome = outcome.and(Part::record(PartId(desk.next_id()), part, stamp));
            let sales = MonthlySalesProfile {
                provider_id,
                month: MONTH.parse().unwrap(),
                product_line: "gas-water-heater".into(),
                amount_fen: Fen::yuan(64_300),
            };
            outcome = outcome.and(MonthlySales::record(SalesId(desk.next_id()), sales, stamp));
            // The account it is paid on; the house recorded the provider with its first fact.
            let known = Provider { id: provider_id, version: 1, profile: ProviderProfile::default() };
            let profile = ProviderProfile {
                code: "P001".into(),
                name: "恒晟热能".into(),
                account: BankAccount {
                    holder: "杭州恒晟热能服务部".into(),
                    bank: "中国工商银行杭州文三路支行".into(),
                    number: "6222020200112233446".into(),
                },
                active: true,
                ..ProviderProfile::default()
            };
            outcome = outcome.and(known.correct(profile, stamp).expect("the profile is another"));
            desk.commit(&outcome).await
        })
        .await
        .unwrap();
}

/// One order from the call to the signature; the first leaves its old part behind.
async fn serve(house: &House, place: usize) -> String {
    let app = &house.app;
    let agent = actor(app, Role::Agent).await;
    let technician = actor(app, Role::Technician).await;
    let manager = actor(app, Role::ProviderManager).await;
    let command = request::TakeRequest {
        name: format!("用户{place}"),
        phone: PHONE.into(),
        division: "330106".into(),
        address: "浙江省杭州市西湖区文三路8号".into(),
        serial: format!("GN-{place:04}"),
        problem: "开机异响，吸力不足".into(),
        dispatch_by_hand: true,
        ..request::TakeRequest::default()
    };
    let taken = request::take(app, Some(&agent), Channel::Phone, None, command).await.unwrap();
    let number = taken.order_number.expect("an order is opened");
    let by_hand = Some((house.provider, "就近".to_owned()));
    order::dispatch(app, &agent, number.clone(), by_hand).await.unwrap();
    order::accept(app, &manager, number.clone(), Some(house.technician)).await.unwrap();
    let now = app.now();
    let planned = PlannedVisit { from_at: now, until_at: now + SignedDuration::from_hours(2) };
    order::plan_visit(app, &technician, number.clone(), planned).await.unwrap();
    house.wait(SignedDuration::from_hours(3));
    order::arrive(app, &technician, number.clone()).await.unwrap();
    house.wait(SignedDuration::from_hours(1));
    let parts = (place == 0).then(|| UsedPart { code: "motor".into(), quantity: 1, old_returned: false });
    let report = CompleteOrder {
        diagnosis: Diagnosis {
            symptom: "S-NOISE".into(),
            cause: Cause::Product,
            remedy: "R-REPLACE".into(),
            note: "电机轴承磨损，更换电机".into(),
        },
        labour_minutes: 45,
        parts: parts.into_iter().collect(),
        signed_by: format!("用户{place}"),
    };
    order::complete(app, &technician, number.clone(), report).await.unwrap();
    number
}

/// Everything is well.
pub fn content() -> Answers {
    Answers {
        satisfaction: 5,
        data_complete: true,
        data_true: true,
        original_found: None,
        comment: String::new(),
    }
}

/// The callbacks that are due, as whoever makes them sees them.
pub async fn due(app: &App, who: &Actor) -> Vec<CallbackRow> {
    callback::queue(app, who, AskedQueue::default()).await.unwrap().listed.rows
}

/// All callbacks a role makes are made, with good answers.
pub async fn call_back(app: &App, role: Role) {
    let who = actor(app, role).await;
    let second = callback::kind_of(role) == CallbackKind::Second;
    for row in due(app, &who).await {
        let answers = Answers { original_found: second.then_some(true), ..content() };
        app::callback::record_answers(app, &who, row.callback_id, answers).await.unwrap();
    }
}

/// The house in April, its March statement open, first callbacks made: the provider may submit.
pub async fn ready_to_submit() -> (House, Vec<String>, String) {
    let (house, orders) = worked().await;
    call_back(&house.app, Role::ProviderClerk).await;
    house.app.clock().set(instant("2026-04-02T02:00:00Z"));
    let month: Month = MONTH.parse().unwrap();
    assert_eq!(statement::open_month(&house.app, None, month).await.unwrap(), 1);
    (house, orders, "S26-0000001".to_owned())
}

/// What the six orders claim: hoods at ¥45, heaters at ¥30, 0.5 % of ¥64,300, less the part that stayed away at ¥120.
pub fn claimed() -> Fen {
    Fen::yuan(4 * 45 + 2 * 30 - 120) + Fen(32_150)
}
