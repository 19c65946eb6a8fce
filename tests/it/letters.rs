//! What mails say: every kind of notice in both languages from a real scene, and the dates that go with them.

use std::collections::BTreeMap;

use calcard::icalendar::{ICalendar, ICalendarComponent};
use chrono::{DateTime, Utc};
use platform_core::notices::Kind;
use platform_core::ports::{CalendarFile, Clock as _, Mail};
use serde_json::{Value, json};
use tests::{Person, TestApp, a_mission};
use tokio_postgres::Client;
use uuid::Uuid;

/// What the notices of a scene are about.
struct Scene {
    app: TestApp,
    client: Client,
    reader: Person,
    association: Uuid,
    mission: Uuid,
    slot: Uuid,
    sign_up: Uuid,
}

impl Scene {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let manager = app.volunteer("paris", "manager").await;
        let association = manager.validated_association(&app).await;
        let mut mission = a_mission(3);
        mission["acceptance"] = json!("by_manager");
        let (other, _) = manager.published_mission(&app, association, mission.clone()).await;
        mission["title"] = json!("Lire des histoires le mercredi");
        let (mission, slot) = manager.published_mission(&app, association, mission).await;
        assert_ne!(other, mission, "there is one like it to propose");
        let reader = app.volunteer("paris", "Zoé").await;
        let path = format!("/api/v1/missions/{mission}/sign-ups");
        let sign_up = reader.post(&app, &path, json!({ "slot": slot })).await.expect(201).id();
        app.work().await;
        let client = app.client("paris").await;
        Self { app, client, reader, association, mission, slot, sign_up }
    }

    async fn run(&self, sql: &str) {
        self.client.batch_execute(sql).await.expect(sql);
    }

    /// Brings the subject of a kind into the state it tells of; answers the subject.
    async fn stage(&self, kind: Kind) -> Uuid {
        let reasons = r#"'[{"code": "remark", "text": "Précisez l''adresse."}]'"#;
        let (of, state) = kind.word().split_once('_').unwrap_or((kind.word(), ""));
        match kind {
            Kind::AssociationSubmitted
            | Kind::AssociationValidated
            | Kind::AssociationReturned
            | Kind::AssociationSuspended
            | Kind::AssociationLeft => {
                self.run(&format!("UPDATE associations SET state = '{state}', reasons = {reasons}")).await;
                self.association
            }
            Kind::MissionSubmitted
            | Kind::MissionPublished
            | Kind::MissionReturned
            | Kind::MissionSuspended
            | Kind::MissionClosed
            | Kind::MissionCancelled => {
                let id = self.mission;
                self.run(&format!("UPDATE missions SET state = '{state}', reasons = {reasons} WHERE id = '{id}'"))
                    .await;
                self.mission
            }
            Kind::MissionOffered => {
                self.run(&format!("UPDATE missions SET offered_to = '{}'", self.association)).await;
                self.mission
            }
            Kind::ManagerUnanswered | Kind::AgentUnanswered => self.sign_up_is("requested", self.mission).await,
            Kind::ManagerAttendance => self.sign_up_is("accepted", self.slot).await,
            Kind::AlertMatched => self.mission,
            Kind::SignUpUnanswered => self.sign_up_is("requested", self.sign_up).await,
            Kind::SignUpChanged | Kind::SignUpHandedOver | Kind::SignUpReminder | Kind::SignUpThanks => {
                self.sign_up_is("accepted", self.sign_up).await
            }
            Kind::AssociationEntrusted => self.association,
            Kind::AgentOrphaned => {
                self.run("UPDATE associations SET state = 'suspended'").await;
                self.association
            }
            Kind::MemberChanged | Kind::MemberRemoved => self.member_is(kind == Kind::MemberChanged).await,
            Kind::Message | Kind::AgentReported => self.thread_is_written().await,
            Kind::AccountIdle => {
                self.run("UPDATE accounts SET idle_notices = 1").await;
                self.reader.id
            }
            _ if of == "sign" => self.sign_up_is(state.trim_start_matches("up_"), self.sign_up).await,
            _ => self.sign_up_is(state, self.sign_up).await,
        }
    }

    /// The reader acts for the association, or does not.
    async fn member_is(&self, member: bool) -> Uuid {
        let (association, reader) = (self.association, self.reader.id);
        self.run(&format!("DELETE FROM memberships WHERE account_id = '{reader}'")).await;
        if member {
            let sql = "INSERT INTO memberships (association_id, account_id, role, created_at) VALUES ";
            self.run(&format!("{sql} ('{association}', '{reader}', 'manager', now())")).await;
        }
        association
    }

    /// The association wrote to the reader, who has reported the thread.
    async fn thread_is_written(&self) -> Uuid {
        let (thread, reader) = (self.sign_up, self.reader.id);
        self.run("DELETE FROM messages").await;
        self.run(&format!(
            "INSERT INTO messages (id, sign_up_id, author_id, side, text, created_at)
             SELECT gen_random_uuid(), '{thread}', account_id, 'association', 'À samedi !', now()
             FROM memberships WHERE account_id <> '{reader}' LIMIT 1;
             INSERT INTO thread_reports (id, sign_up_id, reported_by, reason, created_at)
             VALUES (gen_random_uuid(), '{thread}', '{reader}', 'Blessant', now()) ON CONFLICT DO NOTHING"
        ))
        .await;
        thread
    }

    async fn sign_up_is(&self, state: &str, subject: Uuid) -> Uuid {
        let holds = matches!(state, "requested" | "accepted" | "offered");
        let until = if state == "offered" { "'2026-03-06T09:00:00Z'" } else { "NULL" };
        let reason = if matches!(state, "declined" | "withdrawn") { "'Trop loin'" } else { "NULL" };
        let sql = "UPDATE sign_ups SET state = '{state}', holds_place = ";
        let sql = sql.replace("{state}", state);
        self.run(&format!("{sql}{holds}, offered_until = {until}, reason = {reason}")).await;
        subject
    }

    /// Puts a notice into the outbox.
    async fn write(&self, kind: Kind, subject: Uuid, in_digest: bool) -> Uuid {
        let now = self.app.clock.now();
        let id = platform_core::ports::new_id(&*self.app.app.entropy, now);
        let sql = "INSERT INTO notices (id, account_id, kind, subject_id, key, created_at, due_at, in_digest)
                   VALUES ($1, $2, $3, $4, $5, $6, $6, $7)";
        let key = id.to_string();
        let word = kind.word();
        self.client.execute(sql, &[&id, &self.reader.id, &word, &subject, &key, &now, &in_digest]).await.expect(word);
        id
    }

    /// Has a job done that sends one mail; answers the mail.
    async fn mail(&self, job: &str, subject: Uuid, id: &str) -> Mail {
        let now = self.app.clock.now();
        let sql = "INSERT INTO jobs (tenant_id, kind, subject, run_at, created_at) VALUES ($1, $2, $3, $4, $4)";
        let tenant = self.app.city("paris").id.uuid();
        self.client.execute(sql, &[&tenant, &job, &subject.to_string(), &now]).await.expect("a job");
        self.app.work().await;
        self.app.mails.all().into_iter().find(|mail| mail.id == id).unwrap_or_else(|| panic!("no mail {id}"))
    }
}

