//! Whatever goes wrong is a problem document: with a stable code, the field, the language asked for and a trace.

use crate::client::{Answer, Ask};
use crate::world::world;
use domain::people::Role;
use serde_json::Value;

/// The problem of an answer, whose frame is the same everywhere.
fn problem(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{}", answer.text);
    let problem = answer.json();
    assert_eq!(problem["status"], answer.status.as_u16());
    let code = problem["code"].as_str().unwrap();
    assert_eq!(problem["type"], format!("urn:makegood:problem:{code}"));
    for text in ["title", "detail", "trace"] {
        assert!(!problem[text].as_str().unwrap().is_empty(), "{text} of {problem}");
    }
    assert_eq!(problem["trace"], answer.header("x-request-id").unwrap());
    serde_json::from_value::<web::api::ProblemBody>(problem.clone()).unwrap();
    problem
}

/// What an agent's request with this body is refused with: status, code and field.
async fn refused(body: &str) -> (u16, String, String) {
    let world = world().await;
    let served = world.serve().await;
    let ask = Ask::post("/api/requests", body).bearer(world.token(Role::Agent));
    let answer = ask.of(&served.router).await;
    let problem = problem(&answer);
    let text = |name: &str| problem[name].as_str().unwrap_or_default().to_owned();
    (answer.status.as_u16(), text("code"), text("field"))
}

