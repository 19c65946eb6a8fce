//! Another city's object does not exist: every operation of the API, tried from Montréal on what is in Paris.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request};
use chrono::NaiveDate;
use platform_core::accounts::CityRole;
use platform_core::ports::Clock as _;
use serde_json::{Value, json};
use tests::{Answer, Person, TestApp, a_mission, an_association};
use uuid::Uuid;

/// An operation of the API, as its description has it.
#[derive(Debug, Clone)]
pub(super) struct Operation {
    pub(super) id: String,
    pub(super) method: Method,
    pub(super) path: String,
    /// Its parameters, as the description has them.
    pub(super) parameters: Vec<Value>,
    /// The schema of its JSON body, resolved, if it takes one.
    pub(super) body: Option<Value>,
    pub(super) tag: String,
}

impl Operation {
    pub(super) fn names_an_object(&self) -> bool {
        self.path.contains("{id}")
    }

    pub(super) fn path_of(&self, id: impl std::fmt::Display) -> String {
        let path = self.path.replace("{id}", &id.to_string());
        // What else a path names is named after what it is in.
        path.replace("{name}", "residence").replace("{version}", "1").replace("{code}", "0A1B-2C3D-4E5F")
    }

    pub(super) fn has_header(&self, name: &str) -> bool {
        self.parameters.iter().any(|p| p["in"] == "header" && p["name"] == name)
    }

    pub(super) fn query_parameters(&self) -> impl Iterator<Item = (&str, &Value)> {
        let query = self.parameters.iter().filter(|p| p["in"] == "query");
        query.map(|p| (p["name"].as_str().expect("a name"), &p["schema"]))
    }

    pub(super) fn only_reads(&self) -> bool {
        self.method == Method::GET
    }
}

/// A schema with its `$ref` followed, and `null` taken out of its alternatives.
pub(super) fn resolved(document: &Value, schema: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        let pointer = name.strip_prefix('#').expect("a reference inside the document");
        return resolved(document, document.pointer(pointer).expect("what the reference names"));
    }
    let alternatives = schema["oneOf"].as_array().into_iter().flatten();
    match alternatives.clone().find(|schema| schema["type"] != "null") {
        Some(schema) => resolved(document, schema),
        None => schema.clone(),
    }
}

pub(super) fn document() -> Value {
    serde_json::to_value(platform::web::openapi()).expect("the description is JSON")
}

/// Every operation of the description.
pub(super) fn operations() -> Vec<Operation> {
    let document = document();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("methods") {
            let Ok(method) = method.to_ascii_uppercase().parse::<Method>() else { continue };
            let body = operation.pointer("/requestBody/content/application~1json/schema");
            operations.push(Operation {
                id: operation["operationId"].as_str().expect("an operationId").to_owned(),
                method,
                path: path.clone(),
                parameters: operation["parameters"].as_array().cloned().unwrap_or_default(),
                body: body.map(|schema| resolved(&document, schema)),
                tag: operation["tags"][0].as_str().unwrap_or("").to_owned(),
            });
        }
    }
    assert!(operations.len() > 30, "the description is walked: {}", operations.len());
    operations
}

/// Sends an operation as somebody, or as nobody, with a version for `If-Match` where one is due.
pub(super) async fn perform(
    app: &TestApp,
    who: Option<&Person>,
    city: &str,
    operation: &Operation,
    path: &str,
    body: Option<&Value>,
) -> Answer {
    let mut request = Request::builder()
        .method(operation.method.clone())
        .uri(path)
        .header("host", format!("{city}.localhost"))
        .header("accept-language", "en");
    if let Some(who) = who {
        request = request.header("cookie", who.cookie());
    }
    if operation.has_header("If-Match") {
        request = request.header("if-match", "\"1.0\"");
    }
    if body.is_some() {
        request = request.header("content-type", "application/json");
    }
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    app.send(request.body(body).expect("a request")).await
}

/// What an operation's path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Nothing,
    Association,
    Mission,
    SignUp,
    Invitation,
    Token,
    Alert,
    Account,
}

