use super::*;
use crate::error_report::error_report;
use crate::sheet::{BadRow, Choice, Month, PartUsed, SHEETS, UNITS, parse_rows};
use crate::table::{Limits, Table};
use domain::Fen;
use jiff::civil::{Date, DateTime};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// A date in the years that files may name.
fn any_date() -> impl Strategy<Value = Date> {
    (1950i16..=2100, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| Date::new(year, month, day).unwrap())
}

fn any_text(max: usize) -> BoxedStrategy<Value> {
    // Formula signs, apostrophes, quotes, separators, Chinese, full-width and emoji; no space at the ends.
    let pattern = "[=+@'\"、，,;a-zA-Z0-9安装杭州ＡＢ😀-][ =+@'\"\n、，,;a-zA-Z0-9安装杭州ＡＢ😀-]{0,30}[=+@'\"a-z0-9安装😀-]";
    pattern
        .prop_map(move |text| Value::Text(text.chars().take(max).collect::<String>().trim().to_owned()))
        .boxed()
}

fn any_item() -> &'static str {
    "[=+@'a-zA-Z0-9安装杭州-]{1,12}"
}

fn any_choice(choices: &'static [Choice]) -> BoxedStrategy<Value> {
    (0..choices.len()).prop_map(|index| Value::Choice(choices[index].code)).boxed()
}

fn any_date_time() -> impl Strategy<Value = DateTime> {
    (any_date(), 0i8..24, 0i8..60, 0i8..60)
        .prop_map(|(date, hour, minute, second)| date.at(hour, minute, second, 0))
}

fn any_part() -> impl Strategy<Value = PartUsed> {
    ("[=+@a-zA-Z0-9-]{1,12}", 1u32..=10_000, any::<bool>())
        .prop_map(|(code, quantity, old_returned)| PartUsed { code, quantity, old_returned })
}

/// Any value that a column of this kind may hold.
fn any_value(kind: Kind) -> BoxedStrategy<Value> {
    match kind {
        Kind::Text { max } => any_text(max),
        Kind::List => vec(any_item(), 1..5).prop_map(Value::List).boxed(),
        Kind::Date => any_date().prop_map(Value::Date).boxed(),
        Kind::DateOrYear => {
            prop_oneof![any_date().prop_map(Value::Date), (1950i16..=2100).prop_map(Value::Year)].boxed()
        }
        Kind::DateTime => any_date_time().prop_map(Value::DateTime).boxed(),
        Kind::Month => (1950i16..=2100, 1i8..=12)
            .prop_map(|(year, month)| Value::Month(Month::new(year, month).unwrap()))
            .boxed(),
        Kind::Fen { signed } => {
            let least = if signed { -10_i64.pow(17) } else { 0 };
            prop_oneof![(least / 10_i64.pow(8))..10_i64.pow(9), least..10_i64.pow(17)]
                .prop_map(|amount| Value::Fen(Fen(amount)))
                .boxed()
        }
        Kind::Integer { min, max } => (min..=max).prop_map(Value::Integer).boxed(),
        Kind::Phone => "[+0-9-]{5,20}".prop_map(Value::Text).boxed(),
        Kind::Division => "[1-9][0-9]{5}".prop_map(Value::Text).boxed(),
        Kind::Divisions => vec("[1-9][0-9]{5}", 1..5).prop_map(Value::List).boxed(),
        Kind::Choice(choices) => any_choice(choices),
        Kind::Parts => vec(any_part(), 1..4).prop_map(Value::Parts).boxed(),
    }
}

fn any_record(sheet: &'static Sheet) -> BoxedStrategy<Values> {
    let columns: Vec<BoxedStrategy<Option<Value>>> = sheet
        .columns
        .iter()
        .map(|column| {
            if column.required {
                any_value(column.kind).prop_map(Some).boxed()
            } else {
                option::of(any_value(column.kind)).boxed()
            }
        })
        .collect();
    columns
        .prop_map(move |values| {
            let mut record = Values::new(sheet);
            for (column, value) in sheet.columns.iter().zip(values) {
                record.set(column.key, value);
            }
            record
        })
        .boxed()
}

fn any_language() -> impl Strategy<Value = Language> {
    prop_oneof![Just(Language::Chinese), Just(Language::English)]
}

fn any_export() -> impl Strategy<Value = (Language, Vec<Values>)> {
    let records = (0..SHEETS.len()).prop_flat_map(|index| vec(any_record(SHEETS[index]), 1..6));
    (any_language(), records)
}

/// Records whose keys repeat are refused on import, so an export has them once.
fn without_repeats(records: Vec<Values>) -> Vec<Values> {
    let mut seen = Vec::new();
    let mut kept = Vec::new();
    for record in records {
        let unique = record.sheet().unique;
        let key: Vec<_> = unique.iter().map(|column| record.get(column).cloned()).collect();
        if unique.is_empty() || !seen.contains(&key) {
            seen.push(key);
            kept.push(record);
        }
    }
    kept
}

