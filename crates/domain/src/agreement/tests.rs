//! The language as a writer meets it: small agreements in, rendered text or located problems out.

use super::*;
use proptest::prelude::*;

const FRONT: &str = r#"---
agreement = "test"
title = "测试 <协议>"
version = 3
calendar = "cn"
timezone = "Asia/Shanghai"
in_force_from = "2026-01-01"
principal = "甲方"
provider = "乙方"
[product_lines]
solar-water-heater = "太阳能热水器"
gas-stove = "燃气灶"
---
"#;
/// The body begins on the line after the front matter.
const BODY_LINE: usize = 14;

const DEADLINE: &str = r#"## 四、服务要求
### 4.1 排除故障的时限
接到报修后，市区 {{city}} 内、县区 {{county}} 内排除故障。
```clause restore-within
city = "24h"
county = "48h"
```
```example
reported = "2026-03-02 09:00"
place = "county"
due = "2026-03-04 09:00"
```
"#;

fn parse(body: &str) -> Result<Agreement, Vec<Diagnostic>> {
    Agreement::parse("test.md", &format!("{FRONT}{body}"))
}

/// Code, line within the body, column, length of every problem.
fn problems(body: &str) -> Vec<(&'static str, usize, usize, usize)> {
    let found = match parse(body) {
        Ok(agreement) => agreement.run_examples(Calendar::china()),
        Err(found) => found,
    };
    found.iter().map(|p| (p.code, (p.line + 1).saturating_sub(BODY_LINE), p.column, p.length)).collect()
}

#[test]
fn the_sample_of_the_design_is_read_rendered_and_answered() {
    let agreement = parse(DEADLINE).unwrap();
    assert!(agreement.run_examples(Calendar::china()).is_empty());
    assert_eq!(agreement.example_count(), 1);
    let answer = agreement.terms().restore_deadline("gas-stove", crate::RegionClass::County).unwrap();
    assert_eq!(answer.value.span.code(), "48h");
    assert_eq!(answer.value.target, Target::Restored);
    let citation = agreement.cite(answer.clause);
    assert_eq!(citation.words().en, "test v3, clause 4.1");
    assert_eq!(citation.kind, "restore-within");
    assert_eq!(agreement.terms().restore_deadline("unknown", crate::RegionClass::City), None);
}

#[test]
fn rendering_fills_blanks_in_words() {
    let agreement = parse(DEADLINE).unwrap();
    let html = agreement.render_html();
    assert!(html.contains("<section id=\"clause-4.1\">"), "{html}");
    assert!(html.contains("市区 <span class=\"blank\">24 小时</span> 内"), "{html}");
    assert!(html.contains("测试 &lt;协议&gt;"), "{html}");
    assert!(!html.contains("restore-within") && !html.contains("agreement = "), "{html}");
    let text = agreement.render_text();
    assert!(
        text.contains("4.1 排除故障的时限\n\n接到报修后，市区 24 小时 内、县区 48 小时 内排除故障。"),
        "{text}"
    );
    assert!(text.contains("例：报修时间 2026-03-02 09:00，地点 县区 → 到期 2026-03-04 09:00"), "{text}");
}

#[test]
fn a_page_shows_each_example_once_in_its_section() {
    let source = include_str!("../../../../agreements/solar-provider.md");
    let agreement = Agreement::parse("solar-provider.md", source).unwrap();
    let sections = agreement.render_sections();
    let shown: usize = sections.iter().map(|section| section.html.matches("class=\"example\"").count()).sum();
    assert_eq!(shown, agreement.example_count());
    let window = sections.iter().find(|section| section.number.as_deref() == Some("7.2")).unwrap();
    assert_eq!(window.html.matches("class=\"example\"").count(), 4);
    let whole = agreement.render_html();
    assert!(sections.iter().all(|section| whole.contains(&section.html)));
}

#[test]
fn rendered_pages_carry_no_script() {
    let body = "# 1 甲\n<script>alert(1)</script>\n\n[点](javascript:alert(1)) <b onclick=x>b</b> ![图](http://x/a.png)\n\n[网](https://example.com)\n\n```\n{{x}}<i>\n```\n";
    let html = parse(body).unwrap().render_html();
    for forbidden in ["<script", "javascript:", "<b ", "<img", "<i>"] {
        assert!(!html.contains(forbidden), "{forbidden}: {html}");
    }
    assert!(html.contains("<a href=\"https://example.com\">网</a>"), "{html}");
}

