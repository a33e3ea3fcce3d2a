//! The intake of records made up for the purpose, and of the published ones when they are here.

use super::*;
use crate::clock::Clock;
use domain::coverage::{Category, Fact};
use domain::order::Stage;
use domain::request::{Channel, RequestStage};
use papers::open_repair::{Outcome, read as read_records};
use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;
use store::record::{party, service};
use store::{Settings, Store};

const HEADINGS: &str = "id,data_provider,country,product_category,brand,year_of_manufacture,product_age,\
    repair_status,repair_barrier_if_end_of_life,group_identifier,event_date,problem\n";

const LINES: &str = "\
    r1,Café A,DNK,Vacuum,Miele,2010,12,Fixed,,Hellerup,2022-05-01,smoke\n\
    r2,Café A,DNK,Vacuum,Miele,,,End of life,No way to open product,Hellerup,2022-05-01,\n\
    r3,Café B,GBR,Watch/clock,,2022,,Repairable,,Cardiff,2022-05-01,slow\n\
    r4,Café B,GBR,Watch/clock,,2020,,Unknown,,Cardiff,2022-05-01,\n\
    r5,Café B,GBR,Lamp,,2023,,Unknown,,Cardiff,2022-05-01,\n\
    r6,Café B,GBR,Lamp,,,0,Fixed,,Cardiff,2022-05-01,\n\
    r7,Café B,GBR,Lamp,,,100,Fixed,,Cardiff,2022-05-01,\n";

async fn app(folder: &Path) -> App {
    let now = "2026-04-01T02:00:00Z".parse().unwrap();
    let store = Store::open(Settings::file(folder.join("makegood.db")), now).await.unwrap();
    App::start(store, Clock::fixed(now), [7; 32]).await.unwrap()
}

fn unwatched() -> Watch {
    Arc::new(|_| {})
}

fn write(path: &Path, lines: &str) -> PathBuf {
    let mut file = std::fs::File::create(path).unwrap();
    file.write_all(HEADINGS.as_bytes()).unwrap();
    file.write_all(lines.as_bytes()).unwrap();
    path.to_owned()
}

#[tokio::test]
async fn records_go_through_intake_verdict_and_outcome() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let file = write(&folder.path().join("repairs.csv"), LINES);
    let report = import(&app, None, file.clone(), &unwatched()).await.unwrap();
    assert_eq!((report.records, report.taken, report.known), (7, 7, 0));
    let all = CategoryCount { records: 7, fixed: 3, repairable: 1, end_of_life: 1, unknown: 2 };
    assert_eq!(report.outcomes, all);
    let undecided: Vec<_> = report.undecided.iter().map(|(why, count)| (*why, *count)).collect();
    let expected =
        [(Undecided::SaleUnknown, 2), (Undecided::YearNotEnough, 1), (Undecided::YearAfterEvent, 1)];
    assert_eq!((report.in_warranty, report.paid, undecided.as_slice()), (1, 2, expected.as_slice()));

    let again = import(&app, None, file, &unwatched()).await.unwrap();
    assert_eq!((again.taken, again.known, again.differing), (0, 7, 0));
    assert_eq!((again.paid, again.undecided), (report.paid, report.undecided));
    let changed = write(&folder.path().join("newer.csv"), &LINES.replace("smoke", "fire"));
    let newer = import(&app, None, changed, &unwatched()).await.unwrap();
    assert_eq!((newer.taken, newer.known, newer.differing), (0, 7, 1));
    crate::exchange::tests::assert_clean(&app).await;
}

