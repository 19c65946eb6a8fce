//! Members of an association: the life of an invitation, roles, and never without an owner.

use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};
use tests::{Answer, Person, TestApp};
use uuid::Uuid;

struct Scene {
    app: TestApp,
    owner: Person,
    association: Uuid,
}

impl Scene {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let owner = app.volunteer("paris", "owner").await;
        let association = owner.validated_association(&app).await;
        work(&app).await;
        Self { app, owner, association }
    }

    fn path(&self, act: &str) -> String {
        format!("/api/v1/associations/{}/{act}", self.association)
    }

    async fn invite(&self, who: &Person, email: &str, role: &str) -> Answer {
        who.post(&self.app, &self.path("invitations"), json!({ "email": email, "role": role })).await
    }

    /// Invites an address and answers the secret in the mail.
    async fn invited(&self, email: &str, role: &str) -> String {
        let answer = self.invite(&self.owner, email, role).await;
        assert!(answer.status.is_success() && answer.body["mailed"] == true, "{:#}", answer.body);
        work(&self.app).await;
        secrets(&self.app, &email.to_lowercase()).pop().expect("a secret")
    }

    async fn accept(&self, who: &Person, secret: &str) -> Answer {
        who.post(&self.app, "/api/v1/invitations/accept", json!({ "token": secret })).await
    }

    /// Somebody who joined.
    async fn member(&self, name: &str, role: &str) -> Person {
        let person = self.app.volunteer("paris", name).await;
        let secret = self.invited(&person.email, role).await;
        self.accept(&person, &secret).await.expect(200);
        person
    }

    async fn change(&self, by: &Person, who: &Person, role: &str) -> Answer {
        by.post(&self.app, &self.path("members/change"), json!({ "account": who.id, "role": role })).await
    }

    async fn remove(&self, by: &Person, who: &Person) -> Answer {
        by.post(&self.app, &self.path("members/remove"), json!({ "account": who.id })).await
    }

    /// Names and roles, in the order they came.
    async fn members(&self, by: &Person) -> Vec<(String, String)> {
        let answer = by.get(&self.app, &self.path("members")).await.expect(200);
        let word = |row: &Value, name: &str| row[name].as_str().expect("a word").to_owned();
        let items = answer.body["items"].as_array().expect("members").clone();
        items.iter().map(|row| (word(row, "name"), word(row, "role"))).collect()
    }

    async fn count(&self, query: &str) -> i64 {
        self.app.client("paris").await.query_one(query, &[]).await.expect("a row").get(0)
    }

    async fn ledger(&self, action: &str) -> i64 {
        self.count(&format!("SELECT count(*) FROM ledger WHERE action = '{action}'")).await
    }
}

async fn work(app: &TestApp) {
    while app.work().await > 0 {}
}

fn secrets(app: &TestApp, email: &str) -> Vec<String> {
    let mails = app.mails.to(email).into_iter();
    mails
        .filter_map(|mail| Some(mail.text.split("/invitation/").nth(1)?.split_whitespace().next()?.to_owned()))
        .collect()
}

