//! Whatever is sent, the answer is a problem that says what to mend: every operation of the API, with every kind of slip.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};
use tests::{Answer, TestApp, a_mission, an_association};

use crate::isolation::{Operation, Scene, document, kind, operations, perform, resolved, sound_body};

/// Larger than any body may be.
const OVERSIZED: usize = 256 * 1024 + 1;

/// What is wrong with an answer that should refuse with one of these codes and name this field; none if nothing is.
fn complaint(answer: &Answer, codes: &[&str], pointer: Option<&str>) -> Option<String> {
    let body = &answer.body;
    let missing = ["type", "title", "detail", "code", "reference"].into_iter().find(|key| {
        body[*key]
            .as_str()
            .is_none_or(|text| text.is_empty() || text.starts_with("refusal-") || text.starts_with("title-"))
    });
    let names = |pointer: &str| {
        let errors = body["errors"].as_array().into_iter().flatten();
        errors
            .clone()
            .any(|error| error["pointer"] == pointer && error["detail"].as_str().is_some_and(|d| d.contains(' ')))
    };
    let what = if !answer.status.is_client_error() {
        "is no refusal".to_owned()
    } else if answer.header("content-type") != "application/problem+json" {
        format!("is {}", answer.header("content-type"))
    } else if body["status"] != json!(answer.status.as_u16()) {
        "has another status inside".to_owned()
    } else if let Some(key) = missing {
        format!("has no sound `{key}`")
    } else if !codes.is_empty() && !codes.contains(&answer.code()) {
        format!("has a code that is none of {codes:?}")
    } else if pointer.is_some_and(|pointer| !names(pointer)) {
        format!("does not name {}", pointer.unwrap_or(""))
    } else if body["detail"].as_str().is_some_and(|text| text.contains("{$")) {
        "has a text with a gap".to_owned()
    } else {
        return None;
    };
    Some(format!("{what}: {} {}", answer.status, answer.body))
}

/// The complaints of a test, all of them at its end.
#[derive(Default)]
struct Complaints(Vec<String>);

impl Complaints {
    fn check(&mut self, sent: impl std::fmt::Display, answer: &Answer, codes: &[&str], pointer: Option<&str>) {
        if let Some(complaint) = complaint(answer, codes, pointer) {
            self.0.push(format!("{sent}\n    {complaint}"));
        }
    }

    #[track_caller]
    fn none(self) {
        let shown: Vec<_> = self.0.iter().take(20).cloned().collect();
        assert!(shown.is_empty(), "{} complaints:\n{}", self.0.len(), shown.join("\n"));
    }
}

/// A city, and somebody with every power there: what is refused is the input, not the person.
struct Desk {
    app: TestApp,
    scene: Scene,
}

impl Desk {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let scene = Scene::set(&app, "paris").await;
        Self { app, scene }
    }

    /// The operation's path, with the id of something that exists.
    fn path(&self, operation: &Operation) -> String {
        match self.scene.ids(kind(operation)).first() {
            Some(id) => operation.path_of(id),
            None => operation.path.clone(),
        }
    }

    async fn json(&self, operation: &Operation, body: &Value) -> Answer {
        perform(&self.app, Some(&self.scene.all), "paris", operation, &self.path(operation), Some(body)).await
    }

    async fn query(&self, operation: &Operation, query: &str) -> Answer {
        let path = format!("{}?{query}", self.path(operation));
        perform(&self.app, Some(&self.scene.all), "paris", operation, &path, None).await
    }

    async fn raw(&self, operation: &Operation, kind: &str, body: impl Into<Body>) -> Answer {
        // Who goes out is gone: not the one the other operations are tried as.
        let who = if operation.id == "log_out" { &self.scene.volunteer } else { &self.scene.all };
        let request = Request::builder()
            .method(operation.method.clone())
            .uri(self.path(operation))
            .header("host", "paris.localhost")
            .header("cookie", who.cookie())
            .header("if-match", "\"1.0\"")
            .header("content-type", kind);
        self.app.send(request.body(body.into()).expect("a request")).await
    }
}

fn with_body() -> impl Iterator<Item = Operation> {
    operations().into_iter().filter(|operation| operation.body.is_some())
}

fn properties(operation: &Operation) -> Vec<(String, Value)> {
    let document = document();
    let schema = operation.body.clone().unwrap_or_default();
    let properties = schema["properties"].as_object().expect("a body is an object");
    properties.iter().map(|(name, schema)| (name.clone(), resolved(&document, schema))).collect()
}

