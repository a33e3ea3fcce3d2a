use super::*;
use crate::table::{Limits, Row, Table};
use domain::{Fen, Refusal};
use jiff::civil::date;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

/// The rows of a CSV file.
fn csv(text: &str) -> Vec<Result<Row, Refusal>> {
    let mut table = Table::from_bytes("file.csv", text.as_bytes(), Limits::default()).unwrap();
    table.rows().unwrap().collect()
}

fn parsed(sheet: &'static Sheet, text: &str) -> Vec<ParsedRow> {
    parse_rows(sheet, csv(text)).unwrap().map(Result::unwrap).collect()
}

fn refused(sheet: &'static Sheet, text: &str) -> Refusal {
    parse_rows(sheet, csv(text)).err().expect("the header must be refused")
}

#[test]
fn no_heading_means_two_columns() {
    for sheet in SHEETS {
        let mut names: Vec<String> = Vec::new();
        for column in sheet.columns {
            let mut own =
                vec![column.key.to_owned(), column.heading.zh.to_string(), column.heading.en.to_string()];
            own.extend(column.also.iter().map(ToString::to_string));
            own.sort();
            own.dedup();
            names.extend(own);
        }
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count, "{}: {names:?}", sheet.key);
        for column in sheet.unique {
            sheet.index_of(column);
        }
        assert!(std::ptr::eq(Sheet::named(sheet.key).unwrap(), sheet));
    }
}

#[test]
fn every_example_is_a_value_of_its_column() {
    for sheet in SHEETS {
        let headings: Vec<_> = sheet.columns.iter().map(|column| column.heading.zh.as_ref()).collect();
        let examples: Vec<_> = sheet.columns.iter().map(|column| format!("\"{}\"", column.example)).collect();
        let rows = parsed(sheet, &format!("{}\n{}\n", headings.join(","), examples.join(",")));
        let record = rows[0].as_ref().unwrap_or_else(|bad| panic!("{}: {:?}", sheet.key, bad.errors));
        assert_eq!(record.warnings, [], "{}", sheet.key);
    }
}

#[test]
fn a_unit_keeps_what_is_known_and_no_more() {
    let rows = parsed(
        &UNITS,
        "机号,型号,购机日期,生产日期,用户电话,地址\n\
         S1,SR-200,2024,2023年12月5日,13800001234,文三路\n\
         S2,SR-200,,20240131,１３８００００１２３４,\n",
    );
    let first = &rows[0].as_ref().unwrap().values;
    assert_eq!(first.text("serial"), Some("S1"));
    assert_eq!((first.date("sold_on"), first.year("sold_on")), (None, Some(2024)));
    assert_eq!(first.date("made_on"), Some(date(2023, 12, 5)));
    let second = &rows[1].as_ref().unwrap().values;
    assert_eq!(second.get("sold_on"), None, "unknown is not zero");
    assert_eq!(second.date("made_on"), Some(date(2024, 1, 31)));
    assert_eq!(second.text("customer_phone"), Some("13800001234"));
}

#[test]
fn every_wrong_cell_is_named_with_its_address() {
    let rows =
        parsed(&SALES, "网点编码,月份,产品线,销售额\nWD-1,2026-13,,1.234\nWD-1,2026-03,热泵,\"1,234.50\"\n");
    let bad = rows[0].as_ref().unwrap_err();
    let found: Vec<_> = bad
        .errors
        .iter()
        .map(|error| (error.address.to_string(), error.value.as_str(), error.heading.en.as_ref()))
        .collect();
    assert_eq!(
        found,
        [
            ("B2".to_owned(), "2026-13", "Month"),
            ("C2".to_owned(), "", "Product line"),
            ("D2".to_owned(), "1.234", "Amount"),
        ]
    );
    let words = bad.errors[0].words();
    assert_eq!(words.zh, "B2 月份：“2026-13”不是月份。请填写 2026-03 这样的年月。");
    assert_eq!(words.en, "B2 Month: \"2026-13\" is not a month. Write it as 2026-03.");
    let good = rows[1].as_ref().unwrap();
    assert_eq!(good.values.fen("amount_fen"), Some(Fen(123_450)));
    assert_eq!(good.values.month("month"), Month::new(2026, 3));
}

#[test]
fn odd_phones_are_accepted_and_flagged() {
    let rows = parsed(&UNITS, "机号,产品编码,用户电话\nS1,C1,1380000\n");
    let record = rows[0].as_ref().unwrap();
    assert_eq!(record.values.text("customer_phone"), Some("1380000"));
    let flagged: Vec<_> = record.warnings.iter().map(|warning| warning.address.to_string()).collect();
    assert_eq!(flagged, ["C2"]);
}

