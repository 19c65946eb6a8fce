//! The mix of questions: words, mistakes, facets and their counts, places; as people ask us, and as the same thing is asked
//! of Meilisearch.

use platform::system::SystemClock;
use platform_core::ports::Clock as _;
use platform_core::search::query::Bounds;
use platform_core::search::words::{Vocabulary, WordLists};
use platform_core::search::{Criteria, Facet, Near, Query};
use platform_core::tenancy::Point;
use platform_core::texts::Locale;
use serde_json::{Value, json};

/// A question.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// The city's host.
    pub(crate) host: String,
    /// What is asked of us.
    pub(crate) path: String,
    /// The same, as the use case takes it.
    pub(crate) query: Query,
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

/// The mix over a city and its index.
pub(crate) fn mix(host: &str, index: &str) -> Vec<Asked> {
    let mut mix = Vec::new();
    let asked =
        |words: &str, meant: &str, domain, counted, near| asked((host, index), words, meant, domain, counted, near);
    for (number, words) in WORDS.iter().enumerate() {
        let domain = DOMAINS[number % DOMAINS.len()];
        let (lat, lon) = (48.83 + 0.003 * (number % 10) as f64, 2.30 + 0.005 * (number % 13) as f64);
        let near = Near { point: Point { lat, lon }, radius_m: 2_000.0 };
        let with_rare = format!("{words} {}", RARE[number % RARE.len()]);
        mix.push(asked(words, words, None, false, None));
        mix.push(asked(&with_rare, &with_rare, None, false, None));
        mix.push(asked(words, words, Some(domain), false, None));
        mix.push(asked(words, words, None, false, Some(near)));
        if number % 2 == 0 {
            mix.push(asked(words, words, Some(domain), true, None));
        }
    }
    mix.extend(MISSPELT.iter().map(|(wrong, right)| asked(wrong, right, None, false, None)));
    mix
}

fn asked(
    (host, index): (&str, &str),
    words: &str,
    meant: &str,
    domain: Option<&str>,
    counted: bool,
    near: Option<Near>,
) -> Asked {
    let mut path = format!("/api/v1/missions?q={}", words.replace(' ', "+"));
    let criteria = Criteria { text: Some(words.to_owned()), near, ..Criteria::default() };
    let mut query = Query { criteria, ..Query::default() };
    let now = SystemClock.now().timestamp_micros();
    let mut filters = vec!["open = true".to_owned(), format!("(undated_free = true OR free_starts >= {now})")];
    if let Some(near) = near {
        path += &format!("&lat={}&lon={}&radius_m={}", near.point.lat, near.point.lon, near.radius_m);
        let Bounds { south_west, north_east } = near.bounds();
        filters.push(format!(
            "latitudes {} TO {} AND longitudes {} TO {}",
            south_west.lat, north_east.lat, south_west.lon, north_east.lon
        ));
    }
    let base = filters.join(" AND ");
    if let Some(domain) = domain {
        path += &format!("&domains={domain}");
        query.criteria.select(Facet::Domain, domain);
        filters.push(format!("domain = \"{domain}\""));
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
        query.count = [Facet::Domain, Facet::Weekday].into();
        searches.push(search(&whole, 0, &["weekday"]));
        searches.push(search(&base, 0, &["domain"]));
    }
    Asked { host: host.to_owned(), path, query, searches }
}