#[tokio::test]
async fn a_body_that_does_not_fit_is_named_by_its_path() {
    for (body, status, code, field) in [
        ("{\"problem\": ", 422, "json.malformed", "$"),
        ("not json", 422, "json.malformed", "$"),
        (r#"{"problem": 7}"#, 422, "value.type", "problem"),
        (r#"{"problem": "漏水", "phnoe": "138"}"#, 422, "value.unknown_field", "phnoe"),
        (r#"{"problem": "漏水", "reported_at": "yesterday"}"#, 422, "value.unfit", "reported_at"),
        (r#"{"problem": "漏水", "record_only": "yes"}"#, 422, "value.type", "record_only"),
        (r#"{"problem": "a", "problem": "b"}"#, 422, "value.duplicate", "problem"),
        ("{}", 422, "text.missing", "problem"),
        ("", 422, "text.missing", "problem"),
        (r#"{"problem": "漏水", "sold_on": "去年"}"#, 422, "request.sold_on", "sold_on"),
        (
            r#"{"problem": "漏水", "reported_at": "2027-01-01T00:00:00Z"}"#,
            422,
            "request.future",
            "reported_at",
        ),
    ] {
        let found = refused(body).await;
        assert_eq!((found.0, found.1.as_str(), found.2.as_str()), (status, code, field), "{body}");
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_or_no_json_is_not_read() {
    let long = format!("{{\"problem\": \"{}\"}}", "长".repeat(100_000));
    assert_eq!(refused(&long).await, (413, "body.too_large".to_owned(), String::new()));
    let world = world().await;
    let served = world.serve().await;
    let ask =
        Ask::post("/api/requests", "problem=x").header("content-type", "application/x-www-form-urlencoded");
    let answer = ask.bearer(world.token(Role::Agent)).of(&served.router).await;
    assert_eq!(answer.status, 415);
    assert_eq!(problem(&answer)["code"], "body.media_type");
}

#[tokio::test]
async fn a_problem_speaks_the_language_asked_for() {
    let world = world().await;
    let served = world.serve().await;
    let path = "/api/orders/W00-0000000";
    let ask = || Ask::get(path).bearer(world.token(Role::Agent));
    let chinese = ask().of(&served.router).await;
    assert_eq!(chinese.header("content-language"), Some("zh-CN"));
    assert_eq!(problem(&chinese)["detail"], "找不到该工单。请核对编号，或返回列表查找。");
    let english = ask().english().of(&served.router).await;
    assert_eq!(english.header("content-language"), Some("en"));
    assert_eq!(problem(&english)["title"], "Not found");
    assert_eq!(problem(&english)["code"], "not_found");
}

#[tokio::test]
async fn whoever_nobody_answers_gets_a_problem_too() {
    let world = world().await;
    let served = world.serve().await;
    let token = world.token(Role::Agent);
    for (method, path, status, code) in [
        ("GET", "/api/nothing", 404, "route.unknown"),
        ("GET", "/api", 404, "route.unknown"),
        ("DELETE", "/api/orders", 405, "route.method"),
        ("GET", "/api/orders/%FF", 400, "request.unreadable"),
        ("GET", "/api/callbacks/abc", 404, "not_found"),
    ] {
        let answer = Ask::new(method, path).bearer(token).of(&served.router).await;
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text);
        assert_eq!(problem(&answer)["code"], code, "{method} {path}");
    }
    let nobody = Ask::get("/api/orders").of(&served.router).await;
    assert_eq!((nobody.status.as_u16(), nobody.header("www-authenticate")), (401, Some("Bearer")));
    assert_eq!(problem(&nobody)["code"], "sign_in.required");
}

#[tokio::test]
async fn a_query_that_does_not_fit_is_refused() {
    let world = world().await;
    let served = world.serve().await;
    for (query, code, field) in [
        ("stage=opne", "value.choice", "stage"),
        ("stge=open", "value.unknown_field", "stge"),
        ("month=2026-13", "value.unfit", "month"),
        ("limit=0", "limit.unfit", "limit"),
        ("limit=201", "limit.unfit", "limit"),
        ("limit=many", "limit.unfit", "limit"),
        ("cursor=nonsense", "cursor.unfit", "cursor"),
        ("paused=maybe", "value.choice", "paused"),
        ("stage=open&stage=open", "value.duplicate", "stage"),
    ] {
        let ask = Ask::get(format!("/api/orders?{query}")).bearer(world.token(Role::Agent)).english();
        let answer = ask.of(&served.router).await;
        let problem = problem(&answer);
        assert_eq!(answer.status, 422, "{query}");
        assert_eq!(
            (problem["code"].as_str(), problem["field"].as_str()),
            (Some(code), Some(field)),
            "{query}"
        );
        if query == "stge=open" {
            assert!(problem["detail"].as_str().unwrap().ends_with("Did you mean stage?"), "{problem}");
        }
    }
}

#[tokio::test]
async fn a_cursor_leads_through_its_own_list_only() {
    let world = world().await;
    let served = world.serve().await;
    let token = world.token(Role::Agent);
    let mut seen = Vec::new();
    let mut path = "/api/orders?limit=7".to_owned();
    for _ in 0..20 {
        let page = Ask::get(&path).bearer(token).of(&served.router).await.json();
        seen.extend(page["items"].as_array().unwrap().iter().map(|order| order["number"].to_string()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/orders?limit=7&cursor={next}");
        let elsewhere = format!("/api/orders?stage=open&cursor={next}");
        let other = Ask::get(elsewhere).bearer(token).of(&served.router).await;
        assert_eq!(problem(&other)["code"], "cursor.unfit");
    }
    let all = Ask::get("/api/orders?limit=200").bearer(token).of(&served.router).await.json();
    let all: Vec<String> =
        all["items"].as_array().unwrap().iter().map(|order| order["number"].to_string()).collect();
    assert!(all.len() > 20);
    assert_eq!(seen, all);
}

#[tokio::test]
async fn lines_of_a_statement_are_paged() {
    let world = world().await;
    let served = world.serve().await;
    let token = world.token(Role::Auditor);
    let number = world.name("own.submitted");
    let path = format!("/api/statements/{number}/lines?limit=1");
    let page = Ask::get(&path).bearer(token).of(&served.router).await.json();
    let line = &page["items"][0];
    assert_eq!((line["kind"].as_str(), line["amount_fen"].as_i64()), (Some("sales_share"), Some(50_000)));
    assert!(line["because"]["zh"].is_string() && line["clause"]["number"].is_string());
    assert!(page["next"].is_null());
}

#[tokio::test]
async fn a_conflict_names_the_rule() {
    let world = world().await;
    let served = world.serve().await;
    let path = format!("/api/statements/{}/verify", world.name("own.received"));
    let answer = Ask::post(path, "").bearer(world.token(Role::Auditor)).of(&served.router).await;
    let problem = problem(&answer);
    assert_eq!(
        (problem["code"].as_str(), problem["rule"].as_str()),
        (Some("statement.callbacks_due"), Some("A2.11"))
    );
}

#[tokio::test]
async fn personal_data_is_masked() {
    let world = world().await;
    let served = world.serve().await;
    let paths = [
        format!("/api/orders/{}", world.name("own.completed")),
        format!("/api/orders/{}/journal", world.name("own.completed")),
        "/api/orders?limit=200".to_owned(),
        "/api/requests?limit=200".to_owned(),
        "/api/units".to_owned(),
        "/api/customers".to_owned(),
        format!("/api/customers/{}", world.name("own.customer")),
        "/api/technicians".to_owned(),
        "/api/providers/P001".to_owned(),
    ];
    for path in paths {
        let text = Ask::get(&path).bearer(world.token(Role::Agent)).of(&served.router).await.text;
        assert!(text.contains('*'), "{path}: {text}");
        for secret in [
            "张三丰",
            "13800138000",
            "欧阳娜娜",
            "13911112222",
            "13700000001",
            "6222020200112233446",
            "文三路",
        ] {
            assert!(!text.contains(secret), "{path} shows {secret}: {text}");
        }
    }
}

#[tokio::test]
async fn whoever_comes_later_is_told_who_changed_what() {
    let world = world().await;
    let served = world.serve().await;
    let path = format!("/api/orders/{}", world.name("own.accepted"));
    let manager = world.token(Role::ProviderManager);
    let seen =
        Ask::get(&path).bearer(manager).of(&served.router).await.json()["order"]["version"].to_string();
    let visit = r#"{"from_at": "2026-03-17T01:00:00Z", "until_at": "2026-03-17T04:00:00Z"}"#;
    let plan = || {
        Ask::post(format!("{path}/visit"), visit).bearer(manager).header("if-match", &format!("\"{seen}\""))
    };
    assert_eq!(plan().of(&served.router).await.status, 200);
    let later = plan().english().of(&served.router).await;
    let problem = problem(&later);
    assert_eq!((later.status.as_u16(), problem["code"].as_str()), (409, Some("order.stale")));
    assert!(problem["detail"].as_str().unwrap().contains("王服务商经理"), "{problem}");
}
