//! Telephone numbers of mainland China (china.md 9.1).

use super::{Checked, half_width, is_invisible, is_separator};
use crate::words;

/// Prefixes not assigned to persons in 2022. Such tables go stale, so a match is unusual, not wrong.
const UNASSIGNED_PREFIXES: [&str; 6] = ["142", "143", "154", "161", "164", "194"];
/// Longer extensions are a mistake.
const EXTENSION_MAX: usize = 6;

/// What sort of telephone number it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneKind {
    /// A mobile number: eleven digits from 13 to 19.
    Mobile,
    /// A fixed line with its area code.
    Landline,
    /// A 400 or 800 number.
    Service,
}

/// The number in the form in which it is stored and compared: `13800138000`, `0571-87654321`,
/// `0571-87654321-801`, `4008208820`. What is no such number keeps its characters without blanks.
pub fn normalise(text: &str) -> String {
    read(text).0
}

/// What sort of number it is; none when it is no number of mainland China.
pub fn kind(text: &str) -> Option<PhoneKind> {
    read(text).1
}

/// The number with what is wrong or unusual about it.
pub fn check(text: &str) -> Checked {
    let (value, kind) = read(text);
    let checked = Checked::new(value);
    let value = checked.value.clone();
    match kind {
        Some(PhoneKind::Mobile) => {
            let prefix = &value[..3];
            if UNASSIGNED_PREFIXES.contains(&prefix) {
                return checked.unusual(
                    "phone.prefix",
                    words!(
                        "手机号 {value} 的号段 {prefix} 可能尚未启用，请向用户核对。",
                        "The prefix {prefix} of mobile number {value} may not be in use; ask the customer again."
                    ),
                );
            }
            checked
        }
        Some(PhoneKind::Landline | PhoneKind::Service) => checked,
        None if is_internet_of_things(&value) => checked.wrong(
            "phone.things",
            words!(
                "{value} 是物联网号码，打不通人。请补充联系人的手机号。",
                "{value} is a number of a device, not of a person. Ask for the contact's mobile number."
            ),
        ),
        None => checked.wrong(
            "phone.format",
            words!(
                "“{value}”不是有效的电话号码。手机号为 11 位，固定电话请带区号，如 0571-87654321。",
                "{value:?} is no telephone number. A mobile number has 11 digits; write a fixed line with its area code: 0571-87654321."
            ),
        ),
    }
}

fn is_internet_of_things(value: &str) -> bool {
    value.len() == 13 && all_digits(value) && (value.starts_with("10") || value.starts_with("14"))
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn read(text: &str) -> (String, Option<PhoneKind>) {
    let plain = plain(text);
    let (number, extension) = split_extension(&plain);
    let national = without_country(&without_hyphens(number));
    let suffix = match extension {
        None => String::new(),
        Some(extension) if is_extension(extension) => format!("-{extension}"),
        Some(_) => return (plain, None),
    };
    if is_mobile(&national) && extension.is_none() {
        (national, Some(PhoneKind::Mobile))
    } else if is_service(&national) {
        (national + &suffix, Some(PhoneKind::Service))
    } else if let Some((area, subscriber)) = split_area(&national) {
        (format!("{area}-{subscriber}{suffix}"), Some(PhoneKind::Landline))
    } else if all_digits(&national) {
        (without_hyphens(&plain), None)
    } else {
        (plain, None)
    }
}

/// Half-width, one sort of hyphen, without blanks and brackets.
fn plain(text: &str) -> String {
    text.chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace() && !c.is_control() && !is_invisible(*c) && !"()".contains(*c))
        .map(|c| if is_separator(c) { '-' } else { c })
        .collect()
}

/// Splits at 转, or at the last hyphen when what precedes is complete without it.
fn split_extension(plain: &str) -> (&str, Option<&str>) {
    if let Some((number, extension)) = plain.split_once('转') {
        return (number, Some(extension));
    }
    let is_complete = |number: &str| {
        let national = without_country(&without_hyphens(number));
        is_service(&national) || split_area(&national).is_some()
    };
    match plain.rsplit_once('-') {
        // 0571-8765-4321 is one number in groups; 0571-8765432-801 has an extension.
        Some((number, extension))
            if is_extension(extension) && is_complete(number) && !is_complete(plain) =>
        {
            (number, Some(extension))
        }
        _ => (plain, None),
    }
}

