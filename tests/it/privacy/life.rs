//! A full life with unmistakable facts: as a volunteer, a manager and an agent at the desk.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use axum::http::Method;
use chrono::{Duration, NaiveDate};
use mail_parser::MessageParser;
use platform::mail::FileMailer;
use platform_core::accounts::CityRole;
use platform_core::ports::Clock as _;
use serde_json::json;
use tempfile::TempDir;
use tests::{Person, TestApp, a_mission, an_association};
use tokio_postgres::Client;
use uuid::Uuid;

pub(crate) const PASSWORD: &str = "une phrase de quetsche";
pub(crate) const MOTIVATION: &str = "tant de mirabelles au printemps";

/// What is known of the person, in lower case.
pub(crate) const FACTS: &[&str] = &[
    "zébulon",
    "quetschenmuller",
    "zebulon.quetsche@paris.example",
    "1987-11-23",
    MOTIVATION,
    "une entorse de quetsche",
    "rendez-vous sous le mirabellier",
    "des gros mots de quetsche",
    "tableau de mirabelles",
    "06 98 76 54 32",
    "01 98 76 54 32",
    "cousine.quetsche@asso.example",
    "7 impasse de la quetsche",
    "4242quetsche4242",
    "sub-quetsche-4343",
];

/// The life, and those it touched.
pub(crate) struct Life {
    pub(crate) person: Person,
    /// The person's token for programs.
    pub(crate) token: String,
    /// Who receives them.
    pub(crate) host: Person,
    /// Waits behind them.
    pub(crate) next: Person,
    /// A manager beside them.
    pub(crate) heir: Person,
    /// Was accepted by them.
    pub(crate) guest: Person,
    /// The mission they have a place in.
    pub(crate) mission: Uuid,
    /// The association nobody else acts for.
    pub(crate) alone: Uuid,
    /// Where every mail is written to.
    pub(crate) mails: TempDir,
}

async fn sign_up(app: &TestApp, who: &Person, (mission, slot): (Uuid, Uuid), headers: &[(&str, &str)]) -> Uuid {
    let own = who.email.starts_with("zebulon") && headers.is_empty();
    let body = json!({ "slot": slot, "motivation": if own { MOTIVATION } else { "Pour aider" } });
    let path = format!("/api/v1/missions/{mission}/sign-ups");
    who.call_with(app, Method::POST, &path, Some(body), headers).await.expect(201).id()
}

/// Makes somebody a member.
pub(crate) async fn join(client: &Client, association: Uuid, account: Uuid, role: &str) {
    let sql = "INSERT INTO memberships (association_id, account_id, role, created_at) VALUES ($1, $2, $3, now())";
    client.execute(sql, &[&association, &account, &role]).await.expect("a membership");
}

/// The secret of a new link to come in.
pub(crate) async fn link(app: &TestApp, who: &Person) -> String {
    let asked = json!({ "email": who.email });
    app.call("paris", Method::POST, "/api/v1/magic-links", Some(asked)).await.expect(202);
    app.work().await;
    let mail = app.mails.to(&who.email).pop().expect("a mail");
    let link = mail.text.split_whitespace().find(|word| word.contains("/enter/")).expect("a link").to_owned();
    link.rsplit('/').next().expect("a secret").to_owned()
}

