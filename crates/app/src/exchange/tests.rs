//! Every sheet in and out again, on a store of its own.

mod past_orders;

use super::*;
use crate::clock::Clock;
use crate::{App, AppError, agreements};
use domain::ids::PersonId;
use domain::people::{Actor, Role};
use domain::words::Language;
use papers::sheet::{SHEETS, Sheet};
use std::fmt::Write as _;
use std::io::Write;
use std::sync::{Arc, Mutex};
use store::record::{catalogue, party};
use store::{Settings, Store};

const SOLAR: &str = include_str!("../../../../agreements/solar-provider.md");

/// A small network, sheet by sheet, in the order in which they refer to each other.
const NETWORK: [(&str, &str); 9] = [
    (
        "products",
        "产品编码,产品名称,产品线,维修价,工本费\n\
         SR-200,阳光 200 升,solar-water-heater,80.00,30.00\n\
         SR-300,阳光 300 升,solar-water-heater,100,40\n",
    ),
    (
        "parts",
        "配件编码,配件名称,产品线,成本价,零售价\nP-1,真空管,solar-water-heater,35,58\nP-2,\"'=支架\",,12.50,20\n",
    ),
    (
        "providers",
        "网点编码,网点名称,服务区域,产品线,联系人,电话,开户名,银行账号,开户行,状态\n\
         WD-1,西湖服务部,330106、330100,solar-water-heater,李强,0571-87654321,西湖服务部,6222020200001234567,工行文三支行,接单\n\
         WD-2,余杭服务部,,,赵军,13800001111,,,,停用\n",
    ),
    ("territories", "网点编码,行政区划,产品线\nWD-2,330110,solar-water-heater\nWD-2,330000,heat-pump\n"),
    (
        "technicians",
        "网点编码,姓名,电话,资质\nWD-1,钱师傅,13900001111,水暖、电工\nWD-1,孙师傅,13900002222,\n",
    ),
    ("customers", "用户姓名,电话,行政区划,地址\n王芳,13800001234,330106,文三路 1 号\n,13800009999,,\n"),
    (
        "units",
        "机号,产品编码,生产日期,销售日期,网点编码,用户姓名,用户电话,行政区划,地址\n\
         S1,SR-200,2025-01-05,2025-02-01,WD-1,王芳,13800001234,,\n\
         S2,SR-200,,2024,,李雷,13700001234,330110,临平街 2 号\n\
         S3,SR-300,,,,李雷,13700001234,,\n\
         S4,SR-300,,,,,,,\n",
    ),
    (
        "sales",
        "网点编码,月份,产品线,销售额\nWD-1,2026-02,solar-water-heater,128500\nWD-1,2026-03,solar-water-heater,-50.5\n",
    ),
    (
        "orders",
        "工单号,网点编码,机号,产品编码,用户姓名,用户电话,行政区划,地址,报修时间,完工时间,故障描述,故障责任,现象代码,措施代码,更换配件,工时（分钟）,用户签字,备注\n\
         WX-1,WD-1,S1,,,,330106,,2025-11-03 09:30,2025-11-04 15:20,不上水,产品质量,S01,R03,P-1×2（旧件已返）,60,王芳,换管\n\
         WX-2,WD-2,S9,SR-200,韩梅,13600001234,330110,乔司街 3 号,2025-12-01 08:00,,漏水,,,,,,,\n",
    ),
];

async fn app(folder: &tempfile::TempDir) -> App {
    let now = "2026-04-01T02:00:00Z".parse().unwrap();
    let store = Store::open(Settings::file(folder.path().join("makegood.db")), now).await.unwrap();
    App::start(store, Clock::fixed(now), [7; 32]).await.unwrap()
}

fn sheet(key: &str) -> &'static Sheet {
    Sheet::named(key).unwrap()
}

fn csv(text: &str) -> ImportFile {
    ImportFile::Bytes { name: "file.csv".to_owned(), bytes: text.as_bytes().into() }
}

fn unwatched() -> Watch {
    Arc::new(|_| {})
}

async fn import(app: &App, key: &str, text: &str, accept_valid_rows: bool) -> ImportReport {
    apply(app, None, sheet(key), &csv(text), accept_valid_rows, &unwatched()).await.unwrap()
}

fn counts(report: &ImportReport) -> (u64, u64, u64, u64) {
    (report.new, report.changed, report.same, report.wrong)
}

fn sentences(report: &ImportReport) -> Vec<String> {
    report.errors().map(|error| error.words().zh.into_owned()).collect()
}

async fn fill(app: &App) {
    agreements::put_in_force(app, None, "solar-provider.md", SOLAR).await.unwrap();
    for (key, text) in NETWORK {
        let report = import(app, key, text, false).await;
        assert!(report.written, "{key}: {:?}", sentences(&report));
        assert_eq!(report.ignored_headings, Vec::<String>::new(), "{key}");
        assert_eq!((report.new, report.wrong), (text.lines().count() as u64 - 1, 0), "{key}");
    }
}

/// Bytes that several hands write and one reads.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

