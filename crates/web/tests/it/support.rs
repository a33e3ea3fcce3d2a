//! A house with one network in it, and a browser that keeps cookies.

use app::clock::Clock;
use app::{App, people};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use domain::catalogue::{Product, ProductProfile, Unit, UnitProfile};
use domain::coverage::SaleDate;
use domain::ids::{CustomerId, ProductId, ProviderId, TechnicianId, UnitId};
use domain::outcome::Outcome;
use domain::party::{
    BankAccount, Contact, Customer, PersonProfile, Provider, ProviderProfile, Technician, TechnicianProfile,
    Territory,
};
use domain::people::Role;
use domain::{Fen, Language};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use tempfile::TempDir;
use tower::ServiceExt;
use web::WebState;

/// Every login has this password.
pub const PASSWORD: &str = "a long enough password";
/// The customer whose data must stay behind the mask.
pub const CUSTOMER: (&str, &str, &str) = ("王建国", "13812345678", "浙江省杭州市西湖区文三路8号");
/// Monday morning.
const NOW: &str = "2026-03-02T01:00:00Z";

/// The product running on a folder of its own.
pub struct House {
    pub app: App,
    pub router: Router,
    pub provider: ProviderId,
    pub technician: TechnicianId,
    _folder: TempDir,
}

impl House {
    /// With an agreement in force, a product, a unit, a customer, two providers and one login for each role.
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::fixed(NOW.parse().unwrap());
        let app = App::open_file(folder.path().join("makegood.db"), clock, [7; 32]).await.unwrap();
        let source = include_str!("../../../../agreements/solar-provider.md");
        app::agreements::put_in_force(&app, None, "solar-provider.md", source).await.unwrap();
        let (provider, technician) = network(&app).await;
        let house = Self {
            router: web::router(WebState::new(app.clone())),
            app,
            provider,
            technician,
            _folder: folder,
        };
        for role in Role::ALL {
            house.add_person(role.code(), role).await;
        }
        house
    }

    pub async fn add_person(&self, login: &str, role: Role) {
        let profile = PersonProfile {
            login: login.to_owned(),
            name: format!("{}一号", role.words().zh),
            role,
            provider_id: role.is_provider().then_some(self.provider),
            technician_id: (role == Role::Technician).then_some(self.technician),
            active: true,
        };
        people::add_person(&self.app, None, profile, PASSWORD.to_owned()).await.unwrap();
    }

    /// Moves the clock.
    pub fn wait(&self, span: SignedDuration) {
        let now: Timestamp = self.app.now();
        self.app.clock().set(now + span);
    }

    /// A browser without cookies.
    pub fn browser(&self) -> Browser<'_> {
        Browser { house: self, cookies: BTreeMap::new(), csrf: String::new(), headers: Vec::new() }
    }

    /// A browser signed in as the login of a role, in a language.
    pub async fn signed_in(&self, role: Role, language: Language) -> Browser<'_> {
        let mut browser = self.browser();
        browser.cookies.insert("makegood_language".into(), language.tag().into());
        let answer = browser.sign_in(role.code(), PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        browser.learn_csrf().await;
        browser
    }
}

/// Records what the pages need.
async fn network(app: &App) -> (ProviderId, TechnicianId) {
    app.write(None, async |desk| {
        let stamp = desk.stamp();
        let product = ProductProfile {
            code: "SR-180".into(),
            name: "真空管热水器".into(),
            product_line: "solar-water-heater".into(),
            repair_price_fen: Fen::yuan(80),
            repair_cost_fen: Fen::yuan(30),
        };
        let product_id = ProductId(desk.next_id());
        let mut outcome = Outcome::of(Product::record(product_id, product, stamp));
        let contact = Contact {
            name: CUSTOMER.0.into(),
            phone: CUSTOMER.1.into(),
            division: "330106".into(),
            address: CUSTOMER.2.into(),
        };
        let customer_id = CustomerId(desk.next_id());
        outcome = outcome.and(Customer::record(customer_id, contact, desk.random_text(), stamp));
        let unit = UnitProfile {
            serial: "SN-0001".into(),
            product_id,
            made_on: None,
            sale: SaleDate::On("2025-06-18".parse().unwrap()),
            sold_by: None,
            customer_id: Some(customer_id),
        };
        outcome = outcome.and(Unit::record(UnitId(desk.next_id()), unit, stamp));
        let mut provider_id = ProviderId(0);
        for (code, name, division) in [("P001", "恒晟热能", "330106"), ("P002", "青山电器", "3301")] {
            let profile = ProviderProfile {
                code: code.into(),
                name: name.into(),
                territories: ["solar-water-heater", "range-hood", "electric-heater"]
                    .map(|line| Territory { division: division.into(), product_line: line.into() })
                    .into(),
                account: BankAccount {
                    holder: name.into(),
                    bank: "中国工商银行杭州文三路支行".into(),
                    number: "6222020200112233446".into(),
                },
                active: true,
                ..ProviderProfile::default()
            };
            let id = ProviderId(desk.next_id());
            if provider_id.0 == 0 {
                provider_id = id;
            }
            outcome = outcome.and(Provider::record(id, profile, stamp));
        }
        let technician_id = TechnicianId(desk.next_id());
        let technician = TechnicianProfile {
            provider_id,
            name: "刘师傅".into(),
            phone: "13900001111".into(),
            qualifications: String::new(),
        };
        outcome = outcome.and(Technician::record(technician_id, technician, stamp));
        desk.commit(&outcome).await?;
        Ok((provider_id, technician_id))
    })
    .await
    .unwrap()
}