#[test]
fn front_matter_fills_blanks_anywhere() {
    let text = parse("{{principal}}与{{provider}}，自 {{in_force_from}} 起。\n").unwrap().render_text();
    assert!(text.contains("甲方与乙方，自 2026-01-01 起。"), "{text}");
}

#[test]
fn the_digest_is_of_the_bytes() {
    let agreement = parse(DEADLINE).unwrap();
    assert_eq!(agreement.digest().len(), 64);
    assert_ne!(agreement.digest(), parse("# 1 甲\n").unwrap().digest());
}

#[test]
fn bad_front_matter_is_located() {
    let check = |source: &str| -> Vec<(&'static str, usize, usize)> {
        let found = Agreement::parse("f.md", source).unwrap_err();
        found.iter().map(|p| (p.code, p.line, p.column)).collect()
    };
    assert_eq!(check("")[0], ("front.missing", 1, 1));
    assert_eq!(check("# 1 甲\n")[0], ("front.missing", 1, 1));
    assert_eq!(check("---\nagreement = \"x\"\n")[0], ("front.unclosed", 1, 1));
    let replaced = |from: &str, to: &str| check(&FRONT.replace(from, to));
    assert_eq!(replaced("version = 3", "version = \"3\""), [("front.wrong_value", 4, 11)]);
    assert_eq!(replaced("version = 3\n", ""), [("front.missing_key", 1, 1)]);
    assert_eq!(replaced("Asia/Shanghai", "Asia/Shanghi"), [("front.wrong_value", 6, 12)]);
    assert_eq!(replaced("2026-01-01", "2026-02-30"), [("front.wrong_value", 7, 17)]);
    assert_eq!(
        replaced("principal =", "principle ="),
        [("front.missing_key", 1, 1), ("front.unknown", 8, 1)]
    );
    assert_eq!(replaced("agreement = \"test\"", "agreement = \"Test 1\""), [("front.wrong_value", 2, 13)]);
    assert_eq!(replaced("gas-stove =", "\"gas stove\" ="), [("front.wrong_value", 12, 1)]);
    assert_eq!(replaced("title = ", "title "), [("toml.syntax", 3, 7)]);
}

#[test]
fn every_error_has_its_place() {
    let broken = |from: &str, to: &str| {
        let body = DEADLINE.replace(from, to);
        assert_ne!(body, DEADLINE, "{from}");
        problems(&body)
    };
    assert_eq!(broken("restore-within", "restor-within"), [("clause.unknown_kind", 4, 11, 13)]);
    assert_eq!(broken("```clause restore-within", "```clause"), [("clause.unknown_kind", 4, 10, 1)]);
    assert_eq!(
        broken("```clause", "```cluase"),
        [
            ("blank.without_parameter", 3, 10, 8),
            ("blank.without_parameter", 3, 24, 10),
            ("block.unknown", 4, 4, 6),
            ("example.without_clause", 8, 1, 10),
        ]
    );
    assert_eq!(
        broken("county = \"48h\"", "county = \"48h\"\ncityy = \"1h\""),
        [("parameter.unknown", 7, 1, 5)]
    );
    assert_eq!(broken("city = \"24h\"\n", ""), [("parameter.missing", 4, 11, 14)]);
    assert_eq!(broken("city = \"24h\"", "city = \"__\""), [("parameter.blank", 5, 8, 4)]);
    assert_eq!(broken("city = \"24h\"", "city = 24"), [("parameter.wrong", 5, 8, 2)]);
    assert_eq!(broken("city = \"24h\"", "city = \"24x\""), [("parameter.wrong", 5, 8, 5)]);
    assert_eq!(
        broken("{{city}}", "{{citi}}"),
        [("blank.without_parameter", 3, 10, 8), ("parameter.never_shown", 5, 1, 4),]
    );
    assert_eq!(
        broken("{{city}}", "{{city"),
        [("blank.unclosed", 3, 10, 11), ("parameter.never_shown", 5, 1, 4)]
    );
    assert_eq!(broken("### 4.1 排", "### 排"), [("clause.unnumbered", 4, 1, 24)]);
    assert_eq!(broken("### 4.1", "### 四、"), [("clause.duplicate_number", 2, 1, 14)]);
    assert_eq!(
        broken("place = \"county\"", "plcae = \"county\""),
        [("example.missing", 8, 1, 10), ("example.unknown", 10, 1, 5)]
    );
    assert_eq!(broken("2026-03-02 09:00", "2026-02-30 09:00"), [("example.impossible", 9, 12, 18)]);
    assert_eq!(broken("due = \"2026-03-04 09:00\"\n", ""), [("example.expects_nothing", 8, 1, 10)]);
    assert_eq!(broken("due = \"2026-03-04", "due = \"2026-03-05"), [("example.differs", 11, 1, 3)]);
}