/// Nothing is missing or left over in the words.
fn check(kind: &str, mail: &Mail) {
    for text in [&mail.subject, &mail.text] {
        assert!(!text.contains(['{', '}', '\u{fffd}', '\u{2068}']), "{kind}: {text}");
        assert!(!text.contains("mail-") && !text.contains("null"), "{kind}: a key or a gap stands in {text}");
    }
    assert!(!mail.subject.is_empty() && !mail.subject.contains('\n'), "{kind}: {}", mail.subject);
    assert!(mail.text.contains("Zoé,\n\n"), "{kind}: nobody is greeted in {}", mail.text);
    assert!(mail.text.trim_end().ends_with("/preferences"), "{kind}: no way to change it in {}", mail.text);
    assert!(mail.about.len() <= 2, "{kind}");
}

/// Whoever changes a word reads it here in its place.
#[tokio::test]
async fn every_kind_says_what_happened_in_both_languages() {
    let scene = Scene::new().await;
    for locale in ["fr", "en"] {
        scene.run(&format!("UPDATE accounts SET locale = '{locale}' WHERE id = '{}'", scene.reader.id)).await;
        let mut seen = Vec::new();
        for &kind in Kind::ALL {
            scene.run("UPDATE associations SET state = 'validated'").await;
            scene.run("UPDATE missions SET state = 'published', offered_to = NULL").await;
            let subject = scene.stage(kind).await;
            let notice = scene.write(kind, subject, false).await;
            let mail = scene.mail("deliver", notice, &notice.to_string()).await;
            check(kind.word(), &mail);
            seen.push(format!("## {kind}\nSubject: {}\n\n{}", mail.subject, mail.text));
        }
        scene.run("UPDATE missions SET state = 'published'").await;
        scene.sign_up_is("accepted", scene.sign_up).await;
        scene.write(Kind::SignUpAccepted, scene.sign_up, true).await;
        scene.write(Kind::MissionPublished, scene.mission, true).await;
        scene.write(Kind::MissionCancelled, scene.mission, true).await;
        let first = "SELECT min(id::text) FROM notices WHERE in_digest AND sent_at IS NULL AND dropped_at IS NULL";
        let first: String = scene.client.query_one(first, &[]).await.expect("a notice").get(0);
        let mail = scene.mail("digest", scene.reader.id, &format!("digest-{first}")).await;
        check("digest", &mail);
        assert_eq!(mail.text.matches("\n- ").count(), 2, "what became moot is left out: {}", mail.text);
        assert!(mail.calendar.is_none());
        seen.push(format!("## digest\nSubject: {}\n\n{}", mail.subject, mail.text));
        // Ids are others each time, and with them the order of what came at the same instant.
        let filters =
            [(r"[0-9a-f]{8}-[0-9a-f-]{27}", "[id]"), (r"(?m)^- (Votre|Your) .*\n- (Votre|Your) .*$", "[two lines]")];
        insta::with_settings!({ filters => filters }, {
            insta::assert_snapshot!(format!("letters-{locale}"), seen.join("\n=====\n"));
        });
    }
}