#[tokio::test]
async fn who_is_asked_joins_once() {
    let scene = Scene::new().await;
    let colleague = scene.app.volunteer("paris", "colleague").await;
    let secret = scene.invited("Colleague@paris.example", "manager").await;
    let mail = scene.app.mails.to(&colleague.email).pop().expect("a mail");
    assert!(mail.subject.starts_with("Savoirs du canal vous invite") && mail.text.contains("owner T."), "{mail:?}");
    assert!(mail.text.contains("vendredi 3 avril 2026"), "{}", mail.text);
    let open = scene.owner.get(&scene.app, &scene.path("invitations")).await.expect(200);
    assert_eq!(
        (&open.body["items"][0]["email"], &open.body["items"][0]["role"]),
        (&json!(colleague.email), &json!("manager"))
    );

    scene
        .app
        .call("paris", Method::POST, "/api/v1/invitations/accept", Some(json!({ "token": secret })))
        .await
        .expect(401);
    let joined = scene.accept(&colleague, &secret).await.expect(200);
    assert_eq!(joined.body, json!({ "association": scene.association, "name": "Savoirs du canal", "role": "manager" }));
    let me = colleague.get(&scene.app, "/api/v1/me").await.expect(200);
    assert_eq!(me.body["associations"][0]["role"], "manager");
    let both = [("colleague T.".to_owned(), "manager".to_owned()), ("owner T.".to_owned(), "owner".to_owned())];
    let mut members = scene.members(&colleague).await;
    members.sort(); // they came at the same instant
    assert_eq!(members, both);
    // Used is used, for anybody.
    let other = scene.app.volunteer("paris", "other").await;
    for who in [&colleague, &other] {
        assert_eq!(scene.accept(who, &secret).await.expect(409).code(), "invitation_over");
    }
    assert_eq!(scene.owner.get(&scene.app, &scene.path("invitations")).await.body["items"], json!([]));
    assert_eq!(scene.invite(&scene.owner, &colleague.email, "owner").await.expect(409).code(), "already_member");
    assert_eq!((scene.ledger("member.invited").await, scene.ledger("member.joined").await), (1, 1));
    assert_eq!(scene.count("SELECT count(*) FROM ledger WHERE details::text LIKE '%@%'").await, 0, "pseudonyms only");
}

#[tokio::test]
async fn the_secret_is_the_proof_whatever_the_address() {
    let scene = Scene::new().await;
    let secret = scene.invited("work@asso.example", "owner").await;
    // Several who come with it at once: one joins.
    let mut people = Vec::new();
    for name in ["a", "b", "c"] {
        people.push(scene.app.volunteer("paris", name).await);
    }
    let answers = futures_util::future::join_all(people.iter().map(|person| scene.accept(person, &secret))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1, "{answers:?}");
    assert_eq!(scene.members(&scene.owner).await.len(), 2);
    // An owner who takes one to be a manager stays an owner; a manager who takes one to be an owner becomes one.
    let secret = scene.invited("home@asso.example", "manager").await;
    assert_eq!(scene.accept(&scene.owner, &secret).await.expect(200).body["role"], "owner");
    let manager = scene.member("manager", "manager").await;
    let secret = scene.invited("boss@asso.example", "owner").await;
    assert_eq!(scene.accept(&manager, &secret).await.expect(200).body["role"], "owner");
}

#[tokio::test]
async fn an_invitation_is_renewed_at_most_once_an_hour() {
    let scene = Scene::new().await;
    let person = scene.app.volunteer("paris", "person").await;
    let first = scene.invited(&person.email, "manager").await;
    let id = scene.owner.get(&scene.app, &scene.path("invitations")).await.body["items"][0]["id"].clone();
    let again = scene.invite(&scene.owner, &person.email, "owner").await.expect(200);
    assert_eq!((&again.body["id"], &again.body["mailed"], &again.body["role"]), (&id, &json!(false), &json!("owner")));
    work(&scene.app).await;
    assert_eq!(secrets(&scene.app, &person.email).len(), 1);

    scene.app.clock.advance(Duration::hours(1));
    let second = scene.invited(&person.email, "manager").await;
    assert_ne!(first, second);
    assert_eq!(scene.accept(&person, &first).await.expect(409).code(), "invitation_over");
    // The thirty days begin anew.
    scene.app.clock.advance(Duration::days(30) - Duration::minutes(1));
    scene.accept(&person, &second).await.expect(200);
}

#[tokio::test]
async fn an_invitation_that_is_over_lets_nobody_in_and_is_forgotten() {
    let scene = Scene::new().await;
    let person = scene.app.volunteer("paris", "person").await;
    let secret = scene.invited(&person.email, "manager").await;
    scene.app.clock.advance(Duration::days(30));
    assert_eq!(scene.accept(&person, &secret).await.expect(409).code(), "invitation_over");
    assert_eq!(scene.owner.get(&scene.app, &scene.path("invitations")).await.expect(200).body["items"], json!([]));
    // A link asked for an unknown address asks for tidying.
    let nobody = json!({ "email": "nobody@nowhere.example" });
    scene.app.call("paris", Method::POST, "/api/v1/magic-links", Some(nobody)).await.expect(202);
    work(&scene.app).await;
    assert_eq!(scene.count("SELECT count(*) FROM invitations").await, 0);
    scene.member("other", "manager").await;
}

