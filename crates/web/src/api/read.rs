//! Reading what was sent into what a handler takes; whatever does not fit is named by its path (422).

use super::problem::Problem;
use axum::http::StatusCode;
use domain::agreement::did_you_mean;
use domain::{Words, words};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

/// Reads a JSON text.
pub fn json<T: DeserializeOwned>(text: &[u8]) -> Result<T, Problem> {
    // What fits is read in one go; only what does not is read again to find its path.
    if let Ok(value) = serde_json::from_slice(text) {
        return Ok(value);
    }
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = match serde_path_to_error::deserialize::<_, T>(&mut reader) {
        Ok(value) => value,
        Err(error) if error.inner().classify() == Category::Data => {
            return Err(misfit(&error.path().to_string(), &error.inner().to_string()));
        }
        Err(error) => return Err(malformed(error.inner())),
    };
    reader.end().map_err(|error| malformed(&error))?;
    Ok(value)
}

/// Reads the parameters of a query, each given once. `others` are read elsewhere, but named when one is misspelt.
pub fn query<T: DeserializeOwned>(pairs: Vec<(String, String)>, others: &[&str]) -> Result<T, Problem> {
    let mut object = serde_json::Map::new();
    for (name, value) in pairs {
        if object.insert(name.clone(), value.into()).is_some() {
            return Err(twice(&name));
        }
    }
    serde_path_to_error::deserialize(serde_json::Value::Object(object)).map_err(|error| {
        let message = error.inner().to_string();
        let mut named = quoted(&message);
        if message.starts_with("unknown field") {
            named.extend(others);
            return unknown("", &named);
        }
        misfit(&error.path().to_string(), &message)
    })
}

/// It is no JSON at all.
fn malformed(error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    let (zh, en) = match error.classify() {
        Category::Eof => ("内容不完整", "the text ends too soon"),
        _ => ("不符合 JSON 语法", "the text breaks the grammar of JSON"),
    };
    Problem::invalid(
        "json.malformed",
        "$",
        words!(
            "请求内容不是合法的 JSON：第 {line} 行第 {column} 列{zh}。请改正后重发。",
            "The body is not JSON: at line {line}, column {column} {en}. Mend it and send it again."
        ),
    )
}

/// Says what the reader found at `path`, in both languages.
fn misfit(path: &str, message: &str) -> Problem {
    let path = if path == "." { "" } else { path };
    let message = message.rfind(" at line ").map_or(message, |end| &message[..end]);
    let named = quoted(message);
    match message {
        text if text.starts_with("unknown field") => unknown(path, &named),
        text if text.starts_with("unknown variant") => no_choice(path, &named),
        text if text.starts_with("missing field") => {
            missing(path, named.first().copied().unwrap_or_default())
        }
        text if text.starts_with("duplicate field") => {
            twice(&join(path, named.first().copied().unwrap_or_default()))
        }
        text => {
            let found = text.strip_prefix("invalid type: ").or_else(|| text.strip_prefix("invalid value: "));
            match found.and_then(|found| found.split_once(", expected ")) {
                Some((found, expected)) => wrong_type(path, found, expected),
                None => unfit(path, text),
            }
        }
    }
}

/// The names between back quotes.
fn quoted(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}

fn join(path: &str, field: &str) -> String {
    // The reader's path ends with the unknown name or not, depending on where it noticed.
    if path == field || path.ends_with(&format!(".{field}")) || path.is_empty() {
        return if path.is_empty() { field.to_owned() } else { path.to_owned() };
    }
    format!("{path}.{field}")
}

fn shown(path: &str) -> String {
    if path.is_empty() { "$".to_owned() } else { path.to_owned() }
}

fn unknown(path: &str, named: &[&str]) -> Problem {
    let (field, known) = named.split_first().unwrap_or((&"", &[]));
    let path = join(path, field);
    let hint = did_you_mean(field, known);
    let (hint_zh, hint_en) = (&hint.zh, &hint.en);
    Problem::invalid(
        "value.unknown_field",
        path.clone(),
        words!("没有名为 {path} 的字段。{hint_zh}", "There is no field {path}. {hint_en}"),
    )
}

fn no_choice(path: &str, named: &[&str]) -> Problem {
    let (given, known) = named.split_first().unwrap_or((&"", &[]));
    let path = shown(path);
    let hint = did_you_mean(given, known);
    let (hint_zh, hint_en) = (&hint.zh, &hint.en);
    Problem::invalid(
        "value.choice",
        path.clone(),
        words!("{path} 不能是“{given}”。{hint_zh}", "{path} cannot be “{given}”. {hint_en}"),
    )
}

fn missing(path: &str, field: &str) -> Problem {
    let path = join(path, field);
    Problem::invalid(
        "value.missing",
        path.clone(),
        words!("缺少字段 {path}，请补上后重发。", "The field {path} is missing. Add it and send it again."),
    )
}

fn twice(path: &str) -> Problem {
    Problem::invalid(
        "value.duplicate",
        path,
        words!("{path} 出现了两次，请只保留一次。", "{path} is given twice. Give it once."),
    )
}

