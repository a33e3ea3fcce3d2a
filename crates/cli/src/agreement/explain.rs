//! `makegood agreement explain`: who pays and by when, for given facts, with clauses, missing facts and what would change
//! the answer.

use super::read;
use crate::failure::{Exit, Failure};
use crate::say;
use clap::ValueEnum;
use domain::agreement::{Agreement, Target};
use domain::calendar::Calendar;
use domain::coverage::{Cause, CoverageFacts, Fact, SaleDate};
use domain::division::{Division, RegionClass};
use domain::words;
use domain::words::Words;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use std::path::PathBuf;

/// What `explain` is told. `--facts` takes the same names as an example block does.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// 协议文件 The file.
    file: PathBuf,
    /// 以逗号分隔的事实 Facts as in an example block: 'sold=2025-03-10, reported=2026-03-02 09:00, place=city'.
    #[arg(long, value_name = "FACTS")]
    facts: Option<String>,
    /// 产品线 The code of the product line.
    #[arg(long, value_name = "CODE")]
    product_line: Option<String>,
    /// 购买日期 The day of sale, its year alone, or `unknown`.
    #[arg(long, value_name = "DAY", value_parser = sale)]
    sold: Option<SaleDate>,
    /// 报修时间 When it was reported: `2026-03-02` or `2026-03-02 09:00`.
    #[arg(long, value_name = "TIME", value_parser = instant)]
    reported: Option<DateTime>,
    /// 地点 Where: `city`, `county`, or a division code of six digits.
    #[arg(long, value_parser = place)]
    place: Option<RegionClass>,
    /// 故障原因 What caused it.
    #[arg(long, value_enum)]
    cause: Option<CauseArg>,
    /// 批准延长的月数 Months by which the warranty was extended.
    #[arg(long, value_name = "MONTHS")]
    extension: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CauseArg {
    /// 产品质量
    Product,
    /// 用户原因
    User,
    /// 不可抗力
    ForceMajeure,
}

impl From<CauseArg> for Cause {
    fn from(cause: CauseArg) -> Self {
        match cause {
            CauseArg::Product => Self::Product,
            CauseArg::User => Self::User,
            CauseArg::ForceMajeure => Self::ForceMajeure,
        }
    }
}

/// The facts, from `--facts` and the single flags; a flag wins.
#[derive(Debug, Default)]
struct Facts {
    product_line: Option<String>,
    sold: Option<SaleDate>,
    reported: Option<DateTime>,
    place: Option<RegionClass>,
    cause: Option<Cause>,
    extension: u32,
}

/// Explains an agreement for the given facts.
pub fn run(args: &Args) -> Result<(), Failure> {
    let agreement = read(&args.file)?;
    let facts = facts_of(args)?;
    let Some(reported) = facts.reported else {
        return Err(bad(words!(
            "缺少报修时间，请用 --reported 2026-03-02 或 --facts 'reported=2026-03-02 09:00' 给出。",
            "The time of the report is missing. Give it with --reported 2026-03-02 or --facts 'reported=2026-03-02 09:00'."
        )));
    };
    if let Some(line) = &facts.product_line
        && !agreement.terms().product_lines().iter().any(|known| known.code == *line)
    {
        let known: Vec<&str> =
            agreement.terms().product_lines().iter().map(|line| line.code.as_str()).collect();
        let known = known.join(", ");
        return Err(bad(words!(
            "协议没有产品线 {line}，只有：{known}。",
            "The agreement has no product line {line}; it has: {known}."
        )));
    }
    let (title, version) = (agreement.title(), agreement.version());
    say::both(&words!("《{title}》第 {version} 版", "{title}, version {version}"));
    tell_coverage(&agreement, &facts, reported);
    tell_deadlines(&agreement, &facts, reported);
    Ok(())
}

fn tell_coverage(agreement: &Agreement, facts: &Facts, reported: DateTime) {
    let asked = CoverageFacts {
        product_line: product_line(agreement, facts),
        sale: facts.sold.unwrap_or(SaleDate::Unknown),
        reported_on: reported.date(),
        cause: facts.cause,
        contract: false,
        internal: false,
        extension_months: facts.extension,
    };
    for line in agreement.terms().coverage(&asked).cited(agreement).explain() {
        say::both(&line);
    }
}

/// The product line asked for, or the only one there is.
fn product_line<'a>(agreement: &'a Agreement, facts: &'a Facts) -> Option<&'a str> {
    match (&facts.product_line, agreement.terms().product_lines()) {
        (Some(line), _) => Some(line),
        (None, [only]) => Some(&only.code),
        (None, _) => None,
    }
}