#[tokio::test]
async fn an_invitation_taken_back_stops_working() {
    let scene = Scene::new().await;
    let person = scene.app.volunteer("paris", "person").await;
    let manager = scene.member("manager", "manager").await;
    let secret = scene.invited(&person.email, "manager").await;
    let id = scene.owner.get(&scene.app, &scene.path("invitations")).await.body["items"][0]["id"].clone();
    let path = format!("/api/v1/invitations/{}", id.as_str().expect("an id"));
    person.call(&scene.app, Method::DELETE, &path, None).await.expect(404);
    manager.call(&scene.app, Method::DELETE, &path, None).await.expect(403);
    scene.owner.call(&scene.app, Method::DELETE, &path, None).await.expect(204);
    scene.owner.call(&scene.app, Method::DELETE, &path, None).await.expect(404);
    assert_eq!(scene.accept(&person, &secret).await.expect(409).code(), "invitation_over");
    // To take it back and ask again is no way to send more mails.
    let soon = scene.invite(&scene.owner, &person.email, "manager").await.expect(409);
    assert_eq!((soon.code(), &soon.body["remedy"]["until"]), ("invited_lately", &json!("2026-03-04T10:00:00Z")));
    scene.app.clock.advance(Duration::hours(1));
    let secret = scene.invited(&person.email, "manager").await;
    scene.accept(&person, &secret).await.expect(200);
    assert_eq!(scene.ledger("member.invitation_revoked").await, 1);
}

#[tokio::test]
async fn one_that_is_taken_back_before_its_mail_is_written_is_not_sent() {
    let scene = Scene::new().await;
    let id = scene.invite(&scene.owner, "slow@asso.example", "manager").await.expect(201).id();
    scene.owner.call(&scene.app, Method::DELETE, &format!("/api/v1/invitations/{id}"), None).await.expect(204);
    work(&scene.app).await;
    assert!(scene.app.mails.to("slow@asso.example").is_empty());
}

#[tokio::test]
async fn an_invitation_of_paris_is_none_in_montreal() {
    let scene = Scene::new().await;
    let abroad = scene.app.volunteer("montreal", "abroad").await;
    let secret = scene.invited("both@asso.example", "manager").await;
    assert_eq!(scene.accept(&abroad, &secret).await.expect(409).code(), "invitation_over");
    assert_eq!(scene.accept(&abroad, "no such secret").await.expect(409).code(), "invitation_over");
    // Trying it there does not use it up.
    let person = scene.app.volunteer("paris", "person").await;
    scene.accept(&person, &secret).await.expect(200);
}

#[tokio::test]
async fn an_address_is_confirmed_before_one_asks_or_joins() {
    let scene = Scene::new().await;
    let person = scene.app.volunteer("paris", "person").await;
    let secret = scene.invited(&person.email, "manager").await;
    let client = scene.app.client("paris").await;
    client.execute("UPDATE accounts SET email_confirmed_at = NULL", &[]).await.expect("unconfirmed");
    assert_eq!(scene.accept(&person, &secret).await.expect(409).code(), "confirm_email");
    assert_eq!(scene.invite(&scene.owner, "x@asso.example", "manager").await.expect(409).code(), "confirm_email");
    client.execute("UPDATE accounts SET email_confirmed_at = now()", &[]).await.expect("confirmed");
    scene.accept(&person, &secret).await.expect(200);
}

