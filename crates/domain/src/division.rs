//! Administrative divisions (GB/T 2260): names, classes, history.

use serde::{Deserialize, Serialize};

/// How far from a city a place is, which decides deadlines and distance fees (china.md 11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegionClass {
    /// A district 市辖区.
    City,
    /// A county or county-level city.
    County,
}