fn wrong_type(path: &str, found: &str, expected: &str) -> Problem {
    let path = shown(path);
    let wanted = kind_words(expected);
    let (zh, en) = (&wanted.zh, &wanted.en);
    let found = found.replace('`', "");
    Problem::invalid(
        "value.type",
        path.clone(),
        words!(
            "{path} 应为{zh}，收到的是 {found}。请改正。",
            "{path} must be {en}; it is {found}. Correct it."
        ),
    )
}

fn unfit(path: &str, message: &str) -> Problem {
    let path = shown(path);
    Problem::invalid(
        "value.unfit",
        path.clone(),
        words!(
            "{path} 的值无法识别：{message}。请改正。",
            "The value of {path} cannot be read: {message}. Correct it."
        ),
    )
}

/// What the reader expected, in both languages.
fn kind_words(expected: &str) -> Words {
    match expected {
        "a string" | "a borrowed string" => Words::fixed("文本", "a string"),
        "a boolean" => Words::fixed("布尔值 true 或 false", "true or false"),
        "a sequence" => Words::fixed("数组", "an array"),
        "i64" | "i32" | "i16" | "i8" => Words::fixed("整数", "a whole number"),
        "u64" | "u32" | "u16" | "u8" | "usize" => {
            Words::fixed("不小于 0 的整数", "a whole number, 0 or more")
        }
        expected if expected.starts_with("struct ") || expected == "a map" => {
            Words::fixed("对象", "an object")
        }
        expected => Words::same(expected.to_owned()),
    }
}

/// The body is longer than a handler reads.
pub fn too_large(bytes_max: usize) -> Problem {
    let kilobytes = bytes_max / 1024;
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "body.too_large",
        words!(
            "请求内容超过 {kilobytes} KB，没有保存。请缩小后重发。",
            "The body is longer than {kilobytes} KB and was not read. Make it shorter and send it again."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        name: String,
        #[serde(default)]
        parts: Vec<Inner>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        quantity: i64,
        #[serde(default)]
        kind: Kind,
    }

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        #[default]
        OldPart,
        NewPart,
    }

    fn refused(text: &str) -> (String, String, String) {
        let body = format!("{:?}", json::<Outer>(text.as_bytes()).unwrap_err());
        let part = |name: &str| {
            let start = body.find(name).unwrap() + name.len();
            body[start..].split('"').nth(1).unwrap().to_owned()
        };
        (part("code: "), part("field: "), part("en: "))
    }

    #[test]
    fn every_misfit_is_named_by_its_path() {
        for (text, code, field) in [
            (r#"{"name": "a", "part": []}"#, "value.unknown_field", "part"),
            (r#"{"name": "a", "parts": [{"quantity": 1, "knd": 1}]}"#, "value.unknown_field", "parts[0].knd"),
            (r#"{"name": "a", "parts": [{"quantity": "1"}]}"#, "value.type", "parts[0].quantity"),
            (r#"{"name": "a", "parts": [{"quantity": 1.5}]}"#, "value.type", "parts[0].quantity"),
            (r#"{"name": "a", "parts": [{}]}"#, "value.missing", "parts[0].quantity"),
            (r#"{"name": "a", "parts": {}}"#, "value.type", "parts"),
            (
                r#"{"name": "a", "parts": [{"quantity": 1, "kind": "oldpart"}]}"#,
                "value.choice",
                "parts[0].kind",
            ),
            (r#"{"name": "a", "name": "b"}"#, "value.duplicate", "name"),
            (r#"{"name": null}"#, "value.type", "name"),
            ("{}", "value.missing", "name"),
            ("[1]", "value.type", "[0]"),
            ("7", "value.type", "$"),
            ("{", "json.malformed", "$"),
            (r#"{"name": "a"} x"#, "json.malformed", "$"),
            ("", "json.malformed", "$"),
        ] {
            let found = refused(text);
            assert_eq!((found.0.as_str(), found.1.as_str()), (code, field), "{text}: {}", found.2);
        }
    }

    #[test]
    fn the_likely_name_is_offered() {
        let (_, _, message) = refused(r#"{"name": "a", "part": []}"#);
        assert_eq!(message, "There is no field part. Did you mean parts?");
        let (_, _, message) = refused(r#"{"name": "a", "parts": [{"quantity": 1, "kind": "old_prt"}]}"#);
        assert!(message.ends_with("Did you mean old_part?"), "{message}");
    }

    #[test]
    fn a_query_is_read_like_a_body() {
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Filter {
            stage: Option<String>,
        }
        let pairs = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect();
        let read = query::<Filter>(pairs(&[("stage", "open")]), &["limit"]).unwrap();
        assert_eq!(read.stage.as_deref(), Some("open"));
        let error = query::<Filter>(pairs(&[("limits", "9")]), &["limit"]).unwrap_err();
        assert!(format!("{error:?}").contains("Did you mean limit?"));
        let error = query::<Filter>(pairs(&[("stage", "a"), ("stage", "b")]), &[]).unwrap_err();
        assert!(format!("{error:?}").contains("value.duplicate"));
    }
}