#[tokio::test]
async fn owners_ask_change_and_remove_and_managers_go() {
    let scene = Scene::new().await;
    let (first, second) = (scene.member("first", "manager").await, scene.member("second", "manager").await);
    let stranger = scene.app.volunteer("paris", "stranger").await;
    let agent = scene.app.agent("paris").await;
    scene.invite(&first, "x@asso.example", "manager").await.expect(403);
    first.get(&scene.app, &scene.path("invitations")).await.expect(403);
    scene.change(&first, &first, "owner").await.expect(403);
    scene.remove(&first, &second).await.expect(403);
    for answer in [
        scene.invite(&stranger, "x@asso.example", "manager").await,
        stranger.get(&scene.app, &scene.path("members")).await,
        scene.change(&agent, &first, "owner").await,
        scene.remove(&agent, &first).await,
    ] {
        answer.expect(403);
    }
    assert_eq!(scene.members(&agent).await.len(), 3, "agents see who answers for it");
    assert_eq!(scene.change(&scene.owner, &stranger, "owner").await.expect(422).code(), "not_a_member");
    assert_eq!(scene.remove(&scene.owner, &stranger).await.expect(422).code(), "not_a_member");

    scene.change(&scene.owner, &first, "owner").await.expect(204);
    scene.change(&scene.owner, &first, "owner").await.expect(204);
    scene.remove(&first, &second).await.expect(204);
    work(&scene.app).await;
    let told = |who: &Person| scene.app.mails.to(&who.email).pop().expect("a mail").text;
    assert!(told(&first).contains("ses membres, ses missions"), "{}", told(&first));
    assert!(told(&second).contains("Vous n'agissez plus"), "{}", told(&second));
    second.get(&scene.app, &scene.path("members")).await.expect(403);
    // Who goes by their own will knows it.
    let third = scene.member("third", "manager").await;
    scene.remove(&third, &third).await.expect(204);
    work(&scene.app).await;
    assert!(!told(&third).contains("Vous n'agissez plus"));
    for (action, rows) in [("member.changed", 1), ("member.removed", 2), ("member.joined", 3)] {
        assert_eq!(scene.ledger(action).await, rows, "{action}");
    }
}

#[tokio::test]
async fn never_without_an_owner() {
    let scene = Scene::new().await;
    let manager = scene.member("manager", "manager").await;
    for answer in
        [scene.change(&scene.owner, &scene.owner, "manager").await, scene.remove(&scene.owner, &scene.owner).await]
    {
        assert_eq!(answer.expect(409).code(), "last_owner");
    }
    scene.change(&scene.owner, &manager, "owner").await.expect(204);
    // Two owners who go at once: one stays.
    let answers = futures_util::future::join(
        scene.remove(&scene.owner, &scene.owner),
        scene.change(&manager, &manager, "manager"),
    )
    .await;
    let statuses = [answers.0.status.as_u16(), answers.1.status.as_u16()];
    assert!(statuses == [204, 409] || statuses == [409, 204], "{statuses:?}");
    assert_eq!(scene.count("SELECT count(*) FROM memberships WHERE role = 'owner'").await, 1);
}

#[tokio::test]
async fn so_many_are_asked_at_once() {
    let scene = Scene::new().await;
    for number in 0..50 {
        scene.invite(&scene.owner, &format!("p{number}@asso.example"), "manager").await.expect(201);
    }
    let refused = scene.invite(&scene.owner, "one-more@asso.example", "manager").await.expect(409);
    assert_eq!(refused.code(), "too_many_invitations");
    // Those who were asked may be asked again.
    scene.app.clock.advance(Duration::hours(1));
    scene.invite(&scene.owner, "p7@asso.example", "manager").await.expect(200);
    assert_eq!(
        scene.invite(&scene.owner, "nobody", "manager").await.expect(422).body["errors"][0]["pointer"],
        "/email"
    );
    let page = scene.owner.get(&scene.app, &format!("{}?limit=40", scene.path("invitations"))).await.expect(200);
    let next = page.body["next"].as_str().expect("a page more");
    let rest = scene.owner.get(&scene.app, &format!("{}?cursor={next}", scene.path("invitations"))).await.expect(200);
    assert_eq!(rest.body["items"].as_array().map(Vec::len), Some(10));
}
