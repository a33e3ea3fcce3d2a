//! Amounts in capitals 大写金额: 1409.50 is 壹仟肆佰零玖元伍角整 (china.md 8.5–8.7).
//!
//! We write by the accounting rule: 元, and 整 when the amount ends at 元 or 角. We read every form that the
//! accounting rule or the banks' rule allows for the same amount, and nothing else.

use crate::money::Fen;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
/// The longest amount that fits has fewer characters.
const CHARACTERS_MAX: usize = 80;

/// The choices the rules leave open.
#[derive(Clone, Copy)]
struct Form {
    /// 壹拾万零柒仟 for 壹拾万柒仟: a zero before 仟 when the digit of 万 is zero.
    zero_before_thousands: bool,
    /// 捌拾元零叁角 for 捌拾元叁角: a zero before 角 when the digit of 元 is zero.
    zero_before_jiao: bool,
    /// 整 after 角.
    whole_after_jiao: bool,
}

/// The form we write.
const CANONICAL: Form =
    Form { zero_before_thousands: false, zero_before_jiao: false, whole_after_jiao: true };

impl Fen {
    /// The amount in capitals, without 人民币 in front; a deduction begins with 负.
    pub fn capital(self) -> String {
        write(self, CANONICAL)
    }

    /// Reads an amount in capitals: 人民币 in front, 圆 for 元 and 正 for 整 are allowed, and so are the zeros that
    /// the rules leave open.
    pub fn from_capital(text: &str) -> Option<Self> {
        if text.chars().count() > CHARACTERS_MAX {
            return None;
        }
        let text = text.trim().replace('圆', "元").replace('正', "整");
        let text = text.strip_prefix("人民币").unwrap_or(&text);
        let text = text.trim_start_matches([':', '：', ' ']);
        let amount = value(text)?;
        forms().any(|form| write(amount, form) == text).then_some(amount)
    }
}

fn forms() -> impl Iterator<Item = Form> {
    (0..8u8).map(|choice| Form {
        zero_before_thousands: choice & 1 != 0,
        zero_before_jiao: choice & 2 != 0,
        whole_after_jiao: choice & 4 != 0,
    })
}

fn write(amount: Fen, form: Form) -> String {
    let fen = amount.0.unsigned_abs();
    let (yuan, jiao, fen) = (fen / 100, fen / 10 % 10, fen % 10);
    let mut text = String::new();
    if amount.0 < 0 {
        text.push('负');
    }
    if yuan > 0 || (jiao == 0 && fen == 0) {
        text.push_str(&whole(yuan, form));
        text.push('元');
    }
    let after_zero_yuan = form.zero_before_jiao && yuan > 0 && yuan.is_multiple_of(10);
    if (jiao == 0 && fen > 0 && yuan > 0) || (jiao > 0 && after_zero_yuan) {
        text.push('零');
    }
    if jiao > 0 {
        text.push(digit(jiao));
        text.push('角');
    }
    if fen > 0 {
        text.push(digit(fen));
        text.push('分');
    } else if jiao == 0 || form.whole_after_jiao {
        text.push('整');
    }
    text
}

/// A whole number. What stands before 亿 is a number of its own, so the largest amounts read 玖亿…亿….
fn whole(number: u64, form: Form) -> String {
    let joined = |high: String, unit: char, low: u64, low_text: String, digits: u64| {
        let mut text = high;
        text.push(unit);
        let zero_digit_above = form.zero_before_thousands && (number / digits).is_multiple_of(10);
        if low > 0 && (low < digits / 10 || zero_digit_above) {
            text.push('零');
        }
        text.push_str(&low_text);
        text
    };
    let (hundred_million, ten_thousand) = (100_000_000, 10_000);
    if number >= hundred_million {
        let low = number % hundred_million;
        let low_text = if low > 0 { whole(low, form) } else { String::new() };
        joined(whole(number / hundred_million, form), '亿', low, low_text, hundred_million)
    } else if number >= ten_thousand {
        let low = number % ten_thousand;
        joined(section(number / ten_thousand), '万', low, section(low), ten_thousand)
    } else if number == 0 {
        "零".to_owned()
    } else {
        section(number)
    }
}

/// Up to four digits, with one zero for each gap inside; nothing for zero.
fn section(number: u64) -> String {
    let mut text = String::new();
    let mut gap = false;
    for (value, unit) in [(1_000, "仟"), (100, "佰"), (10, "拾"), (1, "")] {
        let here = number / value % 10;
        if here == 0 {
            gap = true;
            continue;
        }
        if gap && !text.is_empty() {
            text.push('零');
        }
        text.push(digit(here));
        text.push_str(unit);
        gap = false;
    }
    text
}

fn digit(value: u64) -> char {
    DIGITS[usize::try_from(value % 10).unwrap_or_default()]
}

