//! What is held about a person: told in full when they ask, and nowhere any more when they leave.

mod clock;
pub(crate) mod life;

use std::path::Path;

use axum::body::Body;
use axum::http::{Method, Request};
use chrono::Duration;
use serde_json::{Value, json};
use tests::{Person, TestApp, a_mission};
use uuid::Uuid;

use life::{FACTS, Life, PASSWORD, dump};

const ME: &str = "/api/v1/me";

async fn erase(app: &TestApp, who: &Person, body: Value) -> tests::Answer {
    who.call(app, Method::DELETE, ME, Some(body)).await
}

/// Does what is due now, and what is due when whatever was under way has ended.
async fn settle(app: &TestApp) {
    app.work().await;
    app.clock.advance(Duration::minutes(3));
    app.work().await;
}

async fn rows(app: &TestApp, sql: &str) -> Vec<String> {
    let client = app.client("paris").await;
    client.query(sql, &[]).await.expect("rows").iter().map(|row| row.get(0)).collect()
}

/// Slots whose counters are not what their sign-ups say.
const MISCOUNTED: &str = "SELECT slots.id::text FROM slots
    WHERE taken <> (SELECT count(*) FROM sign_ups WHERE slot_id = slots.id AND holds_place)
       OR waiting <> (SELECT count(*) FROM sign_ups WHERE slot_id = slots.id AND state = 'waiting')";

/// Where the account's id may stay: a pseudonym that holds nothing.
const PSEUDONYM_STAYS: [&str; 6] = ["accounts", "jobs", "ledger", "messages", "sign_ups", "thread_reports"];