async fn exported(app: &App, sheet: &'static Sheet, format: Format) -> Vec<u8> {
    let bytes = Shared::default();
    export(app, None, sheet, format, Language::Chinese, bytes.clone()).await.unwrap();
    let bytes = bytes.0.lock().unwrap();
    bytes.clone()
}

#[tokio::test]
async fn every_sheet_is_imported_and_a_second_time_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    fill(&app).await;
    let before = journal_length(&app).await;
    for (key, text) in NETWORK {
        let rows = text.lines().count() as u64 - 1;
        let report = import(&app, key, text, false).await;
        assert_eq!(counts(&report), (0, 0, rows, 0), "{key}: {:?}", sentences(&report));
    }
    assert_eq!(journal_length(&app).await, before);
    assert_clean(&app).await;
}

/// Facts of the past replay to the records they made, like any others.
pub(super) async fn assert_clean(app: &App) {
    let found = app
        .read(None, async |desk| {
            let tenant = desk.tenant();
            Ok(store::check::run(desk.tx(), tenant, &mut |_| {}).await?)
        })
        .await
        .unwrap();
    assert!(found.is_clean(), "{:?}", found.problems);
}

/// The same on PostgreSQL, where one is installed.
#[tokio::test]
async fn every_sheet_is_imported_on_postgres_too() {
    let Some(database) = testkit::postgres::Database::create().await else {
        println!("skipped: there is no PostgreSQL here");
        return;
    };
    let now = "2026-04-01T02:00:00Z".parse().unwrap();
    let store = Store::open(Settings::server(database.url()), now).await.unwrap();
    let app = App::start(store, Clock::fixed(now), [7; 32]).await.unwrap();
    fill(&app).await;
    for (key, text) in NETWORK {
        let rows = text.lines().count() as u64 - 1;
        let report = import(&app, key, text, false).await;
        assert_eq!(counts(&report), (0, 0, rows, 0), "{key}: {:?}", sentences(&report));
    }
    assert!(String::from_utf8(exported(&app, sheet("orders"), Format::Csv).await).unwrap().contains("WX-1"));
    app.store().close().await;
}

