//! An Open Repair record is one attempt to repair a thing, by a volunteer, as the Open Repair Data Standard writes it.
//!
//! The data are kept as they are: an age of 300 years or a date that is none stays readable and is flagged, because
//! what a service desk must live with is exactly such input.

use crate::table::Budget;
use domain::{Refusal, words};
use flate2::read::MultiGzDecoder;
use jiff::civil::Date;
use std::fs::File;
use std::io::{BufReader, Read, Take};
use std::path::Path;

/// Records in one file.
const RECORDS_MAX: u64 = 5_000_000;
/// Bytes after unpacking.
const UNPACKED_BYTES_MAX: u64 = 4 << 30;
/// The ages, in tenths of a year, that a thing brought to a repair event may have.
const AGES_TENTHS: std::ops::RangeInclusive<u32> = 5..=2000;
/// The years in which such a thing may have been made.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=2100;

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It works again.
    Fixed,
    /// It can be repaired, elsewhere or with a part.
    Repairable,
    /// It is given up.
    EndOfLife,
    /// Nobody wrote it down.
    Unknown,
}

/// What is odd about a record, though it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flag {
    /// The age is not a number.
    AgeUnreadable,
    /// The age is 0 or beyond anything that is brought to be repaired.
    AgeImplausible,
    /// The age is a number with decimals.
    AgeDecimal,
    /// The year of manufacture is not a year.
    YearUnreadable,
    /// The year of manufacture is after the event.
    YearAfterEvent,
    /// The event's date is not a date.
    DateUnreadable,
    /// The outcome is not one of the standard's four.
    OutcomeUnreadable,
}

/// One repair attempt.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenRepairRecord {
    /// The record's identifier, unique over all providers.
    pub id: String,
    /// The organisation that shared it.
    pub provider: String,
    /// The country, three letters.
    pub country: String,
    /// The standard's product category.
    pub category: String,
    /// The brand; `Unknown` where nobody wrote it down.
    pub brand: String,
    /// The year it was made; known for very few.
    pub year_of_manufacture: Option<i16>,
    /// Its age in years at the event, as it was written; known for very few.
    pub product_age: Option<ProductAge>,
    /// How the attempt ended.
    pub outcome: Outcome,
    /// Why it was given up; empty when it was not.
    pub barrier: String,
    /// The group that held the event.
    pub group: String,
    /// The day of the event.
    pub event_on: Option<Date>,
    /// What the visitor said, in any language; empty for most.
    pub problem: String,
    /// What is odd about it.
    pub flags: Vec<Flag>,
}

/// An age in tenths of a year, since ages of half years occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProductAge {
    /// Tenths of a year.
    pub tenths: u32,
}

/// Opens a file of records, `.csv` or `.csv.gz`, and reads them as they are asked for; after a refusal there is none.
pub fn read(path: &Path) -> Result<OpenRepairRecords, Refusal> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let file = File::open(path).map_err(|error| unreadable(&name, &error))?;
    let file = BufReader::with_capacity(256 << 10, file);
    let bytes: Box<dyn Read + Send> = if name.to_lowercase().ends_with(".gz") {
        Box::new(MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    };
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).from_reader(Budget::new(bytes.take(UNPACKED_BYTES_MAX)));
    let headings = reader.headers().map_err(|error| unreadable(&name, &error))?.clone();
    let places = Places::find(&name, &headings)?;
    Ok(OpenRepairRecords { name, reader, places, record: csv::StringRecord::new(), count: 0, ended: false })
}

fn unreadable(name: &str, error: &dyn std::fmt::Display) -> Refusal {
    Refusal::invalid(
        "open_repair.unreadable",
        "file",
        words!(
            "无法读取文件“{name}”（{error}）。请给出 Open Repair 数据的 .csv 或 .csv.gz 文件。",
            "The file \"{name}\" cannot be read ({error}). Give a .csv or .csv.gz file of Open Repair data."
        ),
    )
}

/// The standard's columns that are read.
const COLUMNS: [&str; 12] = [
    "id",
    "data_provider",
    "country",
    "product_category",
    "brand",
    "year_of_manufacture",
    "product_age",
    "repair_status",
    "repair_barrier_if_end_of_life",
    "group_identifier",
    "event_date",
    "problem",
];

/// Where each of the standard's columns is in this file.
struct Places([usize; COLUMNS.len()]);

