//! Bank cards and IMEIs, which share a check digit by Luhn (china.md 9.6).

use super::{Checked, compact, digits, mask};
use crate::words;

/// The number without blanks and hyphens.
pub fn normalise(text: &str) -> String {
    compact(text)
}

/// A bank card number with what is wrong about it; messages show it masked.
pub fn check_bank_card(text: &str) -> Checked {
    let checked = Checked::new(normalise(text));
    let shown = mask::bank_card(&checked.value);
    match digits(&checked.value) {
        Some(values) if (12..=19).contains(&values.len()) && luhn_fits(&values) => checked,
        _ => checked.wrong(
            "bank_card.check_digit",
            words!(
                "{shown} 不是有效的银行卡号，请逐位核对。",
                "{shown} is no bank card number. Compare it digit by digit."
            ),
        ),
    }
}

/// An IMEI with what is wrong about it.
pub fn check_imei(text: &str) -> Checked {
    let checked = Checked::new(normalise(text));
    let value = checked.value.clone();
    match digits(&value) {
        Some(values) if values.len() == 15 && luhn_fits(&values) => checked,
        _ => checked.wrong(
            "imei.check_digit",
            words!(
                "“{value}”不是有效的 IMEI：应为 15 位数字且校验位相符。在手机上拨 *#06# 可查看。",
                "{value:?} is no IMEI: 15 digits with a check digit. Dial *#06# on the phone to see it."
            ),
        ),
    }
}

/// From the right, every second digit counts twice, as the sum of its own digits; the total ends in zero.
fn luhn_fits(values: &[u32]) -> bool {
    let total: u32 = values
        .iter()
        .rev()
        .enumerate()
        .map(|(place, value)| match (place % 2, value * 2) {
            (0, _) => *value,
            (_, twice) => twice / 10 + twice % 10,
        })
        .sum();
    total.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// china.md 9.6.
    #[test]
    fn check_digits_are_compared() {
        assert!(check_bank_card("6222 0202 0011 2233 446").is_plain());
        assert!(!check_bank_card("6222020200112233445").is_right());
        assert!(!check_bank_card("").is_right());
        for imei in ["490154203237518", "860123456789014"] {
            assert!(check_imei(imei).is_plain(), "{imei}");
        }
        assert!(!check_imei("490154203237519").is_right());
        assert!(!check_imei("49015420323751").is_right());
    }

    #[test]
    fn every_single_wrong_digit_is_found() {
        let right = "490154203237518";
        for place in 0..15 {
            for digit in '0'..='9' {
                let mut changed: Vec<char> = right.chars().collect();
                changed[place] = digit;
                let changed: String = changed.into_iter().collect();
                assert_eq!(check_imei(&changed).is_right(), changed == right, "{changed}");
            }
        }
    }
}
