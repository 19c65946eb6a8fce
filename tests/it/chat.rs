//! The chat, driven as a newcomer drives it in a terminal: every journey in both languages, from one scenario.

mod agents;
mod alerts;
mod finding;
mod fullest;
mod joining;
mod leaving;
mod login;
mod managing;
mod newcomers;
mod on_site;
pub(crate) mod rule;
mod stale;
mod strangers;
pub(crate) mod talker;
mod texts;
mod waiting;
mod walk;
mod words;

use platform_core::texts::Locale;
use serde_json::{Value, json};
use talker::Talker;
use tests::{Person, TestApp, a_mission};
use uuid::Uuid;

/// A mission and one of its slots.
type Place = (Uuid, Uuid);

/// Paris, with an association that posts missions, and the language somebody speaks with it.
struct Scene {
    app: TestApp,
    locale: Locale,
    manager: Person,
    association: Uuid,
}

/// Plays a scenario in every language, each in a city of its own.
async fn in_both(scenario: impl AsyncFn(Scene)) {
    for locale in Locale::ALL {
        scenario(Scene::of(TestApp::new().await, *locale).await).await;
    }
}

impl Scene {
    async fn of(app: TestApp, locale: Locale) -> Self {
        let manager = app.volunteer("paris", "manager").await;
        let association = manager.validated_association(&app).await;
        Self { app, locale, manager, association }
    }

    /// Posts a mission of the coming Saturday with these changes, and has it found.
    async fn post(&self, changes: Value) -> Place {
        let mut mission = a_mission(5);
        mission["slots"] = json!([on("2026-03-07", 5)]);
        for (field, value) in changes.as_object().expect("fields") {
            mission[field] = value.clone();
        }
        let posted = self.manager.published_mission(&self.app, self.association, mission).await;
        // What is posted later is newer.
        self.app.clock.advance(chrono::Duration::minutes(1));
        self.app.work().await;
        posted
    }

    /// Somebody with an account, in the conversation.
    async fn volunteer(&self, name: &str) -> Talker<'_> {
        let person = self.app.volunteer("paris", name).await;
        Talker::person(&self.app, "paris", &person, self.locale).await
    }

    /// Somebody nobody knows.
    fn visitor(&self) -> Talker<'_> {
        Talker::visitor(&self.app, "paris", self.locale)
    }

    async fn rows(&self, sql: &str) -> Vec<String> {
        self.rows_of("paris", sql).await
    }

    async fn rows_of(&self, city: &str, sql: &str) -> Vec<String> {
        let client = self.app.client(city).await;
        client.query(sql, &[]).await.expect("rows").iter().map(|row| row.get(0)).collect()
    }
}

/// What stands of every sign-up.
const SIGN_UPS: &str = "SELECT format('%s %s', state, rank) FROM sign_ups ORDER BY created_at, rank";

/// Two hours of a day, for so many people.
fn on(day: &str, capacity: i32) -> Value {
    json!({ "starts_at": format!("{day}T09:00:00Z"), "ends_at": format!("{day}T11:00:00Z"), "capacity": capacity })
}

/// Somewhere in the city.
fn at(label: &str, postcode: &str, lat: f64, lon: f64) -> Value {
    json!([{ "label": label, "postcode": postcode, "point": { "lat": lat, "lon": lon } }])
}
