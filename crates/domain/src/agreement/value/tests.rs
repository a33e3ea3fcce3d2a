//! Every shape reads what it should, refuses what it should not, and writes what it read.

use super::*;
use proptest::prelude::*;

const COLOURS: &[Choice] = &[Choice::new("red", "红", "red"), Choice::new("blue", "蓝", "blue")];

fn read(shape: Shape, toml: &str) -> Option<Value> {
    let lines = [ProductLine { code: "gas-stove".into(), name: "燃气灶".into() }];
    let text = format!("x = {toml}");
    let table = toml::de::DeTable::parse(&text).unwrap();
    let (_, value) = table.get_ref().iter().next().unwrap();
    shape.read(value.get_ref(), &lines)
}

#[test]
fn values_are_read_written_and_said() {
    for (shape, toml, zh) in [
        (Shape::Span, "\"24h\"", "24 小时"),
        (Shape::Days, "\"20d\"", "20 天"),
        (Shape::Money, "\"1234.50\"", "¥1,234.50"),
        (Shape::Percent, "\"2.5%\"", "2.5%"),
        (Shape::Number(Unit::Months, 1, 600), "12", "12 个月"),
        (Shape::Choice(COLOURS), "\"red\"", "红"),
        (Shape::Choices(COLOURS), "[\"red\", \"blue\"]", "红、蓝"),
        (Shape::Flag, "true", "是"),
        (Shape::Text, "\"a\\\"b\"", "a\"b"),
        (Shape::Texts, "[\"P1\", \"P2\"]", "P1、P2"),
        (Shape::Date, "\"2024-02-29\"", "2024-02-29"),
        (Shape::Moment, "\"2026-03-02 09:00\"", "2026-03-02 09:00"),
        (Shape::Sale, "\"2025\"", "2025 年"),
        (Shape::Sale, "\"unknown\"", "不明"),
        (Shape::Lines, "[\"gas-stove\"]", "燃气灶"),
        (Shape::Clause, "\"4.1\"", "第 4.1 条"),
    ] {
        let value = read(shape, toml).unwrap_or_else(|| panic!("{toml}"));
        assert_eq!(value.words().zh, zh);
        assert_eq!(read(shape, &value.code()), Some(value), "{toml}");
    }
}

#[test]
fn wrong_units_and_types_are_refused() {
    for (shape, toml) in [
        (Shape::Span, "24"),
        (Shape::Span, "\"24x\""),
        (Shape::Days, "\"20h\""),
        (Shape::Money, "30.00"),
        (Shape::Money, "\"-1\""),
        (Shape::Money, "\"9999999999999\""),
        (Shape::Percent, "\"1\""),
        (Shape::Percent, "\"101%\""),
        (Shape::Percent, "\"-1%\""),
        (Shape::Number(Unit::Pieces, 1, 31), "0"),
        (Shape::Number(Unit::Pieces, 1, 31), "\"5\""),
        (Shape::Choice(COLOURS), "\"green\""),
        (Shape::Choices(COLOURS), "[\"red\", \"red\"]"),
        (Shape::Choices(COLOURS), "[]"),
        (Shape::Date, "\"2025-02-29\""),
        (Shape::Moment, "\"2026-03-02 25:00\""),
        (Shape::Sale, "\"0025\""),
        (Shape::Lines, "[\"gas-oven\"]"),
    ] {
        assert_eq!(read(shape, toml), None, "{toml}");
    }
}

#[test]
fn what_was_meant_is_guessed() {
    let number = toml::de::DeTable::parse("x = 24").unwrap();
    let (_, value) = number.get_ref().iter().next().unwrap();
    assert_eq!(Shape::Span.meant(value.get_ref()).as_deref(), Some("\"24h\""));
    assert_eq!(Shape::Days.meant(value.get_ref()).as_deref(), Some("\"24d\""));
    assert_eq!(Shape::Percent.meant(value.get_ref()).as_deref(), Some("\"24%\""));
    assert_eq!(Shape::Money.meant(value.get_ref()).as_deref(), Some("\"24.00\""));
}

proptest! {
    #[test]
    fn written_amounts_and_shares_read_the_same(amount in 0i64..100_000_000_000, share in 0i64..=10_000) {
        let money = Value::Money(Fen(amount));
        prop_assert_eq!(read(Shape::Money, &money.code()), Some(money));
        let percent = Value::Percent(BasisPoints(share));
        prop_assert_eq!(read(Shape::Percent, &percent.code()), Some(percent));
    }

    #[test]
    fn written_texts_read_the_same(text in "\\PC{1,40}") {
        prop_assume!(!text.trim().is_empty());
        let value = Value::Text(text);
        prop_assert_eq!(read(Shape::Text, &value.code()), Some(value));
    }
}
