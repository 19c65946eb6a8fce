//! A walk at random through a city that is filled: whatever is pressed or written, every screen is as it must be, no turn
//! fails, and places and rows stay in order.

use std::collections::BTreeMap;

use bots::engine::{Input, start_of};
use bots::press::Press;
use chrono::NaiveDate;
use platform_core::accounts::CityRole;
use platform_core::tenancy::Point;
use platform_core::texts::Locale;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};
use tests::afterwards::BROKEN;
use tests::{Person, TestApp, a_mission};

use super::agents::waiting;
use super::fullest::{a_full_mission, long};
use super::talker::{Talker, presses};
use super::{Scene, at, on};

const WALKS: u64 = 40;
const STEPS: usize = 40;

/// What people write, and what nobody should.
const TEXTS: [&str; 35] = [
    "",
    " ",
    "\0",
    "a\0b",
    "\u{7}",
    "\u{1b}[31mrouge\u{1b}[0m",
    "ligne\nligne\r\nligne\tligne",
    "\u{202e}sriovedd",
    "\u{200f}שלום\u{200f}",
    "مرحبا بالعالم",
    "🎉",
    "👩‍👩‍👧‍👦 👍🏽",
    "e\u{301}\u{301}\u{301}",
    "\u{feff}",
    "\u{200b}",
    "1",
    "0",
    "-1",
    "99999999999999999999",
    "1e999",
    "3,14",
    "48.8785, 2.3650",
    "1.home",
    "/start",
    "'; DROP TABLE missions; --",
    "<b>gras</b> & *gras* _gras_ [lien](https://exemple.example)",
    "Zoé",
    "17/05/1990",
    "01/06/2010",
    "32/13/1990",
    "J'aime aider.",
    "75018",
    "Clignancourt",
    "devoirs",
    "zanzibar",
];

/// What people answer who are asked.
const ANSWERS: [&str; 8] =
    ["Zoé", "17/05/1990", "J'aime aider.", "75010", "devoirs", "samedi 14h-17h", "12", "Tenir un stand"];

const COMMANDS: [&str; 28] = [
    "start",
    "menu",
    "near",
    "autour",
    "weekend",
    "themes",
    "search",
    "chercher",
    "mine",
    "mesinscriptions",
    "alerts",
    "alertes",
    "language",
    "langue",
    "help",
    "aide",
    "privacy",
    "vieprivee",
    "post",
    "publier",
    "missions",
    "mesmissions",
    "stop",
    "hours",
    "file",
    "mesdonnees",
    "",
    "jardiner\0💡",
];

/// Points one may be at, and points there are not.
const POINTS: [(f64, f64); 6] =
    [(48.8786, 2.3651), (48.8786, 2.3651), (0.0, 0.0), (90.0, 180.0), (f64::NAN, 2.0), (-91.0, f64::INFINITY)];

/// Missions of every sort.
async fn fill(scene: &Scene) -> Vec<uuid::Uuid> {
    let weeks: Vec<_> = (7..20).map(|day| on(&format!("2026-03-{day:02}"), 1)).collect();
    let english = json!({ "en": { "title": "Help with homework", "description": "**Two** or three children." } });
    let mut missions = Vec::new();
    for changes in [
        json!({ "translations": english }),
        json!({ "title": "Une place et une file", "slots": [on("2026-03-07", 1)] }),
        json!({ "title": "Une place et c'est tout", "slots": [on("2026-03-08", 1)], "waiting_list": false }),
        json!({ "title": "À savoir", "prerequisites": ["Savoir nager", "Être à l'heure"] }),
        json!({ "title": "À motiver", "motivation_wanted": true, "acceptance": "by_manager" }),
        json!({ "title": "Les deux", "motivation_wanted": true, "prerequisites": ["Savoir nager"], "domain": "sport" }),
        json!({ "title": "Pour adultes", "open_to_minors": false, "domain": "culture" }),
        json!({ "title": "De chez vous", "remote": true, "addresses": [], "slots": [{ "capacity": 9 }] }),
        json!({ "title": "Beaucoup de dates", "slots": weeks, "addresses": at("Place", "75018", 48.8920, 2.3460) }),
        json!({ "title": "Un long texte", "description": "Une liste :\n\n* trier\n* **ranger**\n\n".repeat(50) }),
        json!({ "title": "👩‍👩‍👧‍👦 🎉 ".repeat(15), "description": "\u{202e}sriovedd 🎉 ".repeat(300), "activities": [] }),
        a_full_mission(),
    ] {
        missions.push(scene.post(changes).await.0);
    }
    // And some that wait for an agent.
    for number in 0..5 {
        missions.push(waiting(scene, &format!("Jardin {number}"), &format!("Planter {number} arbres")).await.2);
    }
    missions
}

