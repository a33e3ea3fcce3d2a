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
    let number = number.strip_prefix("+86").or_else(|| number.strip_prefix("0086")).unwrap_or(&number);
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
    number.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '(' | ')' | '－' | '—')).collect()
}

fn all_digits(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
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
        for wrong in ["", "1380000123", "12800001234", "138000012345", "5718765432", "abc", "0571", "110x"] {
            assert!(!phone_looks_right(wrong), "{wrong}");
        }
    }
}