/// The one event of a file, by property, read by a parser that is not the writer's; and its lines are as RFC 5545 has
/// them.
fn event(text: &str) -> BTreeMap<String, String> {
    assert!(text.ends_with("\r\n") && text.matches('\n').count() == text.matches("\r\n").count(), "{text}");
    for line in text.as_bytes().split(|byte| *byte == b'\n') {
        assert!(line.strip_suffix(b"\r").unwrap_or(line).len() <= 75, "{text}");
        assert!(std::str::from_utf8(line).is_ok(), "folded within a character: {text}");
    }
    let calendar = ICalendar::parse(text).unwrap_or_else(|error| panic!("{error:?}: {text}"));
    let all = |component: &ICalendarComponent| {
        let pair = |entry: &calcard::icalendar::ICalendarEntry| {
            let values = entry.values.iter().cloned().filter_map(|value| value.into_text());
            (entry.name.as_str().to_owned(), values.collect::<Vec<_>>().join(";"))
        };
        component.entries.iter().map(pair).collect::<BTreeMap<_, _>>()
    };
    assert_eq!(calendar.components.len(), 2, "a calendar and its event: {text}");
    calendar.components.iter().flat_map(all).collect()
}

fn instant(event: &BTreeMap<String, String>, name: &str) -> DateTime<Utc> {
    event[name].parse().unwrap_or_else(|_| panic!("{name}: {}", event[name]))
}

/// All that must be escaped, folded and told apart.
const TITLE: &str = "Préparer, servir ; ranger \\ le goûter solidaire de l'école élémentaire « Écluses-Saint-Martin », où \
                     l'été dernier tout était déjà si différent";

/// Checks the file of a slot of that mission.
fn check_date(city: &str, slot: &Value, sign_up: Uuid, file: &CalendarFile, now: DateTime<Utc>) {
    assert_eq!(file.method, "PUBLISH");
    let found = event(&file.text);
    let expected =
        |name: &str| slot[name].as_str().and_then(|at| at.parse::<DateTime<Utc>>().ok()).expect("an instant");
    assert_eq!(instant(&found, "DTSTART"), expected("starts_at"), "{}", file.text);
    assert_eq!(instant(&found, "DTEND"), expected("ends_at"), "{}", file.text);
    assert_eq!(instant(&found, "DTSTAMP"), now);
    let host = format!("{city}.localhost");
    for (name, value) in [
        ("VERSION", "2.0"),
        ("METHOD", "PUBLISH"),
        ("STATUS", "CONFIRMED"),
        ("SEQUENCE", "0"),
        ("UID", &format!("{sign_up}@{host}")),
        ("SUMMARY", TITLE),
        ("LOCATION", "Préau, cour ; 2e porte \\ à gauche, 12 rue des Écluses"),
        ("GEO", "48.8785;-2.365"),
        ("URL", &format!("http://{host}:8080/sign-ups/{sign_up}")),
        ("ORGANIZER", &format!("mailto:ne-pas-repondre@{city}.example")),
    ] {
        assert_eq!(found[name], value, "{name} in {}", file.text);
    }
    assert!(found["DESCRIPTION"].starts_with("Avec Savoirs du canal.\n"), "{}", file.text);
}