/// What the path of each operation names. An operation that is missing here fails the suites: whoever adds one to the
/// API says so here, and it is tried.
const KINDS: &[(Kind, &[&str])] = &[
    (
        Kind::Nothing,
        &[
            "register",
            "log_in",
            "log_out",
            "request_magic_link",
            "use_magic_link",
            "me",
            "update_me",
            "link_email",
            "erase_me",
            "export_me",
            "my_sign_ups",
            "list_areas",
            "list_taxonomy",
            "statistics",
            "list_associations",
            "create_association",
            "search_missions",
            "map_missions",
            "suggest",
            "create_mission",
            "moderation_queue",
            "list_ledger",
            "list_roles",
            "give_role",
            "list_favourites",
            "list_alerts",
            "create_alert",
            "accept_invitation",
            "get_preferences",
            "update_preferences",
            "preview_unsubscribe",
            "unsubscribe",
            "list_tokens",
            "create_token",
            "create_chat_code",
            "check_in",
            "desk_person",
            "get_rules",
            "upload_rules",
            "list_rule_versions",
            "update_rule_parameters",
            "restore_rules",
            "ask_guardian",
            "give_consent",
            "list_hours",
            "make_attestation",
            // An attestation is found by its code; `hours` tries those of other people and cities.
            "get_attestation",
            "check_attestation",
        ],
    ),
    (
        Kind::Association,
        &[
            "get_association",
            "update_association",
            "submit_association",
            "validate_association",
            "return_association",
            "suspend_association",
            "resume_association",
            "leave_association",
            "list_association_missions",
            "association_history",
            "accredit_association",
            "create_guild_code",
            "set_association_logo",
            "remove_association_logo",
        ],
    ),
    (
        Kind::Mission,
        &[
            "get_mission",
            "update_mission",
            "submit_mission",
            "publish_mission",
            "return_mission",
            "close_mission",
            "cancel_mission",
            "suspend_mission",
            "resume_mission",
            "duplicate_mission",
            "hand_over_mission",
            "take_over_mission",
            "end_offer",
            "attendance_sheet",
            "record_attendance",
            "sign_up",
            "list_sign_ups",
            "mission_history",
            "can_sign_up",
        ],
    ),
    (Kind::SignUp, &["withdraw", "accept_sign_up", "decline_sign_up", "accept_offer", "confirm_sign_up"]),
    (Kind::SignUp, &["list_messages", "send_message", "read_messages", "report_thread", "close_report"]),
    (Kind::Mission, &["add_favourite", "remove_favourite", "set_mission_picture", "remove_mission_picture"]),
    (Kind::Association, &["list_members", "invite_member", "list_invitations", "change_member", "remove_member"]),
    (Kind::Invitation, &["revoke_invitation"]),
    (Kind::Token, &["revoke_token"]),
    (Kind::Alert, &["delete_alert"]),
    (Kind::Account, &["list_credentials", "give_credential", "take_credential", "take_role"]),
];

pub(super) fn kind(operation: &Operation) -> Kind {
    let found = KINDS.iter().find(|(_, ids)| ids.contains(&operation.id.as_str()));
    let kind = found.unwrap_or_else(|| panic!("{} is in the API and not in the table", operation.id)).0;
    assert_eq!(kind != Kind::Nothing, operation.names_an_object(), "{}", operation.id);
    kind
}

