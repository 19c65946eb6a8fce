//! Two accounts that become one: where all that is theirs goes, and that nothing is left behind.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use axum::http::Method;
use chrono::Duration;
use platform::mail::FileMailer;
use platform_core::accounts::merge;
use platform_core::chat::logins::{self, Finish};
use platform_core::ports::Clock as _;
use platform_core::statistics;
use serde_json::{Value, json};
use tests::{Person, a_mission};
use tokio_postgres::Client;
use uuid::Uuid;

use super::Scene;
use crate::privacy;
use crate::privacy::life::{MOTIVATION, dump};

/// What both have of the same thing; `$1` is the account, `$2` now.
const BOTH: [&str; 3] = [
    "INSERT INTO favourites SELECT tenant_id, $1, id, $2 FROM missions ON CONFLICT DO NOTHING",
    "INSERT INTO mail_preferences (account_id, topic, mode)
     SELECT $1, 'messages', 'daily' WHERE $2::timestamptz IS NOT NULL",
    "INSERT INTO notices (id, account_id, kind, subject_id, key, created_at, due_at, in_digest)
     SELECT gen_random_uuid(), $1, 'message', gen_random_uuid(), 'k', $2, $2::timestamptz + interval '1 year', true",
];

/// What the guest has alone.
const ALONE: [&str; 14] = [
    "INSERT INTO alerts (id, account_id, criteria, terms, without, daily, created_at)
     SELECT gen_random_uuid(), $1, '{}', '{}', '{}', true, $2",
    "INSERT INTO notices (id, account_id, kind, subject_id, key, created_at, due_at, in_digest)
     SELECT gen_random_uuid(), $1, 'message', gen_random_uuid(), 'l', $2, $2::timestamptz + interval '1 year', true",
    "INSERT INTO attestations (code, account_id, given_name, family_name, city, locale, first_day, last_day, lines, made_at)
     SELECT '0A1B2C3D4E5F', $1, 'Zébulon', '', 'Paris', 'fr', '2026-01-01', '2026-01-31', '[]', $2",
    "INSERT INTO jobs (tenant_id, kind, subject, run_at, created_at)
     SELECT current_setting('app.tenant_id')::uuid, 'digest', $1::uuid::text, $2::timestamptz + interval '1 year', $2",
    "INSERT INTO magic_links SELECT current_setting('app.tenant_id')::uuid, sha256('m'), $1, $2",
    "INSERT INTO api_tokens (id, account_id, token_hash, name, scopes, created_at)
     SELECT gen_random_uuid(), $1, sha256('t'), 'tableau de mirabelles', '{read}', $2",
    "INSERT INTO credentials (account_id, name, assurance, given_at) SELECT $1, 'residence', 'in_person', $2",
    "INSERT INTO consent_requests (account_id, email, created_at, expires_at)
     SELECT $1, 'tante.quetsche@asso.example', $2, $2::timestamptz + interval '14 days'",
    "INSERT INTO chat_identities (account_id, platform, person, linked_at) SELECT $1, 'telegram', '4242', $2",
    "INSERT INTO identities (account_id, provider, subject, linked_at) SELECT $1, 'franceconnect', '4343', $2",
    "INSERT INTO chat_codes (account_id, code_hash, expires_at) SELECT $1, sha256('c'), $2",
    "INSERT INTO chat_logins (account_id, browser_hash, code_hash, number, choices, state, expires_at)
     SELECT $1, sha256('b'), sha256('l'), 42, '{17,42,88}', 'approved', $2",
    "INSERT INTO idempotency_keys (account_id, key, fingerprint, created_at) SELECT $1, 'k', sha256('k'), $2",
    "INSERT INTO merged_accounts (guest_id, account_id, merged_at) SELECT gen_random_uuid(), $1, $2",
];

/// What the guest has of a thread; `$3` is its sign-up.
const IN_A_THREAD: [&str; 3] = [
    "INSERT INTO messages (id, sign_up_id, author_id, side, text, created_at)
     SELECT gen_random_uuid(), $3, $1, 'volunteer', 'Rendez-vous sous le mirabellier', $2",
    "INSERT INTO thread_reads (account_id, read_at, sign_up_id) SELECT $1, $2, $3",
    "INSERT INTO thread_reports (id, sign_up_id, reported_by, reason, created_at)
     SELECT gen_random_uuid(), $3, $1, 'Des gros mots de quetsche', $2",
];

