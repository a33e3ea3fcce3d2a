//! Money is a whole number of fen; a division always names its rounding.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// An amount in fen (1/100 yuan); negative amounts are deductions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fen(pub i64);

/// How a division that does not come out even is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Halves away from zero: the usual rounding of invoices (china.md, head note).
    HalfUp,
    /// Towards zero: the remainder stays with the payer.
    Down,
}

/// A share in basis points: 1 % is 100, the whole is 10 000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BasisPoints(pub i64);

impl BasisPoints {
    /// The whole: 100 %.
    pub const WHOLE: Self = Self(10_000);
}

impl fmt::Display for BasisPoints {
    /// `1%`, `2.5%`, `0.05%`: no trailing zeros.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let whole = self.0.unsigned_abs() / 100;
        let rest = self.0.unsigned_abs() % 100;
        match rest {
            0 => write!(f, "{sign}{whole}%"),
            r if r % 10 == 0 => write!(f, "{sign}{whole}.{}%", r / 10),
            r => write!(f, "{sign}{whole}.{r:02}%"),
        }
    }
}

/// Divides with the named rounding; the divisor must be positive.
fn divide(numerator: i128, divisor: i128, rounding: Rounding) -> i64 {
    assert!(divisor > 0, "divisor {divisor} must be positive");
    let quotient = match rounding {
        Rounding::Down => numerator / divisor,
        Rounding::HalfUp => {
            let magnitude = (numerator.abs() * 2 + divisor) / (divisor * 2);
            magnitude * numerator.signum()
        }
    };
    i64::try_from(quotient).unwrap_or_else(|_| panic!("amount {quotient} fen does not fit into 64 bits"))
}

impl Fen {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount in whole yuan.
    pub const fn yuan(yuan: i64) -> Self {
        Self(yuan * 100)
    }

    /// `amount × share`, rounded.
    #[must_use]
    pub fn share(self, share: BasisPoints, rounding: Rounding) -> Self {
        Self(divide(i128::from(self.0) * i128::from(share.0), 10_000, rounding))
    }

    /// `amount × numerator / divisor`, rounded; the divisor must be positive.
    #[must_use]
    pub fn ratio(self, numerator: i64, divisor: i64, rounding: Rounding) -> Self {
        Self(divide(i128::from(self.0) * i128::from(numerator), i128::from(divisor), rounding))
    }

    /// `amount × count`.
    #[must_use]
    pub fn times(self, count: i64) -> Self {
        Self(self.0.checked_mul(count).unwrap_or_else(|| panic!("{} fen × {count} does not fit", self.0)))
    }

    /// Splits into `parts` amounts that sum to the whole; the first parts get the remainder, a fen each.
    pub fn split(self, parts: usize) -> Vec<Self> {
        if parts == 0 {
            return Vec::new();
        }
        let count = i64::try_from(parts).unwrap_or(i64::MAX);
        let base = self.0.div_euclid(count);
        let remainder = usize::try_from(self.0.rem_euclid(count)).unwrap_or(0);
        (0..parts).map(|i| Self(base + i64::from(i < remainder))).collect()
    }

    /// Reads `30`, `30.5`, `30.00`, `-1,234.50`, `¥30.00`; more than two decimals or anything else is refused.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest.trim_start()),
            None => (false, text),
        };
        let text = text.trim_start_matches(['¥', '￥']).trim_end_matches('元').trim();
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        if fraction.len() > 2 || (text.contains('.') && fraction.is_empty()) {
            return None;
        }
        let digits: String = whole.chars().filter(|c| *c != ',').collect();
        if digits.is_empty()
            || !digits.bytes().all(|b| b.is_ascii_digit())
            || !fraction.bytes().all(|b| b.is_ascii_digit())
        {
            return None;
        }
        let yuan: i64 = digits.parse().ok()?;
        let cents: i64 = match fraction.len() {
            0 => 0,
            1 => fraction.parse::<i64>().ok()? * 10,
            _ => fraction.parse().ok()?,
        };
        let amount = yuan.checked_mul(100)?.checked_add(cents)?;
        Some(Self(if negative { -amount } else { amount }))
    }

    /// Without the currency sign, for cells and files: `1234.50`.
    pub fn plain(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        format!("{sign}{}.{:02}", self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100)
    }
}

impl fmt::Display for Fen {
    /// `¥1,234.50`, `-¥30.00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let yuan = (self.0.unsigned_abs() / 100).to_string();
        let mut grouped = String::with_capacity(yuan.len() + yuan.len() / 3);
        for (i, digit) in yuan.chars().enumerate() {
            if i > 0 && (yuan.len() - i).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        write!(f, "{sign}¥{grouped}.{:02}", self.0.unsigned_abs() % 100)
    }
}

impl Add for Fen {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(
            self.0
                .checked_add(other.0)
                .unwrap_or_else(|| panic!("{} + {} fen does not fit", self.0, other.0)),
        )
    }
}

impl AddAssign for Fen {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Fen {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl SubAssign for Fen {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Neg for Fen {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.checked_neg().unwrap_or_else(|| panic!("{} fen cannot be negated", self.0)))
    }
}

impl Sum for Fen {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, |total, amount| total + amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shares_round_half_up() {
        assert_eq!(Fen(50).share(BasisPoints(100), Rounding::HalfUp), Fen(1));
        assert_eq!(Fen(49).share(BasisPoints(100), Rounding::HalfUp), Fen(0));
        assert_eq!(Fen(-50).share(BasisPoints(100), Rounding::HalfUp), Fen(-1));
        assert_eq!(Fen(199).share(BasisPoints(100), Rounding::Down), Fen(1));
    }

    #[test]
    fn amounts_are_written_and_read() {
        for (fen, text) in
            [(3000, "¥30.00"), (-5860, "-¥58.60"), (123_456_789, "¥1,234,567.89"), (0, "¥0.00")]
        {
            assert_eq!(Fen(fen).to_string(), text);
            assert_eq!(Fen::parse(text), Some(Fen(fen)));
        }
        assert_eq!(Fen::parse("30.5"), Some(Fen(3050)));
        for bad in ["", "30.", "30.005", "abc", "1e3", "--1", "."] {
            assert_eq!(Fen::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn shares_are_written_without_trailing_zeros() {
        assert_eq!(BasisPoints(100).to_string(), "1%");
        assert_eq!(BasisPoints(250).to_string(), "2.5%");
        assert_eq!(BasisPoints(5).to_string(), "0.05%");
    }

    proptest! {
        #[test]
        fn parts_sum_to_the_whole(amount in -1_000_000_000i64..1_000_000_000, parts in 1usize..50) {
            let split = Fen(amount).split(parts);
            prop_assert_eq!(split.len(), parts);
            prop_assert_eq!(split.iter().copied().sum::<Fen>(), Fen(amount));
            let spread = split.iter().max().unwrap().0 - split.iter().min().unwrap().0;
            prop_assert!(spread <= 1);
        }
    }
}