/// Somebody's next step.
fn next(lot: &mut StdRng, talker: &Talker<'_>, missions: &[uuid::Uuid]) -> Input {
    let asks = talker.screen().ask.is_some();
    let drawn: Vec<Press> = match lot.random_range(0..100) {
        0..50 => leads_on(talker),
        50..55 => talker.labels().into_iter().map(|(_, press)| press).collect(),
        55..63 => talker.seen.iter().flat_map(presses).map(|(_, press)| press).collect(),
        63..78 if asks => return Input::Text((*ANSWERS.choose(lot).expect("an answer")).to_owned()),
        63..84 => return Input::Text(text(lot)),
        84..89 => return Input::Command((*COMMANDS.choose(lot).expect("a command")).to_owned(), None),
        89..95 => return Input::Start(start(lot, missions)),
        95..98 => {
            let (lat, lon) = *POINTS.choose(lot).expect("a point");
            return Input::Place(Point { lat, lon });
        }
        _ => return Input::Stale,
    };
    drawn.choose(lot).map_or(Input::Start(None), |press| Input::Press(*press))
}

/// What leads on from the last screen: what does something is drawn more often than what shows something.
fn leads_on(talker: &Talker<'_>) -> Vec<Press> {
    let weighed = |press: Press| {
        let times = match press {
            Press::Home => 0,
            Press::Join(..) | Press::Confirm(..) | Press::Take(_) | Press::Keep(_) | Press::Submit(_) => 4,
            Press::Leave(_) | Press::Left(_) => 2,
            _ => 1,
        };
        std::iter::repeat_n(press, times)
    };
    talker.labels().into_iter().flat_map(|(_, press)| weighed(press)).collect()
}

fn text(lot: &mut StdRng) -> String {
    match lot.random_range(0..10) {
        0 => long('é', 5000),
        1 => "🎉".repeat(5000),
        2 => "x".repeat(5000),
        _ => (*TEXTS.choose(lot).expect("a text")).to_owned(),
    }
}

fn start(lot: &mut StdRng, missions: &[uuid::Uuid]) -> Option<String> {
    let any = *missions.choose(lot).expect("a mission");
    match lot.random_range(0..6) {
        0 => None,
        1 => Some(text(lot)),
        // Many want the one place of the same mission.
        2 | 3 => Some(start_of(missions[1].into())),
        _ => Some(start_of(any.into())),
    }
}

/// Somebody to walk, in either language: nobody, somebody whom the channel names, somebody with an account, who acts for an
/// association, or for the city.
async fn walker<'a>(app: &'a TestApp, seed: u64) -> Talker<'a> {
    let locale = Locale::ALL[usize::from(seed % 2 == 1)];
    let mut talker = Talker::visitor(app, "paris", locale);
    match seed / 2 % 5 {
        0 => {}
        1 => talker.speaker.name = Some("Nour".into()),
        sort => {
            let (name, role) = (format!("walker-{seed}"), (sort == 4).then_some(CityRole::Moderator));
            let born = NaiveDate::from_ymd_opt(1990, 5, 17);
            let person = Person::made(app, "paris", &name, role, born).await;
            if sort == 3 {
                let association = person.validated_association(app).await;
                let mut mission = a_mission(3);
                mission["acceptance"] = json!("by_manager");
                person.published_mission(app, association, mission).await;
            }
            talker = Talker::person(app, "paris", &person, locale).await;
        }
    }
    talker
}

