//! A statement as a workbook: who owes whom for which month, line by line with the clause, to the capital amount, the
//! account and the boxes for seals. Formulas are off: every number is the ledger's, none is Excel's.

use crate::WriteFault;
use crate::export::CellFormats;
use crate::sheet::{Kind, Month, Value};
use crate::style;
use domain::reason::Citation;
use domain::{Fen, Language, Words};
use jiff::civil::Date;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

/// What a statement says, ready to be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementView {
    /// The principal's name 甲方.
    pub principal: String,
    /// The provider's name 乙方.
    pub provider: String,
    /// The provider's code.
    pub provider_code: String,
    /// The month settled.
    pub month: Month,
    /// The statement's number.
    pub number: String,
    /// How far it has come: submitted, confirmed, approved, paid.
    pub stage: Words,
    /// The agreement it was settled under.
    pub agreement: String,
    /// The agreement's version.
    pub agreement_version: u32,
    /// The lines, in order.
    pub lines: Vec<StatementLine>,
    /// The lines' sums by kind, in order.
    pub subtotals: Vec<Subtotal>,
    /// What is paid.
    pub total: Fen,
    /// What is paid, in Chinese capitals: `人民币壹仟肆佰零玖元伍角`.
    pub total_in_capitals: String,
    /// The account it is paid to (A2.14).
    pub account: BankAccount,
    /// The boxes for signatures and seals, in the order of the approval chain (A2.12).
    pub signatures: Vec<Words>,
}

/// One line of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementLine {
    /// Its number, from 1.
    pub number: u32,
    /// The order it is for; empty for a line of the whole month.
    pub order_number: String,
    /// The day of the work.
    pub done_on: Option<Date>,
    /// The product.
    pub product: String,
    /// The unit's serial.
    pub serial: String,
    /// What is paid or deducted.
    pub description: Words,
    /// The clause it rests on.
    pub citation: Option<Citation>,
    /// How many.
    pub quantity: i64,
    /// How much; deductions are below zero.
    pub amount: Fen,
    /// Why this much.
    pub reason: Words,
}

/// The sum of the lines of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subtotal {
    /// The kind of line.
    pub kind: Words,
    /// How many lines.
    pub lines: u32,
    /// Their sum.
    pub amount: Fen,
}

/// A registered bank account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BankAccount {
    /// Its holder.
    pub name: String,
    /// Its number.
    pub number: String,
    /// The bank and branch.
    pub bank: String,
}

/// The columns of the lines, with their widths.
static COLUMNS: [(Words, f64); 10] = [
    (Words::fixed("序号", "No."), 10.0),
    (Words::fixed("工单号", "Order"), 18.0),
    (Words::fixed("日期", "Date"), 12.0),
    (Words::fixed("产品", "Product"), 20.0),
    (Words::fixed("机号", "Serial"), 22.0),
    (Words::fixed("项目", "Item"), 26.0),
    (Words::fixed("依据条款", "Clause"), 28.0),
    (Words::fixed("数量", "Quantity"), 9.0),
    (Words::fixed("金额（元）", "Amount (yuan)"), 15.0),
    (Words::fixed("说明", "Reason"), 44.0),
];
const DESCRIPTION: u16 = 5;
const QUANTITY: u16 = 7;
const AMOUNT: u16 = 8;
const REASON: u16 = 9;
/// The row of the headings, below the title and the particulars.
const HEADING_ROW: u32 = 4;

/// The statement as an .xlsx file.
pub fn statement_xlsx(view: &StatementView, language: Language) -> Result<Vec<u8>, WriteFault> {
    let mut workbook = style::workbook(&view.number)?;
    let mut page = Page {
        worksheet: workbook.add_worksheet(),
        language,
        row: 0,
        formats: CellFormats::new(&style::boxed().set_text_wrap()),
        strong: CellFormats::new(&style::boxed().set_bold()),
    };
    page.set_up(view)?;
    page.particulars(view)?;
    page.lines(&view.lines)?;
    page.sums(view)?;
    page.account(&view.account)?;
    page.signatures(&view.signatures)?;
    Ok(workbook.save_to_buffer()?)
}

