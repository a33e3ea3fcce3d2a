//! Personal data shown in part (china.md 12.11, 12.12). Masking acts on characters; the empty text stays empty.

use super::phone::{self, PhoneKind};
use crate::division::Division;

/// Surnames of two characters.
const LONG_SURNAMES: [&str; 24] = [
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯", "端木",
    "南宫", "长孙", "宇文", "轩辕", "独孤", "鲜于", "闾丘", "太史", "申屠", "钟离", "百里",
];

/// The first `head` and last `tail` characters with stars between; only stars when that would show all.
fn keep(text: &str, head: usize, tail: usize) -> String {
    let length = text.chars().count();
    let hidden = if length > head + tail { head..length - tail } else { 0..length };
    text.chars().enumerate().map(|(place, c)| if hidden.contains(&place) { '*' } else { c }).collect()
}

/// `138****8000`, `800****820`, `0571-****4321`.
pub fn phone(text: &str) -> String {
    match phone::kind(text) {
        Some(PhoneKind::Mobile) => keep(&phone::normalise(text), 3, 4),
        Some(PhoneKind::Service) => keep(&phone::normalise(text), 3, 3),
        Some(PhoneKind::Landline) => {
            let number = phone::normalise(text);
            let mut parts = number.splitn(3, '-');
            let (area, subscriber) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            format!("{area}-{}", keep(subscriber, 0, 4))
        }
        None => keep(text.trim(), 3, 4),
    }
}

/// `张*`, `张*丰`, `欧阳**`; one character alone is hidden.
pub fn name(text: &str) -> String {
    let text = text.trim();
    let length = text.chars().count();
    if length > 2 && LONG_SURNAMES.iter().any(|surname| text.starts_with(surname)) {
        keep(text, 2, 0)
    } else if length > 2 {
        keep(text, 1, 1)
    } else {
        keep(text, 1, 0)
    }
}

/// The division with `****` for all that follows; only `****` when the division is not known.
pub fn address(text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    let division = Division::in_address(text).map(|place| place.division.full_name());
    division.unwrap_or_default() + "****"
}

/// `110105********002X`.
pub fn id_card(text: &str) -> String {
    keep(text.trim(), 6, 4)
}

/// `6222***********3446`.
pub fn bank_card(text: &str) -> String {
    keep(text.trim(), 4, 4)
}

/// `粤B***45`.
pub fn plate(text: &str) -> String {
    keep(text.trim(), 2, 2)
}

/// First eight, five stars, last four: `LSVNV218*****0001`.
pub fn vin(text: &str) -> String {
    keep(text.trim(), 8, 4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// china.md 12.11 and 12.12.
    #[test]
    fn personal_data_is_shown_in_part() {
        for (masked, shown) in [
            (phone("13800138000"), "138****8000"),
            (phone("+86 138-0013-8000"), "138****8000"),
            (phone("8008208820"), "800****820"),
            (phone("0571-87654321-801"), "0571-****4321"),
            (phone("12345"), "*****"),
            (phone(""), ""),
            (name("李"), "*"),
            (name("张三"), "张*"),
            (name("张三丰"), "张*丰"),
            (name("欧阳娜娜"), "欧阳**"),
            (name("欧阳"), "欧*"),
            (name(""), ""),
            (id_card("11010519491231002X"), "110105********002X"),
            (bank_card("6222020200112233446"), "6222***********3446"),
            (plate("粤B12345"), "粤B***45"),
            (vin("LSVNV2187E2100001"), "LSVNV218*****0001"),
            (address("浙江省杭州市西湖区文三路 90 号"), "浙江省杭州市西湖区****"),
            (address("文三路 90 号"), "****"),
            (address(" "), ""),
        ] {
            assert_eq!(masked, shown);
        }
    }

    proptest! {
        #[test]
        fn something_is_always_hidden(text in "\\PC{1,30}") {
            for masked in [name(&text), id_card(&text), bank_card(&text), plate(&text), vin(&text)] {
                prop_assert_eq!(masked.chars().count(), text.trim().chars().count());
                prop_assert!(text.trim().is_empty() || masked.contains('*'));
            }
            prop_assert!(text.trim().is_empty() || phone(&text).contains('*'));
        }
    }
}