/// The JSON types a schema allows.
fn types(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => panic!("no type in {schema}"),
    }
}

/// The sound body with a field replaced.
fn with(body: &Value, name: &str, value: Value) -> Value {
    let mut body = body.clone();
    body[name] = value;
    body
}

#[tokio::test]
async fn bodies_that_are_no_json_object() {
    let desk = Desk::new().await;
    let mut complaints = Complaints::default();
    for operation in with_body() {
        let json_type = "application/json";
        let sound = sound_body(&operation, &desk.scene).expect("a body").to_string();
        let large = format!("{sound}{}", " ".repeat(OVERSIZED));
        let deep = "[".repeat(10_000);
        let latin = b"{\"\xe9\":1}".to_vec();
        for (what, kind, body, codes) in [
            ("cut off", json_type, b"{\"a\":".to_vec(), &["malformed_json"][..]),
            ("empty", json_type, Vec::new(), &["malformed_json"]),
            ("two values", json_type, b"{} {}".to_vec(), &["malformed_json"]),
            ("no number", json_type, b"{\"a\":NaN}".to_vec(), &["malformed_json"]),
            ("a number of no size", json_type, b"{\"a\":1e999}".to_vec(), &["malformed_json"]),
            ("half a surrogate", json_type, b"{\"a\":\"\\ud800\"}".to_vec(), &["malformed_json"]),
            ("ten thousand deep", json_type, deep.into_bytes(), &["malformed_json"]),
            ("Latin-1", json_type, latin, &["not_utf8"]),
            ("oversized", json_type, large.into_bytes(), &["body_too_large"]),
            ("a form", "application/x-www-form-urlencoded", b"a=b".to_vec(), &["unsupported_media_type"]),
            ("text", "text/plain", sound.clone().into_bytes(), &["unsupported_media_type"]),
            ("of no type", "", sound.clone().into_bytes(), &["unsupported_media_type"]),
            ("a number", json_type, b"7".to_vec(), &["wrong_type"]),
            ("a text", json_type, b"\"text\"".to_vec(), &["wrong_type"]),
            ("nothing", json_type, b"null".to_vec(), &["wrong_type"]),
            ("an empty list", json_type, b"[]".to_vec(), &["wrong_type", "invalid_value"]),
        ] {
            let answer = desk.raw(&operation, kind, body).await;
            complaints.check(format!("{} {what}", operation.id), &answer, codes, None);
        }
    }
    complaints.none();
}

/// serde reads a list into a record field by field; the description says `object`, and so must the reader.
#[tokio::test]
async fn a_list_does_not_stand_for_an_object() {
    let desk = Desk::new().await;
    let mut complaints = Complaints::default();
    let slot = desk.scene.slot;
    let mission = |name: &str, value: Value| json!({ "association": desk.scene.association, "mission": with(&a_mission(3), name, value) });
    for (id, body) in [
        ("request_magic_link", json!(["all@paris.example"])),
        ("log_in", json!(["all@paris.example", "a password of some length"])),
        ("update_me", json!(["Camille", null, null, null])),
        ("create_token", json!(["tableau de bord", ["read"], null])),
        ("sign_up", json!([slot, true, null])),
        ("withdraw", json!([null])),
        ("decline_sign_up", json!([null])),
        ("return_mission", json!([[{ "text": "Précisez." }]])),
        ("return_mission", json!({ "reasons": [[null, "Précisez."]] })),
        ("create_mission", mission("contact", json!([null, null, null]))),
        ("create_mission", mission("slots", json!([[null, null, 3]]))),
        ("create_mission", mission("addresses", json!([{ "label": "Ici", "point": [48.8, 2.3] }]))),
    ] {
        let operation = operations().into_iter().find(|operation| operation.id == id).expect("an operation");
        let answer = desk.json(&operation, &body).await;
        complaints.check(format!("{id} {body}"), &answer, &["wrong_type"], None);
    }
    complaints.none();
}

