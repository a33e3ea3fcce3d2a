//! The document says what is true: it is whole, every operation is described, and its examples are what is read.

use crate::client::Ask;
use crate::world::world;
use serde_json::Value;

fn document() -> Value {
    serde_json::to_value(web::api::document()).unwrap()
}

/// Every value of `$ref` in the document.
fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match (key.as_str(), value) {
                    ("$ref", Value::String(reference)) => found.push(reference),
                    _ => references(value, found),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

/// Every operation with its method and path.
fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .unwrap()
                .iter()
                .map(move |(method, operation)| (format!("{method} {path}"), operation))
        })
        .collect()
}

#[test]
fn it_is_openapi_three_one_and_whole() {
    let document = document();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1."));
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 200);
    let leads_somewhere = |reference: &&str| {
        reference.strip_prefix('#').is_some_and(|pointer| document.pointer(pointer).is_some())
    };
    found.retain(|reference| !leads_somewhere(reference));
    assert!(found.is_empty(), "these lead nowhere: {found:?}");
}

#[test]
fn every_operation_is_described() {
    let document = document();
    for (name, operation) in operations(&document) {
        let summary = operation["summary"].as_str().unwrap_or_default();
        assert!(!summary.is_empty() && !summary.ends_with('.'), "{name}: {summary:?}");
        assert!(operation["tags"][0].is_string(), "{name} has no tag");
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.keys().any(|status| status.starts_with('2')), "{name} never succeeds");
        for status in ["401", "422", "503"] {
            assert_eq!(responses[status]["$ref"], "#/components/responses/Problem", "{name} {status}");
        }
        assert_eq!(responses.contains_key("404"), name.contains('{'), "{name}");
        let is_command = !name.starts_with("get ");
        assert_eq!(responses.contains_key("409"), is_command, "{name}");
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let named: Vec<&str> =
            parameters.iter().map(|parameter| parameter["name"].as_str().unwrap()).collect();
        let keyless =
            ["sign-in", "sign-out", "coverage", "explain", "reveal"].iter().any(|end| name.ends_with(end));
        let keyed = is_command && !keyless && !name.contains("/api/people");
        assert_eq!(named.contains(&"Idempotency-Key"), keyed, "{name}");
        for part in name.split('{').skip(1) {
            let part = part.split('}').next().unwrap();
            assert!(named.contains(&part), "{name} does not describe {part}");
        }
    }
    let ids: Vec<&Value> =
        operations(&document).into_iter().map(|(_, operation)| &operation["operationId"]).collect();
    assert!(ids.iter().all(|id| id.is_string()));
}

#[test]
fn every_field_of_every_schema_is_described() {
    let document = document();
    let mut bare = Vec::new();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let Some(properties) = schema["properties"].as_object() else {
            continue;
        };
        for (field, property) in properties {
            let choices = property["oneOf"].as_array().into_iter().flatten();
            if !choices.chain([property]).any(|schema| schema["description"].is_string()) {
                bare.push(format!("{name}.{field}"));
            }
        }
    }
    assert!(bare.is_empty(), "these are not described: {bare:?}");
}

/// Every request body has an example, and every example is read by its route: it is refused for what the world lacks at
/// most, never for its shape.
#[tokio::test]
async fn every_example_is_read() {
    let world = world().await;
    let served = world.serve().await;
    let document = document();
    let token = world.token(domain::people::Role::Administrator);
    let mut read = 0;
    for (name, operation) in operations(&document) {
        let body = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
        let Some(reference) = body.as_str() else { continue };
        let schema = document.pointer(&reference[1..]).unwrap();
        let examples = schema["examples"].as_array().unwrap_or_else(|| panic!("{reference} has no example"));
        let (method, path) = name.split_once(' ').unwrap();
        let path: String = path.replace(['{', '}'], "");
        for example in examples {
            let ask = Ask::new(&method.to_uppercase(), &path).bearer(token).json(example.to_string());
            let answer = ask.of(&served.router).await;
            let code =
                if answer.status.is_success() { String::new() } else { answer.json()["code"].to_string() };
            assert!(!code.starts_with("\"value.") && !code.starts_with("\"json."), "{name}: {}", answer.text);
            read += 1;
        }
    }
    assert!(read > 25, "only {read} examples");
}

#[tokio::test]
async fn it_is_served_to_anybody() {
    let served = world().await.serve().await;
    let answer = Ask::get("/api/openapi.json").of(&served.router).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json(), document());
}
