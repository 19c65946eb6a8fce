//! Messages: the two sides of a sign-up and nobody else, one mail until they have read, an agent while it is reported.

use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};
use tests::{Answer, Person, TestApp, a_mission};
use uuid::Uuid;

/// A sign-up with its two sides.
struct Scene {
    app: TestApp,
    owner: Person,
    volunteer: Person,
    association: Uuid,
    mission: Uuid,
    sign_up: Uuid,
}

impl Scene {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let owner = app.volunteer("paris", "owner").await;
        let volunteer = app.volunteer("paris", "volunteer").await;
        let association = owner.validated_association(&app).await;
        let (mission, slot) = owner.published_mission(&app, association, a_mission(3)).await;
        let path = format!("/api/v1/missions/{mission}/sign-ups");
        let sign_up = volunteer.post(&app, &path, json!({ "slot": slot })).await.expect(201).id();
        work(&app).await;
        Self { app, owner, volunteer, association, mission, sign_up }
    }

    fn path(&self, act: &str) -> String {
        format!("/api/v1/sign-ups/{}/{act}", self.sign_up)
    }

    async fn say(&self, who: &Person, text: &str) -> Answer {
        who.post(&self.app, &self.path("messages"), json!({ "text": text })).await
    }

    async fn thread(&self, who: &Person) -> Answer {
        who.get(&self.app, &self.path("messages")).await
    }

    async fn read(&self, who: &Person) {
        who.post(&self.app, &self.path("messages/read"), json!({})).await.expect(204);
    }

    async fn report(&self, who: &Person) -> Answer {
        who.post(&self.app, &self.path("report"), json!({ "reason": "Il me demande mon adresse." })).await
    }

    /// Unread messages, as the volunteer and as a manager see them.
    async fn unread(&self, manager: &Person) -> (Value, Value) {
        let mine = self.volunteer.get(&self.app, "/api/v1/me/sign-ups").await.expect(200);
        let listed = manager.get(&self.app, &format!("/api/v1/missions/{}/sign-ups", self.mission)).await.expect(200);
        (mine.body["items"][0]["unread"].clone(), listed.body["items"][0]["unread"].clone())
    }

    /// Mails to somebody about a message.
    fn mails(&self, who: &Person) -> Vec<String> {
        let mails = self.app.mails.to(&who.email).into_iter();
        mails.filter(|mail| mail.text.contains("vous a écrit")).map(|mail| mail.subject).collect()
    }

    async fn ledger(&self, action: &str) -> i64 {
        let client = self.app.client("paris").await;
        let rows = "SELECT count(*) FROM ledger WHERE action = $1 AND subject_id = $2";
        client.query_one(rows, &[&action, &self.sign_up]).await.expect("a row").get(0)
    }
}

/// Works until nothing is due: a job may ask for another.
async fn work(app: &TestApp) {
    while app.work().await > 0 {}
}

#[tokio::test]
async fn the_two_sides_write_to_each_other_by_name() {
    let scene = Scene::new().await;
    let sent = scene.say(&scene.volunteer, "À quelle porte faut-il sonner ?\nMerci !").await.expect(201);
    assert_eq!((&sent.body["mine"], &sent.body["side"]), (&json!(true), &json!("volunteer")));
    scene.say(&scene.owner, "Au 12, à gauche.").await.expect(201);
    let seen = scene.thread(&scene.volunteer).await.expect(200);
    let lines: Vec<_> = seen.body["items"]
        .as_array()
        .expect("messages")
        .iter()
        .map(|m| {
            let word = |name: &str| m[name].as_str().unwrap_or("-").to_owned();
            (word("side"), word("author"), word("association"), word("text"), m["mine"] == true)
        })
        .collect();
    let said = |side: &str, author: &str, association: &str, text: &str, mine| {
        (side.to_owned(), author.to_owned(), association.to_owned(), text.to_owned(), mine)
    };
    assert_eq!(
        lines,
        [
            said("volunteer", "volunteer T.", "-", "À quelle porte faut-il sonner ?\nMerci !", true),
            said("association", "owner T.", "Savoirs du canal", "Au 12, à gauche.", false),
        ]
    );
    // The same thread from the other side.
    let seen = scene.thread(&scene.owner).await.expect(200);
    assert_eq!((&seen.body["items"][0]["mine"], &seen.body["items"][1]["mine"]), (&json!(false), &json!(true)));
}

