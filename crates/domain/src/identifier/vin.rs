//! Vehicle identification numbers, GB 16735 (china.md 9.3).

use super::{Checked, compact, weighted};
use crate::words;

const LENGTH: usize = 17;
/// Where the check character stands, from zero.
const CHECK_AT: usize = 8;
/// Where the model year stands, from zero.
const YEAR_AT: usize = 9;
const WEIGHTS: [u32; LENGTH] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/// The number in upper case, without blanks and hyphens.
pub fn normalise(text: &str) -> String {
    compact(text)
}

/// The number with what is wrong or unusual about it.
///
/// A wrong check character is wrong for a vehicle made in China (first letter L) and only unusual for an imported
/// one, whose maker may not use it.
pub fn check(text: &str) -> Checked {
    let checked = Checked::new(normalise(text));
    let value = checked.value.clone();
    let length = value.chars().count();
    if length != LENGTH {
        return checked.wrong(
            "vin.length",
            words!(
                "车架号“{value}”有 {length} 位，应为 17 位。请对照行驶证或前挡风玻璃左下角。",
                "VIN {value:?} has {length} characters instead of 17. Compare it with the licence or the windscreen."
            ),
        );
    }
    let Some(values) = value.chars().map(value_of).collect::<Option<Vec<u32>>>() else {
        return checked.wrong(
            "vin.characters",
            words!(
                "车架号“{value}”含有不允许的字符：只能是数字和 I、O、Q 以外的字母。I 多为 1，O、Q 多为 0。",
                "VIN {value:?} has a character that cannot occur: digits and letters other than I, O and Q. I is often a 1, O and Q a 0."
            ),
        );
    };
    let expected = check_character(&values);
    let checked = if value.chars().nth(CHECK_AT) == Some(expected) {
        checked
    } else if value.starts_with('L') {
        checked.wrong(
            "vin.check_digit",
            words!(
                "车架号 {value} 的第 9 位校验码应为 {expected}。请逐位核对。",
                "Character 9 of VIN {value} should be {expected}. Compare it character by character."
            ),
        )
    } else {
        checked.unusual(
            "vin.check_digit",
            words!(
                "车架号 {value} 的校验码不符（应为 {expected}）；进口车可能不使用校验码，请核对。",
                "The check character of VIN {value} does not fit ({expected} would); imported vehicles may not use it. Compare it once more."
            ),
        )
    };
    match value.chars().nth(YEAR_AT) {
        Some(year @ ('U' | 'Z' | '0')) => checked.unusual(
            "vin.model_year",
            words!(
                "车架号 {value} 第 10 位的 {year} 不表示任何车型年份，请核对。",
                "Character 10 of VIN {value}, {year}, stands for no model year. Compare it once more."
            ),
        ),
        _ => checked,
    }
}

fn check_character(values: &[u32]) -> char {
    match weighted(values, &WEIGHTS) % 11 {
        10 => 'X',
        remainder => char::from_digit(remainder, 10).unwrap_or('X'),
    }
}

/// Digits are themselves; letters count up in three rows: A–H, J–R, S–Z.
fn value_of(c: char) -> Option<u32> {
    let from = |first: char| u32::from(c) - u32::from(first) + 1;
    match c {
        '0'..='9' => c.to_digit(10),
        'I' | 'O' | 'Q' => None,
        'A'..='H' => Some(from('A')),
        'J'..='R' => Some(from('J')),
        'S'..='Z' => Some(from('S') + 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// china.md 9.3.
    #[test]
    fn check_characters_are_compared() {
        for vin in [
            "1M8GDM9AXKP042788",
            "11111111111111111",
            "LSVNV2187E2100001",
            "LFV2A21K8A3000001",
            "LGXCE6CBXN0000001",
        ] {
            assert!(check(vin).is_plain(), "{vin}: {:?}", check(vin).flags);
        }
        for (vin, expected) in [("LSVNV2182E2100001", "7"), ("LFV2A21K6A3000001", "8")] {
            let checked = check(vin);
            assert_eq!(checked.flags[0].code, "vin.check_digit");
            assert!(!checked.is_right());
            assert!(checked.flags[0].words.zh.contains(&format!("应为 {expected}")));
        }
    }

    #[test]
    fn letters_have_the_values_of_the_standard() {
        let values: Vec<u32> = "ABCDEFGHJKLMNPRSTUVWXYZ".chars().filter_map(value_of).collect();
        assert_eq!(values, [1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9]);
    }

    #[test]
    fn wrong_numbers_are_kept_and_flagged() {
        assert_eq!(check("LSVNV2187E21O0001").flags[0].code, "vin.characters");
        assert_eq!(check("LSVNV2187E210000").flags[0].code, "vin.length");
        assert_eq!(check("车架号车架号车架号车架号车架号号号").flags[0].code, "vin.characters");
        assert_eq!(check(" lsvnv2187e2100001 ").value, "LSVNV2187E2100001");
        let imported = check("WVWZZZ1KZ6W000001");
        assert!(imported.is_right() && !imported.is_plain());
        assert!(check("1M8GDM9AXZP042788").flags.iter().any(|flag| flag.code == "vin.model_year"));
    }
}
