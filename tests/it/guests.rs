//! Guests: people without an address, who give one and are one with the account that has it.

mod places;
mod together;

use axum::body::Body;
use axum::http::{Method, Request};
use chrono::Duration;
use platform_core::accounts::merge;
use serde_json::{Value, json};
use tests::afterwards::BROKEN;
use tests::{Answer, Person, TestApp, a_mission};
use uuid::Uuid;

struct Scene {
    app: TestApp,
    agent: Person,
    manager: Person,
    association: Uuid,
}

impl Scene {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let (agent, manager) = (app.agent("paris").await, app.volunteer("paris", "manager").await);
        let association = manager.validated_association(&app).await;
        Self { app, agent, manager, association }
    }

    /// Somebody without an address, whom an agent has seen.
    async fn guest(&self, given: &str) -> Person {
        let told = json!({ "given_name": given, "family_name": "Test", "birth_date": "1990-05-17" });
        let id = self.agent.post(&self.app, "/api/v1/desk/people", told).await.expect(201).id();
        Person::signed_in(&self.app, "paris", id, String::new()).await
    }

    async fn mission(&self, capacity: i32) -> (Uuid, Uuid) {
        self.manager.published_mission(&self.app, self.association, a_mission(capacity)).await
    }

    /// An agent signs a guest up.
    async fn sign_up(&self, guest: &Person, (mission, slot): (Uuid, Uuid)) -> Answer {
        let path = format!("/api/v1/missions/{mission}/sign-ups");
        let headers = [("acting-for", guest.id.to_string())];
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.agent.call_with(&self.app, Method::POST, &path, Some(json!({ "slot": slot })), &headers).await
    }

    async fn ask(&self, guest: &Person, email: &str) -> Answer {
        guest.post(&self.app, "/api/v1/me/email", json!({ "email": email })).await
    }

    /// Asks for an address and answers the secret that is sent there.
    async fn asked(&self, guest: &Person, email: &str) -> String {
        self.ask(guest, email).await.expect(202);
        self.app.work().await;
        secret(&self.app, &email.to_lowercase())
    }

    async fn open(&self, secret: &str) -> Answer {
        open(&self.app, "paris", secret).await
    }

    async fn rows(&self, sql: &str) -> Vec<String> {
        let client = self.app.client("paris").await;
        client.query(sql, &[]).await.expect("rows").iter().map(|row| row.get(0)).collect()
    }

    async fn nothing_is_broken(&self) {
        assert_eq!(self.rows(BROKEN).await, Vec::<String>::new());
    }
}

async fn open(app: &TestApp, city: &str, secret: &str) -> Answer {
    app.call(city, Method::POST, "/api/v1/sessions/by-link", Some(json!({ "token": secret }))).await
}

/// The secret of the last link that was sent to an address.
fn secret(app: &TestApp, email: &str) -> String {
    let mails = app.mails.to(email);
    let mut links = mails.iter().flat_map(|mail| mail.text.split_whitespace()).filter(|word| word.contains("/enter/"));
    let link = links.next_back().expect("a link");
    link.rsplit('/').next().expect("a secret").to_owned()
}

/// What an answer says, but for the number of the request.
fn words(answer: &Answer) -> (u16, Value) {
    let mut body = answer.body.clone();
    if let Some(body) = body.as_object_mut() {
        body.remove("reference");
    }
    (answer.status.as_u16(), body)
}