/// A sound body of each operation that takes one, in a scene.
pub(super) fn sound_body(operation: &Operation, scene: &Scene) -> Option<Value> {
    let remarks = || json!({ "reasons": [{ "field": "/name", "text": "Précisez." }] });
    let body = match operation.id.as_str() {
        "register" => {
            json!({ "email": "new@asso.example", "given_name": "Noa", "family_name": "Test", "locale": "fr" })
        }
        "log_in" => json!({ "email": "all@paris.example", "password": "not the right one" }),
        "request_magic_link" => json!({ "email": "all@paris.example" }),
        "use_magic_link" => json!({ "token": "no-such-link" }),
        "link_email" => json!({ "email": "all@asso.example" }),
        "update_me" => json!({ "given_name": "Camille" }),
        // Not the right one: the people of the scene stay.
        "erase_me" => json!({ "password": "not the right one" }),
        "create_association" | "update_association" => an_association(),
        "return_association" | "return_mission" => remarks(),
        "create_mission" => json!({ "association": scene.association, "mission": a_mission(3) }),
        "update_mission" => a_mission(3),
        "sign_up" => json!({ "slot": scene.slot }),
        "withdraw" | "decline_sign_up" => json!({ "reason": "Je suis malade." }),
        "suspend_association" | "suspend_mission" | "cancel_mission" => json!({ "reason": "Une inondation." }),
        "duplicate_mission" => json!({ "shift_days": 7 }),
        "hand_over_mission" => json!({ "association": scene.other_association }),
        "record_attendance" => json!({ "entries": [{ "sign_up": scene.sign_up, "outcome": "absent" }] }),
        "check_in" => json!({ "code": "0A1B2C3D" }),
        "desk_person" => json!({ "given_name": "Noa", "family_name": "Test" }),
        "invite_member" => json!({ "email": "other@asso.example", "role": "manager" }),
        "accept_invitation" => json!({ "token": "no-such-invitation" }),
        "change_member" => json!({ "account": scene.volunteer.id, "role": "owner" }),
        "remove_member" => json!({ "account": scene.volunteer.id }),
        "update_preferences" => {
            json!({ "topics": { "messages": "daily" }, "quiet": { "from": "21:00", "until": "08:00" } })
        }
        "send_message" => json!({ "text": "À quelle porte faut-il sonner ?" }),
        "report_thread" => json!({ "reason": "Ces messages sont blessants." }),
        "create_alert" => json!({ "q": "devoirs", "facets": { "domain": ["education"] }, "daily": true }),
        "give_credential" => json!({ "assurance": "in_person" }),
        "give_role" => json!({ "email": "agent@asso.example", "role": "moderator" }),
        "accredit_association" => json!({ "accreditations": ["trusted"] }),
        "update_rule_parameters" => json!({ "parameters": { "minimum_age": 17 } }),
        "ask_guardian" => json!({ "email": "guardian@asso.example" }),
        "give_consent" => json!({ "token": "no-such-request" }),
        "make_attestation" => json!({ "from": "2026-01-01", "until": "2026-03-31" }),
        "create_token" => json!({ "name": "tableau de bord", "scopes": ["read"] }),
        _ => {
            assert!(operation.body.is_none(), "{} takes a body, and the table has none", operation.id);
            return None;
        }
    };
    Some(body)
}

/// A city in which something happened.
pub(super) struct Scene {
    /// Somebody with every power there: agent, owner of the association, of age.
    pub(super) all: Person,
    /// Somebody with none, who asked to take part.
    pub(super) volunteer: Person,
    pub(super) association: Uuid,
    pub(super) draft_association: Uuid,
    /// Another validated one, of the same owner.
    pub(super) other_association: Uuid,
    pub(super) mission: Uuid,
    pub(super) slot: Uuid,
    pub(super) draft_mission: Uuid,
    pub(super) sign_up: Uuid,
    pub(super) invitation: Uuid,
    pub(super) token: Uuid,
    pub(super) alert: Uuid,
    /// The token itself.
    pub(super) secret: String,
}

impl Scene {
    pub(super) async fn set(app: &TestApp, city: &'static str) -> Self {
        let born = NaiveDate::from_ymd_opt(1980, 2, 1);
        let all = Person::made(app, city, "all", Some(CityRole::Admin), born).await;
        let volunteer = app.volunteer(city, "volunteer").await;
        let association = all.validated_association(app).await;
        let draft_association = all.post(app, "/api/v1/associations", an_association()).await.expect(201).id();
        let other_association = all.validated_association(app).await;
        let mut written = a_mission(3);
        written["acceptance"] = json!("by_manager");
        let (mission, slot) = all.published_mission(app, association, written.clone()).await;
        let body = json!({ "association": association, "mission": written });
        let draft_mission = all.post(app, "/api/v1/missions", body).await.expect(201).id();
        // Offered to another association, which may take it.
        let offer = "UPDATE missions SET offered_to = $2 WHERE id = $1";
        app.client(city).await.execute(offer, &[&draft_mission, &other_association]).await.expect("an offer");
        let path = format!("/api/v1/missions/{mission}/sign-ups");
        let sign_up = volunteer.post(app, &path, json!({ "slot": slot })).await.expect(201).id();
        let report = json!({ "reason": "Ces messages sont blessants." });
        volunteer.post(app, &format!("/api/v1/sign-ups/{sign_up}/report"), report).await.expect(201);
        let colleague = json!({ "email": "colleague@asso.example", "role": "manager" });
        let path = format!("/api/v1/associations/{association}/invitations");
        let invitation = all.post(app, &path, colleague).await.expect(201).id();
        let scopes = json!({ "name": "programme", "scopes": ["read", "sign_ups", "manage", "moderate"] });
        let token = all.post(app, "/api/v1/tokens", scopes).await.expect(201);
        let secret = token.body["token"].as_str().expect("the token itself").to_owned();
        let token = token.id();
        let alert = platform_core::ports::new_id(&*app.app.entropy, app.clock.now());
        let kept = "INSERT INTO alerts (id, account_id, criteria, terms, without, daily, created_at)
                    VALUES ($1, $2, '{}', '{}', '{}', true, now())";
        app.client(city).await.execute(kept, &[&alert, &all.id]).await.expect("an alert");
        let held = "INSERT INTO credentials (account_id, name, assurance, given_at) VALUES ($1, 'residence', 'declared', now()) ON CONFLICT DO NOTHING";
        app.client(city).await.execute(held, &[&volunteer.id]).await.expect("a credential");
        Self {
            all,
            volunteer,
            association,
            draft_association,
            other_association,
            mission,
            slot,
            draft_mission,
            sign_up,
            invitation,
            token,
            alert,
            secret,
        }
    }

