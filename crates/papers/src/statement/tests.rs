use super::*;
use calamine::{Data, Range, Reader, Xlsx};
use domain::words;
use jiff::civil::date;
use proptest::collection::vec;
use proptest::prelude::*;
use std::io::{Cursor, Read as _};

fn line(number: u32, description: Words, amount: Fen) -> StatementLine {
    StatementLine {
        number,
        order_number: format!("WX-{number:06}"),
        done_on: Some(date(2026, 3, 5)),
        product: "SR-200".to_owned(),
        serial: "0012345678901234567".to_owned(),
        description,
        citation: Some(Citation {
            agreement: "solar-provider".to_owned(),
            version: 2,
            number: "5.1".to_owned(),
            kind: "repair-fee".to_owned(),
        }),
        quantity: 1,
        amount,
        reason: Words::fixed("保内维修，每台 30 元", "in warranty, 30 yuan a unit"),
    }
}

fn statement(lines: Vec<StatementLine>) -> StatementView {
    let total: Fen = lines.iter().map(|line| line.amount).sum();
    let (paid, deducted): (Vec<&StatementLine>, Vec<_>) =
        lines.iter().partition(|line| line.amount >= Fen::ZERO);
    let subtotal = |kind, lines: &[&StatementLine]| Subtotal {
        kind,
        lines: u32::try_from(lines.len()).unwrap(),
        amount: lines.iter().map(|line| line.amount).sum(),
    };
    StatementView {
        principal: "阳光电器有限公司".to_owned(),
        provider: "杭州西湖服务部".to_owned(),
        provider_code: "WD-0012".to_owned(),
        month: Month::new(2026, 3).unwrap(),
        number: "JS-2026-03/0012".to_owned(),
        stage: Words::fixed("已批准", "approved"),
        agreement: "solar-provider".to_owned(),
        agreement_version: 2,
        subtotals: vec![
            subtotal(Words::fixed("维修费", "repair fee"), &paid),
            subtotal(Words::fixed("扣款", "deduction"), &deducted),
        ],
        total,
        total_in_capitals: "人民币壹仟肆佰零玖元伍角".to_owned(),
        account: BankAccount {
            name: "杭州西湖服务部".to_owned(),
            number: "6222020200001234567".to_owned(),
            bank: "中国工商银行杭州文三支行".to_owned(),
        },
        signatures: vec![
            Words::fixed("网点公章", "Provider"),
            Words::fixed("服务中心确认", "Service centre"),
            Words::fixed("市场部经理批准", "Marketing manager"),
            Words::fixed("财务付款", "Finance"),
        ],
        lines,
    }
}

/// The page and its formulas.
fn read_back(bytes: Vec<u8>) -> (Range<Data>, Range<String>) {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let name = workbook.sheet_names()[0].clone();
    let page = workbook.worksheet_range(&name).unwrap();
    (page, workbook.worksheet_formula(&name).unwrap())
}

/// An amount cell in fen; such a cell must be a number.
fn fen(cell: &Data) -> Fen {
    match cell {
        Data::Float(number) => Fen::parse(&crate::table::number_text(*number).unwrap()).unwrap(),
        other => panic!("{other:?} is not a number"),
    }
}

fn check_lines(page: &Range<Data>, view: &StatementView, language: Language) {
    for (row, line) in page.rows().skip(HEADING_ROW as usize + 1).zip(&view.lines) {
        assert_eq!(row[0], Data::Float(line.number.into()));
        let texts = [
            (1, line.order_number.as_str()),
            (3, line.product.as_str()),
            (4, line.serial.as_str()),
            (5, line.description.get(language)),
            (6, line.citation.as_ref().unwrap().words().get(language)),
            (9, line.reason.get(language)),
        ]
        .map(|(place, text)| (row[place].to_string(), text.to_owned()));
        for (found, expected) in texts {
            assert_eq!(found, expected);
        }
        let Data::DateTime(day) = row[2] else {
            panic!("{:?} is not a date", row[2]);
        };
        assert_eq!(Some(day.as_f64()), line.done_on.and_then(style::date_serial));
        assert_eq!(row[7].to_string(), line.quantity.to_string());
        assert_eq!(fen(&row[8]), line.amount);
    }
}