/// Nothing of the person is in any row of any table, nor in any mail on file.
pub(crate) async fn is_gone(app: &TestApp, id: Uuid, mails: &Path) {
    let mut wrong = Vec::new();
    for (place, text) in dump(app, mails).await {
        let lower = text.to_lowercase();
        let found = FACTS.iter().find(|fact| lower.contains(**fact));
        wrong.extend(found.map(|fact| format!("«{fact}» in {place}: {text}")));
        if lower.contains(&id.to_string()) && !PSEUDONYM_STAYS.contains(&place.as_str()) {
            wrong.push(format!("the pseudonym in {place}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn who_erases_their_account_is_nowhere_any_more_and_others_lose_nothing() {
    let app = TestApp::new().await;
    let life = Life::lived(&app).await;
    let text: String =
        dump(&app, life.mails.path()).await.into_iter().map(|(_, text)| text.to_lowercase() + "\n").collect();
    for fact in FACTS {
        assert!(text.contains(fact), "{fact} is somewhere before");
    }
    assert!(life::mails_on_file(life.mails.path()).iter().any(|mail| mail.contains("Zébulon")), "and in mails on file");
    let others = "SELECT format('%s %s %s %s', id, state, motivation, reason) FROM sign_ups WHERE account_id <> '{id}'
                  AND state <> 'waiting' ORDER BY id";
    let others = others.replace("{id}", &life.person.id.to_string());
    let before = rows(&app, &others).await;
    erase(&app, &life.person, json!({ "password": PASSWORD })).await.expect(204);
    let after = rows(&app, &others).await;
    assert!(before.iter().all(|row| after.contains(row)), "{before:?} {after:?}");
    assert_eq!(life.state(&app, &life.next).await, "offered", "the place goes to the next in line");
    app.work().await;
    let told = app.mails.to(&life.host.email);
    assert!(told.iter().any(|mail| mail.text.contains("compte effacé")), "the managers know that nobody comes");
    settle(&app).await;
    is_gone(&app, life.person.id, life.mails.path()).await;

    let own = format!(
        "SELECT format('%s %s %s', state, reason, minutes) FROM sign_ups WHERE account_id = '{}' ORDER BY 1",
        life.person.id
    );
    let own = rows(&app, &own).await;
    assert_eq!(own, ["attended  90", "cancelled account_erased ", "cancelled account_erased ", "withdrawn  "]);
    assert_eq!(rows(&app, MISCOUNTED).await, Vec::<String>::new());
    let listed = life.host.get(&app, &format!("/api/v1/missions/{}/sign-ups", life.mission)).await.expect(200);
    let mut names = listed.body["items"].as_array().into_iter().flatten().map(|row| &row["volunteer"]);
    assert!(names.any(|name| name == "compte effacé"), "{:#}", listed.body);
}

#[tokio::test]
async fn associations_pass_to_who_is_left_or_wait_for_the_city() {
    let app = TestApp::new().await;
    let life = Life::lived(&app).await;
    let before = app.mails.to(&life.heir.email).len();
    erase(&app, &life.person, json!({ "password": PASSWORD })).await.expect(204);
    settle(&app).await;
    let me = life.heir.get(&app, ME).await.expect(200);
    assert_eq!(me.body["associations"][0]["role"], "owner");
    assert_eq!(app.mails.to(&life.heir.email).len(), before + 1, "and is told so");
    let agent = app.agent("paris").await;
    let queue = agent.get(&app, "/api/v1/moderation/queue").await.expect(200);
    let waiting = &queue.body["associations"][0];
    assert_eq!((&waiting["id"], &waiting["state"]), (&json!(life.alone), &json!("suspended")));
    assert_eq!(waiting["inside"]["reasons"][0]["code"], "no_members");
    // Whoever counted on one of its missions is not forgotten: the city sees to it.
    assert_eq!(life.state(&app, &life.guest).await, "accepted");
}

#[tokio::test]
async fn two_members_who_leave_at_once_do_not_each_leave_it_to_the_other() {
    let app = TestApp::new().await;
    let (one, two) = (app.volunteer("paris", "one").await, app.volunteer("paris", "two").await);
    let association = one.validated_association(&app).await;
    let client = app.client("paris").await;
    life::join(&client, association, two.id, "manager").await;
    let (first, second) = tokio::join!(erase(&app, &one, json!({})), erase(&app, &two, json!({})));
    first.expect(204);
    second.expect(204);
    assert_eq!(rows(&app, "SELECT state FROM associations").await, ["suspended"]);
    assert!(rows(&app, "SELECT role FROM memberships").await.is_empty());
}

/// A request that was under way when the account was erased may still write for it: what it wrote does not stay.
#[tokio::test]
async fn what_is_written_meanwhile_does_not_stay() {
    let app = TestApp::new().await;
    let manager = app.volunteer("paris", "manager").await;
    let association = manager.validated_association(&app).await;
    let hasty = app.volunteer("paris", "hasty").await;
    let mut slots = Vec::new();
    for _ in 0..4 {
        slots.push(manager.published_mission(&app, association, a_mission(1)).await);
    }
    let sign_up = |(mission, slot): (Uuid, Uuid)| {
        let (app, hasty, path) = (&app, &hasty, format!("/api/v1/missions/{mission}/sign-ups"));
        async move { hasty.post(app, &path, json!({ "slot": slot, "motivation": "vite" })).await }
    };
    let writing = futures_util::future::join_all(slots.into_iter().map(sign_up));
    let (_, erased) = tokio::join!(writing, erase(&app, &hasty, json!({})));
    erased.expect(204);
    settle(&app).await;
    let live = rows(&app, "SELECT state FROM sign_ups WHERE state <> 'cancelled' OR motivation IS NOT NULL").await;
    assert!(live.is_empty(), "{live:?}");
    assert_eq!(rows(&app, MISCOUNTED).await, Vec::<String>::new());
}

#[tokio::test]
async fn nobody_is_erased_without_proof_and_nobody_comes_back() {
    let app = TestApp::new().await;
    let life = Life::lived(&app).await;
    for (body, code) in [(json!({}), "password_needed"), (json!({ "password": "une autre phrase" }), "wrong_password")]
    {
        let refused = erase(&app, &life.person, body).await.expect(422);
        assert_eq!((refused.code(), &refused.body["errors"][0]["pointer"]), (code, &json!("/password")));
    }
    // A program may not, nor see it all.
    for (method, path) in [(Method::DELETE, ME), (Method::GET, "/api/v1/me/export")] {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "paris.localhost")
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {}", life.token));
        let body = Body::from(json!({ "password": PASSWORD }).to_string());
        assert_eq!(app.send(request.body(body).expect("a request")).await.expect(403).code(), "scope");
    }
    // Without a password it takes a session that was just opened.
    let guest = &life.guest;
    app.clock.advance(Duration::minutes(31));
    let refused = erase(&app, guest, json!({})).await.expect(409);
    assert_eq!((refused.code(), &refused.body["remedy"]["kind"]), ("come_in_again", &json!("come_in_again")));

    let link = life::link(&app, &life.person).await;
    let gone = erase(&app, &life.person, json!({ "password": PASSWORD })).await.expect(204);
    assert!(gone.header("set-cookie").contains("Max-Age=0"));
    life.person.get(&app, ME).await.expect(401);
    let post = async |path: &str, body: Value| app.call("paris", Method::POST, path, Some(body)).await;
    post("/api/v1/sessions", json!({ "email": life.person.email, "password": PASSWORD })).await.expect(401);
    post("/api/v1/sessions/by-link", json!({ "token": link })).await.expect(401);
    // The same address makes a new account.
    let told = json!({ "email": life.person.email, "given_name": "Sacha", "family_name": "Test" });
    post("/api/v1/accounts", told).await.expect(202);
    let link = life::link(&app, &life.person).await;
    let entered = post("/api/v1/sessions/by-link", json!({ "token": link })).await.expect(200);
    assert_ne!(entered.body["account"], json!(life.person.id));
}

/// Which section of the export tells of each column that names a person.
const TOLD: &[(&str, &str)] = &[
    ("accounts.email", "account"),
    ("alerts.account_id", "alerts"),
    ("api_tokens.account_id", "tokens"),
    ("associations.contact_email", "contacts"),
    ("associations.contact_phone", "contacts"),
    ("attestations.account_id", "attestations"),
    ("chat_codes.account_id", "chat_codes"),
    ("chat_identities.account_id", "chats"),
    ("chat_identities.person", "chats"),
    ("chat_logins.account_id", "chat_logins"),
    ("consent_requests.account_id", "consent_requests"),
    ("consent_requests.email", "consent_requests"),
    ("credentials.account_id", "credentials"),
    ("decisions.account_id", "decisions"),
    ("email_links.account_id", "email_links"),
    ("email_links.email", "email_links"),
    ("favourites.account_id", "favourites"),
    ("idempotency_keys.account_id", "requests"),
    ("identities.account_id", "identities"),
    ("invitations.email", "invitations_received"),
    ("invitations.invited_by", "invitations_sent"),
    ("ledger.actor_id", "ledger"),
    ("ledger.on_behalf_of", "ledger"),
    ("magic_links.account_id", "sign_in_links"),
    ("mail_preferences.account_id", "preferences"),
    ("memberships.account_id", "memberships"),
    ("merged_accounts.account_id", "merged_accounts"),
    ("messages.author_id", "messages"),
    ("missions.contact_email", "contacts"),
    ("missions.contact_name", "contacts"),
    ("missions.contact_phone", "contacts"),
    ("notices.account_id", "notices"),
    ("sessions.account_id", "sessions"),
    ("sign_ups.account_id", "sign_ups"),
    ("thread_reads.account_id", "thread_reads"),
    ("thread_reports.reported_by", "reports"),
];

/// Columns that name a person and are told nowhere, with the reason. May only shrink.
const UNTOLD: &[(&str, &str)] = &[];

/// Columns of accounts that are not told as they are, with the reason.
const KEPT_BACK: &[(&str, &str)] = &[
    ("tenant_id", "the city"),
    ("password_hash", "a secret: whether there is one is told"),
    ("mail_token", "a secret"),
    ("erased_at", "nobody reads it"),
];

#[tokio::test]
async fn every_column_that_names_a_person_is_told_to_them() {
    let app = TestApp::new().await;
    let life = Life::lived(&app).await;
    life::link(&app, &life.person).await;
    let export = life.person.get(&app, "/api/v1/me/export").await.expect(200).body;
    let owner = app.database.connect_as_owner().await;
    let names = async |sql: &str| -> Vec<String> {
        owner.query(sql, &[]).await.expect("the catalogue").iter().map(|row| row.get(0)).collect()
    };
    let naming = names(
        "SELECT format('%s.%s', table_name, column_name) FROM information_schema.columns
         WHERE table_schema = 'public'
           AND (column_name ~ '(^|_)(account|author|actor|person|volunteer|owner|user)(_id)?$' OR column_name ~ '_by$'
                OR column_name ~ '(^|_)(email|phone)$' OR column_name IN ('on_behalf_of', 'contact_name'))
         UNION
         SELECT format('%s.%s', conrelid::regclass, attname) FROM pg_constraint
         JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey)
         WHERE confrelid = 'accounts'::regclass AND attname <> 'tenant_id' ORDER BY 1",
    )
    .await;
    assert!(naming.len() >= TOLD.len(), "{naming:?}");
    for column in naming {
        let Some((_, section)) = TOLD.iter().find(|(told, _)| *told == column) else {
            assert!(UNTOLD.iter().any(|(untold, _)| *untold == column), "{column} names a person and is not exported");
            continue;
        };
        assert!(export[section].as_array().is_some_and(|rows| !rows.is_empty()), "{section} tells of {column}");
    }
    for column in names("SELECT column_name::text FROM information_schema.columns WHERE table_name = 'accounts'").await
    {
        let told = export["account"][0].get(&column).is_some() || KEPT_BACK.iter().any(|(kept, _)| *kept == column);
        assert!(told, "accounts.{column}");
    }
}

#[tokio::test]
async fn an_export_tells_all_of_oneself_nothing_secret_and_nothing_of_others() {
    let app = TestApp::new().await;
    let life = Life::lived(&app).await;
    // Where one does not act, one's name is a namesake's.
    let elsewhere = life.host.validated_association(&app).await;
    let mut mission = a_mission(1);
    mission["contact"] = json!({ "name": "Zébulon Quetschenmuller", "phone": "07 98 76 54 32" });
    life.host.published_mission(&app, elsewhere, mission).await;
    let export = life.person.get(&app, "/api/v1/me/export").await.expect(200);
    let text = export.body.to_string().to_lowercase();
    for fact in FACTS {
        assert!(text.contains(fact), "{fact}");
    }
    assert!(text.contains("merci de venir"), "what the other side wrote in one's own thread");
    let others = [&life.host, &life.next, &life.heir, &life.guest];
    for held_back in others.map(|other| other.email.as_str()).into_iter().chain(["argon2", "\\\\x", "token_hash"]) {
        assert!(!text.contains(held_back), "{held_back}");
    }
    let contacts = export.body["contacts"].as_array().into_iter().flatten();
    let mut contacts: Vec<_> = contacts.map(|row| (&row["name"], &row["phone"], &row["street"])).collect();
    contacts.sort_by_key(|(name, ..)| name.as_str());
    let expected = [
        (&Value::Null, &json!("01 98 76 54 32"), &json!("7 impasse de la Quetsche")),
        (&json!("M. Zébulon Quetschenmuller"), &json!("06 98 76 54 32"), &Value::Null),
        (&json!("Quetschenmuller, Zébulon"), &json!("06 98 76 54 32"), &Value::Null),
    ];
    assert_eq!(contacts, expected, "what erasure would empty");
    let by = export.body["ledger"].as_array().expect("rows");
    assert!(by.iter().any(|row| row["for_me"] == true && row["by_me"] == false), "an agent acted for them at the desk");

    for (path, accept) in [("/api/v1/me/export", "text/html,*/*"), ("/api/v1/me/export?format=html", "*/*")] {
        let headers = [("accept", accept), ("accept-language", "fr")];
        let page = life.person.call_with(&app, Method::GET, path, None, &headers).await.expect(200).text;
        assert!(page.starts_with("<!doctype html>") && page.contains("<h2>Vos inscriptions</h2>"), "{page}");
        assert!(page.to_lowercase().contains(life::MOTIVATION) && page.contains("2026-03-14 10:00"), "{page}");
        assert!(!page.contains("export-"), "every section and field has a name: {page}");
    }
}