#[test]
fn a_wrong_value_is_quoted_with_what_was_meant() {
    let found = parse(&DEADLINE.replace("city = \"24h\"", "city = 24")).unwrap_err();
    assert_eq!(found[0].message.zh, "city（市区时限）的值 24 不合要求。");
    assert!(found[0].hint.en.starts_with("Did you mean \"24h\"?"), "{}", found[0].hint.en);
}

#[test]
fn a_differing_example_says_what_it_got() {
    let found = parse(&DEADLINE.replace("due = \"2026-03-04", "due = \"2026-03-05"))
        .unwrap()
        .run_examples(Calendar::china());
    assert_eq!(found[0].message.zh, "due：期望 2026-03-05 09:00，实际 2026-03-04 09:00。");
    assert!(found[0].hint.en.contains("due = \"2026-03-04 09:00\""));
    assert_eq!(found[0].excerpt, "due = \"2026-03-05 09:00\"");
}

fn deadline(number: &str, parameters: &str) -> String {
    let blanks: Vec<String> = parameters
        .lines()
        .filter_map(|line| line.split(" = ").next())
        .map(|name| format!("{{{{{name}}}}}"))
        .collect();
    let blanks = blanks.join(" ");
    format!(
        "### {number} 时限\n{blanks} {{{{city}}}} {{{{county}}}}\n```clause restore-within\ncity = \"24h\"\ncounty = \"48h\"\n{parameters}\n```\n"
    )
}

#[test]
fn two_clauses_may_not_answer_the_same_question() {
    let codes = |parts: &[String]| {
        problems(&parts.concat())
            .into_iter()
            .map(|(code, line, column, _)| (code, line, column))
            .collect::<Vec<_>>()
    };
    let all = deadline("4.1", "target = \"restored\"");
    assert_eq!(
        codes(&[all.clone(), deadline("4.2", "target = \"restored\"")]),
        [("clause.conflict", 10, 11)]
    );
    assert_eq!(codes(&[all.clone(), deadline("4.2", "target = \"on-site\"")]), []);
    assert_eq!(
        codes(&[all.clone(), deadline("4.2", "product_lines = [\"gas-stove\"]")]),
        [("clause.conflict", 10, 11)]
    );
    let stove = "product_lines = [\"gas-stove\"]";
    let excepted = format!("{stove}\nexception_to = \"4.1\"");
    assert_eq!(codes(&[all.clone(), deadline("4.2", &excepted)]), []);
    assert_eq!(
        codes(&[all.clone(), deadline("4.2", &excepted), deadline("4.3", &excepted)]),
        [("clause.conflict", 18, 11)]
    );
    let deeper = format!("{stove}\nexception_to = \"4.2\"");
    assert_eq!(codes(&[all.clone(), deadline("4.2", &excepted), deadline("4.3", &deeper)]), []);
    assert_eq!(
        codes(&[deadline("4.1", stove), deadline("4.2", "product_lines = [\"solar-water-heater\"]")]),
        []
    );
}