#[tokio::test]
async fn fields_of_a_wrong_type() {
    let desk = Desk::new().await;
    let mut complaints = Complaints::default();
    for operation in with_body() {
        let sound = sound_body(&operation, &desk.scene).expect("a body");
        for (name, schema) in properties(&operation) {
            let allowed = types(&schema);
            let tries = [
                ("object", json!({ "no": "such" })),
                ("array", json!([[]])),
                ("string", json!("text")),
                ("number", json!(7)),
                ("boolean", json!(true)),
            ];
            for (kind, value) in tries {
                if allowed.contains(&kind) || (kind == "number" && allowed.contains(&"integer")) {
                    continue;
                }
                let answer = desk.json(&operation, &with(&sound, &name, value)).await;
                let sent = format!("{} {name}: {kind} for {allowed:?}", operation.id);
                complaints.check(sent, &answer, &["wrong_type", "invalid_value"], Some(&format!("/{name}")));
            }
            if allowed == ["array"] {
                let answer = desk.json(&operation, &with(&sound, &name, json!([7]))).await;
                let at = format!("/{name}/0");
                complaints.check(
                    format!("{} {name}: [7]", operation.id),
                    &answer,
                    &["wrong_type", "invalid_value"],
                    Some(&at),
                );
            }
            if schema["enum"].is_array() || matches!(schema["format"].as_str(), Some("uuid" | "date" | "date-time")) {
                for word in ["", "no such word", "9999-99-99", "9999-99-99T99:99:99Z", "’; DROP TABLE missions; --"] {
                    let answer = desk.json(&operation, &with(&sound, &name, json!(word))).await;
                    let at = format!("/{name}");
                    complaints.check(
                        format!("{} {name}: {word}", operation.id),
                        &answer,
                        &["invalid_value"],
                        Some(&at),
                    );
                }
            }
        }
    }
    complaints.none();
}

#[tokio::test]
async fn fields_that_are_unknown_or_missing_or_hold_nul() {
    let desk = Desk::new().await;
    let mut complaints = Complaints::default();
    for operation in with_body() {
        let sound = sound_body(&operation, &desk.scene).expect("a body");
        let answer = desk.json(&operation, &with(&sound, "nonsense", json!(1))).await;
        complaints.check(format!("{} unknown", operation.id), &answer, &["unknown_field"], Some("/nonsense"));
        let required = operation.body.as_ref().and_then(|schema| schema["required"].as_array().cloned());
        for name in required.iter().flatten().filter_map(Value::as_str) {
            let mut body = sound.clone();
            body.as_object_mut().and_then(|body| body.remove(name)).expect("a sound body has what is required");
            let (answer, at) = (desk.json(&operation, &body).await, format!("/{name}"));
            complaints.check(format!("{} without {name}", operation.id), &answer, &["missing_field"], Some(&at));
            let answer = desk.json(&operation, &with(&sound, name, Value::Null)).await;
            complaints.check(
                format!("{} {name}: null", operation.id),
                &answer,
                &["wrong_type", "invalid_value"],
                Some(&at),
            );
        }
        for (name, _) in properties(&operation).iter().filter(|(_, schema)| types(schema).contains(&"string")) {
            let answer = desk.json(&operation, &with(&sound, name, json!("a\0b"))).await;
            let at = format!("/{name}");
            complaints.check(format!("{} {name}: NUL", operation.id), &answer, &["control_characters"], Some(&at));
        }
    }
    complaints.none();
}

/// RFC 6901 writes `/` in a name as `~1` and `~` as `~0`.
#[tokio::test]
async fn an_unknown_field_with_a_slash_in_its_name() {
    let desk = Desk::new().await;
    let mut complaints = Complaints::default();
    let link = operations().into_iter().find(|operation| operation.id == "request_magic_link").expect("an operation");
    for (name, at) in [("non/sense", "/non~1sense"), ("~", "/~0"), ("", "/")] {
        let answer = desk.json(&link, &json!({ "email": "all@paris.example", name: 1 })).await;
        complaints.check(name, &answer, &["unknown_field"], Some(at));
    }
    complaints.none();
}

#[tokio::test]
async fn a_body_where_none_is_due() {
    let desk = Desk::new().await;
    let mut complaints = Complaints::default();
    for operation in operations().iter().filter(|operation| operation.body.is_none() && !operation.only_reads()) {
        for body in ["{\"a\":", "7", "{\"nonsense\":1}", "[1]", "\u{0}"] {
            let answer = desk.raw(operation, "application/json", body.to_owned()).await;
            complaints.check(format!("{} {body}", operation.id), &answer, &[], None);
        }
        if ["upload_rules", "set_mission_picture", "set_association_logo"].contains(&operation.id.as_str()) {
            continue; // they take more
        }
        let answer = desk.raw(operation, "application/json", vec![b' '; OVERSIZED]).await;
        complaints.check(format!("{} oversized", operation.id), &answer, &["body_too_large"], None);
    }
    complaints.none();
}

