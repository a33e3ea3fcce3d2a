use super::*;
use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::civil::date;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use std::io::Write;

fn rows_of(name: &str, bytes: impl Into<Vec<u8>>) -> Vec<Row> {
    let mut table = Table::from_bytes(name, bytes.into(), Limits::default()).unwrap();
    table.rows().unwrap().map(Result::unwrap).collect()
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn refusal_of(name: &str, bytes: impl Into<Vec<u8>>, limits: Limits) -> Refusal {
    let mut table = match Table::from_bytes(name, bytes.into(), limits) {
        Ok(table) => table,
        Err(refusal) => return refusal,
    };
    table.rows().unwrap().find_map(Result::err).expect("the file must be refused")
}

#[test]
fn csv_rows_have_the_numbers_a_spreadsheet_shows() {
    let file = "机号,地址\r\nA1,\"杭州\r\n西湖\"\r\n\r\n,,\r\nA2,宁波,,\r\nA3,温州";
    let rows = rows_of("units.csv", file);
    let found: Vec<_> = rows.iter().map(|row| (row.number, row.cells.clone())).collect();
    assert_eq!(
        found,
        [
            (1, vec![text("机号"), text("地址")]),
            (2, vec![text("A1"), text("杭州\n西湖")]),
            (5, vec![text("A2"), text("宁波")]),
            (6, vec![text("A3"), text("温州")]),
        ]
    );
    assert_eq!(rows[2].address(1).to_string(), "B5");
}

#[test]
fn csv_is_read_in_every_encoding_excel_writes() {
    let plain = "编号,名称\n1,阀门\n";
    let (gb, _, _) = encoding_rs::GB18030.encode(plain);
    let with_mark = ["\u{feff}", plain].concat();
    let utf_16: Vec<u8> = [0xfeff_u16]
        .into_iter()
        .chain(plain.replace(',', "\t").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(plain.as_bytes()).unwrap();
    let expected = vec![text("1"), text("阀门")];
    for (name, bytes) in [
        ("plain.csv", plain.as_bytes().to_vec()),
        ("mark.csv", with_mark.into_bytes()),
        ("gb.csv", gb.into_owned()),
        ("utf16.csv", utf_16),
        ("semicolon.CSV", plain.replace(',', ";").into_bytes()),
        ("old-mac.csv", plain.replace('\n', "\r").into_bytes()),
        ("packed.csv.gz", packed.finish().unwrap()),
    ] {
        let rows = rows_of(name, bytes);
        assert_eq!(rows[0].cells, [text("编号"), text("名称")], "{name}");
        assert_eq!(rows[1].cells, expected, "{name}");
        assert_eq!(rows[1].number, 2, "{name}");
    }
}

#[test]
fn long_csv_files_decode_across_chunks() {
    let lines: usize = 20_000;
    let plain = (1..=lines).fold(String::new(), |text, n| text + &format!("{n},网点第{n}号\r\n"));
    let (gb, _, _) = encoding_rs::GB18030.encode(&plain);
    for bytes in [plain.clone().into_bytes(), gb.into_owned()] {
        let mut table = Table::from_bytes("long.csv", bytes.clone(), Limits::default()).unwrap();
        assert_eq!(table.rows().unwrap().expected(), lines as u64);
        let rows = rows_of("long.csv", bytes);
        assert_eq!(rows.len(), lines);
        for (row, n) in rows.iter().zip(1_u32..) {
            assert_eq!(row.number, n);
            assert_eq!(row.cells, [text(&n.to_string()), text(&format!("网点第{n}号"))]);
        }
    }
}

#[test]
fn workbook_cells_keep_their_types() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write_string(1, 0, "  机号 ").unwrap();
    sheet.write_number(1, 1, 13_800_001_234_f64).unwrap();
    sheet.write_number(1, 2, 30.5).unwrap();
    sheet.write_datetime_with_format(1, 3, ExcelDateTime::from_ymd(2024, 2, 29).unwrap(), &day).unwrap();
    let moment = ExcelDateTime::from_ymd(2024, 2, 29).unwrap().and_hms(9, 30, 0).unwrap();
    sheet.write_datetime_with_format(1, 4, moment, &day).unwrap();
    sheet.write_boolean(1, 5, true).unwrap();
    sheet.write_formula(1, 6, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write_blank(1, 9, &day).unwrap();
    sheet.write_blank(5, 300, &day).unwrap();
    let rows = rows_of("types.xlsx", workbook.save_to_buffer().unwrap());
    assert_eq!(rows.len(), 1, "rows with nothing but formats are passed over");
    assert_eq!(rows[0].number, 2);
    let shown: Vec<_> = rows[0].cells.iter().map(Cell::shown).collect();
    assert_eq!(shown[..3], ["机号", "13800001234", "30.5"]);
    assert_eq!(rows[0].cells[3], Cell::Date(date(2024, 2, 29)));
    assert_eq!(rows[0].cells[4], Cell::DateTime(date(2024, 2, 29).at(9, 30, 0, 0)));
    assert_eq!(shown[5], "TRUE");
    assert_eq!(shown[6], "#DIV/0!");
    assert_eq!(rows[0].cells.len(), 7, "trailing blanks are dropped");
}

#[test]
fn numbers_are_written_as_a_person_typed_them() {
    for (number, shown) in [
        (30.0, Some("30")),
        (-0.0, Some("0")),
        (0.1 + 0.2, Some("0.3")),
        (1234.56, Some("1234.56")),
        (9_007_199_254_740_992.0, Some("9007199254740992")),
        (9_007_199_254_740_994.0, None),
        (f64::NAN, None),
    ] {
        assert_eq!(number_text(number).as_deref(), shown, "{number}");
    }
}

#[test]
fn limits_are_named_when_they_are_passed() {
    let small = Limits { file_bytes: 100, rows: 2, columns: 3, cell_bytes: 10, ..Limits::default() };
    let cases: [(&str, Vec<u8>, &str); 6] = [
        ("long.csv", vec![b'a'; 101], "table.file_too_large"),
        ("rows.csv", b"1\n2\n3\n".to_vec(), "table.too_many_rows"),
        ("wide.csv", b"1,2,3,4\n".to_vec(), "table.too_many_columns"),
        ("cell.csv", b"12345678901\n".to_vec(), "table.cell_too_long"),
        ("old.xls", b"x".to_vec(), "table.unknown_format"),
        ("torn.xlsx", b"PK and no more".to_vec(), "table.unreadable"),
    ];
    for (name, bytes, code) in cases {
        assert_eq!(refusal_of(name, bytes, small).code, code, "{name}");
    }
    assert_eq!(refusal_of("wrong.csv", vec![0xff, 0xff, 0xff], small).code, "table.unknown_encoding");
}

#[test]
fn a_quote_left_open_is_named() {
    let whole = "1,2\n3,\"4\n5\"\n";
    assert_eq!(rows_of("whole.csv", whole)[1].cells, [text("3"), text("4\n5")]);
    let open = "1,2\n3,\"4\n5,6\n7,8\n";
    let refusal = refusal_of("open.csv", open, Limits::default());
    assert_eq!((refusal.code, refusal.field.as_deref()), ("table.open_quote", Some("row 2")));
    let long = format!("1,2\n3,\"4{}", "\n5,6".repeat(3 << 20));
    assert_eq!(refusal_of("long.csv", long, Limits::default()).code, "table.unreadable");
}

#[test]
fn bombs_are_refused_before_they_are_read() {
    let zeros = vec![b'0'; 8 << 20];
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&zeros).unwrap();
    let packed = packed.finish().unwrap();
    assert_eq!(refusal_of("bomb.csv.gz", packed, Limits::default()).code, "table.unpacks_too_large");

    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(&zeros).unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    assert_eq!(refusal_of("bomb.xlsx", bytes, Limits::default()).code, "table.unpacks_too_large");
}