/// The page being written, from the top down.
struct Page<'a> {
    worksheet: &'a mut Worksheet,
    language: Language,
    row: u32,
    formats: CellFormats,
    strong: CellFormats,
}

impl Page<'_> {
    /// Landscape A4, one page wide, headings on every page, the page's number and how many there are.
    fn set_up(&mut self, view: &StatementView) -> Result<(), XlsxError> {
        const PAPER_A4: u8 = 9;
        let pages = Words::fixed("&C第 &P 页，共 &N 页", "&CPage &P of &N");
        // In headers and footers an ampersand starts a code, so one that is meant must be doubled.
        let number = view.number.replace('&', "&&");
        let page = &mut *self.worksheet;
        page.set_name(style::sheet_name(&view.number))?;
        page.set_paper_size(PAPER_A4);
        page.set_landscape();
        page.set_print_fit_to_pages(1, 0);
        page.set_margins(0.4, 0.4, 0.5, 0.6, 0.2, 0.3);
        page.set_footer(format!("{}&R{number}", pages.get(self.language)));
        page.set_repeat_rows(HEADING_ROW, HEADING_ROW)?;
        page.set_freeze_panes(HEADING_ROW + 1, 0)?;
        for (place, (_, width)) in (0..).zip(&COLUMNS) {
            page.set_column_width(place, *width)?;
        }
        Ok(())
    }

    /// The title, and three rows that say whose, when and under which agreement.
    fn particulars(&mut self, view: &StatementView) -> Result<(), XlsxError> {
        let title = Words::fixed("维修费结算单", "Statement of repair fees");
        let title_format = Format::new()
            .set_bold()
            .set_font_size(16)
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter);
        self.worksheet.set_row_height(0, 30)?;
        self.worksheet.merge_range(0, 0, 0, REASON, title.get(self.language), &title_format)?;
        let provider = format!("{} {}", view.provider_code, view.provider);
        let (code, version) = (&view.agreement, view.agreement_version);
        let agreement = domain::words!("{code} 第 {version} 版", "{code}, version {version}");
        let stage = view.stage.get(self.language);
        let month = view.month.to_string();
        let pairs = [
            [
                (Words::fixed("结算单号", "Statement"), view.number.as_str()),
                (Words::fixed("结算月份", "Month"), month.as_str()),
            ],
            [
                (Words::fixed("甲方", "Principal"), view.principal.as_str()),
                (Words::fixed("乙方", "Provider"), provider.trim()),
            ],
            [
                (Words::fixed("协议", "Agreement"), agreement.get(self.language)),
                (Words::fixed("状态", "Stage"), stage),
            ],
        ];
        for (row, [left, right]) in (1..).zip(pairs) {
            self.labelled(row, 0, DESCRIPTION - 1, &left.0, left.1)?;
            self.labelled(row, DESCRIPTION, REASON, &right.0, right.1)?;
        }
        self.row = HEADING_ROW;
        Ok(())
    }

    /// A label in `first`, and its text over the columns after it up to `last`.
    fn labelled(
        &mut self,
        row: u32,
        first: u16,
        last: u16,
        label: &Words,
        text: &str,
    ) -> Result<(), XlsxError> {
        self.worksheet.write_string_with_format(row, first, label.get(self.language), &style::heading())?;
        self.worksheet.merge_range(row, first + 1, row, last, text, &style::text(style::boxed()))?;
        Ok(())
    }

    fn lines(&mut self, lines: &[StatementLine]) -> Result<(), XlsxError> {
        for (place, (heading, _)) in (0..).zip(&COLUMNS) {
            self.worksheet.write_string_with_format(
                self.row,
                place,
                heading.get(self.language),
                &style::heading(),
            )?;
        }
        for line in lines {
            self.row += 1;
            let clause = line.citation.as_ref().map(Citation::words);
            let text = |text: &str| Some(Value::Text(text.to_owned()));
            let cells = [
                Some(Value::Integer(line.number.into())),
                text(&line.order_number),
                line.done_on.map(Value::Date),
                text(&line.product),
                text(&line.serial),
                text(line.description.get(self.language)),
                clause.and_then(|clause| text(clause.get(self.language))),
                Some(Value::Integer(line.quantity)),
                Some(Value::Fen(line.amount)),
                text(line.reason.get(self.language)),
            ];
            for (place, value) in (0..).zip(cells) {
                let value = value.unwrap_or_else(|| Value::Text(String::new()));
                self.write(place, &value)?;
            }
        }
        self.row += 1;
        Ok(())
    }

    fn write(&mut self, place: u16, value: &Value) -> Result<(), XlsxError> {
        const ANY: Kind = Kind::Text { max: usize::MAX };
        self.formats.write(self.worksheet, self.row, place, value, ANY, self.language)
    }

    /// The sums by kind, the total, and the total in capitals.
    fn sums(&mut self, view: &StatementView) -> Result<(), XlsxError> {
        for subtotal in &view.subtotals {
            let (zh, en, count) = (&subtotal.kind.zh, &subtotal.kind.en, subtotal.lines);
            let label = domain::words!("小计：{zh}（{count} 行）", "Subtotal: {en} ({count} lines)");
            self.sum(&label, subtotal.amount)?;
        }
        self.sum(&Words::fixed("合计", "Total"), view.total)?;
        let label = Words::fixed("合计（大写）", "In capitals");
        self.labelled_row(&label, &view.total_in_capitals)
    }

    fn sum(&mut self, label: &Words, amount: Fen) -> Result<(), XlsxError> {
        let format = style::boxed().set_bold().set_align(FormatAlign::Right);
        self.worksheet.merge_range(self.row, 0, self.row, QUANTITY, label.get(self.language), &format)?;
        let kind = Kind::Fen { signed: true };
        self.strong.write(self.worksheet, self.row, AMOUNT, &Value::Fen(amount), kind, self.language)?;
        self.worksheet.write_blank(self.row, REASON, &style::boxed())?;
        self.row += 1;
        Ok(())
    }

    fn labelled_row(&mut self, label: &Words, text: &str) -> Result<(), XlsxError> {
        let label_format = style::heading();
        self.worksheet.merge_range(self.row, 0, self.row, 1, label.get(self.language), &label_format)?;
        self.worksheet.merge_range(self.row, 2, self.row, REASON, text, &style::text(style::boxed()))?;
        self.row += 1;
        Ok(())
    }

    fn account(&mut self, account: &BankAccount) -> Result<(), XlsxError> {
        self.labelled_row(&Words::fixed("开户名", "Account name"), &account.name)?;
        self.labelled_row(&Words::fixed("银行账号", "Account number"), &account.number)?;
        self.labelled_row(&Words::fixed("开户行", "Bank"), &account.bank)
    }

    /// Boxes side by side, two columns each, high enough for a seal; those beyond a row go on below.
    fn signatures(&mut self, boxes: &[Words]) -> Result<(), XlsxError> {
        const BOXES_PER_ROW: usize = 5;
        let format = Format::new()
            .set_border(FormatBorder::Thin)
            .set_align(FormatAlign::Top)
            .set_align(FormatAlign::Left)
            .set_text_wrap();
        let sign =
            Words::fixed("签字（盖章）：\n\n\n\n日期：    年  月  日", "Signature and seal:\n\n\n\nDate:");
        for boxes in boxes.chunks(BOXES_PER_ROW) {
            self.row += 1;
            self.worksheet.set_row_height(self.row, 100)?;
            for (index, title) in (0..).zip(boxes) {
                let first: u16 = index * 2;
                let text = format!("{}\n{}", title.get(self.language), sign.get(self.language));
                self.worksheet.merge_range(self.row, first, self.row, first + 1, &text, &format)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
