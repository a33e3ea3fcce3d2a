//! The shipped table, read once.

use super::{Division, DivisionKind};
use std::collections::HashMap;
use std::sync::LazyLock;

const TEXT: &str = include_str!("../../../../params/divisions-cn.tsv");

/// The peoples in the names of autonomous prefectures, which everyday names leave out: 凉山彝族自治州, 凉山州.
const PEOPLES: [&str; 19] = [
    "蒙古族",
    "土家族",
    "布依族",
    "哈尼族",
    "景颇族",
    "傈僳族",
    "朝鲜族",
    "柯尔克孜",
    "哈萨克",
    "蒙古",
    "藏族",
    "羌族",
    "彝族",
    "苗族",
    "侗族",
    "壮族",
    "傣族",
    "白族",
    "回族",
];

pub(super) static TABLE: LazyLock<Table> = LazyLock::new(Table::read);

/// A name under which a division is found in an address.
#[derive(Clone, Copy)]
pub(super) struct Named {
    pub division: &'static Division,
    /// An everyday name such as 浙江 or 凉山州, not the official one.
    pub short: bool,
}

/// All divisions by code and by name.
pub(super) struct Table {
    divisions: &'static [Division],
    /// The codes as numbers, in step with `divisions`, for the search.
    codes: Vec<u32>,
    names: HashMap<&'static str, Vec<Named>>,
}

impl Table {
    fn read() -> Self {
        let mut divisions: Vec<Division> = TEXT
            .lines()
            .skip(1)
            .map(|line| read_line(line).expect("a test reads every line of the embedded table"))
            .collect();
        divisions.sort_by_key(|division| division.code);
        // Read once and kept for the life of the program, so that a division can be passed around by reference.
        let divisions: &'static [Division] = divisions.leak();
        let codes = divisions.iter().filter_map(|division| division.code.parse().ok()).collect();
        let mut names: HashMap<&'static str, Vec<Named>> = HashMap::new();
        for division in divisions {
            names.entry(division.name).or_default().push(Named { division, short: false });
            if let Some(name) = short_name(division) {
                names.entry(name).or_default().push(Named { division, short: true });
            }
        }
        Self { divisions, codes, names }
    }

    pub fn divisions(&self) -> &'static [Division] {
        self.divisions
    }

    /// The division of six digits.
    pub fn find(&self, code: &str) -> Option<&'static Division> {
        let index = self.codes.binary_search(&code.parse().ok()?).ok()?;
        self.divisions.get(index)
    }

    /// The divisions of exactly this name, official or everyday.
    pub fn named(&self, name: &str) -> &[Named] {
        self.names.get(name).map_or(&[], Vec::as_slice)
    }
}

fn read_line(line: &'static str) -> Option<Division> {
    let mut columns = line.split('\t');
    let (code, name) = (columns.next()?, columns.next()?);
    let kind = match columns.next()? {
        "province" => DivisionKind::Province,
        "prefecture" => DivisionKind::Prefecture,
        "district" => DivisionKind::District,
        "county_city" => DivisionKind::CountyCity,
        "county" => DivisionKind::County,
        _ => return None,
    };
    let (from, until, successor) = (columns.next()?, columns.next()?, columns.next()?);
    let day = |text: &str| {
        if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) }
    };
    Some(Division {
        code,
        name,
        kind,
        valid_from: day(from)?,
        valid_until: day(until)?,
        successor: (!successor.is_empty()).then_some(successor),
    })
}

/// The everyday name of a province or prefecture: 浙江, 内蒙古, 杭州, 凉山州. Counties keep theirs, because their
/// short names are also those of streets.
fn short_name(division: &Division) -> Option<&'static str> {
    let name = division.name;
    let short = match division.kind {
        DivisionKind::Province => match division.code {
            "150000" => "内蒙古",
            "450000" => "广西",
            "540000" => "西藏",
            "640000" => "宁夏",
            "650000" => "新疆",
            "810000" => "香港",
            "820000" => "澳门",
            _ => name.strip_suffix('省').or_else(|| name.strip_suffix('市'))?,
        },
        DivisionKind::Prefecture => match name.strip_suffix("自治州") {
            Some(rest) => prefecture_of_peoples(rest),
            None => name.strip_suffix('市').or_else(|| name.strip_suffix("地区"))?,
        },
        DivisionKind::District | DivisionKind::CountyCity | DivisionKind::County => return None,
    };
    (short.chars().count() >= 2).then_some(short)
}

/// 黔东南苗族侗族 becomes 黔东南州.
fn prefecture_of_peoples(name: &'static str) -> &'static str {
    let mut place = name;
    for _ in 0..PEOPLES.len() {
        match PEOPLES.iter().find_map(|people| place.strip_suffix(people)) {
            Some(rest) if !rest.is_empty() => place = rest,
            _ => break,
        }
    }
    format!("{place}州").leak()
}