/// Values that are no value of this schema.
fn bad_values(schema: &Value) -> &'static [&'static str] {
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("integer"), _) => &["", "abc", "-1", "0", "101", "1.5", "99999999999", "1e3", "٣"],
        (Some("number"), _) => &["", "abc", "1,5", "0x10"],
        (Some("boolean"), _) => &["", "perhaps", "1", "TRUE"],
        (Some("string"), Some("uuid")) => &["", "abc", "0190", "zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz"],
        (Some("string"), Some("date-time")) => &["", "yesterday", "2026-03-04", "9999-99-99T00:00:00Z", "1e9"],
        (Some("string"), _) if schema["enum"].is_array() => &["", "nonsense", "PUBLISHED"],
        _ => &[],
    }
}

#[tokio::test]
async fn queries_that_say_nothing_sound() {
    let desk = Desk::new().await;
    let mut complaints = Complaints::default();
    let mut tried = 0;
    for operation in operations() {
        let parameters: Vec<_> = operation.query_parameters().collect();
        for &(name, schema) in &parameters {
            let at = format!("/{name}");
            for value in bad_values(schema) {
                let answer = desk.query(&operation, &format!("{name}={value}").replace('٣', "%D9%A3")).await;
                complaints.check(
                    format!("{} ?{name}={value}", operation.id),
                    &answer,
                    &["bad_query_value", "range"],
                    Some(&at),
                );
                tried += 1;
            }
            for value in ["%00", "%ff", "a%00b", "%ed%a0%80"] {
                let answer = desk.query(&operation, &format!("{name}={value}")).await;
                complaints.check(
                    format!("{} ?{name}={value}", operation.id),
                    &answer,
                    &["control_characters"],
                    Some(&at),
                );
            }
            let twice = desk.query(&operation, &format!("{name}=true&{name}=true")).await;
            complaints.check(format!("{} {name} twice", operation.id), &twice, &[], None);
        }
        if !parameters.is_empty() {
            for (query, at) in [("nonsense=1", Some("/nonsense")), ("%00=1", None), ("%ff=1", None), ("=", None)] {
                let answer = desk.query(&operation, query).await;
                complaints.check(format!("{} ?{query}", operation.id), &answer, &["unknown_field"], at);
            }
        }
    }
    assert!(tried > 50, "{tried}");
    complaints.none();
}

/// The cursors of lists, base64url of JSON: hostile ones that somebody made by hand.
#[tokio::test]
async fn cursors_made_by_hand() {
    let desk = Desk::new().await;
    let mut complaints = Complaints::default();
    let cursors = [
        "x",
        "====",
        "bnVsbA",
        "W10",
        "%F0%9F%8E%89",
        "AAAA",
        // ["\u0000","00000000-0000-0000-0000-000000000001"]
        "WyJcdTAwMDAiLCIwMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDEiXQ",
        // ["-262143-01-01T00:00:00Z","00000000-0000-0000-0000-000000000001"]
        "WyItMjYyMTQzLTAxLTAxVDAwOjAwOjAwWiIsIjAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMSJd",
        // NaN and an id, as the search writes its places
        "f_gAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",
    ];
    for operation in operations().iter().filter(|o| o.query_parameters().any(|(name, _)| name == "cursor")) {
        for cursor in cursors {
            // A name is any text: to the list by name a date is a sound place.
            if operation.id == "list_associations" && cursor.starts_with("WyItMj") {
                continue;
            }
            let answer = desk.query(operation, &format!("cursor={cursor}")).await;
            complaints.check(format!("{} {cursor}", operation.id), &answer, &["bad_cursor"], Some("/cursor"));
        }
    }
    complaints.none();
}

