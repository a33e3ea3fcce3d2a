//! Identity cards, GB 11643 (china.md 9.4). Messages show the number masked.

use super::{Checked, compact, digits, mask, weighted};
use crate::division::Division;
use crate::words;
use jiff::civil::Date;

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// The number in upper case, without blanks.
pub fn normalise(text: &str) -> String {
    compact(text)
}

/// The number with what is wrong or unusual about it. An area code that no longer exists is unusual, never wrong:
/// the number is given once for life.
pub fn check(text: &str) -> Checked {
    let checked = Checked::new(normalise(text));
    let (value, shown) = (checked.value.clone(), mask::id_card(&checked.value));
    if value.len() == 15 && digits(&value).is_some() {
        return checked.wrong(
            "id_card.old",
            words!(
                "{shown} 是 15 位旧身份证号，2013 年起已失效。请提供 18 位号码。",
                "{shown} is a number of the old kind with 15 digits, not valid since 2013. Ask for the one with 18."
            ),
        );
    }
    let Some((values, last)) = split(&value) else {
        return checked.wrong(
            "id_card.format",
            words!(
                "{shown} 不是身份证号：应为 17 位数字加 1 位校验码。",
                "{shown} is no identity card number: 17 digits and a check character."
            ),
        );
    };
    if birth_date(&value).is_none() {
        return checked.wrong(
            "id_card.birth_date",
            words!(
                "身份证号 {shown} 中的出生日期不存在，请核对。",
                "The date of birth in identity card number {shown} does not exist. Compare it once more."
            ),
        );
    }
    if check_character(&values) != last {
        return checked.wrong(
            "id_card.check_digit",
            words!(
                "身份证号 {shown} 的校验码不符，请逐位核对。",
                "The check character of identity card number {shown} does not fit. Compare it digit by digit."
            ),
        );
    }
    if Division::find(&value[..6]).is_none() {
        let area = &value[..6];
        return checked.unusual(
            "id_card.area",
            words!(
                "身份证号 {shown} 的地区码 {area} 不在现行区划表中，可能是已撤销的区划。",
                "Area {area} of identity card number {shown} is not in today's table; it may have been abolished."
            ),
        );
    }
    checked
}

fn split(value: &str) -> Option<(Vec<u32>, char)> {
    let (body, last) = value.split_at_checked(17)?;
    let mut last = last.chars();
    let check = last.next().filter(|c| c.is_ascii_digit() || *c == 'X')?;
    let values = digits(body)?;
    (last.next().is_none() && values.len() == 17).then_some((values, check))
}

fn birth_date(value: &str) -> Option<Date> {
    let number = |range: std::ops::Range<usize>| value.get(range);
    Date::new(number(6..10)?.parse().ok()?, number(10..12)?.parse().ok()?, number(12..14)?.parse().ok()?).ok()
}

fn check_character(values: &[u32]) -> char {
    let remainder = weighted(values, &WEIGHTS) % 11;
    CHECK_CHARACTERS[usize::try_from(remainder).unwrap_or_default()]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// china.md 9.4.
    #[test]
    fn numbers_are_checked() {
        for number in [
            "11010519491231002X",
            "110101199003070011",
            "110101200002290018",
            "310105202402291230",
            "810000199408230021",
            "11010519491231002x",
        ] {
            assert!(check(number).is_plain(), "{number}: {:?}", check(number).flags);
        }
        for (number, code) in [
            ("110105194912310021", "id_card.check_digit"),
            ("110101190002290018", "id_card.birth_date"),
            ("110105491231002", "id_card.old"),
            ("1101051949123100", "id_card.format"),
            ("11010519491231002Y", "id_card.format"),
            ("身份证号身份", "id_card.format"),
            ("", "id_card.format"),
        ] {
            let checked = check(number);
            assert_eq!(checked.flags[0].code, code, "{number}");
            assert!(!checked.is_right());
        }
    }

    #[test]
    fn an_abolished_area_is_accepted_with_a_warning() {
        let checked = check("440524188001010014");
        assert!(checked.is_right());
        assert_eq!(checked.flags[0].code, "id_card.area");
    }

    #[test]
    fn messages_never_show_the_number() {
        let number = "110105194912310021";
        let words = &check(number).flags[0].words;
        assert!(!words.zh.contains(number) && !words.en.contains(number));
    }
}