const OWNER: &str = "INSERT INTO memberships (account_id, created_at, association_id, role) SELECT $1, $2, $3, 'owner'";
const MANAGER: &str =
    "INSERT INTO memberships (account_id, created_at, association_id, role) SELECT $1, $2, $3, 'manager'";
const INVITED: &str = "INSERT INTO invitations (invited_by, created_at, association_id, id, email, role, expires_at)
    SELECT $1, $2, $3, gen_random_uuid(), 'cousine.quetsche@asso.example', 'manager', $2::timestamptz + interval '1 day'";
const EDITED: &str =
    "INSERT INTO ledger (actor_id, at, subject_id, source, action) SELECT $1, $2, $3, 'chat', 'mission.edited'";

/// Rows of everything, for a guest and for the account that has the address, some about the same thing.
async fn lives(scene: &Scene, guest: &Person, full: &Person) -> (Uuid, Uuid) {
    let (place, other) = (scene.mission(3).await, scene.mission(3).await);
    let thread = scene.sign_up(guest, place).await.expect(201).id();
    let path = format!("/api/v1/missions/{}/sign-ups", other.0);
    full.post(&scene.app, &path, json!({ "slot": other.1 })).await.expect(201);
    let (shared, own) = (full.validated_association(&scene.app).await, scene.association);
    let (client, now) = (scene.app.client("paris").await, scene.app.clock.now());
    let run = async |sql: &str, values: &[&(dyn tokio_postgres::types::ToSql + Sync)]| {
        client.execute(sql, values).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    };
    for sql in BOTH {
        run(sql, &[&full.id, &now]).await;
    }
    for sql in BOTH.into_iter().chain(ALONE) {
        run(sql, &[&guest.id, &now]).await;
    }
    for sql in IN_A_THREAD {
        run(sql, &[&guest.id, &now, &thread]).await;
    }
    run("UPDATE sign_ups SET motivation = $2 WHERE id = $1", &[&thread, &MOTIVATION]).await;
    run(IN_A_THREAD[1], &[&full.id, &(now + Duration::hours(1)), &thread]).await;
    // The one owns what the other manages; in the other association the guest is alone.
    run("UPDATE memberships SET role = 'manager' WHERE account_id = $1", &[&full.id]).await;
    for (sql, about) in [(OWNER, shared), (MANAGER, own), (INVITED, own), (EDITED, place.0)] {
        run(sql, &[&guest.id, &now, &about]).await;
    }
    (place.0, shared)
}

/// How many rows name somebody, by column.
async fn named(client: &Client, who: Uuid) -> BTreeMap<String, i64> {
    let mut named = BTreeMap::new();
    for (table, column) in merge::columns() {
        let sql = format!("SELECT count(*) FROM {table} WHERE {column} = $1");
        let count: i64 = client.query_one(&sql, &[&who]).await.expect("a count").get(0);
        named.insert(format!("{table}.{column}"), count);
    }
    named
}