/// The first breach of each rule, with how one comes there.
type Wrong = BTreeMap<&'static str, String>;

async fn walk(app: &TestApp, seed: u64, missions: &[uuid::Uuid], wrong: &mut Wrong) -> usize {
    let mut lot = StdRng::seed_from_u64(seed);
    let mut talker = walker(app, seed).await;
    let mut trail = vec!["Start(None)".to_owned()];
    let mut broken = talker.tries(Input::Start(None)).await;
    for _ in 0..STEPS {
        let input = next(&mut lot, &talker, missions);
        trail.push(format!("{input:?}").chars().take(120).collect());
        broken.extend(talker.tries(input).await);
        for broken in broken.drain(..) {
            let what: String = broken.what.chars().take(300).collect();
            wrong
                .entry(broken.rule)
                .or_insert_with(|| format!("walk {seed}: {what}\n    after {}", trail.join("\n    ")));
        }
    }
    talker.seen.len()
}

#[tokio::test]
async fn every_screen_is_as_it_must_be_whatever_one_does() {
    let scene = Scene::of(TestApp::new().await, Locale::Fr).await;
    let missions = fill(&scene).await;
    let (mut wrong, mut seen) = (Wrong::new(), 0);
    for seed in 0..WALKS {
        seen += walk(&scene.app, seed, &missions, &mut wrong).await;
        // Places come free and are offered meanwhile.
        scene.app.work().await;
    }
    assert!(seen > 1000, "{seen} screens are no walk");
    assert_eq!(scene.rows(BROKEN).await, [""; 0]);
    // The walk came to something: somebody signed up, somebody left.
    let states = scene.rows("SELECT DISTINCT state FROM sign_ups").await;
    assert!(
        ["accepted", "requested", "withdrawn"].iter().all(|state| states.contains(&(*state).to_owned())),
        "{states:?}"
    );
    assert!(wrong.is_empty(), "{}", wrong.iter().map(|(rule, how)| format!("{rule}: {how}\n")).collect::<String>());
}

/// Whatever was looked for and kept is shown again as words.
#[tokio::test]
async fn odd_words_can_be_kept() {
    let scene = Scene::of(TestApp::new().await, Locale::En).await;
    let mut talker = scene.volunteer("ana").await;
    let mut wrong = Wrong::new();
    for words in TEXTS {
        let mut steps = vec![Input::Text(words.to_owned())];
        while let Some(input) = steps.pop() {
            for broken in talker.tries(input).await {
                wrong.entry(broken.rule).or_insert_with(|| format!("{words:?}: {}", broken.what));
            }
            // Kept, shown, and let go again.
            let next = talker.labels().into_iter().map(|(_, press)| press);
            let next = next.filter(|press| matches!(press, Press::Keep(_) | Press::Alerts | Press::Drop(_)));
            steps.extend(next.take(1).map(Input::Press));
        }
    }
    assert_eq!(scene.rows("SELECT id::text FROM alerts").await, [""; 0]);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The same walk comes to the same screens: what is found broken can be found again.
#[tokio::test]
async fn a_walk_can_be_walked_again() {
    let mut seen: Vec<Value> = Vec::new();
    for _ in 0..2 {
        let scene = Scene::of(TestApp::new().await, Locale::Fr).await;
        let missions = fill(&scene).await;
        let mut lot = StdRng::seed_from_u64(5);
        let mut talker = walker(&scene.app, 5).await;
        talker.tries(Input::Start(None)).await;
        let mut titles = Vec::new();
        for _ in 0..STEPS {
            let input = next(&mut lot, &talker, &missions);
            talker.tries(input).await;
            titles.push(talker.title().to_owned());
        }
        seen.push(json!(titles));
    }
    assert_eq!(seen[0], seen[1]);
}
