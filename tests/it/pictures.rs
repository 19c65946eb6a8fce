//! Pictures: who may set and see them, what they become, and how they stand on pages and in the API.

mod city;
mod forms;

use std::io::Cursor;

use axum::body::Body;
use axum::http::{Method, Request, header};
use image::{ImageFormat, Rgb, RgbImage};
use platform_core::accounts::CityRole;
use serde_json::{Value, json};
use tests::{Answer, Person, TestApp, a_mission};
use uuid::Uuid;

/// A picture of one colour.
fn drawn(colour: [u8; 3], format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::from_pixel(1500, 1000, Rgb(colour)).write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

fn red() -> Vec<u8> {
    drawn([200, 30, 30], ImageFormat::Jpeg)
}

fn blue() -> Vec<u8> {
    drawn([30, 30, 200], ImageFormat::Png)
}

/// Puts a picture where it belongs.
async fn put(app: &TestApp, who: &Person, path: &str, picture: Vec<u8>) -> Answer {
    let request = Request::builder()
        .method(Method::PUT)
        .uri(path)
        .header(header::HOST, format!("{}.localhost", who.city()))
        .header(header::COOKIE, who.cookie())
        .header(header::CONTENT_TYPE, "image/jpeg");
    app.send(request.body(Body::from(picture)).expect("a request")).await
}

async fn remove(app: &TestApp, who: &Person, path: &str) -> Answer {
    who.call(app, Method::DELETE, path, None).await
}

/// Looks at a picture's address, as somebody or as nobody.
async fn look(app: &TestApp, who: Option<&Person>, city: &str, path: &str) -> Answer {
    let mut request = Request::builder().uri(path).header(header::HOST, format!("{city}.localhost"));
    if let Some(who) = who {
        request = request.header(header::COOKIE, who.cookie());
    }
    app.send(request.body(Body::empty()).expect("a request")).await
}

/// A manager with a published mission and a draft.
struct Scene {
    app: TestApp,
    manager: Person,
    association: Uuid,
    mission: Uuid,
    draft: Uuid,
}

impl Scene {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let manager = app.volunteer("paris", "manager").await;
        let association = manager.validated_association(&app).await;
        let (mission, _) = manager.published_mission(&app, association, a_mission(3)).await;
        let body = json!({ "association": association, "mission": a_mission(3) });
        let draft = manager.post(&app, "/api/v1/missions", body).await.expect(201).id();
        Self { app, manager, association, mission, draft }
    }

    fn of_mission(&self) -> String {
        format!("/api/v1/missions/{}/picture", self.mission)
    }

    fn of_draft(&self) -> String {
        format!("/api/v1/missions/{}/picture", self.draft)
    }

    fn logo(&self) -> String {
        format!("/api/v1/associations/{}/logo", self.association)
    }

    async fn events(&self) -> Vec<String> {
        let rows = self.app.client("paris").await.query("SELECT action FROM ledger ORDER BY id", &[]).await;
        let mut events: Vec<String> = rows.expect("the ledger").iter().map(|row| row.get(0)).collect();
        events.retain(|event| event.contains("picture") || event.contains("logo"));
        events
    }
}

fn path(view: &Value, key: &str) -> String {
    view[key]["path"].as_str().expect("a path").to_owned()
}