impl Places {
    fn find(name: &str, headings: &csv::StringRecord) -> Result<Self, Refusal> {
        let mut places = [0; COLUMNS.len()];
        for (place, column) in places.iter_mut().zip(COLUMNS) {
            let bare = |heading: &str| heading.trim_start_matches('\u{feff}').trim() == column;
            *place = headings.iter().position(bare).ok_or_else(|| {
                Refusal::invalid(
                    "open_repair.missing_heading",
                    column,
                    words!(
                        "文件“{name}”的第一行没有列“{column}”，不是 Open Repair 数据（ORDS 0.3）。请核对文件。",
                        "The first line of \"{name}\" has no column \"{column}\": it is not Open Repair data (ORDS 0.3). Check the file."
                    ),
                )
            })?;
        }
        Ok(Self(places))
    }

    fn texts<'r>(&self, record: &'r csv::StringRecord) -> [&'r str; COLUMNS.len()] {
        self.0.map(|place| record.get(place).unwrap_or_default().trim())
    }
}

/// The records of a file.
pub struct OpenRepairRecords {
    name: String,
    reader: csv::Reader<Budget<Take<Box<dyn Read + Send>>>>,
    places: Places,
    record: csv::StringRecord,
    count: u64,
    ended: bool,
}

impl Iterator for OpenRepairRecords {
    type Item = Result<OpenRepairRecord, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let read = self.read_next().transpose();
        self.ended = !matches!(read, Some(Ok(_)));
        read
    }
}

impl OpenRepairRecords {
    fn read_next(&mut self) -> Result<Option<OpenRepairRecord>, Refusal> {
        let name = &self.name;
        self.reader.get_mut().renew();
        let more = self.reader.read_record(&mut self.record).map_err(|error| unreadable(name, &error))?;
        if !more {
            // A file cut off by the limit must not pass for a whole one.
            return if self.reader.get_ref().inner().limit() == 0 {
                Err(unreadable(name, &format_args!("> {UNPACKED_BYTES_MAX} bytes")))
            } else {
                Ok(None)
            };
        }
        self.count += 1;
        if self.count > RECORDS_MAX {
            return Err(unreadable(name, &format_args!("> {RECORDS_MAX} records")));
        }
        Ok(Some(record_of(self.places.texts(&self.record))))
    }
}

/// One line's texts, in the order of [`COLUMNS`], as a record.
fn record_of(texts: [&str; COLUMNS.len()]) -> OpenRepairRecord {
    let [id, provider, country, category, brand, made, age, status, barrier, group, event, problem] = texts;
    let mut flags = Vec::new();
    let event_on = event.parse::<Date>().ok();
    if event_on.is_none() {
        flags.push(Flag::DateUnreadable);
    }
    let year_of_manufacture = year_of(made, event_on, &mut flags);
    let product_age = age_of(age, &mut flags);
    let outcome = outcome_of(status, &mut flags);
    OpenRepairRecord {
        id: id.to_owned(),
        provider: provider.to_owned(),
        country: country.to_owned(),
        category: category.to_owned(),
        brand: brand.to_owned(),
        year_of_manufacture,
        product_age,
        outcome,
        barrier: barrier.to_owned(),
        group: group.to_owned(),
        event_on,
        problem: problem.to_owned(),
        flags,
    }
}

fn year_of(text: &str, event_on: Option<Date>, flags: &mut Vec<Flag>) -> Option<i16> {
    if text.is_empty() {
        return None;
    }
    let whole = text.strip_suffix(".0").unwrap_or(text);
    let Some(year) = whole.parse().ok().filter(|year| YEARS.contains(year)) else {
        flags.push(Flag::YearUnreadable);
        return None;
    };
    if event_on.is_some_and(|day| year > day.year()) {
        flags.push(Flag::YearAfterEvent);
    }
    Some(year)
}

/// An age is kept whatever it says; whether to believe it is for whoever reads the flags.
fn age_of(text: &str, flags: &mut Vec<Flag>) -> Option<ProductAge> {
    if text.is_empty() {
        return None;
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let tenth = fraction.chars().next().and_then(|digit| digit.to_digit(10));
    let tenths = whole
        .parse::<u32>()
        .ok()
        .zip(tenth)
        .and_then(|(whole, tenth)| whole.checked_mul(10)?.checked_add(tenth));
    let Some(tenths) = tenths else {
        flags.push(Flag::AgeUnreadable);
        return None;
    };
    if fraction.bytes().any(|digit| digit != b'0') {
        flags.push(Flag::AgeDecimal);
    }
    if !AGES_TENTHS.contains(&tenths) {
        flags.push(Flag::AgeImplausible);
    }
    Some(ProductAge { tenths })
}

fn outcome_of(text: &str, flags: &mut Vec<Flag>) -> Outcome {
    match text {
        "Fixed" => Outcome::Fixed,
        "Repairable" => Outcome::Repairable,
        "End of life" => Outcome::EndOfLife,
        "Unknown" => Outcome::Unknown,
        _ => {
            flags.push(Flag::OutcomeUnreadable);
            Outcome::Unknown
        }
    }
}

#[cfg(test)]
mod tests;