#[tokio::test]
async fn a_guest_gives_an_address_and_has_it_when_the_link_is_opened() {
    let scene = Scene::new().await;
    let guest = scene.guest("Zoé").await;
    let token = json!({ "name": "programme", "scopes": ["read", "sign_ups"] });
    let token = guest.post(&scene.app, "/api/v1/tokens", token).await.expect(201);
    // A program does not give its owner's account away.
    let by_token = Request::post("/api/v1/me/email")
        .header("host", "paris.localhost")
        .header("content-type", "application/json")
        .header("authorization", format!("Bearer {}", token.body["token"].as_str().expect("a token")))
        .body(Body::from(json!({ "email": "program@exemple.example" }).to_string()));
    assert_eq!(scene.app.send(by_token.expect("a request")).await.expect(403).code(), "scope");
    let secret = scene.asked(&guest, "Zoe@Exemple.example").await;
    let before = guest.get(&scene.app, "/api/v1/me").await.expect(200);
    assert_eq!(
        (&before.body["email"], &before.body["confirmed"]),
        (&Value::Null, &json!(false)),
        "not before it is proved"
    );

    let entered = scene.open(&secret).await.expect(200);
    assert_eq!(entered.body["account"], json!(guest.id));
    let account = "SELECT format('%s %s', email, email_confirmed_at IS NOT NULL) FROM accounts WHERE email LIKE 'zoe%'";
    assert_eq!(scene.rows(account).await, ["zoe@exemple.example t"]);
    // Who asked may have been a stranger: only who opened the link is in.
    guest.get(&scene.app, "/api/v1/me").await.expect(401);
    assert_eq!(scene.rows("SELECT name FROM api_tokens").await, Vec::<String>::new());
    let known = Person::signed_in(&scene.app, "paris", guest.id, "zoe@exemple.example".into()).await;
    let again = scene.ask(&known, "other@exemple.example").await.expect(409);
    assert_eq!(again.code(), "email_confirmed");
    // It is an address to come in by.
    scene.app.clock.advance(Duration::minutes(1));
    let asked = json!({ "email": "zoe@exemple.example" });
    scene.app.call("paris", Method::POST, "/api/v1/magic-links", Some(asked)).await.expect(202);
    scene.app.work().await;
    let link = self::secret(&scene.app, "zoe@exemple.example");
    assert_eq!(scene.open(&link).await.expect(200).body["account"], json!(guest.id));
    scene.nothing_is_broken().await;
}

#[tokio::test]
async fn an_agent_gives_the_address_of_somebody_at_the_desk() {
    let scene = Scene::new().await;
    // The address an agent wrote down is nobody's before it is proved: it may be mended.
    let told = json!({ "email": "zeo@exemple.example", "given_name": "Zoé", "family_name": "Test" });
    let person = scene.agent.post(&scene.app, "/api/v1/desk/people", told).await.expect(201).id().to_string();
    let headers = [("acting-for", person.as_str())];
    let body = json!({ "email": "zoe@exemple.example" });
    scene.agent.call_with(&scene.app, Method::POST, "/api/v1/me/email", Some(body), &headers).await.expect(202);
    scene.app.work().await;
    let entered = scene.open(&secret(&scene.app, "zoe@exemple.example")).await.expect(200);
    assert_eq!(entered.body["account"], json!(person));
    let by = format!(
        "SELECT on_behalf_of::text FROM ledger WHERE action = 'account.email_asked' AND actor_id = '{}'",
        scene.agent.id
    );
    assert_eq!(scene.rows(&by).await, [person]);
}

#[tokio::test]
async fn a_link_that_does_not_work_says_so_in_the_same_words() {
    let scene = Scene::new().await;
    let guest = scene.guest("Zoé").await;
    let unknown = words(&scene.open("no-such-link").await.expect(401));
    let replaced = scene.asked(&guest, "first@exemple.example").await;
    let late = scene.asked(&guest, "second@exemple.example").await;
    assert_eq!(words(&scene.open(&replaced).await), unknown, "replaced");
    scene.app.clock.advance(Duration::minutes(30));
    assert_eq!(words(&scene.open(&late).await), unknown, "too late");

    let secret = scene.asked(&guest, "third@exemple.example").await;
    assert_eq!(words(&open(&scene.app, "montreal", &secret).await).0, 401, "another city's");
    let (one, two) = tokio::join!(scene.open(&secret), scene.open(&secret));
    let mut both = [words(&one), words(&two)];
    both.sort_by_key(|(status, _)| *status);
    assert_eq!((both[0].0, &both[1]), (200, &unknown), "of two at once one finds it");
    assert_eq!(words(&scene.open(&secret).await), unknown, "used");
    // Nothing of it is kept: neither what was used nor what nobody opened.
    let other = scene.guest("Yann").await;
    scene.asked(&other, "fourth@exemple.example").await;
    scene.app.clock.advance(Duration::days(2));
    let nobody = json!({ "email": "nobody@exemple.example" });
    scene.app.call("paris", Method::POST, "/api/v1/magic-links", Some(nobody)).await.expect(202);
    scene.app.work().await;
    assert_eq!(scene.rows("SELECT email FROM email_links").await, Vec::<String>::new());
}

