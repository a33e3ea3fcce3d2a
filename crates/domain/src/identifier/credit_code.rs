//! Unified social credit codes of organisations, GB 32100 (china.md 9.5).

use super::{Checked, compact, weighted};
use crate::words;

/// The characters in order of their values: no I, O, S, V, Z.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// The code in upper case, without blanks and hyphens.
pub fn normalise(text: &str) -> String {
    compact(text)
}

/// The code with what is wrong or unusual about it.
pub fn check(text: &str) -> Checked {
    let checked = Checked::new(normalise(text));
    let value = checked.value.clone();
    let values: Option<Vec<u32>> = value.chars().map(value_of).collect();
    let Some(values) = values.filter(|values| values.len() == 18) else {
        return checked.wrong(
            "credit_code.format",
            words!(
                "“{value}”不是统一社会信用代码：应为 18 位数字或大写字母，不含 I、O、S、V、Z。",
                "{value:?} is no unified social credit code: 18 digits or letters other than I, O, S, V and Z."
            ),
        );
    };
    let expected = (31 - weighted(&values[..17], &WEIGHTS) % 31) % 31;
    if expected != values[17] {
        return checked.wrong(
            "credit_code.check_digit",
            words!(
                "统一社会信用代码 {value} 的校验码不符，请对照营业执照逐位核对。",
                "The check character of unified social credit code {value} does not fit. Compare it with the business licence."
            ),
        );
    }
    if !organisation_fits(&value) {
        return checked.unusual(
            "credit_code.organisation",
            words!(
                "统一社会信用代码 {value} 第 9 至 17 位的主体标识码校验不符，请对照营业执照核对。",
                "Characters 9 to 17 of unified social credit code {value} fail their own check. Compare it with the business licence."
            ),
        );
    }
    checked
}

fn value_of(c: char) -> Option<u32> {
    ALPHABET.find(c).and_then(|index| u32::try_from(index).ok())
}

/// Characters 9 to 16 with their own check character at 17, where letters count from A = 10.
fn organisation_fits(value: &str) -> bool {
    let body: Option<Vec<u32>> = value.chars().skip(8).take(8).map(|c| c.to_digit(36)).collect();
    let expected = body.map(|body| match 11 - weighted(&body, &ORGANISATION_WEIGHTS) % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap_or('X'),
    });
    expected == value.chars().nth(16)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// china.md 9.5.
    #[test]
    fn codes_are_checked() {
        assert_eq!(ALPHABET.len(), 31);
        for code in ["91350100M000100Y43", "91110000600037341L", "91440300708461136T", "91110000600037341l"] {
            assert!(check(code).is_plain(), "{code}: {:?}", check(code).flags);
        }
        for (code, flag) in [
            ("91110000600037341M", "credit_code.check_digit"),
            ("9111000060003734", "credit_code.format"),
            ("91110000600037341I", "credit_code.format"),
            ("统一社会信用代码统一社会信用代码统一", "credit_code.format"),
            ("", "credit_code.format"),
        ] {
            assert_eq!(check(code).flags[0].code, flag, "{code}");
            assert!(!check(code).is_right());
        }
    }

    #[test]
    fn weights_are_the_powers_of_three() {
        let powers: Vec<u32> = (0..17).map(|exponent| 3u32.pow(exponent) % 31).collect();
        assert_eq!(powers, WEIGHTS);
    }
}