#[tokio::test]
async fn a_mission_has_one_which_is_replaced_and_taken_away() {
    let scene = Scene::new().await;
    let Scene { app, manager, mission, .. } = &scene;
    let before = manager.get(app, &format!("/api/v1/missions/{mission}")).await.expect(200);
    assert!(before.body.get("picture").is_none());
    let described = format!("{}?alt=Deux%20enfants%20lisent", scene.of_mission());
    let set = put(app, manager, &described, red()).await.expect(200);
    let picture = &set.body["picture"];
    assert_eq!((&picture["width"], &picture["height"]), (&json!(1200), &json!(800)));
    assert_eq!(picture["alt"], "Deux enfants lisent");
    assert_eq!(set.body["state"], "published", "the rules let it stay");
    assert_ne!(set.header("etag"), before.header("etag"));

    let first = path(&set.body, "picture");
    let small = picture["small_path"].as_str().expect("a small one").to_owned();
    for address in [&first, &small] {
        let shown = look(app, None, "paris", address).await.expect(200);
        assert_eq!(shown.header("content-type"), "image/jpeg");
        assert_eq!(shown.header("cache-control"), "public, max-age=300");
        let asked = Request::builder().uri(address).header(header::HOST, "paris.localhost");
        let asked = asked.header(header::IF_NONE_MATCH, shown.header("etag"));
        let same = app.send(asked.body(Body::empty()).expect("a request")).await.expect(304);
        assert!(same.text.is_empty() && same.header("cache-control") == "public, max-age=300");
        assert_eq!(shown.header("x-content-type-options"), "nosniff");
        assert_eq!(shown.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
        assert!(shown.text.contains("JFIF"));
    }
    let again = put(app, manager, &scene.of_mission(), blue()).await.expect(200);
    let second = path(&again.body, "picture");
    assert_ne!(first, second);
    look(app, None, "paris", &first).await.expect(404);
    look(app, None, "paris", &second).await.expect(200);
    for (from, to) in [(".jpg", ".png"), (".jpg", ""), ("-", "_"), (".jpg", "-large.jpg")] {
        look(app, None, "paris", &second.replacen(from, to, usize::MAX)).await.expect(404);
    }

    // What everybody reads names the new one at once.
    let read = app.call("paris", Method::GET, &format!("/api/v1/missions/{mission}"), None).await.expect(200);
    assert_eq!(path(&read.body, "picture"), second);

    for _ in 0..2 {
        let removed = remove(app, manager, &scene.of_mission()).await.expect(200);
        assert!(removed.body.get("picture").is_none());
        look(app, None, "paris", &second).await.expect(404);
    }
    assert_eq!(scene.events().await, ["mission.picture_set", "mission.picture_set", "mission.picture_removed"]);
}

#[tokio::test]
async fn an_association_has_a_logo() {
    let scene = Scene::new().await;
    let Scene { app, manager, association, .. } = &scene;
    let set = put(app, manager, &scene.logo(), blue()).await.expect(200);
    let address = path(&set.body, "logo");
    assert!(address.ends_with(".png"));
    assert_eq!((&set.body["logo"]["width"], &set.body["logo"]["height"]), (&json!(256), &json!(171)));
    let shown = look(app, None, "paris", &address).await.expect(200);
    assert_eq!(shown.header("content-type"), "image/png");
    let listed = app.call("paris", Method::GET, "/api/v1/associations", None).await.expect(200);
    assert_eq!(path(&listed.body["items"][0], "logo"), address);

    // Its logo is hidden when it is, and shown to those inside.
    let agent = app.agent("paris").await;
    let reason = json!({ "reason": "Une vérification." });
    agent.post(app, &format!("/api/v1/associations/{association}/suspend"), reason).await.expect(200);
    look(app, None, "paris", &address).await.expect(404);
    let inside = look(app, Some(&agent), "paris", &address).await.expect(200);
    assert_eq!(inside.header("cache-control"), "private, no-store");
    // An agent looks at it: it does not change under their eyes, and can be taken away all the same.
    assert_eq!(put(app, manager, &scene.logo(), red()).await.expect(409).code(), "illegal_transition");
    remove(app, manager, &scene.logo()).await.expect(200);
    look(app, Some(&agent), "paris", &address).await.expect(404);
    assert_eq!(scene.events().await, ["association.logo_set", "association.logo_removed"]);
}

#[tokio::test]
async fn who_may_and_who_may_not() {
    let scene = Scene::new().await;
    let Scene { app, manager, .. } = &scene;
    let stranger = app.volunteer("paris", "stranger").await;
    let agent = app.agent("paris").await;
    let elsewhere = app.volunteer("montreal", "elsewhere").await;
    let draft = path(&put(app, manager, &scene.of_draft(), red()).await.expect(200).body, "picture");
    let open = path(&put(app, manager, &scene.of_mission(), red()).await.expect(200).body, "picture");
    for (who, public, private) in [(&stranger, 403, 404), (&agent, 403, 404), (&elsewhere, 404, 404)] {
        for (target, status) in [(scene.of_mission(), public), (scene.logo(), public), (scene.of_draft(), private)] {
            put(app, who, &target, blue()).await.expect(status);
            remove(app, who, &target).await.expect(status);
        }
    }
    let nobody = Request::builder().method(Method::PUT).uri(scene.of_mission()).header(header::HOST, "paris.localhost");
    app.send(nobody.body(Body::from(blue())).expect("a request")).await.expect(401);

    // A draft's is seen by those who see the draft; and none is seen from another city.
    for (who, status) in [(None, 404), (Some(&stranger), 404), (Some(manager), 200), (Some(&agent), 200)] {
        let shown = look(app, who, "paris", &draft).await.expect(status);
        assert!(status == 404 || shown.header("cache-control") == "private, no-store");
    }
    for who in [None, Some(&elsewhere)] {
        for address in [&draft, &open] {
            look(app, who, "montreal", address).await.expect(404);
        }
    }
    look(app, None, "paris", &open).await.expect(200);
    let unknown = open.replace(open.split('/').nth(2).expect("an id"), &Uuid::nil().to_string());
    for address in [&*unknown, "/pictures/x/y.jpg"] {
        look(app, None, "paris", address).await.expect(404);
    }
}

#[tokio::test]
async fn what_is_no_picture_is_refused_in_words() {
    let scene = Scene::new().await;
    let Scene { app, manager, .. } = &scene;
    for (bytes, status, code) in [
        (Vec::new(), 422, "picture_missing"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), 422, "picture_format"),
        (b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), 422, "picture_format"),
        (red()[..2000].to_vec(), 422, "picture_damaged"),
        (vec![0xFF; 5 << 20], 413, "picture_too_heavy"),
    ] {
        for target in [scene.of_mission(), scene.logo()] {
            let refused = put(app, manager, &target, bytes.clone()).await.expect(status);
            assert_eq!(refused.code(), code);
            assert_eq!(refused.body["errors"][0]["pointer"], "/file");
        }
    }
    let long = format!("{}?alt={}", scene.of_mission(), "a".repeat(251));
    assert_eq!(put(app, manager, &long, red()).await.expect(422).body["errors"][0]["pointer"], "/alt");
    let two_lines = format!("{}?alt=a%0Ab", scene.of_mission());
    put(app, manager, &two_lines, red()).await.expect(422);
    let held = "SELECT count(*) FROM pictures";
    let row = app.client("paris").await.query_one(held, &[]).await.expect("a count");
    assert_eq!(row.get::<_, i64>(0), 0);
    assert!(scene.events().await.is_empty());
}

