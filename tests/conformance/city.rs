//! The documents: missions of every sort in Paris, and some of the same words in Montréal, which nothing asked in Paris
//! may ever find.

use chrono::Duration;
use platform_core::MemorySearch;
use platform_core::missions::read;
use platform_core::search::document::Document;
use serde_json::{Value, json};
use tests::{Meilisearch, TestApp, a_mission};
use uuid::Uuid;

/// Missions in Paris.
const MISSIONS: usize = 72;
/// Missions in Montréal.
const ELSEWHERE: usize = 6;

const TITLES: [(&str, &str, &str, &str); 12] = [
    ("Aide aux devoirs le samedi matin", "education", "homework_help", "fr"),
    ("Maraude du dimanche soir", "solidarity", "street_outreach", "fr"),
    ("Distribution de repas à l’école", "solidarity", "food_distribution", "fr"),
    ("Reading stories aloud to children", "education", "reading", "en"),
    ("Fête des étoiles : tenir un stand", "culture", "event_support", "fr"),
    ("Nettoyage du canal et de ses berges", "nature", "cleanup", "fr"),
    ("Repair café on Saturday afternoons", "nature", "repair", "en"),
    ("Visiter des personnes âgées", "health", "visits", "fr"),
    ("Cours de français pour réfugiés", "education", "language_teaching", "fr"),
    ("Trier des vêtements, ranger le vestiaire", "solidarity", "sorting_logistics", "fr"),
    ("Jardin partagé : désherber et semer", "nature", "gardening", "fr"),
    ("Homework help and English conversation", "education", "homework_help", "en"),
];
const DESCRIPTIONS: [&str; 6] = [
    "Vous accompagnez trois enfants, l’œil ouvert et le cœur léger.",
    "Nous cherchons des bénévoles curieux, même débutants.",
    "Bring gloves; tools and tea are ours. No experience needed.",
    "מתנדבים מוזמנים. 東京から来た友達も歓迎します。",
    "Rendez-vous au 12 rue des Écluses (métro Louis-Blanc) 🎉.",
    "Des cartons à porter ; l’ascenseur est en panne depuis 2019.",
];
const PLACES: [(&str, &str, f64, f64); 7] = [
    ("École du canal", "75010", 48.8785, 2.3650),
    ("Place de la Chapelle", "75018", 48.8867, 2.3522),
    ("Library", "75005", 48.8448, 2.3471),
    ("Vestiaire", "75018", 48.8896, 2.3740),
    ("Jardin", "75020", 48.8650, 2.3980),
    ("Gymnase", "75013", 48.8290, 2.3660),
    ("Quai", "75019", 48.8840, 2.3700),
];
const DAYS: [&str; 6] = ["2026-03-05", "2026-03-07", "2026-03-08", "2026-03-14", "2026-03-20", "2026-04-01"];

/// The city asked, beside another.
pub(crate) struct City {
    pub(crate) app: TestApp,
    /// Holds the city in memory since before there was anything in it, so that all came to it as changes.
    pub(crate) memory: MemorySearch,
    missions: Vec<Uuid>,
}

impl City {
    pub(crate) async fn new(meilisearch: Option<&Meilisearch>) -> Self {
        let settings = meilisearch.map(Meilisearch::settings).into_iter().flatten();
        let app = TestApp::with(|vars| vars.extend(settings.map(|(key, value)| (key.to_owned(), value)))).await;
        let memory = MemorySearch::from_size(app.app.db.clone(), 0);
        memory.hold(&app.operator("paris")).await.expect("an empty city");
        let mut missions = Vec::new();
        for (city, count) in [("montreal", ELSEWHERE), ("paris", MISSIONS)] {
            missions = Self::fill(&app, city, count).await;
        }
        app.clock.advance(Duration::days(2));
        app.work().await;
        Self { app, memory, missions }
    }

    async fn fill(app: &TestApp, city: &str, count: usize) -> Vec<Uuid> {
        let manager = app.volunteer(city, "manager").await;
        let association = manager.validated_association(app).await;
        let client = app.client(city).await;
        let mut missions = Vec::new();
        for number in 0..count {
            let (mission, _) = manager.published_mission(app, association, mission(number, city)).await;
            // Some are published at the same instant.
            if number % 3 != 0 {
                app.clock.advance(Duration::seconds(61));
            }
            let change = match number % 13 {
                4 => format!("UPDATE slots SET taken = capacity WHERE mission_id = '{mission}'"),
                7 => format!("UPDATE missions SET state = 'closed' WHERE id = '{mission}'"),
                9 => format!("UPDATE missions SET state = 'suspended' WHERE id = '{mission}'"),
                _ => String::new(),
            };
            client.batch_execute(&change).await.expect("a change");
            missions.push(mission);
        }
        missions
    }

    /// What all public missions of Paris are found by.
    pub(crate) async fn documents(&self) -> Vec<Document> {
        let ctx = self.app.operator("paris");
        let mut documents = Vec::new();
        for id in &self.missions {
            // A suspended one is nobody's to see.
            let Ok(seen) = read::get(&self.app.app, &ctx, (*id).into()).await else { continue };
            documents.extend(Document::of(&ctx.tenant, &seen.mission, ctx.now));
        }
        documents
    }
}

/// One of many, each another mixture.
fn mission(number: usize, city: &str) -> Value {
    let (title, domain, activity, language) = TITLES[number % TITLES.len()];
    let mut mission = a_mission(i32::try_from(1 + number % 9).expect("small"));
    mission["title"] = json!(title);
    mission["description"] = json!(DESCRIPTIONS[(number / 5) % DESCRIPTIONS.len()]);
    mission["language"] = json!(language);
    mission["domain"] = json!(domain);
    mission["activities"] = json!([activity]);
    let beneficiary = ["children", "seniors", "refugees"][number % 3];
    mission["beneficiaries"] = json!([beneficiary]);
    mission["open_to_minors"] = json!(number.is_multiple_of(2));
    mission["accessible"] = json!(number % 5 < 2);
    let place = |number: usize| {
        let (label, postcode, lat, lon) = PLACES[number % PLACES.len()];
        json!({ "label": label, "postcode": postcode, "point": { "lat": lat, "lon": lon } })
    };
    let places = match number % 8 {
        0 => json!([place(number), place(number + 3)]),
        _ => json!([place(number)]),
    };
    if number % 11 == 6 {
        mission["remote"] = json!(true);
        mission["addresses"] = json!([]);
    } else if city == "paris" {
        mission["addresses"] = places;
    } else {
        mission["addresses"] =
            json!([{ "label": "École du canal", "postcode": "H2J", "point": { "lat": 45.53, "lon": -73.58 } }]);
    }
    let slot = |day: usize, capacity: usize| {
        let (day, hour) = (DAYS[day % DAYS.len()], [9, 14, 18][(number / 2) % 3]);
        let end = hour + [1, 3, 5][number % 3];
        json!({ "starts_at": format!("{day}T{hour:02}:00:00Z"), "ends_at": format!("{day}T{end:02}:30:00Z"), "capacity": capacity })
    };
    mission["slots"] = match number % 7 {
        3 => json!([{ "capacity": 4 }]),
        5 => json!([slot(number, 1), slot(number + 2, 5), slot(number + 3, 2)]),
        _ => json!([slot(number + number / TITLES.len(), 1 + number % 9)]),
    };
    mission
}