    /// What is in the city of this kind: what everybody sees, and what few may see.
    pub(super) fn ids(&self, kind: Kind) -> Vec<Uuid> {
        match kind {
            Kind::Nothing => Vec::new(),
            Kind::Association => vec![self.association, self.draft_association],
            Kind::Mission => vec![self.mission, self.draft_mission],
            Kind::SignUp => vec![self.sign_up],
            Kind::Invitation => vec![self.invitation],
            Kind::Token => vec![self.token],
            Kind::Alert => vec![self.alert],
            Kind::Account => vec![self.volunteer.id],
        }
    }

    fn private_ids(&self, kind: Kind) -> Vec<Uuid> {
        self.ids(kind).into_iter().filter(|id| ![self.association, self.mission].contains(id)).collect()
    }

    /// All that the city's people see of it.
    async fn seen(&self, app: &TestApp) -> Vec<Value> {
        let mut seen = Vec::new();
        for path in [
            format!("/api/v1/associations/{}", self.association),
            format!("/api/v1/associations/{}", self.draft_association),
            format!("/api/v1/associations/{}/missions", self.association),
            format!("/api/v1/missions/{}", self.mission),
            format!("/api/v1/missions/{}", self.draft_mission),
            format!("/api/v1/missions/{}/sign-ups", self.mission),
            format!("/api/v1/sign-ups/{}/messages", self.sign_up),
            format!("/api/v1/associations/{}/members", self.association),
            format!("/api/v1/associations/{}/invitations", self.association),
            "/api/v1/tokens".to_owned(),
        ] {
            seen.push(self.all.get(app, &path).await.expect(200).body);
        }
        seen
    }
}

/// An id that nothing has.
const UNKNOWN: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);

/// What an answer says, but for the number of the request.
fn words(answer: &Answer) -> (u16, Value) {
    let mut body = answer.body.clone();
    if let Some(body) = body.as_object_mut() {
        body.remove("reference");
    }
    (answer.status.as_u16(), body)
}

/// Calls an operation with a thing's id and with one that nothing has: the answers must be the same, and 404 for whom
/// nothing else stands in the way.
async fn is_told_apart(
    app: &TestApp,
    who: Option<&Person>,
    city: &str,
    operation: &Operation,
    id: Uuid,
    body: Option<&Value>,
) -> Option<String> {
    let there = words(&perform(app, who, city, operation, &operation.path_of(id), body).await);
    let nowhere = words(&perform(app, who, city, operation, &operation.path_of(UNKNOWN), body).await);
    let barred = [401, 403].contains(&nowhere.0);
    let name = who.map_or("nobody", |who| &who.email);
    (there != nowhere || (there.0 != 404 && !barred))
        .then(|| format!("{} as {name}:\n  its id     {there:?}\n  unknown id {nowhere:?}", operation.id))
}

