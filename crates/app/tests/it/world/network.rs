//! Who and what there is before a story begins.

use super::{GAS, HAIDIAN, JINGXING, SOLAR, STOVE, World};
use domain::catalogue::{
    MonthlySales, MonthlySalesProfile, Part, PartProfile, Product, ProductProfile, Unit, UnitProfile,
};
use domain::coverage::SaleDate;
use domain::ids::{CustomerId, PartId, PersonId, ProductId, ProviderId, SalesId, TechnicianId, UnitId};
use domain::outcome::Outcome;
use domain::party::{
    BankAccount, Contact, Customer, Person, PersonProfile, Provider, ProviderProfile, Technician,
    TechnicianProfile, Territory,
};
use domain::people::{Actor, Role};
use domain::{Fen, Month};
use store::record::catalogue;

/// Code, name, territories, technicians.
type Outlet = (&'static str, &'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);

const OUTLETS: [Outlet; 4] = [
    ("P001", "海淀服务站", &[(HAIDIAN, SOLAR), (HAIDIAN, GAS), (HAIDIAN, STOVE)], &["王师傅", "李师傅"]),
    ("P002", "北京总站", &[("11", SOLAR), ("11", GAS)], &["赵师傅"]),
    ("P003", "井陉服务站", &[(JINGXING, SOLAR), (JINGXING, GAS), ("1301", STOVE)], &["孙师傅"]),
    ("P004", "北京二站", &[("11", SOLAR)], &["周师傅"]),
];

/// Code, product line, published and cost price of a repair in fen.
const PRODUCTS: [(&str, &str, i64, i64); 3] =
    [("SWH-200", SOLAR, 12_000, 5_000), ("GWH-12", GAS, 15_000, 6_000), ("GS-2", STOVE, 8_000, 3_000)];

/// Code, name, cost and retail price in fen.
const PARTS: [(&str, &str, i64, i64); 5] = [
    ("vacuum-tube", "真空管", 3_800, 6_000),
    ("control-board", "主控板", 16_000, 24_000),
    ("water-valve", "水阀", 4_600, 7_500),
    ("seal-ring", "密封圈", 120, 300),
    ("burner-head", "炉头", 2_200, 3_500),
];

impl World {
    pub(super) async fn settle_in(&mut self) {
        for (code, name, territories, technicians) in OUTLETS {
            self.open_outlet(code, name, territories, technicians).await;
        }
        for role in Role::ALL.into_iter().filter(|role| !role.is_provider()) {
            let actor = self.hire(role, None, None).await;
            self.people.insert((role, None), actor);
        }
        self.app
            .write(None, async |desk| {
                let stamp = desk.stamp();
                let mut outcome = Outcome::default();
                for (code, line, repair_price_fen, repair_cost_fen) in PRODUCTS {
                    let profile = ProductProfile {
                        code: code.to_owned(),
                        name: code.to_owned(),
                        product_line: line.to_owned(),
                        repair_price_fen: Fen(repair_price_fen),
                        repair_cost_fen: Fen(repair_cost_fen),
                    };
                    outcome = outcome.and(Product::record(ProductId(desk.next_id()), profile, stamp));
                }
                for (code, name, cost_price_fen, retail_price_fen) in PARTS {
                    let profile = PartProfile {
                        code: code.to_owned(),
                        name: name.to_owned(),
                        product_lines: vec![SOLAR.to_owned(), GAS.to_owned(), STOVE.to_owned()],
                        cost_price_fen: Fen(cost_price_fen),
                        retail_price_fen: Fen(retail_price_fen),
                    };
                    outcome = outcome.and(Part::record(PartId(desk.next_id()), profile, stamp));
                }
                desk.commit(&outcome).await
            })
            .await
            .unwrap();
    }