#[test]
fn the_header_is_found_below_titles_and_across_two_rows() {
    let rows = parsed(
        &CUSTOMERS,
        "用户档案,,,\n打印：2026-03-05,,,\n用户姓名（必填）,联系方式,,地址\n,电话 *,行政区划,\n王芳,13800001234,,文三路\n",
    );
    assert_eq!(rows.len(), 1);
    let record = rows[0].as_ref().unwrap();
    assert_eq!(record.values.text("name"), Some("王芳"));
    assert_eq!(record.values.text("phone"), Some("13800001234"));
    assert_eq!(record.values.text("address"), Some("文三路"));
    assert_eq!(record.source.header.row, 4);
}

#[test]
fn headings_merged_downwards_are_found_above() {
    let rows =
        parsed(&CUSTOMERS, "用户姓名,联系方式,,,\n,电话,行政区划,地址,备注\n王芳,13800001234,,文三路,\n");
    let record = rows[0].as_ref().unwrap();
    assert_eq!((rows.len(), record.source.header.row), (1, 2));
    assert_eq!(record.values.text("name"), Some("王芳"));
    assert_eq!(record.values.text("address"), Some("文三路"));
}

#[test]
fn a_first_row_that_holds_a_heading_word_is_still_a_row() {
    let rows = parsed(&PRODUCTS, "产品编码,产品名称,产品线\nM1,名称,品类\nM2,灶具,灶具\n");
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].as_ref().unwrap().values.text("name"), Some("名称"));
}

#[test]
fn english_headings_and_keys_are_headings_too() {
    let rows =
        parsed(&PRODUCTS, "model,NAME,product_line,Repair price (yuan),Colour\nM1,Stove,Stoves,¥99,red\n");
    let record = rows[0].as_ref().unwrap();
    assert_eq!(record.values.text("code"), Some("M1"));
    assert_eq!(record.values.fen("repair_price_fen"), Some(Fen(9900)));
    assert_eq!(record.source.header.ignored, ["Colour"]);
}

#[test]
fn headers_that_cannot_be_used_say_why() {
    let missing = refused(&UNITS, "机号,地址\nS1,x\n");
    assert_eq!(missing.code, "sheet.missing_heading");
    assert!(missing.message.zh.contains("产品编码"), "{missing}");
    let double = refused(&UNITS, "机号,产品编码,序列号\nS1,C1,S2\n");
    assert_eq!(double.code, "sheet.double_heading");
    assert_eq!(double.field.as_deref(), Some("A1"));
    assert!(double.message.en.contains("A1 and C1"), "{double}");
    assert_eq!(refused(&UNITS, "1,2,3\n").code, "sheet.no_header");
    assert_eq!(refused(&UNITS, "").code, "sheet.no_header");
}

#[test]
fn a_repeated_key_names_the_earlier_row() {
    let rows = parsed(&UNITS, "机号,产品编码\nS1,C1\nS2,C1\nS1,C2\n");
    let bad = rows[2].as_ref().unwrap_err();
    assert_eq!(bad.errors[0].address.to_string(), "A4");
    assert!(bad.errors[0].message.en.contains("row 2"), "{:?}", bad.errors);
}

#[test]
fn choices_lists_and_parts() {
    let rows = parsed(
        &ORDERS,
        "工单号,网点编码,报修时间,故障责任,更换配件\n\
         W1,WD-1,2025-11-03 09:30,USER,P-1×2（旧件已返）、P-2*3；P-3\n\
         W2,WD-1,2025/11/3,天气,P-1×0\n",
    );
    let record = rows[0].as_ref().unwrap();
    assert_eq!(record.values.text("cause"), Some("user"));
    let parts: Vec<_> = record
        .values
        .parts("parts")
        .iter()
        .map(|part| (part.code.as_str(), part.quantity, part.old_returned))
        .collect();
    assert_eq!(parts, [("P-1", 2, true), ("P-2", 3, false), ("P-3", 1, false)]);
    assert_eq!(record.values.date_time("reported_at"), Some(date(2025, 11, 3).at(9, 30, 0, 0)));
    let bad = rows[1].as_ref().unwrap_err();
    let found: Vec<_> = bad.errors.iter().map(|error| error.address.to_string()).collect();
    assert_eq!(found, ["D3", "E3"]);
    assert!(bad.errors[0].message.zh.contains("产品质量、用户原因"), "{:?}", bad.errors);
}

#[test]
fn divisions_are_codes() {
    let rows = parsed(&TERRITORIES, "网点编码,行政区划,产品线\nWD-1,330106 西湖区,热泵\nWD-1,3301,热泵\n");
    assert_eq!(rows[0].as_ref().unwrap().values.text("division"), Some("330106"));
    assert_eq!(rows[1].as_ref().unwrap_err().errors[0].address.to_string(), "B3");
}