impl Life {
    pub(crate) async fn lived(app: &TestApp) -> Self {
        let mails = tempfile::tempdir().expect("a folder");
        app.mails.through(Arc::new(FileMailer::new(mails.path().to_owned()).expect("a folder")));
        let born = NaiveDate::from_ymd_opt(1987, 11, 23);
        let person = Person::made(app, "paris", "zebulon.quetsche", Some(CityRole::Moderator), born).await;
        let names = json!({ "given_name": "Zébulon", "family_name": "Quetschenmuller" });
        person.call(app, Method::PATCH, "/api/v1/me", Some(names)).await.expect(200);
        let entry = json!({ "token": link(app, &person).await, "password": PASSWORD });
        app.call("paris", Method::POST, "/api/v1/sessions/by-link", Some(entry)).await.expect(200);
        // A new password ended the session before.
        let person = Person::signed_in(app, "paris", person.id, person.email).await;
        let scopes = json!({ "name": "Tableau de mirabelles", "scopes": ["read", "sign_ups", "manage", "moderate"] });
        let token = person.post(app, "/api/v1/tokens", scopes).await.expect(201).body["token"].clone();
        let [host, next, heir, guest] = [
            app.volunteer("paris", "host").await,
            app.volunteer("paris", "next").await,
            app.volunteer("paris", "heir").await,
            app.volunteer("paris", "guest").await,
        ];
        let mission = as_volunteer(app, &person, &host, &next).await;
        let alone = as_manager(app, &person, &heir, &guest).await;
        at_the_desk(app, &person, mission).await;
        app.work().await;
        let token = token.as_str().expect("the token itself").to_owned();
        Self { person, token, host, next, heir, guest, mission: mission.0, alone, mails }
    }

    /// Where somebody's newest sign-up stands.
    pub(crate) async fn state(&self, app: &TestApp, who: &Person) -> String {
        let mine = who.get(app, "/api/v1/me/sign-ups").await.expect(200);
        mine.body["items"][0]["state"].as_str().unwrap_or("").to_owned()
    }
}

/// Has a place that another waits for, helped once, did not come once, wrote and read messages, liked a mission.
async fn as_volunteer(app: &TestApp, person: &Person, host: &Person, next: &Person) -> (Uuid, Uuid) {
    let association = host.validated_association(app).await;
    let mission = host.published_mission(app, association, a_mission(1)).await;
    let thread = sign_up(app, person, mission, &[]).await;
    sign_up(app, next, mission, &[]).await;
    let other = host.published_mission(app, association, a_mission(2)).await;
    let withdrawn = sign_up(app, person, other, &[]).await;
    let reason = json!({ "reason": "Une entorse de quetsche" });
    person.post(app, &format!("/api/v1/sign-ups/{withdrawn}/withdraw"), reason).await.expect(200);
    let mut soon = a_mission(2);
    let slot = json!({ "starts_at": "2026-03-05T10:00:00Z", "ends_at": "2026-03-05T12:00:00Z", "capacity": 2 });
    soon["slots"] = json!([slot]);
    let past = host.published_mission(app, association, soon).await;
    let attended = sign_up(app, person, past, &[]).await;
    app.work().await;
    app.clock.advance(Duration::days(2));
    let entry = json!({ "sign_up": attended, "outcome": "attended", "minutes": 90 });
    let path = format!("/api/v1/missions/{}/attendance", past.0);
    host.post(app, &path, json!({ "entries": [entry] })).await.expect(200);
    person.post(app, "/api/v1/me/attestations", json!({})).await.expect(201);

    let (client, now) = (app.client("paris").await, app.clock.now());
    for (author, side, text) in
        [(person.id, "volunteer", "Rendez-vous sous le mirabellier"), (host.id, "association", "Merci de venir")]
    {
        let sql = "INSERT INTO messages (id, sign_up_id, author_id, side, text, created_at)
                   VALUES (gen_random_uuid(), $1, $2, $3, $4, $5)";
        client.execute(sql, &[&thread, &author, &side, &text, &now]).await.expect("a message");
    }
    let write = async |sql: &str, about: Uuid| {
        client.execute(sql, &[&about, &person.id, &now]).await.expect("a row");
    };
    write("INSERT INTO thread_reads (sign_up_id, account_id, read_at) VALUES ($1, $2, $3)", thread).await;
    write(
        "INSERT INTO thread_reports (id, sign_up_id, reported_by, reason, created_at)
         VALUES (gen_random_uuid(), $1, $2, 'Des gros mots de quetsche', $3)",
        thread,
    )
    .await;
    write("INSERT INTO favourites (mission_id, account_id, created_at) VALUES ($1, $2, $3)", other.0).await;
    let kept = json!({ "q": "quetsche", "near": { "point": { "lat": 48.8785, "lon": 2.3650 } } });
    person.post(app, "/api/v1/me/alerts", kept).await.expect(201);
    let was = "INSERT INTO merged_accounts (guest_id, account_id, merged_at) VALUES (gen_random_uuid(), $1, $2)";
    client.execute(was, &[&person.id, &now]).await.expect("a guest they were");
    let asked = "INSERT INTO email_links (account_id, email, created_at, expires_at)
                 VALUES ($1, 'cousine.quetsche@asso.example', $2, $2::timestamptz + interval '30 days')";
    client.execute(asked, &[&person.id, &now]).await.expect("an address they asked for");
    let asked = "INSERT INTO consent_requests (account_id, email, created_at, expires_at)
                 VALUES ($1, 'tante.quetsche@asso.example', $2, $2::timestamptz + interval '14 days')";
    client.execute(asked, &[&person.id, &now]).await.expect("a guardian they asked");
    let holds =
        "INSERT INTO credentials (account_id, name, assurance, given_at) VALUES ($1, 'residence', 'in_person', $2)";
    client.execute(holds, &[&person.id, &now]).await.expect("what they hold");
    chats(&client, person).await;
    let known = "INSERT INTO identities (provider, subject, account_id, linked_at)
                 VALUES ('franceconnect', 'sub-quetsche-4343', $1, $2)";
    client.execute(known, &[&person.id, &now]).await.expect("a provider knows them");
    let prefers = "INSERT INTO mail_preferences (account_id, topic, mode) VALUES ($1, 'suggestions', 'never')";
    client.execute(prefers, &[&person.id]).await.expect("a preference");
    mission
}