#[tokio::test]
async fn all_that_is_a_guests_becomes_the_others_and_goes_with_them() {
    let scene = Scene::new().await;
    let mails = tempfile::tempdir().expect("a folder");
    scene.app.mails.through(Arc::new(FileMailer::new(mails.path().to_owned()).expect("a folder")));
    let full = scene.app.volunteer("paris", "zebulon.quetsche").await;
    let guest = scene.guest("Zébulon").await;
    let (mission, shared) = lives(&scene, &guest, &full).await;
    let secret = scene.asked(&guest, &full.email).await;
    let client = scene.app.client("paris").await;
    let before = named(&client, guest.id).await;
    assert!(before.values().all(|count| *count > 0), "the guest has one of each: {before:?}");

    let entered = scene.open(&secret).await.expect(200);
    assert_eq!(entered.body["account"], json!(full.id));
    scene.nothing_is_broken().await;
    let traces: Vec<_> = dump(&scene.app, mails.path())
        .await
        .into_iter()
        .filter(|(_, text)| text.contains(&guest.id.to_string()))
        .collect();
    // Mails on file name whom they are about; they are forgotten with the account that stays.
    let elsewhere =
        traces.iter().map(|(place, _)| place.as_str()).filter(|place| !["ledger", "a mail"].contains(place));
    let places: Vec<_> = elsewhere.collect();
    assert_eq!(places, ["merged_accounts"], "{traces:?}");
    let after = named(&client, full.id).await;
    let moved = |column: &str| after[column];
    for (column, count) in [
        ("sign_ups.account_id", 2),
        ("favourites.account_id", 2),
        ("alerts.account_id", 1),
        ("attestations.account_id", 1),
        ("mail_preferences.account_id", 1),
        ("notices.account_id", 2),
        ("messages.author_id", 1),
        ("thread_reads.account_id", 1),
        ("thread_reports.reported_by", 1),
        ("memberships.account_id", 2),
        ("invitations.invited_by", 1),
        ("merged_accounts.account_id", 2),
        // The link was opened in a browser where the guest was not signed in.
        ("identities.account_id", 0),
        ("chat_identities.account_id", 0),
        ("chat_codes.account_id", 0),
        ("chat_logins.account_id", 0),
        ("api_tokens.account_id", 0),
        ("magic_links.account_id", 0),
        ("email_links.account_id", 0),
        ("idempotency_keys.account_id", 0),
    ] {
        assert!(
            moved(column) == count || column == "notices.account_id" && moved(column) >= count,
            "{column}: {after:?}"
        );
    }
    let role = format!("SELECT role FROM memberships WHERE association_id = '{shared}' AND account_id = '{}'", full.id);
    assert_eq!(scene.rows(&role).await, ["owner"]);
    let read = "SELECT (read_at - created_at)::text FROM thread_reads JOIN sign_ups ON id = sign_up_id";
    assert_eq!(scene.rows(read).await, ["01:00:00"], "as far as either has read");
    let digest = format!("SELECT kind FROM jobs WHERE subject = '{}' AND kind = 'digest'", full.id);
    assert_eq!(scene.rows(&digest).await, ["digest"]);
    guest.get(&scene.app, "/api/v1/me").await.expect(401);
    is_told(&scene, &full, guest.id, mission).await;
    is_erased(&scene, &full, guest.id, mails.path()).await;
}

/// The account that stays is told of all of it, and in histories what the guest did bears its name.
async fn is_told(scene: &Scene, full: &Person, guest: Uuid, mission: Uuid) {
    let export = full.get(&scene.app, "/api/v1/me/export").await.expect(200).body;
    let text = export.to_string();
    for fact in
        [MOTIVATION, "Rendez-vous sous le mirabellier", "Des gros mots de quetsche", "cousine.quetsche@asso.example"]
    {
        assert!(text.contains(fact), "{fact}: {export:#}");
    }
    assert!(export["merged_accounts"].as_array().is_some_and(|rows| rows.iter().any(|row| row["id"] == json!(guest))));
    let acts = export["ledger"].as_array().expect("acts");
    let by_me = |action: &str| acts.iter().any(|row| row["action"] == action && row["by_me"] == true);
    assert!(by_me("mission.edited") && by_me("account.merged"), "{acts:#?}");
    let for_me = acts.iter().any(|row| row["action"] == "sign_up.made" && row["for_me"] == true);
    assert!(for_me, "an agent signed the guest up: {acts:#?}");
    let history = scene.agent.get(&scene.app, &format!("/api/v1/missions/{mission}/history")).await.expect(200);
    let edited =
        history.body["items"].as_array().and_then(|rows| rows.iter().find(|row| row["action"] == "mission.edited"));
    assert_eq!(
        edited.map(|row| (&row["name"], &row["who"])),
        Some((&json!("zebulon.quetsche T."), &json!("manager"))),
        "{:#}",
        history.body
    );
}

/// Who erases the account erases the guest with it.
async fn is_erased(scene: &Scene, full: &Person, guest: Uuid, mails: &Path) {
    full.call(&scene.app, Method::DELETE, "/api/v1/me", Some(json!({}))).await.expect(204);
    scene.app.work().await;
    scene.app.clock.advance(Duration::minutes(3));
    scene.app.work().await;
    privacy::is_gone(&scene.app, full.id, mails).await;
    privacy::is_gone(&scene.app, guest, mails).await;
    scene.nothing_is_broken().await;
}

const IN_A_CHAT: &str =
    "INSERT INTO chat_identities (account_id, platform, person, linked_at) SELECT $1, 'telegram', '4242', $2";
const APPROVED: &str = "UPDATE chat_logins SET account_id = $1, state = 'approved'";