/// The value of the digits and units, whether or not they are lawfully arranged.
fn value(text: &str) -> Option<Fen> {
    let (negative, text) = match text.strip_prefix('负') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    // Yuan before the last 万 or 亿, the section since, the digit since the last unit, and the fen.
    let (mut above, mut section, mut digit, mut fen) = (0i128, 0i128, 0i128, 0i128);
    for c in text.chars() {
        if let Some(value) = DIGITS.iter().position(|d| *d == c) {
            digit = i128::try_from(value).ok()?;
            continue;
        }
        match c {
            '拾' => section += digit * 10,
            '佰' => section += digit * 100,
            '仟' => section += digit * 1_000,
            '万' => (above, section) = (above + (section + digit) * 10_000, 0),
            '亿' => (above, section) = ((above + section + digit).checked_mul(100_000_000)?, 0),
            '元' => (above, section, fen) = (0, 0, (above + section + digit).checked_mul(100)?),
            '角' => fen += digit * 10,
            '分' => fen += digit,
            '整' => {}
            _ => return None,
        }
        digit = 0;
    }
    let fen = if negative { -fen } else { fen };
    i64::try_from(fen).ok().map(Fen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// china.md 8.7.
    #[test]
    fn amounts_are_written_in_capitals() {
        for (amount, capital) in [
            ("0", "零元整"),
            ("0.01", "壹分"),
            ("0.10", "壹角整"),
            ("0.50", "伍角整"),
            ("1", "壹元整"),
            ("1.05", "壹元零伍分"),
            ("10", "壹拾元整"),
            ("16", "壹拾陆元整"),
            ("100", "壹佰元整"),
            ("101", "壹佰零壹元整"),
            ("110", "壹佰壹拾元整"),
            ("1001", "壹仟零壹元整"),
            ("1010", "壹仟零壹拾元整"),
            ("10000", "壹万元整"),
            ("10001", "壹万零壹元整"),
            ("10100", "壹万零壹佰元整"),
            ("11000", "壹万壹仟元整"),
            ("100000", "壹拾万元整"),
            ("1000001", "壹佰万零壹元整"),
            ("100000000", "壹亿元整"),
            ("100000001", "壹亿零壹元整"),
            ("100010000", "壹亿零壹万元整"),
            ("30080.09", "叁万零捌拾元零玖分"),
            ("1409.50", "壹仟肆佰零玖元伍角整"),
            ("6007.14", "陆仟零柒元壹角肆分"),
            ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
            ("325.04", "叁佰贰拾伍元零肆分"),
            ("20100000.30", "贰仟零壹拾万元叁角整"),
            ("123456789.12", "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元壹角贰分"),
            ("-58.60", "负伍拾捌元陆角整"),
        ] {
            let amount = Fen::parse(amount).unwrap();
            assert_eq!(amount.capital(), capital);
            assert_eq!(Fen::from_capital(capital), Some(amount), "{capital}");
        }
    }

    #[test]
    fn every_lawful_form_is_read() {
        for (amount, forms) in [
            ("1680.32", &["壹仟陆佰捌拾元叁角贰分", "壹仟陆佰捌拾元零叁角贰分"][..]),
            ("107000.53", &["壹拾万柒仟元伍角叁分", "壹拾万柒仟元零伍角叁分", "壹拾万零柒仟元伍角叁分"]),
            ("1409.50", &["壹仟肆佰零玖元伍角", "人民币壹仟肆佰零玖圆伍角正"]),
            ("100", &["人民币：壹佰元正"]),
        ] {
            for form in forms {
                assert_eq!(Fen::from_capital(form), Fen::parse(amount), "{form}");
            }
        }
    }

    #[test]
    fn unlawful_forms_are_not_read() {
        for bad in [
            "",
            "整",
            "元整",
            "壹佰元",             // 整 is required after 元.
            "壹元伍分",           // The zero is required.
            "壹拾贰万零柒仟元整", // The digit of 万 is not zero.
            "壹仟壹元整",
            "拾元整",
            "壹佰零零壹元整",
            "壹元零伍分整",
            "一百元整",
            "壹角壹元整",
            "100元整",
            "壹亿亿亿亿亿亿亿亿亿亿元整",
        ] {
            assert_eq!(Fen::from_capital(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(amount in prop_oneof![any::<i64>(), -10_000_000i64..10_000_000], zeros in 0u32..17) {
            let scale = 10i64.pow(zeros);
            for amount in [amount, amount / scale * scale] {
                for form in forms() {
                    let text = write(Fen(amount), form);
                    prop_assert_eq!(Fen::from_capital(&text), Some(Fen(amount)), "{}", text);
                }
            }
        }

        #[test]
        fn different_amounts_read_differently(first in 0i64..100_000_000, second in 0i64..100_000_000) {
            prop_assert_eq!(first == second, Fen(first).capital() == Fen(second).capital());
        }
    }
}
