//! The mix of questions: words, mistakes, facets and their counts, places; as people ask us, and as the same thing is asked
//! of Meilisearch.

use platform_core::search::words::{Vocabulary, WordLists};
use platform_core::texts::Locale;
use serde_json::{Value, json};

/// A question.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// What is asked of us.
    pub(crate) path: String,
    /// The same of Meilisearch, as one `multi-search`.
    pub(crate) searches: Vec<Value>,
}

const WORDS: [&str; 20] = [
    "aider devoirs",
    "maraude",
    "vetements",
    "jardin",
    "personne agee",
    "reparer velos",
    "histoires",
    "berges",
    "repas chaud",
    "traduire lettres",
    "accueillir public",
    "atelier",
    "marche",
    "colis",
    "permanence",
    "animal",
    "planter arbres",
    "relire CV",
    "equipe",
    "promenade",
];
/// The same, misspelt, and what is meant.
const MISSPELT: [(&str, &str); 6] = [
    ("maruade", "maraude"),
    ("promenaed", "promenade"),
    ("permanance", "permanence"),
    ("vetement", "vetements"),
    ("histiores", "histoires"),
    ("accuellir public", "accueillir public"),
];
/// Words of the descriptions.
const RARE: [&str; 8] = ["baroli", "tenmouca", "selvigron", "patrido", "liroba", "mouselpa", "vitrido", "catenli"];
const DOMAINS: [&str; 5] = ["solidarity", "education", "nature", "sport", "culture"];

/// The mix over an index.
pub(crate) fn mix(index: &str) -> Vec<Asked> {
    let mut mix = Vec::new();
    for (number, words) in WORDS.iter().enumerate() {
        let domain = DOMAINS[number % DOMAINS.len()];
        let (lat, lon) = (48.83 + 0.003 * (number % 10) as f64, 2.30 + 0.005 * (number % 13) as f64);
        let rare = RARE[number % RARE.len()];
        mix.push(asked(index, words, words, &[], false, None));
        mix.push(asked(index, &format!("{words} {rare}"), rare, &[], false, None));
        mix.push(asked(index, words, words, &[("domain", "domains", domain)], false, None));
        mix.push(asked(index, words, words, &[], false, Some((lat, lon, 2_000.0))));
        if number % 2 == 0 {
            mix.push(asked(index, words, words, &[("domain", "domains", domain)], true, None));
        }
    }
    mix.extend(MISSPELT.iter().map(|(wrong, right)| asked(index, wrong, right, &[], false, None)));
    mix
}

fn asked(
    index: &str,
    words: &str,
    meant: &str,
    facets: &[(&str, &str, &str)],
    counted: bool,
    near: Option<(f64, f64, f64)>,
) -> Asked {
    let mut path = format!("/api/v1/missions?q={}", words.replace(' ', "+"));
    let mut filters = vec!["open = true".to_owned(), "(undated_free = true OR free_starts >= 1)".to_owned()];
    if let Some((lat, lon, radius)) = near {
        path += &format!("&lat={lat}&lon={lon}&radius_m={radius}");
        let (along, across) = (radius / 111_195.0, radius / 111_195.0 / 0.658);
        filters.push(format!(
            "latitudes {} TO {} AND longitudes {} TO {}",
            lat - along,
            lat + along,
            lon - across,
            lon + across
        ));
    }
    let base = filters.join(" AND ");
    for (attribute, parameter, value) in facets {
        path += &format!("&{parameter}={value}");
        filters.push(format!("{attribute} = \"{value}\""));
    }
    let whole = filters.join(" AND ");
    let vocabulary = Vocabulary::of(&WordLists::default());
    let terms = vocabulary.asked(&vocabulary.stems(meant, Locale::Fr), Locale::Fr);
    let q = terms.iter().map(|term| format!("\"{term}\"")).collect::<Vec<_>>().join(" ");
    let search = |filter: &str, limit: usize, counted: &[&str]| {
        json!({ "indexUid": index, "q": q, "filter": filter, "limit": limit, "facets": counted, "matchingStrategy": "all",
                "attributesToRetrieve": ["id", "published"] })
    };
    let mut searches = vec![search(&whole, 21, &[])];
    if counted {
        path += "&facets=domain,weekday";
        searches.push(search(&whole, 0, &["weekday"]));
        searches.push(search(&base, 0, &["domain"]));
    }
    Asked { path, searches }
}