/// Was linked to a chat, which nothing reaches by now, asked for a code to be linked to another, and lets a browser in by it.
async fn chats(client: &Client, person: &Person) {
    for sql in [
        "INSERT INTO chat_identities (account_id, platform, person, linked_at) VALUES ($1, 'telegram', '4242quetsche4242', now())",
        "INSERT INTO chat_codes (account_id, code_hash, expires_at) VALUES ($1, sha256('c'), now() + interval '1 year')",
        "INSERT INTO chat_logins (account_id, browser_hash, code_hash, number, choices, state, expires_at)
         VALUES ($1, sha256('b'), sha256('l'), 42, '{17,42,88}', 'approved', now() + interval '1 year')",
    ] {
        client.execute(sql, &[&person.id]).await.expect("a row of a chat");
    }
    for sql in [
        "INSERT INTO bots (id, platform, name, hook, token, hook_secret, created_at)
         VALUES (gen_random_uuid(), 'telegram', 'a_bot', 'a hook', 'x', 'x', now())",
        "INSERT INTO chats (bot_id, chat, tenant_id, locale, state, version, unreachable_at, changed_at)
         SELECT id, '4242quetsche4242', current_setting('app.tenant_id')::uuid, 'fr',
                '{\"joining\": {\"motivation\": \"tant de mirabelles au printemps\"}}', 1, now(), now() FROM bots",
        "INSERT INTO chat_messages (bot_id, chat, is_answer, content, run_at)
         SELECT id, '4242quetsche4242', true, '{\"html\": \"Bonjour Zébulon\"}', now() FROM bots",
    ] {
        client.execute(sql, &[]).await.expect("a row of a chat");
    }
}