fn is_extension(text: &str) -> bool {
    all_digits(text) && text.len() <= EXTENSION_MAX
}

fn without_hyphens(text: &str) -> String {
    text.chars().filter(|c| *c != '-').collect()
}

/// The number inside the country: without 86 in front, with the zero of the area code.
fn without_country(digits: &str) -> String {
    let Some(rest) = digits
        .strip_prefix("0086")
        .or_else(|| digits.strip_prefix("+86"))
        .or_else(|| digits.strip_prefix("86").filter(|rest| is_mobile(rest)))
    else {
        return digits.to_owned();
    };
    if is_mobile(rest) || is_service(rest) || rest.starts_with('0') {
        rest.to_owned()
    } else {
        format!("0{rest}")
    }
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11
        && all_digits(digits)
        && digits.starts_with('1')
        && matches!(digits.as_bytes()[1], b'3'..=b'9')
}

fn is_service(digits: &str) -> bool {
    digits.len() == 10 && all_digits(digits) && (digits.starts_with("400") || digits.starts_with("800"))
}

/// Area codes 010 and 02x have three digits, the others four; the subscriber's number has seven or eight.
fn split_area(digits: &str) -> Option<(&str, &str)> {
    let short = digits.starts_with("010") || digits.starts_with("02");
    let (area, subscriber) = digits.split_at_checked(if short { 3 } else { 4 })?;
    let valid = all_digits(digits)
        && area.starts_with('0')
        && !area.starts_with("00")
        && matches!(subscriber.len(), 7 | 8);
    valid.then_some((area, subscriber))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// china.md 9.1.
    #[test]
    fn numbers_are_put_in_their_usual_form() {
        for (text, value, kind) in [
            ("13800138000", "13800138000", PhoneKind::Mobile),
            ("+86 138-0013-8000", "13800138000", PhoneKind::Mobile),
            ("0086 13800138000", "13800138000", PhoneKind::Mobile),
            ("8613800138000", "13800138000", PhoneKind::Mobile),
            ("１３８００１３８０００", "13800138000", PhoneKind::Mobile),
            ("\u{202A}13800138000\u{202C}", "13800138000", PhoneKind::Mobile),
            ("19212345678", "19212345678", PhoneKind::Mobile),
            ("057187654321", "0571-87654321", PhoneKind::Landline),
            ("(0571) 8765-4321", "0571-87654321", PhoneKind::Landline),
            ("+86 571 8765 4321", "0571-87654321", PhoneKind::Landline),
            ("010-12345678", "010-12345678", PhoneKind::Landline),
            ("0571-87654321-801", "0571-87654321-801", PhoneKind::Landline),
            ("0571-87654321转801", "0571-87654321-801", PhoneKind::Landline),
            ("0576-8765432", "0576-8765432", PhoneKind::Landline),
            ("400-820-8820", "4008208820", PhoneKind::Service),
            ("8008208820", "8008208820", PhoneKind::Service),
        ] {
            let checked = check(text);
            assert!(checked.is_plain(), "{text}: {:?}", checked.flags);
            assert_eq!((checked.value.as_str(), super::kind(text)), (value, Some(kind)), "{text}");
            assert_eq!(normalise(value), value, "the usual form stays");
        }
    }

    #[test]
    fn wrong_numbers_are_kept_and_flagged() {
        for (text, value, code) in [
            ("12345678901", "12345678901", "phone.format"),
            ("1380013800", "1380013800", "phone.format"),
            ("138001380000", "138001380000", "phone.format"),
            ("87654321", "87654321", "phone.format"),
            ("张先生", "张先生", "phone.format"),
            ("0571-87654321转", "0571-87654321转", "phone.format"),
            ("", "", "phone.format"),
            ("+", "+", "phone.format"),
            ("+44 20 7946 0958", "+442079460958", "phone.format"),
            ("1064812345678", "1064812345678", "phone.things"),
        ] {
            let checked = check(text);
            assert!(!checked.is_right(), "{text}");
            assert_eq!((checked.value.as_str(), checked.flags[0].code), (value, code), "{text}");
        }
        let unusual = check("194 1234 5678");
        assert!(unusual.is_right() && !unusual.is_plain());
    }
}
