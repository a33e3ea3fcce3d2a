//! The records the world begins with, and the two sides of it.

use domain::Fen;
use domain::callback::Answers;
use domain::catalogue::{
    MonthlySales, MonthlySalesProfile, Part, PartProfile, Product, ProductProfile, Unit, UnitProfile,
};
use domain::coverage::SaleDate;
use domain::ids::{CustomerId, PartId, ProductId, ProviderId, SalesId, TechnicianId, UnitId};
use domain::outcome::{Outcome, Stamp};
use domain::party::{
    BankAccount, Contact, Customer, Provider, ProviderProfile, Technician, TechnicianProfile, Territory,
};

const LINE: &str = "solar-water-heater";

/// One of the two sides: the provider of the people in the tests, and another.
pub struct Side {
    pub name: &'static str,
    pub code: &'static str,
    pub division: &'static str,
    pub provider: ProviderId,
    pub technician: TechnicianId,
}

pub const SIDES: [Side; 2] = [
    Side {
        name: "own",
        code: "P001",
        division: "330106",
        provider: ProviderId(101),
        technician: TechnicianId(201),
    },
    Side {
        name: "foreign",
        code: "P002",
        division: "330122",
        provider: ProviderId(102),
        technician: TechnicianId(202),
    },
];

pub fn answers() -> Answers {
    Answers {
        satisfaction: 5,
        data_complete: true,
        data_true: true,
        original_found: None,
        comment: String::new(),
    }
}

/// A product, a part, a customer and their unit.
pub fn catalogue(stamp: Stamp) -> Outcome {
    let product = ProductProfile {
        code: "SWH-200".to_owned(),
        name: "太阳能热水器 200 升".to_owned(),
        product_line: LINE.to_owned(),
        repair_price_fen: Fen::yuan(120),
        repair_cost_fen: Fen::yuan(60),
    };
    let part = PartProfile {
        code: "P-VALVE".to_owned(),
        name: "电磁阀".to_owned(),
        product_lines: vec![LINE.to_owned()],
        cost_price_fen: Fen::yuan(18),
        retail_price_fen: Fen::yuan(38),
    };
    let contact = Contact {
        name: "欧阳娜娜".to_owned(),
        phone: "13911112222".to_owned(),
        division: "330106".to_owned(),
        address: "浙江省杭州市西湖区文三路 90 号".to_owned(),
    };
    let unit = UnitProfile {
        serial: "SN-0001".to_owned(),
        product_id: ProductId(301),
        made_on: None,
        sale: SaleDate::On("2025-05-10".parse().unwrap()),
        sold_by: None,
        customer_id: Some(CustomerId(501)),
    };
    Outcome::of(Product::record(ProductId(301), product, stamp))
        .and(Part::record(PartId(401), part, stamp))
        .and(Customer::record(CustomerId(501), contact, "salt".to_owned(), stamp))
        .and(Unit::record(UnitId(601), unit, stamp))
}

pub fn provider(side: &Side, stamp: Stamp) -> Outcome {
    let profile = ProviderProfile {
        code: side.code.to_owned(),
        name: format!("{}服务站", side.code),
        contact: "陈站长".to_owned(),
        phone: "0571-87654321".to_owned(),
        territories: vec![Territory { division: side.division.to_owned(), product_line: LINE.to_owned() }],
        account: BankAccount {
            holder: format!("{}服务站", side.code),
            bank: "工商银行".to_owned(),
            number: "6222020200112233446".to_owned(),
        },
        active: true,
    };
    let technician = TechnicianProfile {
        provider_id: side.provider,
        name: "李师傅".to_owned(),
        phone: "13700000001".to_owned(),
        qualifications: "电工证".to_owned(),
    };
    Outcome::of(Provider::record(side.provider, profile, stamp)).and(Technician::record(
        side.technician,
        technician,
        stamp,
    ))
}

pub fn sales(side: &Side, month: &str, id: i64, stamp: Stamp) -> Outcome {
    let profile = MonthlySalesProfile {
        provider_id: side.provider,
        month: month.parse().unwrap(),
        product_line: LINE.to_owned(),
        amount_fen: Fen::yuan(50_000),
    };
    Outcome::of(MonthlySales::record(SalesId(id), profile, stamp))
}