#[tokio::test]
async fn what_is_stored_says_what_the_record_said() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let file = write(&folder.path().join("repairs.csv"), LINES);
    import(&app, None, file, &unwatched()).await.unwrap();
    app.read(None, async |desk| {
        let tenant = desk.tenant();
        let first = service::request_by_number(desk.tx(), tenant, "B22-0000001").await?.unwrap();
        assert_eq!((first.taken.channel, first.taken.problem.as_str()), (Channel::Import, "smoke"));
        assert_eq!(first.taken.reported_at.to_string(), "2022-05-01T12:00:00Z");
        assert_eq!(first.taken.product_line.as_deref(), Some("open-repair-vacuum"));
        assert_eq!(first.taken.coverage.category, Some(Category::Paid));
        let end = service::order_by_number(desk.tx(), tenant, "W22-0000002").await?.unwrap();
        let Stage::Completed { completion, assignment } = &end.stage else { panic!("{:?}", end.stage) };
        assert_eq!(completion.diagnosis.remedy, "end-of-life");
        assert_eq!(completion.diagnosis.note, "No way to open product");
        assert_eq!(completion.month.to_string(), "2022-05");
        let provider = party::provider_by_code(desk.tx(), tenant, "open-repair-café-a").await?.unwrap();
        assert_eq!(assignment.provider_id, provider.id);
        assert_eq!(end.coverage.category, None, "no date of sale, no verdict");
        assert_eq!(end.coverage.missing, [Fact::SaleDate, Fact::Cause]);
        let third = service::request_by_number(desk.tx(), tenant, "B22-0000003").await?.unwrap();
        assert!(matches!(third.stage, RequestStage::Answered { .. }));
        let fourth = service::request_by_number(desk.tx(), tenant, "B22-0000004").await?.unwrap();
        assert_eq!(fourth.stage, RequestStage::Open);
        Ok(())
    })
    .await
    .unwrap();
}

/// The published data: in `MAKEGOOD_DATA`, or beside the project.
fn published() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("MAKEGOOD_DATA").map_or_else(beside, PathBuf::from);
    let path = folder.join("open_repair_202507.csv.gz");
    path.exists().then_some(path)
}

/// The first two thousand records, taken in, against a count that knows nothing of the import.
#[tokio::test]
async fn published_records_come_to_their_own_counts() {
    const RECORDS: usize = 2_000;
    let Some(path) = published() else {
        println!("skipped: open_repair_202507.csv.gz is not here; name its folder in MAKEGOOD_DATA");
        return;
    };
    let records: Vec<_> = read_records(&path).unwrap().take(RECORDS).map(Result::unwrap).collect();
    let folder = tempfile::tempdir().unwrap();
    let mut lines = String::new();
    for record in &records {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let status = match record.outcome {
            Outcome::Fixed => "Fixed",
            Outcome::Repairable => "Repairable",
            Outcome::EndOfLife => "End of life",
            Outcome::Unknown => "Unknown",
        };
        let year = record.year_of_manufacture.map_or_else(String::new, |year| year.to_string());
        let day = record.event_on.unwrap().to_string();
        let texts =
            [&record.id, &record.provider, &record.country, &record.category].map(|text| quoted(text));
        lines.push_str(&texts.join(","));
        writeln!(lines, ",,{year},,{status},{},,{day},{}", quoted(&record.barrier), quoted(&record.problem))
            .unwrap();
    }
    let file = write(&folder.path().join("first.csv"), &lines);
    let app = app(folder.path()).await;
    let report = import(&app, None, file, &unwatched()).await.unwrap();
    let with = |outcome| records.iter().filter(|record| record.outcome == outcome).count() as u64;
    assert_eq!(report.records, RECORDS as u64);
    assert_eq!(report.outcomes.fixed, with(Outcome::Fixed));
    assert_eq!(report.outcomes.end_of_life, with(Outcome::EndOfLife));
    assert_eq!(report.outcomes.repairable, with(Outcome::Repairable));
    assert_eq!(report.outcomes.unknown, with(Outcome::Unknown));
    // Twenty-four months from any day of the year of manufacture have passed, or may have, or have not.
    let judged = |over: bool| {
        let years = records.iter().filter_map(|record| Some((record.year_of_manufacture?, record.event_on?)));
        years.filter(|(year, day)| (day.year() - year > 2) == over && (over || day.year() == *year)).count()
            as u64
    };
    assert_eq!(report.paid, judged(true));
    assert_eq!(report.in_warranty, judged(false));
    assert_eq!(report.undecided_count(), RECORDS as u64 - judged(true) - judged(false));
}