#[tokio::test]
async fn searches_that_cannot_be() {
    let desk = Desk::new().await;
    let mut complaints = Complaints::default();
    let search = operations().into_iter().find(|o| o.id == "search_missions").expect("the search");
    let long = format!("q={}", "a".repeat(10_000));
    for (query, at) in [
        (long.as_str(), "/q"),
        ("area=nowhere", "/area"),
        ("domains=nonsense", "/domains"),
        ("domains=education,nonsense", "/domains"),
        ("activities=nonsense", "/activities"),
        ("beneficiaries=nonsense", "/beneficiaries"),
        ("lat=48.8", "/lon"),
        ("lon=2.3", "/lat"),
        ("lat=1e9&lon=2", "/lat"),
        ("lat=NaN&lon=2", "/lat"),
        ("lat=inf&lon=2", "/lat"),
        ("lat=48.8&lon=NaN", "/lat"),
        ("lat=48.8&lon=2.3&radius_m=0", "/radius_m"),
        ("lat=48.8&lon=2.3&radius_m=-1", "/radius_m"),
        ("lat=48.8&lon=2.3&radius_m=1e12", "/radius_m"),
        ("lat=48.8&lon=2.3&radius_m=NaN", "/radius_m"),
        ("sort=distance", "/sort"),
        ("from=2026-03-05T00:00:00Z&until=2026-03-04T00:00:00Z", "/until"),
    ] {
        complaints.check(query, &desk.query(&search, query).await, &[], Some(at));
    }
    complaints.none();
}