/// A changed picture of a live mission goes the way a changed text goes: the rules are asked again.
#[tokio::test]
async fn a_live_mission_is_reviewed_again() {
    let scene = Scene::new().await;
    let Scene { app, manager, mission, .. } = &scene;
    let admin = Person::made(app, "paris", "admin", Some(CityRole::Admin), None).await;
    let rules = async |version: &str, parameters: Value| {
        let (path, body) = ("/api/v1/rules/parameters", json!({ "parameters": parameters }));
        admin.call_with(app, Method::PUT, path, Some(body), &[("if-match", version)]).await.expect(200);
    };
    rules("\"1\"", json!({ "mission_review": "agent" })).await;
    let held = put(app, manager, &scene.of_mission(), red()).await.expect(200).body;
    assert_eq!(held["state"], "submitted");
    assert_eq!(held["inside"]["reasons"][0]["code"], "review_by_agent");
    let picture = path(&held, "picture");
    look(app, None, "paris", &picture).await.expect(404);
    // What an agent looks at does not change under their eyes.
    assert_eq!(put(app, manager, &scene.of_mission(), blue()).await.expect(409).code(), "illegal_transition");
    admin.post(app, &format!("/api/v1/missions/{mission}/publish"), json!({})).await.expect(200);
    look(app, None, "paris", &picture).await.expect(200);

    rules("\"2\"", json!({ "mission_review": "automatic", "title_min_words": 10 })).await;
    put(app, manager, &scene.of_mission(), blue()).await.expect(409);
    look(app, None, "paris", &picture).await.expect(200);
    // What is taken away needs nobody's leave.
    assert_eq!(remove(app, manager, &scene.of_mission()).await.expect(200).body["state"], "published");
    assert_eq!(scene.events().await, ["mission.picture_set", "mission.picture_removed"]);
}

#[tokio::test]
async fn it_goes_with_what_it_shows_and_a_copy_has_it_too() {
    let scene = Scene::new().await;
    let Scene { app, manager, mission, draft, .. } = &scene;
    put(app, manager, &format!("{}?alt=Une%20salle", scene.of_mission()), red()).await.expect(200);
    put(app, manager, &scene.of_draft(), blue()).await.expect(200);
    let copy = manager.post(app, &format!("/api/v1/missions/{mission}/duplicate"), json!({})).await.expect(201);
    assert_eq!(copy.body["picture"]["alt"], "Une salle");
    look(app, Some(manager), "paris", &path(&copy.body, "picture")).await.expect(200);

    let client = app.client("paris").await;
    let count =
        async || client.query_one("SELECT count(*) FROM pictures", &[]).await.expect("a count").get::<_, i64>(0);
    assert_eq!(count().await, 3);
    client.execute("DELETE FROM missions WHERE id = $1", &[draft]).await.expect("gone");
    assert_eq!(count().await, 2);
}