/// The row whose first cell is `label`.
fn row_of<'a>(page: &'a Range<Data>, label: &str) -> &'a [Data] {
    page.rows().find(|row| row[0] == *label).unwrap_or_else(|| panic!("no row {label}"))
}

#[test]
fn every_line_and_sum_is_read_back() {
    let view = statement(vec![
        line(1, Words::fixed("保内维修", "repair in warranty"), Fen(3000)),
        line(2, Words::fixed("上门", "visit"), Fen(2050)),
        line(3, Words::fixed("=1+1", "@SUM(A1:A9)"), Fen(-58_601)),
        line(4, Words::fixed("-扣款", "+deduction"), Fen(0)),
    ]);
    for language in [Language::Chinese, Language::English] {
        let (page, formulas) = read_back(statement_xlsx(&view, language).unwrap());
        assert_eq!(formulas.used_cells().count(), 0, "formulas are off");
        check_lines(&page, &view, language);
        let headings: Vec<_> =
            page.rows().nth(HEADING_ROW as usize).unwrap().iter().map(ToString::to_string).collect();
        let expected: Vec<_> = COLUMNS.iter().map(|(heading, _)| heading.get(language).to_owned()).collect();
        assert_eq!(headings, expected);
        let total = Words::fixed("合计", "Total");
        assert_eq!(fen(&row_of(&page, total.get(language))[8]), Fen(-53_551));
        for subtotal in &view.subtotals {
            let (zh, en, count) = (&subtotal.kind.zh, &subtotal.kind.en, subtotal.lines);
            let label = words!("小计：{zh}（{count} 行）", "Subtotal: {en} ({count} lines)");
            assert_eq!(fen(&row_of(&page, label.get(language))[8]), subtotal.amount);
        }
    }
    let (page, _) = read_back(statement_xlsx(&view, Language::Chinese).unwrap());
    for (label, text) in
        [("结算单号", "JS-2026-03/0012"), ("甲方", "阳光电器有限公司"), ("协议", "solar-provider 第 2 版")]
    {
        assert_eq!(row_of(&page, label)[1].to_string(), text);
    }
    assert_eq!(page.get_value((2, 6)).unwrap().to_string(), "WD-0012 杭州西湖服务部");
    for (label, text) in [("合计（大写）", "人民币壹仟肆佰零玖元伍角"), ("银行账号", "6222020200001234567")]
    {
        assert_eq!(row_of(&page, label)[2], Data::String(text.to_owned()));
    }
    let last = page.rows().next_back().unwrap();
    assert!(last[4].to_string().starts_with("市场部经理批准\n签字"), "{last:?}");
}

#[test]
fn it_prints_on_a4_with_page_numbers_and_repeated_headings() {
    let view = statement(vec![line(1, Words::fixed("上门", "visit"), Fen(3000))]);
    let bytes = statement_xlsx(&view, Language::Chinese).unwrap();
    assert_eq!(
        bytes,
        statement_xlsx(&view, Language::Chinese).unwrap(),
        "the same statement is the same file"
    );
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text_of = |part: &str| {
        let mut text = String::new();
        archive.by_name(part).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let page = text_of("xl/worksheets/sheet1.xml");
    assert!(page.contains(r#"paperSize="9""#) && page.contains(r#"orientation="landscape""#), "{page}");
    assert!(page.contains("第 &amp;P 页，共 &amp;N 页"), "{page}");
    assert!(page.contains(r#"ySplit="5""#), "{page}");
    assert!(text_of("xl/workbook.xml").contains("_xlnm.Print_Titles"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn lines_add_up_to_the_total_in_the_file(amounts in vec(-1_000_000_000i64..1_000_000_000, 0..40)) {
        let lines = (1..).zip(&amounts).map(|(number, amount)| {
            line(number, words!("第 {number} 行", "line {number}"), Fen(*amount))
        });
        let view = statement(lines.collect());
        let (page, _) = read_back(statement_xlsx(&view, Language::English).unwrap());
        let sum: Fen = page.rows().skip(HEADING_ROW as usize + 1).take(amounts.len()).map(|row| fen(&row[8])).sum();
        prop_assert_eq!(sum, Fen(amounts.iter().sum()));
        prop_assert_eq!(fen(&row_of(&page, "Total")[8]), sum);
    }
}
