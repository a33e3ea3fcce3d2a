//! Administrative divisions (GB/T 2260): names, classes, history.
//!
//! A division is a province, a prefecture or a county-level area with a code of six digits: two for the province,
//! two for the prefecture, two for the county. A code that ended stays known, because old orders carry it, and
//! names the code that followed (china.md 11).

mod address;
mod table;

pub use address::Place;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use table::TABLE;

/// How far from a city a place is, which decides deadlines and distance fees (china.md 11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegionClass {
    /// A district 市辖区.
    City,
    /// A county or county-level city.
    County,
}

/// The kind of a division, coarse to fine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DivisionKind {
    /// A province, autonomous region, municipality or special administrative region.
    Province,
    /// A prefecture-level city, prefecture, league or autonomous prefecture.
    Prefecture,
    /// A district of a city 市辖区.
    District,
    /// A county-level city 县级市.
    CountyCity,
    /// A county, autonomous county, banner, forestry area or special area.
    County,
}

/// Prefecture-level cities without districts: the whole city is urban (china.md 11.3).
const WITHOUT_DISTRICTS: [&str; 4] = ["441900", "442000", "460400", "620200"];
/// No chain of successors is longer.
const SUCCESSORS_MAX: usize = 8;
/// The longest list a search by name gives.
const SEARCH_MAX: usize = 50;

/// One division.
#[derive(Debug, PartialEq, Eq)]
pub struct Division {
    /// Six digits.
    pub code: &'static str,
    /// Its official name: `西湖区`.
    pub name: &'static str,
    /// What it is.
    pub kind: DivisionKind,
    /// Its first day, where the announcement is known.
    pub valid_from: Option<Date>,
    /// Its last day, when it has ended.
    pub valid_until: Option<Date>,
    /// The code that followed, when it has ended.
    successor: Option<&'static str>,
}

impl Division {
    /// The division of a code of six digits, or of twelve (a town or village) by its first six.
    pub fn find(code: &str) -> Option<&'static Self> {
        let digits = code.bytes().all(|b| b.is_ascii_digit());
        match code.len() {
            6 if digits => TABLE.find(code),
            12 if digits => TABLE.find(&code[..6]),
            _ => None,
        }
    }

    /// Every division, ended ones included, by code.
    pub fn all() -> &'static [Self] {
        TABLE.divisions()
    }

    /// The standing divisions whose name, or full name, begins with `text`, coarse ones first; at most fifty.
    pub fn search_prefix(text: &str) -> Vec<&'static Self> {
        let text = text.trim();
        if text.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<&Self> = Self::all()
            .iter()
            .filter(|division| division.valid_until.is_none())
            .filter(|division| division.name.starts_with(text) || division.full_name().starts_with(text))
            .collect();
        found.sort_by_key(|division| (division.kind, division.code));
        found.truncate(SEARCH_MAX);
        found
    }

    /// The finest division a free-text address begins with; see [`Place`].
    pub fn in_address(address: &str) -> Option<Place<'_>> {
        address::read(address)
    }

    /// The division it lies in; none for a province.
    pub fn parent(&self) -> Option<&'static Self> {
        let prefecture = || TABLE.find(&format!("{}00", &self.code[..4]));
        let province = || TABLE.find(&format!("{}0000", &self.code[..2]));
        match self.kind {
            DivisionKind::Province => None,
            DivisionKind::Prefecture => province(),
            DivisionKind::District | DivisionKind::CountyCity | DivisionKind::County => {
                prefecture().or_else(province)
            }
        }
    }

    /// `浙江省杭州市西湖区`: from the province down.
    pub fn full_name(&self) -> String {
        let parent = self.parent();
        let grandparent = parent.and_then(Self::parent);
        let name_of = |division: Option<&'static Self>| division.map_or("", |division| division.name);
        [name_of(grandparent), name_of(parent), self.name].concat()
    }

    /// City or county; none for a province or a prefecture, which have both.
    pub fn class(&self) -> Option<RegionClass> {
        match self.kind {
            DivisionKind::District => Some(RegionClass::City),
            DivisionKind::CountyCity | DivisionKind::County => Some(RegionClass::County),
            DivisionKind::Prefecture if WITHOUT_DISTRICTS.contains(&self.code) => Some(RegionClass::City),
            DivisionKind::Prefecture | DivisionKind::Province => None,
        }
    }

    /// The standing division at this place: itself, or what followed.
    pub fn current(&'static self) -> &'static Self {
        let mut division = self;
        for _ in 0..SUCCESSORS_MAX {
            match division.successor.and_then(|code| TABLE.find(code)) {
                Some(successor) => division = successor,
                None => break,
            }
        }
        division
    }

    /// Whether it stood on a day, as far as its dates are known.
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|first| first <= day) && self.valid_until.is_none_or(|last| day <= last)
    }

    /// Whether `other` is this division or lies in it.
    pub fn contains(&self, other: &Self) -> bool {
        other.code.starts_with(match self.kind {
            DivisionKind::Province => &self.code[..2],
            DivisionKind::Prefecture => &self.code[..4],
            DivisionKind::District | DivisionKind::CountyCity | DivisionKind::County => self.code,
        })
    }
}
