//! Licence plates (china.md 9.2).

use super::{Checked, compact};
use crate::words;

const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
/// What the last place of an ordinary plate may hold instead of a letter or digit.
const LAST: &str = "挂学警港澳领试超";
/// No plate of any kind has more characters.
const CHARACTERS_MAX: usize = 10;

/// What sort of plate it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlateKind {
    /// Seven characters.
    Ordinary,
    /// Eight characters: a vehicle with a new energy drive.
    NewEnergy,
}

/// The plate in upper case, without blanks and the dot after the letter.
pub fn normalise(text: &str) -> String {
    compact(text)
}

/// What sort of plate it is; none when it is not of the common sorts.
pub fn kind(text: &str) -> Option<PlateKind> {
    let plate: Vec<char> = normalise(text).chars().collect();
    let [province, letter, rest @ ..] = plate.as_slice() else {
        return None;
    };
    if !PROVINCES.contains(*province) || !is_letter(*letter) {
        return None;
    }
    match rest {
        [first @ .., last] if first.len() == 4 => {
            let fits = first.iter().copied().all(is_letter_or_digit)
                && (is_letter_or_digit(*last) || LAST.contains(*last));
            fits.then_some(PlateKind::Ordinary)
        }
        [drive, second, digits @ ..] if rest.len() == 6 && is_drive(*drive) => {
            let fits = is_letter_or_digit(*second) && digits.iter().all(char::is_ascii_digit);
            fits.then_some(PlateKind::NewEnergy)
        }
        [digits @ .., drive] if rest.len() == 6 && is_drive(*drive) => {
            digits.iter().all(char::is_ascii_digit).then_some(PlateKind::NewEnergy)
        }
        _ => None,
    }
}

/// The plate with what is wrong about it.
pub fn check(text: &str) -> Checked {
    let checked = Checked::new(normalise(text));
    if kind(text).is_some() {
        return checked;
    }
    let value = checked.value.clone();
    checked.wrong(
        "plate.format",
        words!(
            "“{value}”不是有效的车牌号。普通号牌 7 位、新能源 8 位，不含字母 I 和 O；使馆、军队、临时号牌请选“特殊号牌”。",
            "{value:?} is no licence plate. An ordinary plate has 7 characters, a new energy one 8, without the letters I and O; for an embassy, army or temporary plate choose \"special plate\"."
        ),
    )
}

/// A plate that somebody has marked as special (embassy, army, temporary): unusual, but taken.
pub fn check_special(text: &str) -> Checked {
    let checked = Checked::new(normalise(text));
    let length = checked.value.chars().count();
    if length == 0 || length > CHARACTERS_MAX || !checked.value.chars().all(char::is_alphanumeric) {
        return check(text);
    }
    let value = checked.value.clone();
    checked.unusual(
        "plate.special",
        words!(
            "{value} 按特殊号牌登记，未校验格式。",
            "{value} is taken as a special plate; its form is not checked."
        ),
    )
}

const fn is_letter(c: char) -> bool {
    c.is_ascii_uppercase() && !matches!(c, 'I' | 'O')
}

const fn is_letter_or_digit(c: char) -> bool {
    is_letter(c) || c.is_ascii_digit()
}

/// A to E run on a battery, F to K (without I) otherwise.
const fn is_drive(c: char) -> bool {
    matches!(c, 'A'..='H' | 'J' | 'K')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// china.md 9.2.
    #[test]
    fn plates_are_told_apart() {
        for (plate, kind) in [
            ("粤B12345", PlateKind::Ordinary),
            ("京A1234警", PlateKind::Ordinary),
            ("粤Z1234港", PlateKind::Ordinary),
            ("川A1234挂", PlateKind::Ordinary),
            ("粤b12345", PlateKind::Ordinary),
            ("粤B·１２３４５", PlateKind::Ordinary),
            ("粤BD12345", PlateKind::NewEnergy),
            ("粤BF12345", PlateKind::NewEnergy),
            ("沪ADA1234", PlateKind::NewEnergy),
            ("粤B12345D", PlateKind::NewEnergy),
            ("蒙AG12345", PlateKind::NewEnergy),
        ] {
            assert_eq!(super::kind(plate), Some(kind), "{plate}");
            assert!(check(plate).is_plain(), "{plate}");
        }
        assert_eq!(normalise("粤b·１２３４５"), "粤B12345");
        for bad in
            ["粤BDI2345", "粤BL12345", "京AI1234", "粤B1234", "港A12345", "京AD123456", "粤", "", "粤BDA123D"]
        {
            assert!(!check(bad).is_right(), "{bad}");
        }
    }

    #[test]
    fn special_plates_are_taken_when_marked() {
        let embassy = check_special("使 014578");
        assert_eq!(embassy.value, "使014578");
        assert!(embassy.is_right() && !embassy.is_plain());
        assert!(!check_special("").is_right());
        assert!(!check_special("a very long text").is_right());
    }
}