/// Slots around both clock changes of the year: an hour that does not exist, and the two hours that bear the same name.
#[tokio::test]
async fn a_date_is_exact_on_both_sides_of_every_clock_change() {
    let app = TestApp::new().await;
    // Outside the quiet hours of both cities.
    app.clock.advance(chrono::Duration::hours(5));
    for (city, slots) in [
        (
            "paris",
            [
                ("2026-03-28T09:00:00Z", "2026-03-28T11:00:00Z"),
                ("2026-03-29T00:30:00Z", "2026-03-29T02:30:00Z"),
                ("2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z"),
                ("2026-10-25T01:30:00Z", "2026-10-25T12:00:00Z"),
            ],
        ),
        (
            "montreal",
            [
                ("2026-03-07T15:00:00Z", "2026-03-07T17:00:00Z"),
                ("2026-03-08T06:30:00Z", "2026-03-08T08:30:00Z"),
                ("2026-11-01T05:30:00Z", "2026-11-01T06:00:00Z"),
                ("2026-11-01T06:30:00Z", "2026-11-02T15:00:00Z"),
            ],
        ),
    ] {
        let manager = app.volunteer(city, "manager").await;
        let association = manager.validated_association(&app).await;
        let mut mission = a_mission(3);
        mission["title"] = json!(TITLE);
        mission["addresses"][0]["label"] = json!("Préau, cour ; 2e porte \\ à gauche");
        mission["addresses"][0]["postcode"] = json!("");
        mission["addresses"][0]["point"] = json!({ "lat": 48.8785, "lon": -2.365 });
        mission["slots"] = slots
            .map(|(starts_at, ends_at)| json!({ "starts_at": starts_at, "ends_at": ends_at, "capacity": 3 }))
            .into();
        let body = json!({ "association": association, "mission": mission });
        let made = manager.post(&app, "/api/v1/missions", body).await.expect(201);
        let id = made.id();
        let sent = manager.post(&app, &format!("/api/v1/missions/{id}/submit"), json!({})).await.expect(200);
        if sent.body["state"] != "published" {
            let agent = app.agent(city).await;
            agent.post(&app, &format!("/api/v1/missions/{id}/publish"), json!({})).await.expect(200);
        }
        let person = app.volunteer(city, "zoe").await;
        for slot in made.body["slots"].as_array().expect("slots") {
            let path = format!("/api/v1/missions/{id}/sign-ups");
            let sign_up = person.post(&app, &path, json!({ "slot": slot["id"] })).await.expect(201).id();
            app.work().await;
            let mail = app.mails.to(&person.email).pop().expect("a mail");
            let file = mail.calendar.expect("a date");
            check_date(city, slot, sign_up, &file, app.clock.now());
        }
    }
}

#[tokio::test]
async fn a_date_is_taken_out_under_its_name_and_only_if_it_was_sent() {
    let app = TestApp::new().await;
    let manager = app.volunteer("paris", "manager").await;
    let association = manager.validated_association(&app).await;
    let mut mission = a_mission(3);
    mission["acceptance"] = json!("by_manager");
    let (mission, slot) = manager.published_mission(&app, association, mission).await;
    let client = app.client("paris").await;
    let dates = |person: &Person| -> Vec<_> { app.mails.to(&person.email).into_iter().map(|m| m.calendar).collect() };
    let path = format!("/api/v1/missions/{mission}/sign-ups");
    let withdraw = json!({ "reason": "Malade" });

    // A request has no date yet, and leaves none to take out.
    let early = app.volunteer("paris", "early").await;
    let id = early.post(&app, &path, json!({ "slot": slot })).await.expect(201).id();
    app.work().await;
    early.post(&app, &format!("/api/v1/sign-ups/{id}/withdraw"), withdraw.clone()).await.expect(200);
    app.work().await;
    assert_eq!(dates(&early), [None, None]);

    let late = app.volunteer("paris", "late").await;
    let id = late.post(&app, &path, json!({ "slot": slot })).await.expect(201).id();
    app.work().await;
    manager.post(&app, &format!("/api/v1/sign-ups/{id}/accept"), json!({})).await.expect(200);
    app.work().await;
    // The slot was moved meanwhile, twice.
    client.execute("UPDATE slots SET sequence = 2 WHERE id = $1", &[&slot]).await.expect("a slot");
    late.post(&app, &format!("/api/v1/sign-ups/{id}/withdraw"), withdraw).await.expect(200);
    app.work().await;
    let files: Vec<_> = dates(&late).into_iter().flatten().collect();
    assert_eq!(files.iter().map(|file| file.method).collect::<Vec<_>>(), ["PUBLISH", "CANCEL"]);
    let [kept, taken_out] = [event(&files[0].text), event(&files[1].text)];
    assert_eq!(kept["UID"], taken_out["UID"]);
    assert_eq!((kept["SEQUENCE"].as_str(), taken_out["SEQUENCE"].as_str()), ("0", "3"));
    assert_eq!((taken_out["METHOD"].as_str(), taken_out["STATUS"].as_str()), ("CANCEL", "CANCELLED"));

    // Help without a date has none to send.
    let mut open = a_mission(3);
    open["slots"] = json!([{ "starts_at": Value::Null, "ends_at": Value::Null, "capacity": 3 }]);
    let (mission, slot) = manager.published_mission(&app, association, open).await;
    late.post(&app, &format!("/api/v1/missions/{mission}/sign-ups"), json!({ "slot": slot })).await.expect(201);
    app.work().await;
    assert_eq!(dates(&late).last(), Some(&None));
}