/// deps.md 8.16: what a spreadsheet does to identifiers, dates and money.
#[test]
fn spreadsheet_pitfalls() {
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet();
    for (place, heading) in (0..).zip(["机号", "产品编码", "生产日期", "销售日期", "用户电话"])
    {
        page.write_string(0, place, heading).unwrap();
    }
    let day = Format::new().set_num_format("yyyy/m/d");
    // A serial typed into a number cell, a date whose format was lost, a year, a phone that became a number.
    page.write_number(1, 0, 2_403_000_123.0).unwrap();
    page.write_number(1, 1, 200.0).unwrap();
    page.write_number(1, 2, 45_351.0).unwrap();
    page.write_number(1, 3, 2024.0).unwrap();
    page.write_number(1, 4, 13_800_001_234.0).unwrap();
    // 18 digits are beyond 2^53.
    page.write_number(2, 0, 240_300_012_345_678_901.0).unwrap();
    page.write_string(2, 1, "200").unwrap();
    // 16 digits are below 2^53 but beyond what Excel keeps.
    page.write_number(3, 0, 2_403_000_123_456_789.0).unwrap();
    let moment = ExcelDateTime::from_ymd(2024, 3, 5).unwrap();
    page.write_datetime_with_format(3, 1, moment, &day).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let mut table = Table::from_bytes("units.xlsx", bytes, Limits::default()).unwrap();
    let rows: Vec<_> = parse_rows(&UNITS, table.rows().unwrap()).unwrap().map(Result::unwrap).collect();

    let first = &rows[0].as_ref().unwrap().values;
    assert_eq!(first.text("serial"), Some("2403000123"));
    assert_eq!(first.text("product_code"), Some("200"));
    assert_eq!(first.date("made_on"), Some(date(2024, 2, 29)));
    assert_eq!(first.year("sold_on"), Some(2024));
    assert_eq!(first.text("customer_phone"), Some("13800001234"));

    let second = rows[1].as_ref().unwrap_err();
    assert_eq!(second.errors[0].address.to_string(), "A3");
    assert!(second.errors[0].message.en.contains("lost its last digits"), "{:?}", second.errors);

    let third = rows[2].as_ref().unwrap();
    assert_eq!(third.values.text("serial"), Some("2403000123456789"));
    assert_eq!(third.values.text("product_code"), Some("2024-03-05"));
    assert_eq!(third.warnings.len(), 2, "{:?}", third.warnings);
}

#[test]
fn dates_out_of_reason_are_slips() {
    for wrong in ["0204-03-05", "2026-02-30", "05/03/2026", "3.5", "明天", "2026-3", "99999"] {
        let rows = parsed(&UNITS, &format!("机号,型号,生产日期\nS1,M1,{wrong}\n"));
        assert_eq!(rows[0].as_ref().unwrap_err().errors[0].address.to_string(), "C2", "{wrong}");
    }
    for right in [
        "2026-03-05",
        "2026/3/5",
        "2026.03.05",
        "2026年3月5日",
        "20260305",
        "２０２６－０３－０５",
        "2026-03-05 00:00:00",
    ] {
        let rows = parsed(&UNITS, &format!("机号,型号,生产日期\nS1,M1,{right}\n"));
        assert_eq!(rows[0].as_ref().unwrap().values.date("made_on"), Some(date(2026, 3, 5)), "{right}");
    }
    for right in ["2026-03", "2026/3", "2026年3月", "202603", "Mar-26", "2026-03-31"] {
        let rows = parsed(&SALES, &format!("网点,月份,产品线,金额\nWD-1,{right},热泵,1\n"));
        assert_eq!(rows[0].as_ref().unwrap().values.month("month"), Month::new(2026, 3), "{right}");
    }
}

#[test]
fn a_broken_formula_is_named() {
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet();
    page.write_string(0, 0, "机号").unwrap();
    page.write_string(0, 1, "产品编码").unwrap();
    page.write_string(1, 0, "S1").unwrap();
    let formula = rust_xlsxwriter::Formula::new("=VLOOKUP(A2,C:D,2,0)").set_result("#N/A");
    page.write_formula(1, 1, formula).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let mut table = Table::from_bytes("units.xlsx", bytes, Limits::default()).unwrap();
    let row = parse_rows(&UNITS, table.rows().unwrap()).unwrap().next().unwrap().unwrap();
    let bad = row.unwrap_err();
    assert_eq!(bad.errors[0].address.to_string(), "B2");
    assert!(bad.errors[0].message.zh.contains("#N/A"), "{:?}", bad.errors);
}
