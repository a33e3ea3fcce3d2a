use super::*;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write;
use std::path::PathBuf;

/// A line of a file, in the order of the standard's own headings.
fn file_of(lines: &[&str]) -> String {
    let mut text = "id,data_provider,country,partner_product_category,product_category,product_category_id,brand,\
                    year_of_manufacture,product_age,repair_status,repair_barrier_if_end_of_life,group_identifier,\
                    event_date,problem\n"
        .to_owned();
    for line in lines {
        writeln!(text, "{line}").unwrap();
    }
    text
}

fn records_of(text: &str) -> Vec<OpenRepairRecord> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("repairs.csv");
    std::fs::write(&path, text).unwrap();
    read(&path).unwrap().map(Result::unwrap).collect()
}

#[test]
fn a_record_is_read_by_its_headings() {
    let text = file_of(&[
        "x_1,Café,DNK,Husholdning ~ Støvsuger,Vacuum,34,Miele,2014,8,End of life,No way to open product,Hellerup,2022-05-01,\"lugter, ryger\"",
    ]);
    let records = records_of(&format!("\u{feff}{text}"));
    assert_eq!(
        records,
        [OpenRepairRecord {
            id: "x_1".to_owned(),
            provider: "Café".to_owned(),
            country: "DNK".to_owned(),
            category: "Vacuum".to_owned(),
            brand: "Miele".to_owned(),
            year_of_manufacture: Some(2014),
            product_age: Some(ProductAge { tenths: 80 }),
            outcome: Outcome::EndOfLife,
            barrier: "No way to open product".to_owned(),
            group: "Hellerup".to_owned(),
            event_on: Some(Date::constant(2022, 5, 1)),
            problem: "lugter, ryger".to_owned(),
            flags: Vec::new(),
        }]
    );
}

#[test]
fn what_is_odd_is_kept_and_flagged() {
    let line = |made: &str, age: &str, status: &str, event: &str| {
        format!("x,P,GBR,c,Lamp,15,B,{made},{age},{status},,G,{event},")
    };
    let cases = [
        (line("", "0", "Fixed", "2022-05-01"), Some(0), None, vec![Flag::AgeImplausible]),
        (line("", "300", "Fixed", "2022-05-01"), Some(3000), None, vec![Flag::AgeImplausible]),
        (line("", "1.5", "Fixed", "2022-05-01"), Some(15), None, vec![Flag::AgeDecimal]),
        (line("", "10.0", "Fixed", "2022-05-01"), Some(100), None, vec![]),
        (line("", "old", "Fixed", "2022-05-01"), None, None, vec![Flag::AgeUnreadable]),
        (line("", "-3", "Fixed", "2022-05-01"), None, None, vec![Flag::AgeUnreadable]),
        (line("2023", "", "Fixed", "2022-05-01"), None, Some(2023), vec![Flag::YearAfterEvent]),
        (line("20", "", "Fixed", "2022-05-01"), None, None, vec![Flag::YearUnreadable]),
        (line("2014.0", "", "Fixed", "2022-05-01"), None, Some(2014), vec![]),
        (line("", "", "Fixed", "2022-02-30"), None, None, vec![Flag::DateUnreadable]),
        (line("", "", "Lost", "2022-05-01"), None, None, vec![Flag::OutcomeUnreadable]),
    ];
    for (line, tenths, year, flags) in cases {
        let record = records_of(&file_of(&[&line])).remove(0);
        assert_eq!(record.product_age.map(|age| age.tenths), tenths, "{line}");
        assert_eq!(record.year_of_manufacture, year, "{line}");
        assert_eq!(record.flags, flags, "{line}");
    }
}

#[test]
fn other_files_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.csv");
    std::fs::write(&path, "id,name\n1,x\n").unwrap();
    let refusal = read(&path).err().unwrap();
    assert_eq!(refusal.code, "open_repair.missing_heading");
    assert_eq!(refusal.field.as_deref(), Some("data_provider"));
    let missing = read(&folder.path().join("none.csv")).err().unwrap();
    assert_eq!(missing.code, "open_repair.unreadable");
    let torn = folder.path().join("torn.csv.gz");
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    let line = "x,P,GBR,c,Lamp,15,B,,,Fixed,,G,2022-05-01,";
    packed.write_all(file_of(&[line; 1000]).as_bytes()).unwrap();
    let bytes = packed.finish().unwrap();
    std::fs::write(&torn, &bytes[..bytes.len() - 20]).unwrap();
    let last = read(&torn).and_then(|mut records| records.try_for_each(|record| record.map(drop)));
    assert_eq!(last.unwrap_err().code, "open_repair.unreadable");
}

/// The folder of public data sets: named by `MAKEGOOD_DATA`, or beside the workspace.
fn data_file(name: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("MAKEGOOD_DATA").map_or_else(beside, PathBuf::from);
    let path = folder.join(name);
    path.exists().then_some(path)
}

/// The counts are those that the data's own description gives.
#[test]
fn the_published_data_are_read_whole() {
    let Some(path) = data_file("open_repair_202507.csv.gz") else {
        println!("skipped: open_repair_202507.csv.gz is not here; name its folder in MAKEGOOD_DATA");
        return;
    };
    let records: Vec<_> = read(&path).unwrap().map(Result::unwrap).collect();
    assert_eq!(records.len(), 56_719);
    let with = |outcome| records.iter().filter(|record| record.outcome == outcome).count();
    assert_eq!(with(Outcome::Fixed), 31_657);
    assert_eq!(with(Outcome::EndOfLife), 13_687);
    assert_eq!(with(Outcome::Unknown), 7_071);
    assert_eq!(with(Outcome::Repairable), 4_304);
    assert_eq!(records.iter().filter(|record| record.product_age.is_some()).count(), 458);
    assert_eq!(records.iter().filter(|record| !record.problem.is_empty()).count(), 21_169);
    let mut by_category: HashMap<&str, [usize; 3]> = HashMap::new();
    for record in &records {
        let counts = by_category.entry(&record.category).or_default();
        counts[0] += 1;
        counts[1] += usize::from(record.outcome == Outcome::Fixed);
        counts[2] += usize::from(record.outcome == Outcome::EndOfLife);
    }
    for (category, counts) in [
        ("Small home electrical", [5_623, 2_966, 1_298]),
        ("Lamp", [5_094, 3_684, 589]),
        ("Vacuum", [4_413, 2_553, 1_014]),
        ("Food processor", [3_488, 1_996, 937]),
        ("Power tool", [3_471, 2_164, 808]),
        ("Sewing machine", [3_112, 2_199, 507]),
    ] {
        assert_eq!(by_category[category], counts, "{category}");
    }
    // Five records give an age of 0; no other value is odd.
    let flags: Vec<_> = records.iter().flat_map(|record| &record.flags).collect();
    assert_eq!(flags, [&Flag::AgeImplausible; 5]);
}