/// The promises that run from the report, each with its instant and clause.
fn tell_deadlines(agreement: &Agreement, facts: &Facts, reported: DateTime) {
    let (Some(line), Some(region)) = (product_line(agreement, facts), facts.place) else {
        let mut missing = Vec::new();
        if product_line(agreement, facts).is_none() {
            missing.push(Fact::Product.words());
        }
        if facts.place.is_none() {
            missing.push(Fact::Division.words());
        }
        for Words { zh, en } in missing {
            say::both(&words!("时限不能确定，缺少：{zh}", "No deadline can be said; missing: {en}"));
        }
        return;
    };
    let zone = agreement.zone();
    let Ok(from) = zone.to_timestamp(reported) else {
        return;
    };
    for (target, name) in [
        (Target::OnSite, Words::fixed("到达现场", "be on site")),
        (Target::Restored, Words::fixed("排除故障", "remove the fault")),
    ] {
        let Some(promised) = agreement.terms().deadline(line, target, region) else {
            continue;
        };
        let due = Calendar::china().add(from, promised.value.span);
        let clause = agreement.cite(promised.clause).words();
        let local = |at: Timestamp| zone.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string();
        let (due_at, clause_zh, clause_en) = (local(due.at), clause.zh, clause.en);
        let (name_zh, name_en) = (name.zh, name.en);
        say::both(&words!("最迟 {due_at} {name_zh}（{clause_zh}）", "{name_en} by {due_at} ({clause_en})"));
    }
}

fn facts_of(args: &Args) -> Result<Facts, Failure> {
    let mut facts = Facts::default();
    for pair in args.facts.iter().flat_map(|text| text.split([',', '\n'])).map(str::trim) {
        if pair.is_empty() {
            continue;
        }
        let (name, value) = pair.split_once('=').ok_or_else(|| unreadable(pair, "name=value"))?;
        let value = value.trim().trim_matches('"');
        let wrong = |expected: String| unreadable(pair, &expected);
        match name.trim() {
            "product_line" => facts.product_line = Some(value.to_owned()),
            "sold" => facts.sold = Some(sale(value).map_err(wrong)?),
            "reported" => facts.reported = Some(instant(value).map_err(wrong)?),
            "place" => facts.place = Some(place(value).map_err(wrong)?),
            "cause" => facts.cause = Some(CauseArg::from_str(value, false).map_err(wrong)?.into()),
            "extension" => {
                let months = value.parse();
                facts.extension = months.map_err(|_| wrong("a number of months".to_owned()))?;
            }
            _ => {
                return Err(unreadable(pair, "product_line, sold, reported, place, cause, extension"));
            }
        }
    }
    facts.product_line = args.product_line.clone().or(facts.product_line);
    facts.sold = args.sold.or(facts.sold);
    facts.reported = args.reported.or(facts.reported);
    facts.place = args.place.or(facts.place);
    facts.cause = args.cause.map(Cause::from).or(facts.cause);
    facts.extension = args.extension.unwrap_or(facts.extension);
    Ok(facts)
}

fn bad(message: Words) -> Failure {
    Failure::new(Exit::BadInput, message)
}

fn unreadable(pair: &str, expected: &str) -> Failure {
    bad(words!(
        "事实“{pair}”无法识别，应为：{expected}",
        "The fact “{pair}” cannot be read; expected: {expected}"
    ))
}

fn sale(text: &str) -> Result<SaleDate, String> {
    if text == "unknown" {
        return Ok(SaleDate::Unknown);
    }
    if let Ok(day) = text.parse::<Date>() {
        return Ok(SaleDate::On(day));
    }
    match text.parse::<i16>() {
        Ok(year) if (1950..=2200).contains(&year) => Ok(SaleDate::InYear(year)),
        _ => Err("2026-03-02, 2026, unknown".to_owned()),
    }
}

fn instant(text: &str) -> Result<DateTime, String> {
    let midnight = |day: Date| day.at(0, 0, 0, 0);
    text.parse::<DateTime>()
        .or_else(|_| text.parse::<Date>().map(midnight))
        .map_err(|_| "2026-03-02, 2026-03-02 09:00".to_owned())
}

fn place(text: &str) -> Result<RegionClass, String> {
    match text {
        "city" => Ok(RegionClass::City),
        "county" => Ok(RegionClass::County),
        code => Division::find(code)
            .and_then(Division::class)
            .ok_or_else(|| "city, county, a division code such as 330106".to_owned()),
    }
}
