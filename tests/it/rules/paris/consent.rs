//! A parent or guardian agrees by mail.

use axum::http::Method;
use chrono::Duration;
use serde_json::{Map, json};
use tests::{Answer, Person};

use crate::rules::scene::{City, births};

/// The address of a guardian.
const GUARDIAN: &str = "guardian@exemple.example";

async fn ask(city: &City, person: &Person, email: &str) -> Answer {
    person.post(&city.app, "/api/v1/me/guardian", json!({ "email": email })).await
}

/// Whoever reads the mail agrees; nobody is signed in.
async fn agree(city: &City, at: &str, secret: &str) -> Answer {
    city.app.call(at, Method::POST, "/api/v1/consents", Some(json!({ "token": secret }))).await
}

/// The secret of the last link sent to an address.
async fn secret(city: &City, email: &str) -> String {
    city.app.work().await;
    let mail = city.app.mails.to(email).pop().expect("a mail");
    let link = mail.text.split_whitespace().find(|word| word.contains("/consent/")).expect("a link");
    link.rsplit('/').next().expect("a secret").to_owned()
}

#[track_caller]
fn over(answer: Answer) {
    let answer = answer.expect(409);
    assert_eq!((answer.code(), &answer.body["errors"][0]["pointer"]), ("link_expired", &json!("/token")));
}

#[tokio::test]
async fn somebody_of_16_signs_up_when_a_guardian_agreed_by_mail() {
    let mut city = City::under_own_rules("paris").await;
    city.set(Map::new()).await;
    let place = city.place(true, false).await;
    let person = city.person("sixteen", births("16")[0].1).await;
    let refused = city.tries(&person, place).await.reasons;
    let ask_guardian = json!({ "kind": "ask_guardian" });
    assert_eq!(refused, [("guardian_consent_missing".to_owned(), String::new(), ask_guardian)]);

    ask(&city, &person, "Guardian@Exemple.example").await.expect(202);
    assert_eq!(city.tries(&person, place).await.reasons, refused, "asking is not enough");
    let secret = secret(&city, GUARDIAN).await;
    over(agree(&city, "montreal", &secret).await);
    over(agree(&city, "paris", "no-such-link").await);
    agree(&city, "paris", &secret).await.expect(204);
    assert_eq!(city.tries(&person, place).await.reasons, []);

    over(agree(&city, "paris", &secret).await);
    let me = person.get(&city.app, "/api/v1/me").await.expect(200);
    let now = platform_core::ports::Clock::now(&*city.app.clock);
    assert_eq!(
        me.body["credentials"],
        json!([{ "name": "guardian_consent", "assurance": "email", "given_at": now.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
                 "until": "2027-03-04T09:00:00Z" }])
    );
    let client = city.app.client("paris").await;
    let kept: i64 = client.query_one("SELECT count(*) FROM consent_requests", &[]).await.expect("a count").get(0);
    assert_eq!(kept, 0, "the guardian's address is forgotten");
}

#[tokio::test]
async fn a_consent_is_good_for_a_year() {
    let mut city = City::under_own_rules("paris").await;
    city.set(Map::new()).await;
    let person = city.person("sixteen", births("16")[0].1).await;
    ask(&city, &person, GUARDIAN).await.expect(202);
    let secret = secret(&city, GUARDIAN).await;
    agree(&city, "paris", &secret).await.expect(204);
    for (days, expected) in [(364, vec![]), (1, vec!["guardian_consent_missing"])] {
        city.app.clock.advance(Duration::days(days));
        let slot = json!({ "starts_at": "2027-03-10T09:00:00Z", "ends_at": "2027-03-10T11:00:00Z", "capacity": 1 });
        let mission = crate::rules::scene::with(city.mission(), &json!({ "slots": [slot] }));
        let person = Person::signed_in(&city.app, "paris", person.id, person.email.clone()).await;
        city.manager = Person::signed_in(&city.app, "paris", city.manager.id, city.manager.email.clone()).await;
        let place = city.slots_of(&mission).await[0];
        let reasons = city.tries(&person, place).await.reasons;
        assert_eq!(reasons.iter().map(|(code, ..)| code.as_str()).collect::<Vec<_>>(), expected);
    }
}

#[tokio::test]
async fn only_the_last_guardian_who_was_asked_can_answer_and_not_too_late() {
    let mut city = City::under_own_rules("paris").await;
    city.set(Map::new()).await;
    let person = city.person("sixteen", births("16")[0].1).await;
    let place = city.place(true, false).await;
    ask(&city, &person, GUARDIAN).await.expect(202);
    let first = secret(&city, GUARDIAN).await;
    ask(&city, &person, "other@exemple.example").await.expect(202);
    let other = secret(&city, "other@exemple.example").await;
    over(agree(&city, "paris", &first).await);
    city.app.clock.advance(Duration::days(14));
    over(agree(&city, "paris", &other).await);
    city.app.clock.advance(Duration::days(-14));
    assert_eq!(city.tries(&person, place).await.reasons[0].0, "guardian_consent_missing");
}

#[tokio::test]
async fn nobody_is_their_own_guardian() {
    let city = City::under_own_rules("paris").await;
    let person = city.person("sixteen", births("16")[0].1).await;
    for own in [person.email.clone(), person.email.to_uppercase()] {
        let refused = ask(&city, &person, &own).await.expect(422);
        let pointer = &refused.body["errors"][0]["pointer"];
        assert_eq!((refused.code(), pointer), ("guardian_is_oneself", &json!("/email")));
    }
    city.app.work().await;
    assert!(city.app.mails.to(&person.email).is_empty());
}

#[tokio::test]
async fn a_city_that_needs_no_consent_asks_nobody() {
    for city in [City::under_own_rules("montreal").await, City::under_default_rules().await] {
        let person = city.person("sixteen", births("16")[0].1).await;
        assert_eq!(ask(&city, &person, GUARDIAN).await.expect(409).code(), "no_consent_needed", "{}", city.name);
        city.app.work().await;
        assert!(city.app.mails.to(GUARDIAN).is_empty());
    }
}
