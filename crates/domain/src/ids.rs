//! Identifiers are 63-bit numbers made by the application, rising with time (distributed.md 5, rule 3).

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;

/// First instant of the identifiers' clock: 2020-01-01T00:00:00Z, in milliseconds.
const EPOCH_MILLISECONDS: i64 = 1_577_836_800_000;
/// Bits of an identifier that count within one millisecond and tell nodes apart.
const SEQUENCE_BITS: u32 = 22;

/// Makes identifiers that rise with the clock that is passed in.
///
/// Within one millisecond they count up; when the clock stands still or steps back they go on counting,
/// so a source never gives one number twice.
#[derive(Debug)]
pub struct IdSource {
    last: i64,
}

impl IdSource {
    /// A source that continues after `last`, the highest identifier known (0 for an empty store).
    pub const fn after(last: i64) -> Self {
        Self { last }
    }

    /// The next identifier at `now`.
    pub fn next(&mut self, now: Timestamp) -> i64 {
        let elapsed = (now.as_millisecond() - EPOCH_MILLISECONDS).max(0);
        let floor = elapsed << SEQUENCE_BITS;
        self.last = floor.max(self.last + 1);
        self.last
    }
}

macro_rules! typed_ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl Serialize for $name {
            /// As decimal text, because JSON readers lose digits beyond 2^53.
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map(Self).map_err(de::Error::custom)
            }
        }
    )+};
}

typed_ids! {
    /// The principal whose data it is; leads every key.
    TenantId;
    /// A provider 乙方.
    ProviderId;
    /// A technician 师傅.
    TechnicianId;
    /// A person who signs in.
    PersonId;
    /// A customer 用户.
    CustomerId;
    /// A product (model).
    ProductId;
    /// A part 配件.
    PartId;
    /// A unit 机器: one sold item.
    UnitId;
    /// A request 报修.
    RequestId;
    /// An order 工单.
    OrderId;
    /// An obligation.
    ObligationId;
    /// A callback 回访.
    CallbackId;
    /// A statement 结算单.
    StatementId;
    /// A ledger entry.
    EntryId;
    /// One version of an agreement.
    AgreementId;
    /// One month's sales record.
    SalesId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_rise_even_when_the_clock_does_not() {
        let mut ids = IdSource::after(0);
        let now = Timestamp::from_millisecond(EPOCH_MILLISECONDS + 5).unwrap();
        let before = Timestamp::from_millisecond(EPOCH_MILLISECONDS + 1).unwrap();
        let first = ids.next(now);
        let second = ids.next(now);
        let third = ids.next(before);
        assert!(first < second && second < third);
        assert_eq!(first, 5 << SEQUENCE_BITS);
    }

    #[test]
    fn identifiers_are_text_in_json() {
        let id = OrderId(9_007_199_254_740_993);
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"9007199254740993\"");
        assert_eq!(serde_json::from_str::<OrderId>("\"9007199254740993\"").unwrap(), id);
    }
}
