//! Numbers that look wrong are kept as they are and flagged: a caller's odd number is still how to reach the caller.

/// Whether a telephone number looks like one of mainland China: mobile, landline with area code, 400/800, or 95xxx.
///
/// Numbers with another country's code (`+44…`) are taken as they are.
pub fn phone_looks_right(phone: &str) -> bool {
    let (number, extension) = phone
        .split_once(['转', '#', 'x'])
        .map_or((phone, None), |(number, extension)| (number, Some(extension)));
    if extension.is_some_and(|extension| !all_digits(&joined(extension), 1..=6)) {
        return false;
    }
    let number = joined(number);
    let number = number
        .strip_prefix("+86")
        .or_else(|| number.strip_prefix("0086"))
        .unwrap_or(&number);
    if let Some(foreign) = number.strip_prefix('+') {
        return all_digits(foreign, 7..=15);
    }
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| number.starts_with(prefix));
    match number.len() {
        11 if starts(&["1"]) => all_digits(number, 11..=11) && !starts(&["10", "11", "12"]),
        10 if starts(&["400", "800"]) => all_digits(number, 10..=10),
        5..=8 if starts(&["95", "96", "12"]) => all_digits(number, 5..=8),
        10..=12 if starts(&["0"]) => all_digits(number, 10..=12) && !starts(&["00"]),
        _ => false,
    }
}

/// Without the spaces, dashes and brackets people put between groups of digits.
fn joined(number: &str) -> String {
    number
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '(' | ')' | '－' | '—'))
        .collect()
}

fn all_digits(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a vehicle identification number has 17 characters without I, O, Q and the right check digit (GB 16735).
pub fn vin_looks_right(vin: &str) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    if vin.len() != WEIGHTS.len() {
        return false;
    }
    let mut sum = 0;
    for (letter, weight) in vin.chars().zip(WEIGHTS) {
        let Some(worth) = vin_worth(letter.to_ascii_uppercase()) else {
            return false;
        };
        sum += worth * weight;
    }
    let expected = match sum % 11 {
        10 => Some('X'),
        digit => char::from_digit(digit, 10),
    };
    vin.chars().nth(8).map(|c| c.to_ascii_uppercase()) == expected
}

/// What a VIN's character counts for in the check sum.
fn vin_worth(letter: char) -> Option<u32> {
    Some(match letter {
        '0'..='9' => letter.to_digit(10)?,
        'A' | 'J' => 1,
        'B' | 'K' | 'S' => 2,
        'C' | 'L' | 'T' => 3,
        'D' | 'M' | 'U' => 4,
        'E' | 'N' | 'V' => 5,
        'F' | 'W' => 6,
        'G' | 'P' | 'X' => 7,
        'H' | 'Y' => 8,
        'R' | 'Z' => 9,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones() {
        for right in [
            "13800001234",
            "138 0000 1234",
            "+86 138-0000-1234",
            "0571-87654321",
            "(0571)87654321转802",
            "010-65551234",
            "0311-8765432",
            "400-800-1234",
            "95588",
            "+44 20 7946 0958",
        ] {
            assert!(phone_looks_right(right), "{right}");
        }
        for wrong in [
            "",
            "1380000123",
            "12800001234",
            "138000012345",
            "5718765432",
            "abc",
            "0571",
            "110x",
        ] {
            assert!(!phone_looks_right(wrong), "{wrong}");
        }
    }

    #[test]
    fn vins() {
        // The textbook numbers: all ones, and one whose check digit is X.
        for right in ["11111111111111111", "1M8GDM9AXKP042788", "1m8gdm9axkp042788"] {
            assert!(vin_looks_right(right), "{right}");
        }
        for wrong in [
            "",
            "1M8GDM9A1KP042788",
            "1M8GDM9AXKP04278",
            "1M8GDM9AXKPO42788",
            "一二三四五六七八九十一二三四五六七",
        ] {
            assert!(!vin_looks_right(wrong), "{wrong}");
        }
    }
}
