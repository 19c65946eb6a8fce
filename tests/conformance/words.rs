//! Texts as people write them, from the question to the missions: what is found, and that both engines find it.

use platform_core::search::{self, Criteria, Facet, Query};
use platform_core::tenancy::Ctx;
use platform_core::texts::Locale;

use crate::Engine;

/// What the cases came to.
pub(crate) struct Outcome {
    pub(crate) cases: usize,
    pub(crate) wrong: Vec<String>,
}

/// Texts that find the same, and how the titles of all they find may begin; empty: nothing is found.
const FOUND: [(&str, &[&str], Locale); 12] = [
    (
        "Aide aux devoirs|Homework help",
        &[
            "aide aux devoirs samedi",
            "AIDE AU DEVOIR samedi",
            "aide aux devoris samedi",
            "soutien scolaire samedi",
            "àïdé devoirs samedi",
        ],
        Locale::Fr,
    ),
    ("Maraude", &["maraude", "MARAUDES", "maruade", "tournée de rue", "maraude -vestiaire"], Locale::Fr),
    ("Maraude", &["street outreach", "outreach walk"], Locale::En),
    ("Fête", &["fete étoiles", "fêtes des etoiles", "étoiel stand", "la fête : les étoiles !"], Locale::Fr),
    ("Nettoyage", &["nettoyage berges", "ramassage de déchets berges", "netoyage berge"], Locale::Fr),
    ("Repair café", &["repair café", "réparation", "bricolage", "réparer"], Locale::Fr),
    ("Repair café", &["repair cafe", "repairing", "fixing"], Locale::En),
    ("Cours de français", &["FLE", "apprendre le français", "alphabétisation"], Locale::Fr),
    ("Cours de français", &["french lessons"], Locale::En),
    ("Visiter", &["ehpad visite", "rendre visite aux seniors", "visiter aînés"], Locale::Fr),
    ("Jardin", &["potager semer", "jardinage désherber", "jardins dsherber"], Locale::Fr),
    ("", &["zanzibar", "xyzzy plugh", "\u{202e}zzzzz"], Locale::Fr),
];

/// Texts nobody should be able to do harm with: both engines answer, and alike.
fn hostile() -> Vec<String> {
    let mut texts: Vec<String> = [
        "'",
        "\"",
        "\"\"",
        "\"devoirs",
        "\\",
        "'; DROP TABLE missions; --",
        "&",
        "|",
        "!",
        ":*",
        "devoirs & | ! :*",
        "(((",
        "<->",
        "-",
        "--",
        "-devoirs",
        "- devoirs",
        "-\"devoirs\"",
        "OR AND NOT",
        "%",
        "_",
        "*",
        "$1",
        "{}",
        "🎉",
        "🎉 devoirs",
        "שלום",
        "מתנדבים",
        "東京",
        "友達",
        "\u{202e}sriovedd",
        "\t\r\n",
        "\u{7f}",
        "le la les",
        "http://exemple.fr/a?b=c",
        "0x00",
        "1e999",
        "NULL",
        "2019",
        "louis-blanc",
        "l'œil",
        "coeur",
        "devoirs\u{0}",
    ]
    .map(str::to_owned)
    .to_vec();
    texts.extend(["é".repeat(200), "a ".repeat(100), "devoirs ".repeat(25), "x".repeat(10_000), "mot ".repeat(2_500)]);
    texts
}

/// Asks all of it of every engine.
pub(crate) async fn check(engines: &[Engine], ctx: &Ctx) -> Outcome {
    let mut outcome = Outcome { cases: 0, wrong: Vec::new() };
    for (title, texts, locale) in FOUND {
        let ctx = Ctx { locale, ..ctx.clone() };
        for text in texts {
            outcome.cases += 1;
            let answers = answers(engines, &ctx, text).await;
            for (engine, answer) in engines.iter().zip(&answers) {
                let titles: Vec<_> = answer.iter().flatten().map(|(_, title)| title.as_str()).collect();
                let is_right = if title.is_empty() {
                    titles.is_empty()
                } else {
                    let may_be = |found: &&str| title.split('|').any(|beginning| found.starts_with(beginning));
                    !titles.is_empty() && titles.iter().all(may_be)
                };
                if !is_right || answer.is_err() {
                    outcome.wrong.push(format!("{}: {text:?} finds {answer:?}, not {title:?}", engine.name));
                }
            }
        }
    }
    for text in hostile() {
        outcome.cases += 1;
        let mut answers = answers(engines, ctx, &text).await.into_iter().map(|answer| {
            answer.map(|mut found| {
                found.sort();
                found
            })
        });
        let first = answers.next().expect("an engine");
        let unsound = text.chars().count() > 200 || text.contains('\0');
        if first.is_err() != unsound || answers.any(|answer| answer != first) {
            let text: String = text.chars().take(60).collect();
            outcome.wrong.push(format!("{text:?} is answered otherwise, or not refused"));
        }
    }
    outcome
}

/// What each engine finds: id and title, in order, and how many it counts.
async fn answers(engines: &[Engine], ctx: &Ctx, text: &str) -> Vec<Result<Vec<(String, String)>, String>> {
    let mut answers = Vec::new();
    for engine in engines {
        let query = Query {
            criteria: Criteria { text: Some(text.to_owned()), ..Criteria::default() },
            count: [Facet::Domain].into(),
            limit: 100,
            ..Query::default()
        };
        let answer = match search::search(&engine.app, ctx, &query).await {
            Ok(found) if found.degraded => Err("another engine answered".into()),
            Ok(found) => {
                let missions = found.hits.into_iter();
                let missions: Vec<_> =
                    missions.map(|(mission, _)| (mission.id.to_string(), mission.draft.title)).collect();
                match found.counts {
                    Some(counts) if counts.total == missions.len() as u64 => Ok(missions),
                    counts => Err(format!("{} found, counted {counts:?}", missions.len())),
                }
            }
            Err(_) => Err("refused".into()),
        };
        answers.push(answer);
    }
    answers
}