#[tokio::test]
async fn what_is_in_paris_does_not_exist_in_montreal() {
    let app = TestApp::new().await;
    let paris = Scene::set(&app, "paris").await;
    let montreal = Scene::set(&app, "montreal").await;
    let before = paris.seen(&app).await;
    let mut wrong = Vec::new();
    for operation in operations().iter().filter(|operation| operation.names_an_object()) {
        let body = sound_body(operation, &montreal);
        for id in paris.ids(kind(operation)) {
            // The public answer of Paris, if one is held, must not be shown in Montréal.
            perform(&app, None, "paris", operation, &operation.path_of(id), body.as_ref()).await;
            for who in [Some(&montreal.all), Some(&montreal.volunteer), None] {
                wrong.extend(is_told_apart(&app, who, "montreal", operation, id, body.as_ref()).await);
            }
            let by_all =
                perform(&app, Some(&montreal.all), "montreal", operation, &operation.path_of(id), body.as_ref()).await;
            if by_all.status != 404 {
                wrong.push(format!("{} as one with every power: {}", operation.id, by_all.status));
            }
        }
    }
    assert_eq!(paris.seen(&app).await, before, "nothing in Paris changed");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The counterpart: the same calls find what they name in its own city, so that the 404s above mean something.
#[tokio::test]
async fn what_is_in_paris_exists_in_paris() {
    let app = TestApp::new().await;
    for operation in operations().iter().filter(|operation| operation.names_an_object()) {
        // What one operation ends, the next would not find; and each is of another day, for the daily cap's sake.
        app.client("paris")
            .await
            .execute("UPDATE sign_ups SET created_at = created_at - interval '1 day'", &[])
            .await
            .expect("a day");
        let paris = Scene::set(&app, "paris").await;
        let body = sound_body(operation, &paris);
        let mut statuses = Vec::new();
        for id in paris.ids(kind(operation)) {
            for who in [&paris.all, &paris.volunteer] {
                let answer = perform(&app, Some(who), "paris", operation, &operation.path_of(id), body.as_ref()).await;
                statuses.push(answer.status.as_u16());
            }
        }
        assert!(statuses.iter().any(|status| ![401, 403, 404].contains(status)), "{}: {statuses:?}", operation.id);
    }
}

#[tokio::test]
async fn what_is_private_does_not_exist_for_strangers_of_the_same_city() {
    let app = TestApp::new().await;
    let paris = Scene::set(&app, "paris").await;
    let stranger = app.volunteer("paris", "stranger").await;
    // Somebody with an association of their own is no less a stranger to others'.
    let neighbour = app.volunteer("paris", "neighbour").await;
    neighbour.validated_association(&app).await;
    let before = paris.seen(&app).await;
    let mut wrong = Vec::new();
    for operation in operations().iter().filter(|operation| operation.names_an_object()) {
        let body = sound_body(operation, &paris);
        for id in paris.private_ids(kind(operation)) {
            for who in [Some(&stranger), Some(&neighbour), None] {
                wrong.extend(is_told_apart(&app, who, "paris", operation, id, body.as_ref()).await);
                let answer = perform(&app, who, "paris", operation, &operation.path_of(id), body.as_ref()).await;
                if who.is_some() && operation.tag != "moderation" && answer.status != 404 {
                    wrong.push(format!("{}: {}", operation.id, answer.status));
                }
            }
        }
    }
    assert_eq!(paris.seen(&app).await, before, "nothing changed");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn ids_in_bodies_and_queries_are_of_the_same_city() {
    let app = TestApp::new().await;
    let paris = Scene::set(&app, "paris").await;
    let montreal = Scene::set(&app, "montreal").await;
    for who in [&montreal.all, &montreal.volunteer] {
        let mut answers = Vec::new();
        for association in [paris.association, paris.draft_association, UNKNOWN] {
            let body = json!({ "association": association, "mission": a_mission(3) });
            answers.push(words(&who.post(&app, "/api/v1/missions", body).await.expect(404)));
        }
        assert_eq!((&answers[0], &answers[1]), (&answers[2], &answers[2]));

        let path = format!("/api/v1/missions/{}/sign-ups", montreal.mission);
        let mut answers = Vec::new();
        for slot in [paris.slot, UNKNOWN] {
            answers.push(words(&who.post(&app, &path, json!({ "slot": slot })).await.expect(404)));
        }
        assert_eq!(answers[0], answers[1]);
    }
    // A slot of another mission of the same city is not this mission's either.
    let (other, _) = montreal.all.published_mission(&app, montreal.association, a_mission(3)).await;
    let body = json!({ "slot": montreal.slot });
    montreal.volunteer.post(&app, &format!("/api/v1/missions/{other}/sign-ups"), body).await.expect(404);

    let found = |association: Uuid| format!("/api/v1/missions?association={association}");
    let foreign = montreal.all.get(&app, &found(paris.association)).await.expect(200);
    let unknown = montreal.all.get(&app, &found(UNKNOWN)).await.expect(200);
    assert_eq!(foreign.body, unknown.body);
}

#[tokio::test]
async fn lists_and_searches_stay_in_their_city() {
    let app = TestApp::new().await;
    let paris = Scene::set(&app, "paris").await;
    let montreal = Scene::set(&app, "montreal").await;
    app.work().await; // so that the missions are found
    let foreign: BTreeSet<String> = [Kind::Association, Kind::Mission, Kind::SignUp, Kind::Invitation, Kind::Token]
        .into_iter()
        .flat_map(|kind| paris.ids(kind))
        .map(|id| id.to_string())
        .collect();
    let searches =
        ["", "?q=devoirs", "?lat=48.8785&lon=2.3650&radius_m=200000", "?domains=education&include_past=true"];
    let searches = searches.map(|query| format!("/api/v1/missions{query}"));
    let lists = ["associations", "me/sign-ups", "moderation/queue", "moderation/ledger", "tokens"];
    let lists = lists.map(|list| format!("/api/v1/{list}"));
    for who in [&montreal.all, &montreal.volunteer] {
        for path in
            searches.iter().chain(&lists).filter(|path| who.id == montreal.all.id || !path.contains("moderation"))
        {
            let answer = who.get(&app, path).await.expect(200);
            let shown = answer.body.to_string();
            assert!(!foreign.iter().any(|id| shown.contains(id)), "{path}: {shown}");
        }
    }
    // What is there is found by the same words where it is.
    let found = paris.volunteer.get(&app, &searches[1]).await.expect(200);
    assert_eq!(found.body["items"][0]["id"], json!(paris.mission));
}

#[tokio::test]
async fn what_proves_somebody_in_paris_proves_nobody_in_montreal() {
    let app = TestApp::new().await;
    let paris = Scene::set(&app, "paris").await;
    Scene::set(&app, "montreal").await;
    let me = "/api/v1/me";
    paris.all.get(&app, me).await.expect(200);
    assert_eq!(paris.all.visiting("montreal").get(&app, me).await.expect(401).code(), "sign_in");

    let bearing = |city: &str| {
        let request = Request::builder().uri(me).header("host", format!("{city}.localhost"));
        request.header("authorization", format!("Bearer {}", paris.secret)).body(Body::empty()).expect("a request")
    };
    app.send(bearing("paris")).await.expect(200);
    assert_eq!(app.send(bearing("montreal")).await.expect(401).code(), "sign_in");

    // Nor does the link in a mail of Paris let anybody into Montréal; and trying it there does not use it up.
    let address = json!({ "email": paris.all.email });
    app.call("paris", Method::POST, "/api/v1/magic-links", Some(address)).await.expect(202);
    app.work().await;
    let mails = app.mails.to(&paris.all.email);
    let mut links = mails.iter().flat_map(|mail| mail.text.split_whitespace()).filter(|word| word.contains("/enter/"));
    let link = links.next_back().expect("a link").rsplit('/').next().expect("its secret");
    for (city, status) in [("montreal", 401), ("paris", 200), ("paris", 401)] {
        let body = json!({ "token": link });
        app.call(city, Method::POST, "/api/v1/sessions/by-link", Some(body)).await.expect(status);
    }
}

/// A session ends in its own city only.
#[tokio::test]
async fn nobody_is_logged_out_from_another_city() {
    let app = TestApp::new().await;
    let person = app.volunteer("paris", "person").await;
    person.visiting("montreal").call(&app, Method::DELETE, "/api/v1/sessions/current", None).await.expect(204);
    person.get(&app, "/api/v1/me").await.expect(200);
    person.call(&app, Method::DELETE, "/api/v1/sessions/current", None).await.expect(204);
    person.get(&app, "/api/v1/me").await.expect(401);
}
