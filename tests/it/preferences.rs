//! What people hear and when: topics, the daily mail, quiet hours, and the one press that ends the mails of a topic.

use axum::body::Body;
use axum::http::{Method, Request};
use chrono::Duration;
use serde_json::{Value, json};
use tests::{Answer, Person, TestApp, a_mission};
use uuid::Uuid;

const PREFERENCES: &str = "/api/v1/me/preferences";

struct Scene {
    app: TestApp,
    manager: Person,
    mission: Uuid,
    slot: Uuid,
}

impl Scene {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let manager = app.volunteer("paris", "manager").await;
        let association = manager.validated_association(&app).await;
        let (mission, slot) = manager.published_mission(&app, association, a_mission(50)).await;
        work(&app).await;
        Self { app, manager, mission, slot }
    }

    async fn prefer(&self, who: &Person, wanted: Value) -> Answer {
        who.call(&self.app, Method::PUT, PREFERENCES, Some(wanted)).await
    }

    /// Somebody new signs up, and what follows is done.
    async fn signs_up(&self, name: &str) -> Person {
        let person = self.app.volunteer("paris", name).await;
        let path = format!("/api/v1/missions/{}/sign-ups", self.mission);
        person.post(&self.app, &path, json!({ "slot": self.slot })).await.expect(201);
        work(&self.app).await;
        person
    }

    fn mails(&self) -> usize {
        self.app.mails.to(&self.manager.email).len()
    }

    /// The link that ends the mails of the last one's topic.
    fn link(&self) -> String {
        let mail = self.app.mails.to(&self.manager.email).pop().expect("a mail");
        let link = mail.unsubscribe.expect("a link");
        link.split_once("/api/").map(|(_, path)| format!("/api/{path}")).expect("a path")
    }

    async fn mode(&self, topic: &str) -> Value {
        self.manager.get(&self.app, PREFERENCES).await.expect(200).body["topics"][topic].clone()
    }

    /// What a mail program sends, from wherever it runs.
    async fn press(&self, city: &str, link: &str, kind: &str, body: &str) -> Answer {
        let request = Request::post(link)
            .header("host", format!("{city}.localhost"))
            .header("origin", "https://mail.example")
            .header("sec-fetch-site", "cross-site")
            .header("content-type", kind);
        self.app.send(request.body(Body::from(body.to_owned())).expect("a request")).await
    }
}

const FORM: &str = "application/x-www-form-urlencoded";
const PRESS: &str = "List-Unsubscribe=One-Click";

async fn work(app: &TestApp) {
    while app.work().await > 0 {}
}

#[tokio::test]
async fn what_is_preferred_is_kept() {
    let scene = Scene::new().await;
    let before = scene.manager.get(&scene.app, PREFERENCES).await.expect(200).body;
    let topics = before["topics"].as_object().expect("topics");
    assert!(topics.len() == 7 && topics.values().all(|mode| mode == "at_once"), "{before}");
    assert_eq!(before["quiet"], Value::Null);
    let wanted = json!({ "topics": { "messages": "daily", "suggestions": "never" },
                         "quiet": { "from": "22:30", "until": "07:00" } });
    let after = scene.prefer(&scene.manager, wanted.clone()).await.expect(200).body;
    assert_eq!((&after["topics"]["messages"], &after["topics"]["sign_ups"]), (&json!("daily"), &json!("at_once")));
    assert_eq!(after["quiet"], wanted["quiet"]);
    // A topic that is left out stays; quiet hours that are left out are the city's again.
    let after = scene.prefer(&scene.manager, json!({ "topics": { "messages": "at_once" } })).await.expect(200).body;
    assert_eq!((&after["topics"]["messages"], &after["topics"]["suggestions"]), (&json!("at_once"), &json!("never")));
    assert_eq!(after, scene.manager.get(&scene.app, PREFERENCES).await.expect(200).body);
    assert_eq!(after["quiet"], Value::Null);

    let quiet = |from: &str, until: &str| json!({ "topics": {}, "quiet": { "from": from, "until": until } });
    for (wanted, code, at) in [
        (quiet("21:00", "21:00"), "quiet_hours", "/quiet/until"),
        (quiet("24:00", "08:00"), "invalid_value", "/quiet/from"),
        (quiet("9 h", "08:00"), "invalid_value", "/quiet/from"),
        (json!({ "topics": { "messages": "sometimes" } }), "invalid_value", "/topics/messages"),
        (json!({ "topics": { "weather": "daily" } }), "unknown_field", "/topics/weather"),
    ] {
        let refused = scene.prefer(&scene.manager, wanted.clone()).await.expect(422);
        let found = (refused.code(), refused.body["errors"][0]["pointer"].as_str().unwrap_or(""));
        assert!(found.0 == code && found.1.starts_with(at), "{wanted}: {found:?}");
    }
    scene.app.call("paris", Method::GET, PREFERENCES, None).await.expect(401);
}

