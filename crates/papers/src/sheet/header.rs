//! The header is the row whose cells are the sheet's headings; it need not be the first, and its order is free.

use super::read::half_width;
use super::{Column, Sheet};
use crate::table::{Cell, Row};
use domain::{Refusal, Words, words};

/// Title rows, dates of printing and merged group headings may stand above the header, at most so many rows.
pub(super) const SEARCH_ROWS: usize = 20;

/// Which column of the file holds which column of the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The row of the headings, from 1; data begin below.
    pub row: u32,
    /// For each column of the sheet, its column in the file.
    pub places: Vec<Option<usize>>,
    /// Headings of the file that mean nothing here; their cells are not read.
    pub ignored: Vec<String>,
}

/// A heading without what people decorate it with: spaces, `*`, colons, case, width.
fn bare(heading: &str) -> String {
    half_width(heading)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '*' | ':'))
        .collect::<String>()
        .to_lowercase()
}

impl Column {
    fn is_headed(&self, heading: &str) -> bool {
        let whole = bare(heading);
        // `手机（必填）` and `Amount (yuan)` carry a remark in brackets.
        let before_bracket = whole.split('(').next().unwrap_or_default();
        let known = [self.heading.zh.as_ref(), self.heading.en.as_ref(), self.key];
        let mut names = known.into_iter().chain(self.also.iter().copied());
        names.any(|name| {
            let name = bare(name);
            name == whole || name == before_bracket
        })
    }
}

/// For each column of the sheet, the file's columns in this row that are headed so.
fn matches(sheet: &Sheet, row: &Row) -> Vec<Vec<usize>> {
    let found = |column: &Column| {
        let texts = row.cells.iter().enumerate();
        let headed = texts.filter(|(_, cell)| matches!(cell, Cell::Text(text) if column.is_headed(text)));
        headed.map(|(place, _)| place).collect()
    };
    sheet.columns.iter().map(found).collect()
}

/// Finds the header among the first rows of a file; returns how many rows it takes up, those above included.
///
/// Where a group heading is merged over several columns, the headings stand in two rows: the columns missing in the
/// best row are looked for in the row below it or above it.
pub(super) fn find(sheet: &Sheet, rows: &[Row]) -> Result<(Header, usize), Refusal> {
    let scores: Vec<_> = rows.iter().map(|row| matches(sheet, row)).collect();
    let count = |index: usize| scores[index].iter().filter(|places| !places.is_empty()).count();
    let best = (0..rows.len()).rev().max_by_key(|index| count(*index)).filter(|index| count(*index) > 0);
    let Some(best) = best else {
        return Err(no_header(sheet));
    };
    let mut places = scores[best].clone();
    let mut last = best;
    if let Some(above) = best.checked_sub(1) {
        // A heading merged downwards stands in the upper row and leaves the lower one blank.
        add_missing(&mut places, &scores[above], |place| rows[best].cell(place).is_blank());
    }
    if let Some(below) = scores.get(best + 1) {
        let below_row = &rows[best + 1];
        let is_header = scores[best].iter().flatten().all(|place| below_row.cell(*place).is_blank());
        if add_missing(&mut places, below, |_| is_header) {
            last = best + 1;
        }
    }
    refuse_doubles(sheet, &rows[best], &places)?;
    let places: Vec<Option<usize>> = places.iter().map(|found| found.first().copied()).collect();
    refuse_missing(sheet, &rows[best], &places)?;
    let header_row = &rows[best];
    let ignored = header_row
        .cells
        .iter()
        .enumerate()
        .filter(|(place, cell)| !cell.is_blank() && !places.contains(&Some(*place)))
        .map(|(_, cell)| cell.shown())
        .collect();
    let header = Header { row: rows[last].number, places, ignored };
    Ok((header, last + 1))
}

/// Takes from a neighbouring row the columns that have no place yet; says whether there were any.
fn add_missing(
    places: &mut [Vec<usize>],
    neighbour: &[Vec<usize>],
    is_heading: impl Fn(usize) -> bool,
) -> bool {
    let mut added = false;
    for (place, other) in places.iter_mut().zip(neighbour) {
        if place.is_empty() && !other.is_empty() && other.iter().all(|other| is_heading(*other)) {
            place.clone_from(other);
            added = true;
        }
    }
    added
}

fn no_header(sheet: &Sheet) -> Refusal {
    let (zh, en) = (&sheet.name.zh, &sheet.name.en);
    Refusal::invalid(
        "sheet.no_header",
        "file",
        words!(
            "前 {SEARCH_ROWS} 行里找不到“{zh}”的表头。请下载模板，把数据粘贴到模板里再导入。",
            "No headings of \"{en}\" are found in the first {SEARCH_ROWS} rows. Download the template and paste the rows into it."
        ),
    )
}

fn refuse_doubles(sheet: &Sheet, row: &Row, places: &[Vec<usize>]) -> Result<(), Refusal> {
    let double = sheet.columns.iter().zip(places).find(|(_, places)| places.len() > 1);
    let Some((column, places)) = double else {
        return Ok(());
    };
    let (first, second) = (row.address(places[0]), row.address(places[1]));
    let (zh, en) = (&column.heading.zh, &column.heading.en);
    Err(Refusal::invalid(
        "sheet.double_heading",
        first.to_string(),
        words!(
            "{first} 和 {second} 的表头都是“{zh}”。请删除或改名其中一列。",
            "{first} and {second} are both headed \"{en}\". Delete or rename one of them."
        ),
    ))
}

fn refuse_missing(sheet: &Sheet, row: &Row, places: &[Option<usize>]) -> Result<(), Refusal> {
    let missing: Vec<&Words> = sheet
        .columns
        .iter()
        .zip(places)
        .filter(|(column, place)| column.required && place.is_none())
        .map(|(column, _)| &column.heading)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let zh: Vec<_> = missing.iter().map(|words| words.zh.as_ref()).collect();
    let en: Vec<_> = missing.iter().map(|words| words.en.as_ref()).collect();
    let (zh, en, number) = (zh.join("、"), en.join(", "), row.number);
    Err(Refusal::invalid(
        "sheet.missing_heading",
        format!("row {number}"),
        words!(
            "第 {number} 行的表头缺少必填的列：{zh}。请补上，或下载模板对照。",
            "The headings in row {number} lack required columns: {en}. Add them, or compare with the template."
        ),
    ))
}
