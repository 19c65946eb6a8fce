//! People to act as, and what they usually write.

use axum::http::{Method, header};
use chrono::NaiveDate;
use platform_core::accounts::provision::{self, provision};
use platform_core::accounts::{CityRole, Secret};
use platform_core::ports::Clock as _;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::{Answer, TestApp, request};

/// Somebody signed in to a city.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their account.
    pub id: Uuid,
    /// Their address.
    pub email: String,
    city: String,
    session: String,
}

impl Person {
    /// Somebody with a confirmed address, born in 1990.
    pub(crate) async fn volunteer(app: &TestApp, city: &str, name: &str) -> Self {
        Self::made(app, city, name, None, NaiveDate::from_ymd_opt(1990, 5, 17)).await
    }

    pub(crate) async fn agent(app: &TestApp, city: &str) -> Self {
        Self::made(app, city, "agent", Some(CityRole::Moderator), None).await
    }

    /// Somebody of one's own making.
    ///
    /// # Panics
    /// If the account cannot be made.
    pub async fn made(
        app: &TestApp,
        city: &str,
        name: &str,
        city_role: Option<CityRole>,
        birth_date: Option<NaiveDate>,
    ) -> Self {
        let email = format!("{name}@{city}.example");
        let person = provision::Person {
            email: email.clone(),
            given_name: name.to_owned(),
            family_name: "Test".into(),
            birth_date,
            city_role,
            password: None,
        };
        let id = provision(&app.app, &app.operator(city), person).await.expect("an account").uuid();
        Self::signed_in(app, city, id, email).await
    }

    /// Somebody whose account is there already, with a session of a year.
    ///
    /// # Panics
    /// If the session cannot be written.
    pub async fn signed_in(app: &TestApp, city: &str, id: Uuid, email: String) -> Self {
        // The session is written as the service writes it; signing in by password is tried in its own suite.
        let secret = Secret::new(&*app.app.entropy, "");
        let client = app.database.connect().await;
        let (tenant, now) = (app.city(city).id, app.clock.now());
        client.batch_execute(&format!("SET app.tenant_id = '{tenant}'")).await.expect("a setting");
        let until = now + chrono::Duration::days(365);
        client
            .execute(
                "INSERT INTO sessions (token_hash, account_id, created_at, expires_at) VALUES ($1, $2, $3, $4)",
                &[&secret.digest(), &id, &now, &until],
            )
            .await
            .expect("a session");
        Self { id, email, city: city.to_owned(), session: secret.expose().to_owned() }
    }

    /// The cookie that proves who they are.
    #[must_use]
    pub fn cookie(&self) -> String {
        format!("session={}", self.session)
    }

    /// The city they are of.
    #[must_use]
    pub fn city(&self) -> &str {
        &self.city
    }

    /// The same session presented to another city.
    #[must_use]
    pub fn visiting(&self, city: &str) -> Self {
        Self { city: city.to_owned(), ..self.clone() }
    }

    /// Sends a request.
    pub async fn call(&self, app: &TestApp, method: Method, path: &str, body: Option<Value>) -> Answer {
        self.call_with(app, method, path, body, &[]).await
    }

    /// Sends a request with further headers.
    pub async fn call_with(
        &self,
        app: &TestApp,
        method: Method,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut draft = request(&self.city, method, path, body).header(header::COOKIE.as_str(), &self.cookie());
        for (name, value) in headers {
            draft = draft.header(name, value);
        }
        app.send(draft.body_of()).await
    }

    /// `GET`.
    pub async fn get(&self, app: &TestApp, path: &str) -> Answer {
        self.call(app, Method::GET, path, None).await
    }

    /// `POST` with a JSON body.
    pub async fn post(&self, app: &TestApp, path: &str, body: Value) -> Answer {
        self.call(app, Method::POST, path, Some(body)).await
    }

    /// Registers an association and has an agent let it through; answers its id.
    pub async fn validated_association(&self, app: &TestApp) -> Uuid {
        let id = self.post(app, "/api/v1/associations", an_association()).await.expect(201).id();
        let submitted = self.post(app, &format!("/api/v1/associations/{id}/submit"), json!({})).await.expect(200);
        if submitted.body["state"] == "submitted" {
            let agent = Self::agent(app, &self.city).await;
            agent.post(app, &format!("/api/v1/associations/{id}/validate"), json!({})).await.expect(200);
        }
        id
    }

    /// Posts a mission and has it published; answers the mission and its first slot.
    pub async fn published_mission(&self, app: &TestApp, association: Uuid, mission: Value) -> (Uuid, Uuid) {
        let body = json!({ "association": association, "mission": mission });
        let made = self.post(app, "/api/v1/missions", body).await.expect(201);
        let id = made.id();
        let submitted = self.post(app, &format!("/api/v1/missions/{id}/submit"), json!({})).await.expect(200);
        if submitted.body["state"] != "published" {
            let agent = Self::agent(app, &self.city).await;
            agent.post(app, &format!("/api/v1/missions/{id}/publish"), json!({})).await.expect(200);
        }
        let slot = made.body["slots"][0]["id"].as_str().and_then(|id| id.parse().ok()).expect("a slot");
        (id, slot)
    }
}

/// An association's file, as people write it.
#[must_use]
pub fn an_association() -> Value {
    json!({
        "name": "Savoirs du canal",
        "kind": "association",
        "description": "Nous aidons les enfants du quartier à faire leurs devoirs.",
        "domains": ["education"],
    })
}

/// A mission on a Saturday in March, for so many people; accepted at once.
#[must_use]
pub fn a_mission(capacity: i32) -> Value {
    json!({
        "title": "Aider aux devoirs le samedi matin",
        "description": "Vous aidez deux ou trois enfants à faire leurs devoirs.",
        "language": "fr",
        "domain": "education",
        "activities": ["homework_help"],
        "open_to_minors": true,
        "acceptance": "automatic",
        "addresses": [{
            "label": "École du canal", "street": "12 rue des Écluses", "postcode": "75010",
            "point": { "lat": 48.8785, "lon": 2.3650 },
        }],
        "slots": [{ "starts_at": "2026-03-14T09:00:00Z", "ends_at": "2026-03-14T11:00:00Z", "capacity": capacity }],
    })
}