fn imported(sheet: &'static Sheet, name: &str, bytes: Vec<u8>) -> Vec<Values> {
    let mut table = Table::from_bytes(name, bytes, Limits::default()).unwrap();
    let records = parse_rows(sheet, table.rows().unwrap()).unwrap();
    records
        .map(|record| match record.unwrap() {
            Ok(record) => record.values,
            Err(bad) => panic!("{:?}", bad.errors),
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn what_was_exported_is_imported_again((language, records) in any_export()) {
        let records = without_repeats(records);
        let sheet = records[0].sheet();
        let mut csv = Vec::new();
        write_csv(sheet, language, records.clone(), &mut csv).unwrap();
        prop_assert_eq!(&imported(sheet, "export.csv", csv), &records);
        let mut xlsx = Vec::new();
        let count = write_xlsx(sheet, language, records.clone(), &mut xlsx).unwrap();
        prop_assert_eq!(count, records.len() as u64);
        prop_assert_eq!(&imported(sheet, "export.xlsx", xlsx), &records);
    }

    #[test]
    fn guarded_text_is_found_again(text in "['=+@a1-]{0,6}") {
        let guarded = with_formula_guard(text.clone());
        prop_assert!(!begins_formula(&guarded));
        prop_assert_eq!(without_formula_guard(&guarded), text);
    }
}

#[test]
fn formulas_are_written_as_text() {
    let mut record = Values::new(&UNITS);
    record.set("serial", Value::Text("=1+1".to_owned()));
    record.set("product_code", Value::Text("@SUM(A1)".to_owned()));
    let mut csv = Vec::new();
    write_csv(&UNITS, Language::Chinese, [record.clone()], &mut csv).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.starts_with("\u{feff}机号,产品编码,"), "{csv}");
    assert!(csv.contains("\r\n'=1+1,'@SUM(A1),"), "{csv}");
    let mut xlsx = Vec::new();
    write_xlsx(&UNITS, Language::Chinese, [record], &mut xlsx).unwrap();
    let mut workbook: calamine::Xlsx<_> = calamine::Reader::new(std::io::Cursor::new(xlsx)).unwrap();
    let formulas = calamine::Reader::worksheet_formula(&mut workbook, "机器").unwrap();
    assert_eq!(formulas.used_cells().count(), 0);
}

#[test]
fn a_report_of_very_long_cells_is_cut_to_what_a_cell_holds() {
    let file = format!("机号,产品编码,行政区划\nS1,C1,{}\n", "长".repeat(33_000));
    let mut table = Table::from_bytes("units.csv", file.as_bytes(), Limits::default()).unwrap();
    let bad = parse_rows(&UNITS, table.rows().unwrap()).unwrap().next().unwrap().unwrap().unwrap_err();
    assert!(bad.errors[0].message.zh.chars().count() < 120, "{:?}", bad.errors[0].message);
    let report = error_report(&UNITS, &[bad], Language::English).unwrap();
    let mut table = Table::from_bytes("errors.xlsx", report, Limits::default()).unwrap();
    let row = table.rows().unwrap().nth(1).unwrap().unwrap();
    assert_eq!(row.cell(UNITS.index_of("division")).shown().chars().count(), 32_767);
}

/// The wrong rows come back with what to fix; corrected, the report is itself a file to import.
#[test]
fn an_error_report_can_be_corrected_and_imported() {
    let file = "机号,产品编码,销售日期,内部列\nS1,C1,2024-05-02,a\n,C2,昨天,b\nS3,C3,2024,c\nS4,,2024,d\n";
    let mut table = Table::from_bytes("units.csv", file.as_bytes(), Limits::default()).unwrap();
    let rows = parse_rows(&UNITS, table.rows().unwrap()).unwrap();
    let bad: Vec<BadRow> = rows.filter_map(|row| row.unwrap().err()).collect();
    let report = error_report(&UNITS, &bad, Language::Chinese).unwrap();
    let mut table = Table::from_bytes("errors.xlsx", report, Limits::default()).unwrap();
    let rows: Vec<_> = table.rows().unwrap().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 3, "the header and the two wrong rows");
    let errors_place = UNITS.columns.len();
    assert_eq!(rows[0].cell(errors_place).shown(), "错误");
    let sentences = rows[1].cell(errors_place).shown();
    assert_eq!(
        sentences.lines().map(|line| line.split('：').next().unwrap()).collect::<Vec<_>>(),
        ["A3 机号", "C3 销售日期"]
    );
    assert_eq!(rows[1].cell(errors_place + 1).shown(), "3");
    let read_again = parse_rows(&UNITS, rows.into_iter().map(Ok)).unwrap();
    let ignored = read_again.header().ignored.clone();
    assert_eq!(ignored, ["错误", "原文件行号"]);
    let faults: Vec<_> = read_again.map(|row| row.unwrap().unwrap_err().errors.len()).collect();
    assert_eq!(faults, [2, 1]);
}