#[tokio::test]
async fn nobody_learns_whether_an_address_has_an_account() {
    let scene = Scene::new().await;
    scene.app.volunteer("paris", "known").await;
    let guest = scene.guest("Zoé").await;
    let mut seen = Vec::new();
    for email in ["known@paris.example", "unknown@paris.example"] {
        let answer = scene.ask(&guest, email).await.expect(202);
        scene.app.work().await;
        let mail = scene.app.mails.to(email).pop().expect("a mail");
        seen.push((words(&answer), mail.subject, mail.text.replace(&secret(&scene.app, email), "[secret]")));
    }
    assert_eq!(seen[0], seen[1]);
    // Nobody is named to a stranger.
    assert!(!seen[0].2.contains("Zoé"), "{}", seen[0].2);
    let refused = scene.ask(&guest, "no address").await.expect(422);
    assert_eq!(refused.body["errors"][0]["pointer"], "/email");
    scene
        .app
        .call("paris", Method::POST, "/api/v1/me/email", Some(json!({ "email": "a@b.example" })))
        .await
        .expect(401);
}

#[tokio::test]
async fn an_address_may_be_asked_for_so_often() {
    let app = TestApp::alone(|vars| {
        vars.insert("JEMENGAGE_SIGN_IN_LIMIT".into(), "3".into());
    })
    .await;
    let agent = app.agent("paris").await;
    let told = json!({ "given_name": "Zoé", "family_name": "Test" });
    let id = agent.post(&app, "/api/v1/desk/people", told).await.expect(201).id();
    let guest = Person::signed_in(&app, "paris", id, String::new()).await;
    for expected in [202, 202, 202, 429] {
        guest.post(&app, "/api/v1/me/email", json!({ "email": "zoe@exemple.example" })).await.expect(expected);
    }
}

#[tokio::test]
async fn the_mail_in_both_languages() {
    let scene = Scene::new().await;
    let mut mails = Vec::new();
    for locale in ["fr", "en"] {
        let told = json!({ "given_name": "Zoé", "family_name": "Test", "locale": locale });
        let id = scene.agent.post(&scene.app, "/api/v1/desk/people", told).await.expect(201).id();
        let guest = Person::signed_in(&scene.app, "paris", id, String::new()).await;
        let email = format!("{locale}@exemple.example");
        let secret = scene.asked(&guest, &email).await;
        let mail = scene.app.mails.to(&email).pop().expect("a mail");
        mails.push(format!("Subject: {}\n\n{}", mail.subject, mail.text.replace(&secret, "[secret]")));
    }
    insta::assert_snapshot!("email-link", mails.join("\n=====\n"));
}

/// A table that names an account is added: whoever adds it says here what a merge makes of it.
#[tokio::test]
async fn every_column_that_names_an_account_is_seen_to() {
    let owner = tests::Database::new().await.connect_as_owner().await;
    let keys = "SELECT conrelid::regclass::text, attname::text, conname::text FROM pg_constraint
                JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey)
                WHERE confrelid = 'accounts'::regclass AND attname <> 'tenant_id' ORDER BY 1, 2";
    let keys = owner.query(keys, &[]).await.expect("the catalogue");
    assert!(keys.len() >= 14, "{keys:?}");
    for key in keys {
        let (table, column, name): (String, String, String) = (key.get(0), key.get(1), key.get(2));
        let seen_to = merge::columns().any(|known| known == (table.as_str(), column.as_str()));
        assert!(
            seen_to,
            "{table}.{column} names an account, and NAMING in db/guests.rs does not say what becomes of it"
        );
        assert_eq!(name, format!("{table}_tenant_id_{column}_fkey"), "by this name a request is answered 401");
    }
}