#[tokio::test]
async fn once_a_day_is_one_mail_a_day() {
    let scene = Scene::new().await;
    scene.prefer(&scene.manager, json!({ "topics": { "associations": "daily" } })).await.expect(200);
    let before = scene.mails();
    for name in ["un", "deux", "trois"] {
        scene.signs_up(name).await;
    }
    assert_eq!(scene.mails(), before, "nothing before the morning");
    // From ten in the morning to eight the next.
    scene.app.clock.advance(Duration::hours(22));
    work(&scene.app).await;
    assert_eq!(scene.mails(), before + 1);
    scene.app.clock.advance(Duration::hours(24));
    work(&scene.app).await;
    assert_eq!(scene.mails(), before + 1, "a day without news is a day without mail");
    scene.signs_up("quatre").await;
    scene.app.clock.advance(Duration::hours(24));
    work(&scene.app).await;
    assert_eq!(scene.mails(), before + 2);
}

#[tokio::test]
async fn quiet_hours_are_ones_own_or_the_citys() {
    let scene = Scene::new().await;
    let quiet = json!({ "topics": {}, "quiet": { "from": "09:00", "until": "12:00" } });
    scene.prefer(&scene.manager, quiet).await.expect(200);
    let before = scene.mails();
    // Ten in the morning: the manager's hours hold for the manager.
    let person = scene.signs_up("morning").await;
    assert_eq!((scene.mails(), scene.app.mails.to(&person.email).len()), (before, 1));
    scene.app.clock.advance(Duration::hours(2));
    work(&scene.app).await;
    assert_eq!(scene.mails(), before + 1);
    // Ten in the evening: quiet for the city, not for the manager any more.
    scene.app.clock.advance(Duration::hours(10));
    let person = scene.signs_up("evening").await;
    assert_eq!((scene.mails(), scene.app.mails.to(&person.email).len()), (before + 2, 0));
    scene.app.clock.advance(Duration::hours(10));
    work(&scene.app).await;
    assert_eq!(scene.app.mails.to(&person.email).len(), 1);
}

#[tokio::test]
async fn one_press_ends_the_mails_of_a_topic() {
    let scene = Scene::new().await;
    scene.signs_up("first").await;
    let link = scene.link();
    // To look is not to press: programs that check links end nothing.
    let seen = scene.app.call("paris", Method::GET, &link, None).await.expect(200);
    assert_eq!(seen.body, json!({ "topic": "associations", "mode": "at_once" }));
    assert_eq!(scene.mode("associations").await, "at_once");

    let multipart = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
    for (kind, body) in [(FORM, PRESS), (FORM, PRESS), ("multipart/form-data; boundary=b", multipart)] {
        let pressed = scene.press("paris", &link, kind, body).await.expect(200);
        assert_eq!(pressed.body, json!({ "topic": "associations", "mode": "never" }));
    }
    assert_eq!((scene.mode("associations").await, scene.mode("messages").await), (json!("never"), json!("at_once")));
    let client = scene.app.client("paris").await;
    let rows = "SELECT count(*) FROM ledger WHERE action = 'account.unsubscribed' AND subject_id = $1";
    let written: i64 = client.query_one(rows, &[&scene.manager.id]).await.expect("a row").get(0);
    assert_eq!(written, 1, "pressed again, nothing changes");
    let before = scene.mails();
    scene.signs_up("second").await;
    assert_eq!(scene.mails(), before);
    // Who wants them again says so.
    scene.prefer(&scene.manager, json!({ "topics": { "associations": "at_once" } })).await.expect(200);
    scene.signs_up("third").await;
    assert_eq!(scene.mails(), before + 1);
}

#[tokio::test]
async fn a_link_is_its_readers_in_their_city_and_the_press_is_a_press() {
    let scene = Scene::new().await;
    scene.signs_up("first").await;
    let link = scene.link();
    let other = |token: &str| format!("/api/v1/unsubscribe/{token}?topic=associations");
    for (city, link) in [("montreal", link.as_str()), ("paris", &other("nobody")), ("paris", &other("a%00b"))] {
        scene.press(city, link, FORM, PRESS).await.expect(404);
        scene.app.call(city, Method::GET, link, None).await.expect(404);
    }
    for (kind, body) in [(FORM, ""), (FORM, "List-Unsubscribe=Perhaps"), ("application/json", "{}"), ("", PRESS)] {
        assert_eq!(scene.press("paris", &link, kind, body).await.expect(400).code(), "one_click", "{kind} {body}");
    }
    scene.press("paris", &link.replace("associations", "weather"), FORM, PRESS).await.expect(422);
    assert_eq!(scene.mode("associations").await, "at_once");
    // Elsewhere another site's requests are still refused.
    let headers = [("origin", "https://mail.example"), ("sec-fetch-site", "cross-site")];
    let wanted = json!({ "topics": { "associations": "never" } });
    let refused = scene.manager.call_with(&scene.app, Method::PUT, PREFERENCES, Some(wanted), &headers).await;
    assert_eq!(refused.expect(403).code(), "cross_site");
}