#[test]
fn references_to_exceptions_must_lead_somewhere() {
    let codes = |first: &str, second: &str| {
        problems(&[deadline("4.1", first), deadline("4.2", second)].concat())
            .into_iter()
            .map(|(code, line, column, _)| (code, line, column))
            .collect::<Vec<_>>()
    };
    let target = "target = \"restored\"";
    assert_eq!(codes(target, "exception_to = \"4.7\""), [("exception.broken", 13, 16)]);
    assert_eq!(codes(target, "exception_to = \"4.2\"")[0], ("exception.broken", 13, 16));
    assert_eq!(
        codes("exception_to = \"4.2\"", "exception_to = \"4.1\""),
        [("exception.cycle", 6, 16), ("exception.cycle", 13, 16)]
    );
    let apart = "product_lines = [\"gas-stove\"]\nexception_to = \"4.1\"";
    assert_eq!(codes("product_lines = [\"solar-water-heater\"]", apart), [("exception.broken", 14, 16)]);
}

#[test]
fn exceptions_win_wherever_they_stand() {
    let stove = "product_lines = [\"gas-stove\"]\nexception_to = \"4.2\"";
    let exception = deadline("4.1", stove).replace("24h", "2h");
    let agreement = parse(&[exception, deadline("4.2", "target = \"restored\"")].concat()).unwrap();
    let hours = |line| {
        let answer = agreement.terms().restore_deadline(line, crate::RegionClass::City).unwrap();
        (answer.value.span.code(), agreement.cite(answer.clause).number)
    };
    assert_eq!(hours("gas-stove"), ("2h".to_owned(), "4.1".to_owned()));
    assert_eq!(hours("solar-water-heater"), ("24h".to_owned(), "4.2".to_owned()));
}

#[test]
fn blocks_inside_lists_are_refused_and_long_files_too() {
    assert_eq!(problems("- 甲\n\n  ```example\n  x = 1\n  ```\n"), [("block.nested", 3, 3, 10)]);
    let long = "甲".repeat(SOURCE_MAX);
    assert_eq!(Agreement::parse("f.md", &long).unwrap_err()[0].code, "document.too_long");
}

#[test]
fn a_fact_that_cannot_be_is_reported_at_its_value() {
    let body = KINDS
        .iter()
        .find(|kind| kind.name == "warranty-term")
        .unwrap()
        .sample
        .replace("sold = \"2025-06-01\"", "sold = \"2026-06-01\"");
    let found = problems(&body);
    assert_eq!((found.len(), found[0].0, found[0].2), (1, "example.impossible", 8));
}

#[test]
fn values_that_do_not_go_together_are_refused() {
    let body = KINDS
        .iter()
        .find(|kind| kind.name == "settlement-window")
        .unwrap()
        .sample
        .replace("last_day = 20", "last_day = 10");
    assert_eq!(problems(&body), [("parameter.wrong", 6, 12, 2)]);
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,200}", body in any::<bool>()) {
        let source = if body { format!("{FRONT}{text}") } else { text };
        if let Ok(agreement) = Agreement::parse("f.md", &source) {
            agreement.run_examples(Calendar::china());
            agreement.render_html();
            agreement.render_text();
        }
    }

    #[test]
    fn any_mutation_is_read_without_panic(
        kind in 0..KINDS.len(),
        at in any::<prop::sample::Index>(),
        cut in 0usize..20,
        put in prop::sample::select(vec![
            "", "`", "```", "\n", "{{", "}}", "\"", "=", "---\n", "[", "]", "#", "\u{feff}", "\u{e000}1\u{e001}", "- ", "> ",
            "exception_to = \"6.3\"\n", "999999999999", "\r\n", "'''", "9999-12-31", "__",
        ]),
    ) {
        let mut source = format!("{FRONT}{}", KINDS[kind].sample);
        let start = source.floor_char_boundary(at.index(source.len()));
        let end = source.floor_char_boundary((start + cut).min(source.len()));
        source.replace_range(start..end.max(start), put);
        match Agreement::parse("f.md", &source) {
            Ok(agreement) => {
                agreement.run_examples(Calendar::china());
                agreement.render_html();
                agreement.render_text();
            }
            Err(found) => {
                prop_assert!(!found.is_empty());
                for problem in found {
                    let line = source.split('\n').nth(problem.line - 1).unwrap_or("");
                    prop_assert!(problem.column <= line.chars().count() + 1);
                    prop_assert!(problem.length >= 1);
                }
            }
        }
    }
}