#[tokio::test]
async fn a_thread_is_read_page_by_page_oldest_first() {
    let scene = Scene::new().await;
    for number in 0..7 {
        scene.say(if number % 2 == 0 { &scene.volunteer } else { &scene.owner }, &number.to_string()).await.expect(201);
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("{}?limit=3{cursor}", scene.path("messages"));
        let page = scene.owner.get(&scene.app, &path).await.expect(200).body;
        seen.extend(page["items"].as_array().expect("messages").iter().map(|message| message["text"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, ["0", "1", "2", "3", "4", "5", "6"]);
}

#[tokio::test]
async fn nobody_else_knows_of_a_thread() {
    let scene = Scene::new().await;
    scene.say(&scene.volunteer, "Bonjour !").await.expect(201);
    let stranger = scene.app.volunteer("paris", "stranger").await;
    let neighbour = scene.app.volunteer("paris", "neighbour").await;
    neighbour.validated_association(&scene.app).await;
    let agent = scene.app.agent("paris").await;
    let abroad = scene.app.volunteer("montreal", "abroad").await;
    for who in [&stranger, &neighbour, &agent, &abroad] {
        scene.thread(who).await.expect(404);
        scene.say(who, "Et moi ?").await.expect(404);
        who.post(&scene.app, &scene.path("messages/read"), json!({})).await.expect(404);
        scene.report(who).await.expect(404);
    }
    scene.app.call("paris", Method::GET, &scene.path("messages"), None).await.expect(401);
    assert_eq!(scene.thread(&scene.owner).await.body["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(scene.ledger("thread.read_by_agent").await, 0);
}

#[tokio::test]
async fn an_agent_reads_while_a_report_is_open_and_the_ledger_says_so() {
    let scene = Scene::new().await;
    let agent = scene.app.agent("paris").await;
    scene.say(&scene.owner, "Où habitez-vous ?").await.expect(201);
    agent.post(&scene.app, &scene.path("close-report"), json!({})).await.expect(404);
    let reported = scene.report(&scene.volunteer).await.expect(201);
    let again = scene.report(&scene.owner).await.expect(200);
    assert_eq!((again.id(), &again.body["already"]), (reported.id(), &json!(true)));
    work(&scene.app).await;
    let mail = scene.app.mails.to(&agent.email).pop().expect("the agents are told");
    assert!(mail.text.contains("signalée") && !mail.text.contains("adresse"), "{}", mail.text);

    let queue = agent.get(&scene.app, "/api/v1/moderation/queue").await.expect(200);
    let waiting = &queue.body["reports"][0];
    assert_eq!((&waiting["sign_up"], &waiting["by"]), (&json!(scene.sign_up), &json!("volunteer")));
    assert_eq!(
        (&waiting["volunteer"], &waiting["reason"]),
        (&json!("volunteer T."), &json!("Il me demande mon adresse."))
    );
    for reading in 1..=2 {
        let seen = scene.thread(&agent).await.expect(200);
        assert_eq!(
            (&seen.body["items"][0]["text"], &seen.body["items"][0]["mine"]),
            (&json!("Où habitez-vous ?"), &json!(false))
        );
        assert_eq!(scene.ledger("thread.read_by_agent").await, reading);
    }
    // To read is not to write, nor to be one of its sides.
    scene.say(&agent, "Stop").await.expect(404);
    scene.volunteer.post(&scene.app, &scene.path("close-report"), json!({})).await.expect(403);
    agent.post(&scene.app, &scene.path("close-report"), json!({})).await.expect(204);
    scene.thread(&agent).await.expect(404);
    assert_eq!(agent.get(&scene.app, "/api/v1/moderation/queue").await.body["reports"], json!([]));
    // A closed report may be followed by another.
    assert_ne!(scene.report(&scene.volunteer).await.expect(201).id(), reported.id());
    scene.thread(&agent).await.expect(200);
    for (action, rows) in [("thread.reported", 2), ("thread.report_closed", 1), ("thread.read_by_agent", 3)] {
        assert_eq!(scene.ledger(action).await, rows, "{action}");
    }
}

#[tokio::test]
async fn the_agent_of_another_city_reads_nothing() {
    let scene = Scene::new().await;
    scene.report(&scene.volunteer).await.expect(201);
    let abroad = scene.app.agent("montreal").await;
    scene.thread(&abroad).await.expect(404);
    abroad.post(&scene.app, &scene.path("close-report"), json!({})).await.expect(404);
    assert_eq!(abroad.get(&scene.app, "/api/v1/moderation/queue").await.body["reports"], json!([]));
}

#[tokio::test]
async fn each_person_counts_what_they_have_not_read() {
    let scene = Scene::new().await;
    let second = scene.app.volunteer("paris", "second").await;
    join(&scene.app, scene.association, &second).await;
    assert_eq!(scene.unread(&scene.owner).await, (json!(0), json!(0)));
    scene.say(&scene.volunteer, "Un").await.expect(201);
    scene.say(&scene.volunteer, "Deux").await.expect(201);
    scene.say(&scene.owner, "Trois").await.expect(201);
    // What one's own side wrote is not unread.
    assert_eq!(scene.unread(&scene.owner).await, (json!(1), json!(2)));
    assert_eq!(scene.unread(&second).await.1, json!(2));
    scene.read(&scene.owner).await;
    assert_eq!((scene.unread(&scene.owner).await.1, scene.unread(&second).await.1), (json!(0), json!(2)));
    scene.say(&scene.volunteer, "Quatre").await.expect(201);
    assert_eq!(scene.unread(&scene.owner).await.1, json!(1));
    scene.read(&scene.volunteer).await;
    assert_eq!(scene.unread(&scene.owner).await, (json!(0), json!(1)));
}

/// Makes somebody a manager of an association, as the service writes it.
async fn join(app: &TestApp, association: Uuid, who: &Person) {
    let client = app.client("paris").await;
    let row =
        "INSERT INTO memberships (association_id, account_id, role, created_at) VALUES ($1, $2, 'manager', now())";
    client.execute(row, &[&association, &who.id]).await.expect("a membership");
}

#[tokio::test]
async fn one_mail_until_they_have_read() {
    let scene = Scene::new().await;
    let second = scene.app.volunteer("paris", "second").await;
    join(&scene.app, scene.association, &second).await;
    for text in ["Un", "Deux", "Trois"] {
        scene.say(&scene.volunteer, text).await.expect(201);
        work(&scene.app).await;
    }
    let once = ["Un message de volunteer T. : Aider aux devoirs le samedi matin"];
    assert_eq!(
        (scene.mails(&scene.owner), scene.mails(&second)),
        (once.map(Into::into).into(), once.map(Into::into).into())
    );
    assert_eq!(scene.mails(&scene.volunteer).len(), 0, "nobody is told of their own");
    let mail = scene.app.mails.to(&second.email).pop().expect("a mail");
    assert!(!mail.text.contains("Deux") && mail.unsubscribe.is_some_and(|link| link.ends_with("?topic=messages")));

    // Who has read is told of the next one, who has not is not.
    scene.read(&scene.owner).await;
    scene.say(&scene.volunteer, "Quatre").await.expect(201);
    work(&scene.app).await;
    assert_eq!((scene.mails(&scene.owner).len(), scene.mails(&second).len()), (2, 1));
    scene.say(&scene.owner, "Cinq").await.expect(201);
    work(&scene.app).await;
    assert_eq!(scene.mails(&scene.volunteer), ["Un message de Savoirs du canal : Aider aux devoirs le samedi matin"]);
}

#[tokio::test]
async fn what_was_read_before_the_mail_left_is_not_told() {
    let scene = Scene::new().await;
    // Half past ten in the evening: the mail waits until the morning.
    scene.app.clock.advance(Duration::hours(12));
    scene.say(&scene.owner, "À demain !").await.expect(201);
    scene.say(&scene.volunteer, "Oui !").await.expect(201);
    work(&scene.app).await;
    scene.read(&scene.volunteer).await;
    // Nor is who no longer acts for the association.
    let client = scene.app.client("paris").await;
    client.execute("DELETE FROM memberships WHERE account_id = $1", &[&scene.owner.id]).await.expect("gone");
    scene.app.clock.advance(Duration::hours(12));
    work(&scene.app).await;
    assert_eq!((scene.mails(&scene.volunteer).len(), scene.mails(&scene.owner).len()), (0, 0));
    scene.thread(&scene.owner).await.expect(404);
}

#[tokio::test]
async fn so_many_an_hour_and_no_longer() {
    let scene = Scene::new().await;
    for (text, code) in [("", "blank"), (" \n", "blank"), ("\u{1b}[31m", "control_characters")] {
        let refused = scene.say(&scene.volunteer, text).await.expect(422);
        assert_eq!((refused.code(), &refused.body["errors"][0]["pointer"]), (code, &json!("/text")));
    }
    scene.say(&scene.volunteer, &"é".repeat(4001)).await.expect(422);
    scene.say(&scene.volunteer, &"é".repeat(4000)).await.expect(201);
    scene.app.clock.advance(Duration::minutes(10));
    for _ in 1..20 {
        scene.say(&scene.volunteer, "Bonjour ?").await.expect(201);
    }
    let refused = scene.say(&scene.volunteer, "Bonjour ?").await.expect(409);
    assert_eq!(refused.body["remedy"], json!({ "kind": "wait_until", "until": "2026-03-04T10:00:00Z" }));
    assert!(refused.body["detail"].as_str().is_some_and(|text| text.contains("20 messages")), "{}", refused.body);
    // The other side may answer, and in time so may they.
    scene.say(&scene.owner, "Oui ?").await.expect(201);
    scene.app.clock.advance(Duration::minutes(50));
    scene.say(&scene.volunteer, "Ah !").await.expect(201);
    scene.say(&scene.volunteer, "Oh !").await.expect(409);
}

/// What an erased account wrote stands there without its words and name.
#[tokio::test]
async fn an_erased_message_is_shown_as_such() {
    let scene = Scene::new().await;
    scene.say(&scene.volunteer, "Voici mon adresse.").await.expect(201);
    let client = scene.app.client("paris").await;
    client.execute("UPDATE messages SET text = NULL", &[]).await.expect("erased");
    let names = "UPDATE accounts SET given_name = '', family_name = '' WHERE id = $1";
    client.execute(names, &[&scene.volunteer.id]).await.expect("erased");
    let seen = scene.thread(&scene.owner).await.expect(200);
    let message = &seen.body["items"][0];
    assert_eq!(
        (&message["text"], &message["author"], &message["side"]),
        (&Value::Null, &Value::Null, &json!("volunteer"))
    );
}

#[tokio::test]
async fn a_message_sent_twice_under_one_key_is_one() {
    let scene = Scene::new().await;
    let (path, body) = (scene.path("messages"), json!({ "text": "Une fois" }));
    for _ in 0..2 {
        let key = [("idempotency-key", "a-message")];
        scene.owner.call_with(&scene.app, Method::POST, &path, Some(body.clone()), &key).await.expect(201);
    }
    assert_eq!(scene.thread(&scene.owner).await.body["items"].as_array().map(Vec::len), Some(1));
}