    async fn open_outlet(
        &mut self,
        code: &'static str,
        name: &'static str,
        territories: &'static [(&'static str, &'static str)],
        technicians: &'static [&'static str],
    ) {
        let (provider, named) = self
            .app
            .write(None, async move |desk| {
                let stamp = desk.stamp();
                let provider = ProviderId(desk.next_id());
                let profile = ProviderProfile {
                    code: code.to_owned(),
                    name: name.to_owned(),
                    contact: "站长".to_owned(),
                    phone: "01062345678".to_owned(),
                    territories: territories
                        .iter()
                        .map(|(division, line)| Territory {
                            division: (*division).to_owned(),
                            product_line: (*line).to_owned(),
                        })
                        .collect(),
                    account: BankAccount {
                        holder: name.to_owned(),
                        bank: "工商银行".to_owned(),
                        number: "6222020200112233445".to_owned(),
                    },
                    active: true,
                };
                let mut outcome = Outcome::of(Provider::record(provider, profile, stamp));
                let mut named = Vec::new();
                for technician in technicians {
                    let id = TechnicianId(desk.next_id());
                    let profile = TechnicianProfile {
                        provider_id: provider,
                        name: (*technician).to_owned(),
                        phone: "13800138000".to_owned(),
                        qualifications: "燃气具安装维修工".to_owned(),
                    };
                    outcome = outcome.and(Technician::record(id, profile, stamp));
                    named.push((*technician, id));
                }
                desk.commit(&outcome).await?;
                Ok((provider, named))
            })
            .await
            .unwrap();
        self.providers.insert(code, provider);
        let first = named[0].1;
        self.technicians.extend(named);
        for role in Role::ALL.into_iter().filter(|role| role.is_provider()) {
            let technician = (role == Role::Technician).then_some(first);
            let actor = self.hire(role, Some((code, provider)), technician).await;
            self.people.insert((role, Some(code)), actor);
        }
    }

    async fn hire(
        &self,
        role: Role,
        provider: Option<(&'static str, ProviderId)>,
        technician_id: Option<TechnicianId>,
    ) -> Actor {
        let place = provider.map_or("centre", |(code, _)| code);
        let profile = PersonProfile {
            login: format!("{}-{place}", role.code()),
            name: role.words().zh.into_owned(),
            role,
            provider_id: provider.map(|(_, id)| id),
            technician_id,
            active: true,
        };
        let person_id = self
            .app
            .write(None, {
                let profile = profile.clone();
                async move |desk| {
                    let id = PersonId(desk.next_id());
                    let person = Person::record(id, profile.clone(), desk.stamp());
                    desk.commit(&Outcome::of(person)).await?;
                    Ok(id)
                }
            })
            .await
            .unwrap();
        let PersonProfile { name, provider_id, .. } = profile;
        Actor { person_id, name, role, provider_id, technician_id }
    }

    /// Puts a sold unit on file, owned by a customer of its own.
    pub async fn sell(&self, serial: &str, product: &str, sale: SaleDate) {
        let (serial, product) = (serial.to_owned(), product.to_owned());
        self.app
            .write(None, async move |desk| {
                let (tenant, stamp) = (desk.tenant(), desk.stamp());
                let product = catalogue::product_by_code(desk.tx(), tenant, &product).await?.unwrap();
                let contact = Contact {
                    name: format!("{serial} 的用户"),
                    phone: "13911112222".to_owned(),
                    division: HAIDIAN.to_owned(),
                    address: "中关村大街 1 号".to_owned(),
                };
                let customer = CustomerId(desk.next_id());
                let salt = desk.random_text();
                let owner = Customer::record(customer, contact, salt, stamp);
                let profile = UnitProfile {
                    serial: serial.clone(),
                    product_id: product.id,
                    made_on: None,
                    sale,
                    sold_by: None,
                    customer_id: Some(customer),
                };
                let unit = Unit::record(UnitId(desk.next_id()), profile, stamp);
                desk.commit(&Outcome::of(owner).and(unit)).await
            })
            .await
            .unwrap();
        self.new_facts().await;
    }

    /// Records what a provider settled in sales of a product line in a month.
    pub async fn settle_sales(&self, provider: &str, month: &str, product_line: &str, amount: &str) {
        let profile = MonthlySalesProfile {
            provider_id: self.provider(provider),
            month: month.parse::<Month>().unwrap(),
            product_line: product_line.to_owned(),
            amount_fen: Fen::parse(amount).unwrap(),
        };
        self.app
            .write(None, async move |desk| {
                let sales = MonthlySales::record(SalesId(desk.next_id()), profile.clone(), desk.stamp());
                desk.commit(&Outcome::of(sales)).await
            })
            .await
            .unwrap();
        self.new_facts().await;
    }
}