async fn journal_length(app: &App) -> i64 {
    app.read(None, async |desk| {
        let tenant = desk.tenant();
        Ok(store::journal::head(desk.tx(), tenant).await?.map_or(0, |(length, _)| length))
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn exports_come_back_as_the_same_exports() {
    let folders = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (first, second) = (app(&folders.0).await, app(&folders.1).await);
    fill(&first).await;
    agreements::put_in_force(&second, None, "solar-provider.md", SOLAR).await.unwrap();
    for (index, sheet) in SHEETS.into_iter().enumerate() {
        // Both formats take their turn on the way over.
        let format = if index % 2 == 0 { Format::Xlsx } else { Format::Csv };
        let bytes = exported(&first, sheet, format).await;
        let file = ImportFile::Bytes { name: format!("file.{}", format.ending()), bytes: bytes.into() };
        let report = apply(&second, None, sheet, &file, false, &unwatched()).await.unwrap();
        assert!(report.written, "{}: {:?}", sheet.key, sentences(&report));
        assert!(report.rows > 0, "{}", sheet.key);
    }
    for sheet in SHEETS {
        let (one, other) =
            (exported(&first, sheet, Format::Csv).await, exported(&second, sheet, Format::Csv).await);
        assert_eq!(String::from_utf8(one).unwrap(), String::from_utf8(other).unwrap(), "{}", sheet.key);
    }
}

#[tokio::test]
async fn one_wrong_row_means_that_nothing_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    fill(&app).await;
    let before = journal_length(&app).await;
    let text =
        "机号,产品编码,网点编码,销售日期\nS1,SR-300,,\nS5,XX-1,,\nS6,SR-200,WD-9,\nS7,SR-200,,2026-02-30\n";
    let report = import(&app, "units", text, false).await;
    assert_eq!((counts(&report), report.written), ((0, 1, 0, 3), false));
    let cells: Vec<_> = report.errors().map(|error| error.address.to_string()).collect();
    assert_eq!(cells, ["B3", "C4", "D5"]);
    assert!(sentences(&report)[0].starts_with("B3 产品编码：没有产品 XX-1。"), "{:?}", sentences(&report));
    assert_eq!(journal_length(&app).await, before);
    assert_eq!(dry_run(&app, None, sheet("units"), &csv(text), &unwatched()).await.unwrap().wrong, 3);

    let report = import(&app, "units", text, true).await;
    assert_eq!((counts(&report), report.written), ((0, 1, 0, 3), true));
    assert_eq!(journal_length(&app).await, before + 1);
    let report =
        papers::error_report::error_report(sheet("units"), &report.bad_rows, Language::Chinese).unwrap();
    let corrected = ImportFile::Bytes { name: "errors.xlsx".to_owned(), bytes: report.into() };
    let again = dry_run(&app, None, sheet("units"), &corrected, &unwatched()).await.unwrap();
    assert_eq!((again.rows, again.wrong), (3, 3), "the error report is itself a file that can be imported");
}

#[tokio::test]
async fn a_changed_row_corrects_and_a_blank_cell_says_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    fill(&app).await;
    let report =
        import(&app, "units", "机号,产品编码,销售日期\nS1,SR-200,2025-02-02\nS2,SR-200,\n", false).await;
    assert_eq!(counts(&report), (0, 1, 1, 0));
    let report = import(
        &app,
        "products",
        "产品编码,产品名称,产品线,维修价\nSR-200,阳光 200 升,solar-water-heater,90\n",
        false,
    )
    .await;
    assert_eq!(counts(&report), (0, 1, 0, 0));
    let report =
        import(&app, "sales", "网点编码,月份,产品线,销售额\nWD-1,2026/2,solar-water-heater,0\n", false).await;
    assert_eq!(counts(&report), (0, 1, 0, 0));
    app.read(None, async |desk| {
        let tenant = desk.tenant();
        let unit = catalogue::unit_by_serial(desk.tx(), tenant, "S1").await?.unwrap();
        assert_eq!(unit.profile.sale, domain::coverage::SaleDate::On(jiff::civil::date(2025, 2, 2)));
        assert_eq!(unit.profile.made_on, Some(jiff::civil::date(2025, 1, 5)));
        assert!(unit.profile.customer_id.is_some() && unit.profile.sold_by.is_some());
        let product = catalogue::product_by_code(desk.tx(), tenant, "SR-200").await?.unwrap();
        assert_eq!((product.profile.repair_price_fen.0, product.profile.repair_cost_fen.0), (9_000, 3_000));
        Ok::<_, AppError>(())
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn owners_are_found_by_phone_and_name_or_recorded_once() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    fill(&app).await;
    app.read(None, async |desk| {
        let tenant = desk.tenant();
        let wang = party::customers_by_phone(desk.tx(), tenant, "13800001234", 10).await?;
        let li = party::customers_by_phone(desk.tx(), tenant, "13700001234", 10).await?;
        assert_eq!((wang.len(), li.len()), (1, 1));
        assert_eq!(catalogue::units_of_customer(desk.tx(), tenant, li[0].id, 10).await?.len(), 2);
        assert_eq!(wang[0].contact.address, "文三路 1 号");
        Ok::<_, AppError>(())
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn one_record_written_in_two_ways_is_one_record() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    fill(&app).await;
    let text =
        "网点编码,月份,产品线,销售额\nWD-1,2026-04,solar-water-heater,1\nWD-1,2026/4,solar-water-heater,2\n";
    assert_eq!(counts(&import(&app, "sales", text, true).await), (1, 0, 0, 1));
    let text = "用户姓名,电话\n甲,138 0000 5678\n甲,13800005678\n";
    assert_eq!(counts(&import(&app, "customers", text, true).await), (1, 0, 0, 1));
}

#[tokio::test]
async fn only_whoever_may_exchange_data_does() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    for role in Role::ALL {
        let actor = Actor {
            person_id: PersonId(1),
            name: "甲".to_owned(),
            role,
            provider_id: None,
            technician_id: None,
        };
        let allowed = matches!(role, Role::Supervisor | Role::Administrator);
        let file = csv("产品编码,产品名称,产品线\n");
        let checked = dry_run(&app, Some(&actor), sheet("products"), &file, &unwatched()).await;
        assert_eq!(checked.is_ok(), allowed, "{role:?}");
        let written = apply(&app, Some(&actor), sheet("products"), &file, true, &unwatched()).await;
        assert_eq!(written.is_ok(), allowed, "{role:?}");
        let bytes = Shared::default();
        let sent = export(&app, Some(&actor), sheet("products"), Format::Csv, Language::English, bytes).await;
        assert_eq!(sent.is_ok(), allowed, "{role:?}");
    }
}

#[tokio::test]
async fn batches_and_progress_reach_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    fill(&app).await;
    let mut text = "机号,产品编码,用户姓名,用户电话\n".to_owned();
    for number in 0..4_500 {
        let owner = number % 900;
        writeln!(text, "N{number},SR-200,用户{owner},1360000{owner:04}").unwrap();
    }
    let seen = Arc::new(Mutex::new(Vec::new()));
    let watch: Watch = {
        let seen = Arc::clone(&seen);
        Arc::new(move |progress| seen.lock().unwrap().push(progress))
    };
    let report = apply(&app, None, sheet("units"), &csv(&text), false, &watch).await.unwrap();
    assert_eq!(counts(&report), (4_500, 0, 0, 0));
    let seen = seen.lock().unwrap().clone();
    let last = |phase| seen.iter().rfind(|progress| progress.phase == phase).map(|progress| progress.rows);
    assert_eq!((last(Phase::Checking), last(Phase::Writing)), (Some(4_500), Some(4_500)));
    assert!(seen.iter().all(|progress| progress.rows <= progress.expected));
    let again = apply(&app, None, sheet("units"), &csv(&text), false, &unwatched()).await.unwrap();
    assert_eq!(counts(&again), (0, 0, 4_500, 0));
    let rows = exported(&app, sheet("units"), Format::Csv).await;
    assert_eq!(String::from_utf8(rows).unwrap().lines().count(), 1 + 4 + 4_500, "an export of several pages");
}