/// Answers for two associations, alone and with somebody; is the contact of a mission; invites and is invited.
async fn as_manager(app: &TestApp, person: &Person, heir: &Person, guest: &Person) -> Uuid {
    let shared = person.validated_association(app).await;
    let mut file = an_association();
    // Without papers: where it meets is where somebody lives.
    file["kind"] = json!("collective");
    file["street"] = json!("7 impasse de la Quetsche");
    file["contact_email"] = json!(person.email);
    file["contact_phone"] = json!("01 98 76 54 32");
    let key = [("idempotency-key", "once")];
    let made = person.call_with(app, Method::POST, "/api/v1/associations", Some(file), &key).await.expect(201);
    let alone = made.id();
    person.post(app, &format!("/api/v1/associations/{alone}/submit"), json!({})).await.expect(200);
    let agent = app.agent("paris").await;
    agent.post(app, &format!("/api/v1/associations/{alone}/validate"), json!({})).await.expect(200);
    let mut mission = a_mission(2);
    mission["contact"] =
        json!({ "name": "M. Zébulon Quetschenmuller", "email": person.email, "phone": "06 98 76 54 32" });
    let own = person.published_mission(app, alone, mission.clone()).await;
    sign_up(app, guest, own, &[]).await;
    // Named without an address, in an association where somebody stays.
    mission["contact"] = json!({ "name": "Quetschenmuller, Zébulon", "phone": "06 98 76 54 32" });
    person.published_mission(app, shared, mission).await;
    let (client, now) = (app.client("paris").await, app.clock.now());
    join(&client, shared, heir.id, "manager").await;
    let sql = "INSERT INTO invitations (id, association_id, email, role, invited_by, created_at, expires_at)
               VALUES (gen_random_uuid(), $1, $2, 'manager', $3, $4, $4::timestamptz + interval '30 days')";
    for (email, by) in [("cousine.quetsche@asso.example", person.id), (person.email.as_str(), heir.id)] {
        client.execute(sql, &[&shared, &email, &by, &now]).await.expect("an invitation");
    }
    alone
}

/// Acts for somebody at the desk, and has an agent act for them.
async fn at_the_desk(app: &TestApp, person: &Person, mission: (Uuid, Uuid)) {
    let visitor = json!({ "given_name": "Odile", "family_name": "Test", "birth_date": "1950-01-02" });
    let visitor = person.post(app, "/api/v1/desk/people", visitor).await.expect(201).id().to_string();
    sign_up(app, person, mission, &[("acting-for", &visitor)]).await;
    let host = app.volunteer("paris", "desk-host").await;
    let association = host.validated_association(app).await;
    let other = host.published_mission(app, association, a_mission(2)).await;
    let agent = app.agent("paris").await;
    sign_up(app, &agent, other, &[("acting-for", &person.id.to_string())]).await;
}

/// Every row of every table, by table, and every mail on file.
pub(crate) async fn dump(app: &TestApp, mails: &Path) -> Vec<(String, String)> {
    let client = app.database.connect_as_superuser().await;
    let tables =
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')";
    let mut all = Vec::new();
    for table in client.query(tables, &[]).await.expect("the catalogue") {
        let table: String = table.get(0);
        let rows = client.query(&format!("SELECT t::text FROM {table} AS t"), &[]).await.expect("rows");
        all.extend(rows.iter().map(|row| (table.clone(), row.get(0))));
    }
    all.extend(mails_on_file(mails).into_iter().map(|mail| ("a mail".to_owned(), mail)));
    all
}

/// What is in the folder of mails: each file as it stands, and as its reader's program shows it.
pub(crate) fn mails_on_file(folder: &Path) -> Vec<String> {
    let read = |raw: Vec<u8>| {
        let mail = MessageParser::default().parse(&raw).expect("a message");
        let parts = mail.parts.iter().map(|part| String::from_utf8_lossy(part.contents()));
        let shown: Vec<_> = mail.subject().map(Into::into).into_iter().chain(parts).collect();
        format!("{} {}", String::from_utf8_lossy(&raw), shown.join(" "))
    };
    let files = fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path());
    files.map(|file| read(fs::read(file).expect("a mail"))).collect()
}