/// Somebody whom only a chat knows gives another's address: nothing of theirs opens what the other makes their own.
#[tokio::test]
async fn a_strangers_chat_opens_nothing_that_a_link_joined() {
    let scene = Scene::new().await;
    let full = scene.app.volunteer("paris", "ana").await;
    let (app, now) = (&scene.app.app, scene.app.clock.now());
    let (client, operator) = (scene.app.client("paris").await, scene.app.operator("paris"));
    for email in [full.email.as_str(), "nobody-yet@exemple.example"] {
        let eve = scene.guest("Eve").await;
        client.execute(IN_A_CHAT, &[&eve.id, &now]).await.expect("a chat");
        let browser = logins::begin(app, &operator).await.expect("a request");
        client.execute(APPROVED, &[&eve.id]).await.expect("an answer");
        let secret = scene.asked(&eve, email).await;
        let page = scene.app.call("paris", Method::GET, &format!("/enter/{secret}"), None).await.expect(200);
        for words in ["Confirmer votre adresse", email, "Ce compte n&#39;est pas ouvert dans ce navigateur"] {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
        scene.open(&secret).await.expect(200);
        assert_eq!(scene.rows("SELECT person FROM chat_identities").await, [""; 0], "{email}");
        let finished = logins::finish(app, &operator, &browser).await.expect("it is read");
        assert!(matches!(finished, Finish::Over), "{email}: {finished:?}");
    }
    // Opened by the guest, signed in, it proves that both are one person: their chat goes with them.
    let zoe = scene.guest("Zoé").await;
    client.execute(IN_A_CHAT, &[&zoe.id, &now]).await.expect("a chat");
    let secret = scene.asked(&zoe, &full.email).await;
    let page = zoe.get(&scene.app, &format!("/enter/{secret}")).await.expect(200);
    assert!(!page.text.contains("dans ce navigateur"), "{}", page.text);
    zoe.post(&scene.app, "/api/v1/sessions/by-link", json!({ "token": secret })).await.expect(200);
    assert_eq!(scene.rows("SELECT account_id::text FROM chat_identities").await, [full.id.to_string()]);
}

/// What was counted.
const COUNTED: &str =
    "SELECT format('%s', (month, domain, areas, engagements, missions, places_filled, length(people)))
    FROM statistics_cells ORDER BY 1";

#[tokio::test]
async fn statistics_count_one_person() {
    let scene = Scene::new().await;
    let (guest, full) = (scene.guest("Zoé").await, scene.app.volunteer("paris", "full").await);
    // Both helped long ago; the guest also since, where the other did not.
    let mut mission = a_mission(9);
    mission["slots"] = json!([{ "capacity": 9 }]);
    for turn in 0..3 {
        let place = scene.manager.published_mission(&scene.app, scene.association, mission.clone()).await;
        scene.sign_up(&guest, place).await.expect(201);
        if turn < 2 {
            let path = format!("/api/v1/missions/{}/sign-ups", place.0);
            full.post(&scene.app, &path, json!({ "slot": place.1 })).await.expect(201);
        }
        scene.app.clock.advance(Duration::days(31));
    }
    let paris = || scene.app.operator("paris");
    statistics::refresh(&scene.app.app, &paris()).await.expect("counted");
    let people = async || -> Value {
        let path = "/api/v1/statistics?from=2026-03-01&until=2026-06-30";
        let agent = scene.app.agent("paris").await;
        let seen = agent.get(&scene.app, path).await.expect(200).body;
        let months = seen["by_month"].as_array().expect("months").iter().map(|month| month["people"].clone());
        json!([
            seen["total"]["people"],
            seen["total"]["engagements"],
            seen["total"]["places_filled"],
            months.collect::<Vec<_>>()
        ])
    };
    assert_eq!(people().await, json!([2, 5, 5, [2, 2, 1, 0]]));
    let secret = scene.asked(&guest, &full.email).await;
    scene.app.clock.advance(Duration::minutes(5));
    scene.open(&secret).await.expect(200);
    scene.app.clock.advance(statistics::FRESH);
    assert_eq!(people().await, json!([1, 5, 3, [1, 1, 1, 0]]));
    let kept = async || scene.rows(COUNTED).await;
    let after = kept().await;
    // Every month is counted from the beginning.
    scene
        .app
        .client("paris")
        .await
        .batch_execute("DELETE FROM statistics_months; DELETE FROM statistics_refreshes")
        .await
        .expect("nothing is counted");
    statistics::refresh(&scene.app.app, &paris()).await.expect("counted");
    assert_eq!(after, kept().await);
}