/// Keeps cookies and sends forms as a browser does.
pub struct Browser<'a> {
    house: &'a House,
    pub cookies: BTreeMap<String, String>,
    pub csrf: String,
    /// Sent with every request.
    pub headers: Vec<(&'static str, String)>,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    /// What the page itself says, without the frame around it.
    pub fn said(&self) -> &str {
        self.body.split_once("<main").map_or(self.body.as_str(), |(_, main)| main)
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.headers.get(LOCATION).map_or("", |value| value.to_str().unwrap())
    }
}

impl Browser<'_> {
    pub async fn get(&mut self, address: &str) -> Answer {
        self.send(Request::get(address).body(Body::empty()).unwrap()).await
    }

    /// Sends a form, with the session's token in front.
    pub async fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> Answer {
        let token = [("csrf", self.csrf.clone())];
        let fields = fields.iter().map(|(name, value)| (*name, (*value).to_owned()));
        let form: Vec<String> = (token.into_iter().chain(fields))
            .map(|(name, value)| format!("{name}={}", web::page::percent_encoded(&value)))
            .collect();
        let request = Request::post(address)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.join("&")))
            .unwrap();
        self.send(request).await
    }

    /// Sends a form with a file, the session's token in front.
    pub async fn upload(
        &mut self,
        address: &str,
        fields: &[(&str, &str)],
        (name, file_name, bytes): (&str, &str, &[u8]),
    ) -> Answer {
        const BOUNDARY: &str = "----a-line-that-stands-in-no-file";
        let mut body = Vec::new();
        let token = [("csrf", self.csrf.as_str())];
        for (name, value) in token.iter().chain(fields) {
            let part =
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let request = Request::post(address)
            .header(CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// A file as bytes.
    pub async fn download(&mut self, address: &str) -> (StatusCode, Vec<u8>) {
        let (status, _, bytes) =
            self.send_for_bytes(Request::get(address).body(Body::empty()).unwrap()).await;
        (status, bytes)
    }

    pub async fn sign_in(&mut self, login: &str, password: &str) -> Answer {
        self.post("/sign-in", &[("login", login), ("password", password)]).await
    }

    /// Reads the session's token from a page, as its forms hold it.
    pub async fn learn_csrf(&mut self) {
        let page = self.get("/no-such-page").await.body;
        let marker = "name=\"csrf\" value=\"";
        let at =
            page.find(marker).expect("a page of someone signed in has a form to sign out") + marker.len();
        self.csrf = page[at..].split('"').next().unwrap().to_owned();
    }

    /// A file and its headers.
    pub async fn get_bytes(&mut self, address: &str) -> (HeaderMap, Vec<u8>) {
        let answer = self.send_for_bytes(Request::get(address).body(Body::empty()).unwrap()).await;
        (answer.1, answer.2)
    }

    async fn send(&mut self, request: Request<Body>) -> Answer {
        let (status, headers, bytes) = self.send_for_bytes(request).await;
        Answer { status, headers, body: String::from_utf8(bytes).unwrap() }
    }

    async fn send_for_bytes(&mut self, mut request: Request<Body>) -> (StatusCode, HeaderMap, Vec<u8>) {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        request.headers_mut().insert(COOKIE, cookies.join("; ").parse().unwrap());
        for (name, value) in &self.headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        let response = self.house.router.clone().oneshot(request).await.unwrap();
        for cookie in response.headers().get_all(SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), 8 * 1024 * 1024).await.unwrap();
        (status, headers, bytes.to_vec())
    }
}