/// At the edges of what can be said: sound or refused, but never the server's own failure.
#[tokio::test]
async fn searches_at_the_edges() {
    let desk = Desk::new().await;
    let search = operations().into_iter().find(|o| o.id == "search_missions").expect("the search");
    let mut failed = Vec::new();
    for query in [
        "until=-262143-01-01T00:00:00Z",
        "until=-5000-01-01T00:00:00Z",
        "until=0001-01-01T00:00:00Z",
        "from=0001-01-01T00:00:00Z&include_past=true",
        "from=-262143-01-01T00:00:00Z&include_past=true",
        "from=%2B262142-12-31T23:59:59Z",
        "until=%2B262142-12-31T23:59:59.999999999Z",
        "lat=90&lon=180&radius_m=200000&sort=distance",
        "lat=-90&lon=-180&radius_m=1",
        "lat=0&lon=-180&radius_m=200000",
        "q=%F0%9F%8E%89",
        "q=%D7%A9%D7%9C%D7%95%D7%9D",
        "q=%E2%80%AE",
        "domains=,,,&activities=&beneficiaries=,",
        "q=",
        "area=",
    ] {
        let answer = desk.query(&search, query).await;
        if answer.status.is_server_error() {
            failed.push(format!("?{query}: {}", answer.body));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Fields of the right type that say nothing sound, each with the pointer that must be named.
fn absurd_missions() -> Vec<(&'static str, Value, &'static str)> {
    let slot = |from: &str, to: &str| json!([{ "starts_at": from, "ends_at": to, "capacity": 3 }]);
    let places = |capacity: Value| json!([{ "capacity": capacity }]);
    let address = |lat: f64, lon: f64| json!([{ "label": "Ici", "point": { "lat": lat, "lon": lon } }]);
    vec![
        ("title", json!(""), "/title"),
        ("title", json!(" \u{a0} "), "/title"),
        ("title", json!("a".repeat(151)), "/title"),
        ("title", json!("deux\nlignes"), "/title"),
        ("title", json!("un\u{1b}[31m titre"), "/title"),
        ("description", json!("a".repeat(10_001)), "/description"),
        ("activities", json!(["reading", "visits", "repair", "driving", "web_it", "cleanup"]), "/activities"),
        ("prerequisites", json!(["a", "b", "c", "d"]), "/prerequisites"),
        ("prerequisites", json!(["a".repeat(201)]), "/prerequisites"),
        ("contact", json!({ "email": "nobody" }), "/contact/email"),
        ("contact", json!({ "phone": "call me" }), "/contact/phone"),
        ("contact", json!({ "name": "a".repeat(151) }), "/contact/name"),
        ("addresses", address(1e9, 2.0), "/addresses/0/point"),
        ("addresses", address(48.0, 180.1), "/addresses/0/point"),
        ("addresses", json!([{ "label": "", "point": { "lat": 48, "lon": 2 } }]), "/addresses/0/label"),
        (
            "addresses",
            json!([{ "label": "Ici", "postcode": "7501\u{7}", "point": { "lat": 48, "lon": 2 } }]),
            "/addresses/0/postcode",
        ),
        ("addresses", json!([{ "label": "Ici", "point": { "lat": "48", "lon": 2 } }]), "/addresses/0/point/lat"),
        ("addresses", json!([{ "label": "Ici" }]), "/addresses/0/point"),
        ("addresses", json!(vec![json!({ "label": "Ici", "point": { "lat": 48, "lon": 2 } }); 21]), "/addresses"),
        ("slots", places(json!(0)), "/slots/0/capacity"),
        ("slots", places(json!(-1)), "/slots/0/capacity"),
        ("slots", places(json!(100_001)), "/slots/0/capacity"),
        ("slots", places(json!(1_i64 << 40)), "/slots/0/capacity"),
        ("slots", places(json!(1.5)), "/slots/0/capacity"),
        ("slots", json!([{ "starts_at": "2026-03-14T09:00:00Z", "capacity": 3 }]), "/slots/0"),
        ("slots", slot("0001-01-01T00:00:00Z", "0001-01-02T00:00:00Z"), "/slots/0"),
        ("slots", slot("+262142-01-01T00:00:00Z", "+262142-01-02T00:00:00Z"), "/slots/0"),
        ("slots", slot("9999-99-99T00:00:00Z", "2026-03-14T00:00:00Z"), "/slots/0/starts_at"),
        ("slots", slot("2026-03-14T11:00:00Z", "2026-03-14T09:00:00Z"), "/slots/0"),
        ("slots", slot("2026-03-14T09:00:00Z", "2026-03-14T09:00:00Z"), "/slots/0"),
        ("slots", slot("2026-03-14T09:00:00Z", "2026-05-14T09:00:00Z"), "/slots/0"),
        ("slots", json!(vec![json!({ "capacity": 1 }); 401]), "/slots"),
    ]
}

#[tokio::test]
async fn missions_that_cannot_be() {
    let desk = Desk::new().await;
    let mut complaints = Complaints::default();
    let all = operations();
    let create = all.iter().find(|operation| operation.id == "create_mission").expect("an operation");
    let update = all.iter().find(|operation| operation.id == "update_mission").expect("an operation");
    let update_draft = update.path_of(desk.scene.draft_mission);
    for (name, value, at) in absurd_missions() {
        let mission = with(&a_mission(3), name, value);
        let shown: String = format!("{name}: {}", mission[name]).chars().take(120).collect();
        let answer = perform(&desk.app, Some(&desk.scene.all), "paris", update, &update_draft, Some(&mission)).await;
        complaints.check(format!("update_mission {shown}"), &answer, &[], Some(at));
        let body = json!({ "association": desk.scene.association, "mission": mission });
        let answer = desk.json(create, &body).await;
        complaints.check(format!("create_mission {shown}"), &answer, &[], Some(&format!("/mission{at}")));
    }
    complaints.none();
}

#[tokio::test]
async fn other_things_that_cannot_be() {
    let desk = Desk::new().await;
    let mut complaints = Complaints::default();
    let long = "a".repeat(5_001);
    for (id, name, value) in [
        ("register", "email", json!("nobody")),
        ("register", "email", json!(format!("{long}@asso.example"))),
        ("register", "given_name", json!("")),
        ("register", "family_name", json!("a\nb")),
        ("register", "birth_date", json!("0001-01-01")),
        ("register", "birth_date", json!("-262143-01-01")),
        ("register", "birth_date", json!("2999-01-01")),
        ("erase_me", "password", json!("not the right one")),
        ("update_me", "birth_date", json!("0001-01-01")),
        ("update_me", "birth_date", json!("9999-12-31")),
        ("update_me", "given_name", json!("\u{2028}")),
        ("update_me", "given_name", json!("a".repeat(81))),
        ("use_magic_link", "password", json!("short")),
        ("use_magic_link", "password", json!("a".repeat(100_000))),
        ("create_token", "name", json!("")),
        ("create_token", "scopes", json!([])),
        ("create_token", "expires_at", json!("0001-01-01T00:00:00Z")),
        ("create_association", "name", json!("a")),
        ("create_association", "description", json!(long)),
        ("create_association", "domains", json!([])),
        ("create_association", "rna", json!("W75")),
        ("create_association", "siret", json!("73282932７")),
        ("create_association", "area", json!("nowhere")),
        ("create_association", "website", json!("javascript:alert(1)")),
        ("create_association", "contact_email", json!("nobody")),
        ("create_association", "contact_phone", json!("☎")),
        ("sign_up", "motivation", json!("a".repeat(2001))),
        ("sign_up", "motivation", json!("a\u{1b}b")),
        ("withdraw", "reason", json!("a".repeat(5001))),
        ("withdraw", "reason", json!("a\u{1b}b")),
        ("decline_sign_up", "reason", json!("a".repeat(5001))),
        ("return_association", "reasons", json!([])),
        ("return_mission", "reasons", json!([])),
    ] {
        let operation = operations().into_iter().find(|operation| operation.id == id).expect("an operation");
        let sound = sound_body(&operation, &desk.scene).expect("a body");
        let shown: String = format!("{id} {name}: {value}").chars().take(120).collect();
        let answer = desk.json(&operation, &with(&sound, name, value)).await;
        complaints.check(shown, &answer, &[], Some(&format!("/{name}")));
    }
    complaints.none();
}

/// What people do write is no slip: other scripts, emoji, texts from right to left, the farthest date a token may have.
#[tokio::test]
async fn unusual_and_sound() {
    let desk = Desk::new().await;
    let all = &desk.scene.all;
    for text in
        ["🎉🎉 Fête de quartier 👩‍👩‍👧‍👦", "مساعدة الجيران", "עזרה לשכנים", "Zo\u{0308}e et les e\u{0301}toiles", "𝔸𝕚𝕕𝕖𝕣 ici"]
    {
        let mission = with(&with(&a_mission(3), "title", json!(text)), "description", json!(text));
        let body = json!({ "association": desk.scene.association, "mission": mission });
        let made = all.post(&desk.app, "/api/v1/missions", body).await.expect(201);
        assert_eq!(made.body["title"], json!(text));
        let association = with(&an_association(), "name", json!(text));
        let made = all.post(&desk.app, "/api/v1/associations", association).await.expect(201);
        assert_eq!(made.body["name"], json!(text));
    }
    for end in ["9999-12-31T23:59:59Z", "+262142-12-31T23:59:59.999999999Z"] {
        let token = json!({ "name": "long", "scopes": ["read"], "expires_at": end });
        let made = all.post(&desk.app, "/api/v1/tokens", token).await;
        assert!(!made.status.is_server_error(), "{end}: {:#}", made.body);
    }
    all.get(&desk.app, "/api/v1/tokens").await.expect(200);
}

#[tokio::test]
async fn absurd_ids_name_nothing() {
    let desk = Desk::new().await;
    let mut complaints = Complaints::default();
    let long = "a".repeat(10_000);
    for operation in operations().iter().filter(|operation| operation.names_an_object()) {
        let body = sound_body(operation, &desk.scene);
        for id in ["x", "0", "-1", "null", "%00", "%ff", "..%2f..", "%F0%9F%8E%89", "*", long.as_str()] {
            let path = operation.path_of(id);
            let answer = perform(&desk.app, Some(&desk.scene.all), "paris", operation, &path, body.as_ref()).await;
            let sent: String = format!("{} {id}", operation.id).chars().take(80).collect();
            complaints.check(&sent, &answer, &["not_found"], None);
        }
    }
    complaints.none();
}

#[tokio::test]
async fn versions_that_are_none() {
    let desk = Desk::new().await;
    let mut complaints = Complaints::default();
    for operation in operations().iter().filter(|operation| operation.has_header("If-Match")) {
        for (tag, code) in [
            (None, "precondition_missing"),
            (Some("*"), "bad_precondition"),
            (Some("1"), "bad_precondition"),
            (Some("\"x\""), "bad_precondition"),
            (Some("W/\"1.0\""), "bad_precondition"),
            (Some("\"99999999999.0\""), "bad_precondition"),
            (Some("\"é\""), "bad_precondition"),
            (Some("\"\""), "bad_precondition"),
        ] {
            let id = match operation.id.as_str() {
                "update_mission" => desk.scene.draft_mission,
                _ => desk.scene.association,
            };
            let mut request = Request::builder()
                .method(operation.method.clone())
                .uri(operation.path_of(id))
                .header("host", "paris.localhost")
                .header("cookie", desk.scene.all.cookie())
                .header("content-type", "application/json");
            if let Some(tag) = tag {
                request = request.header("if-match", tag);
            }
            let body = sound_body(operation, &desk.scene).expect("a body").to_string();
            let answer = desk.app.send(request.body(Body::from(body)).expect("a request")).await;
            complaints.check(format!("{} If-Match: {tag:?}", operation.id), &answer, &[code], None);
        }
    }
    complaints.none();
}

#[tokio::test]
async fn paths_that_are_none() {
    let app = TestApp::new().await;
    let mut complaints = Complaints::default();
    for path in [
        "/api",
        "/api/v1",
        "/api/v2/missions",
        "/api/v1/missions/",
        "/api/v1/Missions",
        "/api/v1//missions",
        "/api/v1/nonsense",
        "/.env",
        "/wp-login.php",
        "/%00",
        "/%ff",
        "/..%2f..%2fetc/passwd",
    ] {
        for method in [Method::GET, Method::POST] {
            let answer = app.call("paris", method.clone(), path, None).await;
            complaints.check(format!("{method} {path}"), &answer, &["unknown_path"], None);
            assert_eq!(answer.status, 404, "{path}");
        }
    }
    complaints.none();
}

#[tokio::test]
async fn methods_that_are_none() {
    let app = TestApp::new().await;
    let mut complaints = Complaints::default();
    let all = operations();
    for operation in &all {
        let there: Vec<_> = all.iter().filter(|other| other.path == operation.path).map(|o| o.method.clone()).collect();
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::TRACE] {
            if there.contains(&method) {
                continue;
            }
            let path = operation.path_of("0190a000-0000-7000-8000-000000000001");
            let answer = app.call("paris", method.clone(), &path, None).await;
            complaints.check(format!("{method} {path}"), &answer, &["method_not_allowed"], None);
            assert_eq!(answer.status, 405, "{method} {path}");
            let allowed: Vec<_> = answer.header("allow").split(',').map(str::trim).collect();
            for method in &there {
                assert!(allowed.contains(&method.as_str()), "{path}: {method} is allowed, says {allowed:?}");
            }
        }
    }
    complaints.none();
}

#[tokio::test]
async fn what_another_site_sends_is_refused() {
    let desk = Desk::new().await;
    let mut complaints = Complaints::default();
    // The press in a mail program may come from another site: no cookie proves anything there.
    let proved_by_cookie = |operation: &&Operation| !operation.only_reads() && operation.id != "unsubscribe";
    for operation in operations().iter().filter(proved_by_cookie) {
        let body = sound_body(operation, &desk.scene);
        for headers in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
        ] {
            let (person, path) = (&desk.scene.all, desk.path(operation));
            let answer = person.call_with(&desk.app, operation.method.clone(), &path, body.clone(), headers).await;
            complaints.check(format!("{} {headers:?}", operation.id), &answer, &["cross_site"], None);
            assert_eq!(answer.status, 403, "{}", operation.id);
        }
    }
    complaints.none();
    desk.scene.all.get(&desk.app, "/api/v1/me").await.expect(200);
}

#[tokio::test]
async fn a_host_of_no_city_is_answered_in_the_readers_language() {
    let app = TestApp::new().await;
    let mut complaints = Complaints::default();
    let mut details = Vec::new();
    for (language, spoken) in [("en-GB,en;q=0.9", "en"), ("fr-CA", "fr"), ("de", "fr"), ("", "fr")] {
        for host in ["nowhere.example", "paris.localhost.evil.example", "PARIS", "[::1]:8080", "localhost:8080", "%00"]
        {
            let request =
                Request::builder().uri("/api/v1/missions").header("host", host).header("accept-language", language);
            let answer = app.send(request.body(Body::empty()).expect("a request")).await;
            complaints.check(format!("{host} in {language}"), &answer, &["unknown_host"], None);
            assert_eq!((answer.status.as_u16(), answer.header("content-language")), (404, spoken), "{host} {language}");
            details.push((spoken, answer.body["detail"].to_string()));
        }
    }
    complaints.none();
    details.sort();
    details.dedup();
    assert_eq!(details.len(), 2, "one text a language: {details:?}");
    let no_host = Request::builder().uri("/api/v1/missions").body(Body::empty()).expect("a request");
    assert_eq!(app.send(no_host).await.expect(404).code(), "unknown_host");
    // A host's name is the same in any case, and with any port.
    let request = Request::builder().uri("/api/v1/areas").header("host", "PARIS.localhost:9999");
    app.send(request.body(Body::empty()).expect("a request")).await.expect(200);
}
