//! What crosses to rules: every field of a person is filled with a marked value, and none of them is found there.

use std::sync::Arc;

use axum::http::Method;
use chrono::{Duration, NaiveDate};
use platform_core::accounts::CityRole;
use serde_json::{Value, json};
use tests::{Overheard, Person, TestApp, a_mission, an_association};

/// In every value that is a person's: no word of the texts that rules may read.
const MARK: &str = "zzquetsche";

#[tokio::test]
async fn nothing_of_a_person_crosses_but_facts() {
    let overheard = Overheard::new();
    let app = TestApp::asking(Arc::new(overheard.clone())).await;
    let admin = Person::made(&app, "montreal", "admin", Some(CityRole::Admin), None).await;
    // So that its rules are asked for an order, too.
    let lifted = json!({ "parameters": { "lifted_boroughs": ["mtl-plateau"] } });
    let version = [("if-match", "\"1\"")];
    admin.call_with(&app, Method::PUT, "/api/v1/rules/parameters", Some(lifted), &version).await.expect(200);
    let born = NaiveDate::from_ymd_opt(1987, 11, 23);
    let manager = Person::made(&app, "montreal", &format!("{MARK}-manager"), None, born).await;
    let volunteer = Person::made(&app, "montreal", &format!("{MARK}-volunteer"), None, born).await;
    let told = json!({
        "given_name": format!("{MARK} given"), "family_name": format!("{MARK} family"),
        "tie": { "kind": "resident", "area": "mtl-plateau" },
    });
    volunteer.call(&app, Method::PATCH, "/api/v1/me", Some(told)).await.expect(200);
    let association = association(&app, &manager, &admin).await;
    let (mission, slot) = manager.published_mission(&app, association, mission()).await;

    let body = json!({ "slot": slot, "motivation": format!("{MARK}: je veux aider, appelez le 07 98 76 54 32") });
    let sign_up = volunteer.post(&app, &format!("/api/v1/missions/{mission}/sign-ups"), body).await.expect(201).id();
    let message = json!({ "text": format!("{MARK}: à quelle porte ?") });
    volunteer.post(&app, &format!("/api/v1/sign-ups/{sign_up}/messages"), message).await.expect(201);
    app.work().await;
    app.call("montreal", Method::GET, "/api/v1/missions", None).await.expect(200);
    app.clock.advance(Duration::days(12));
    let came = json!({ "entries": [{ "sign_up": sign_up, "outcome": "attended" }] });
    manager.post(&app, &format!("/api/v1/missions/{mission}/attendance"), came).await.expect(200);
    app.work().await;

    let heard = overheard.heard();
    for question in ["association", "mission", "sign_up", "rank", "attendance"] {
        assert!(heard.iter().any(|asked| asked.starts_with(question)), "{question} was asked");
    }
    let all = heard.join("\n").to_lowercase();
    for (marked, what) in [
        (MARK, "a marked value"),
        ("1987", "a birth date"),
        ("98 76 54 32", "a telephone number"),
        ("98765432", "a telephone number"),
        (volunteer.email.as_str(), "an address"),
        (&volunteer.id.to_string(), "an account"),
        (&volunteer.id.simple().to_string(), "an account"),
        (&sign_up.to_string(), "a sign-up"),
    ] {
        assert!(!all.contains(marked), "{what} crossed: {marked}");
    }
    assert!(all.contains("age: some(38)") && all.contains("mtl-plateau"), "the facts themselves are there");
}

async fn association(app: &TestApp, manager: &Person, admin: &Person) -> uuid::Uuid {
    let mut file = an_association();
    file["area"] = json!("mtl-plateau");
    file["street"] = json!(format!("3 impasse {MARK}"));
    file["website"] = json!(format!("https://{MARK}.example"));
    file["contact_email"] = json!(format!("{MARK}@asso.example"));
    file["contact_phone"] = json!("+33 7 98 76 54 32");
    let id = manager.post(app, "/api/v1/associations", file).await.expect(201).id();
    manager.post(app, &format!("/api/v1/associations/{id}/submit"), json!({})).await.expect(200);
    admin.post(app, &format!("/api/v1/associations/{id}/validate"), json!({})).await.expect(200);
    id
}

fn mission() -> Value {
    let mut mission = a_mission(3);
    mission["translations"] =
        json!({ "en": { "title": "Help with homework", "description": "You help two or three children." } });
    mission["contact"] = json!({ "name": format!("{MARK} contact"), "email": format!("{MARK}@asso.example"), "phone": "07 98 76 54 32" });
    mission["addresses"] = json!([{
        "label": format!("Chez {MARK}"), "street": format!("3 impasse {MARK}"), "postcode": "H2T",
        "point": { "lat": 45.524, "lon": -73.58 },
    }]);
    mission["prerequisites"] = json!([]);
    mission
}
