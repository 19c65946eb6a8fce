//! A mission as an index holds it.

use platform_core::search::Facet;
use platform_core::search::document::Document;
use platform_core::search::follow::Mark;
use serde_json::{Map, Value, json};

/// The names of what a document has, beside one for each facet.
pub(crate) mod field {
    pub(crate) const ID: &str = "id";
    pub(crate) const DIGEST: &str = "digest";
    pub(crate) const OPEN: &str = "open";
    /// Microseconds since 1970, like all instants: exact in the numbers Meilisearch compares.
    pub(crate) const PUBLISHED: &str = "published";
    pub(crate) const STARTS: &str = "starts";
    pub(crate) const FREE_STARTS: &str = "free_starts";
    pub(crate) const UNDATED: &str = "undated";
    pub(crate) const UNDATED_FREE: &str = "undated_free";
    /// Of its places, in degrees; one of each makes a place.
    pub(crate) const LATITUDES: &str = "latitudes";
    pub(crate) const LONGITUDES: &str = "longitudes";
    /// The terms, what tells most first.
    pub(crate) const SEARCHED: [&str; 4] = ["title", "names", "surroundings", "description"];
}

/// The document that says how far the index has come; nothing asked about missions finds it.
pub(crate) const POSITION: &str = "position";
/// Grows when documents change their shape: an index of another shape is made anew.
const SHAPE: i64 = 1;

/// How far an index has come.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Reached {
    id: String,
    shape: i64,
    #[serde(flatten)]
    mark: Mark,
}

impl Reached {
    pub(crate) fn new(mark: Mark) -> Self {
        Self { id: POSITION.to_owned(), shape: SHAPE, mark }
    }

    /// How far; none if its documents have another shape.
    pub(crate) fn mark(&self) -> Option<Mark> {
        (self.shape == SHAPE).then_some(self.mark)
    }
}

/// A document as JSON.
pub(crate) fn of(document: &Document) -> Value {
    let mut fields = Map::new();
    let micros = |starts: &[chrono::DateTime<chrono::Utc>]| -> Vec<i64> {
        starts.iter().map(chrono::DateTime::timestamp_micros).collect()
    };
    for (name, terms) in field::SEARCHED.into_iter().zip(&document.terms) {
        fields.insert(name.into(), terms.iter().map(|term| spelt(term)).collect::<Vec<_>>().join(" ").into());
    }
    for facet in Facet::ALL {
        let labels = document.labels.iter().filter_map(|label| Facet::of_label(label));
        let values: Vec<_> = labels.filter(|(of, _)| of == facet).map(|(_, value)| value).collect();
        fields.insert(facet.word().into(), json!(values));
    }
    fields.insert(field::ID.into(), json!(document.mission));
    fields.insert(field::DIGEST.into(), document.digest().into());
    fields.insert(field::OPEN.into(), document.open.into());
    fields.insert(field::PUBLISHED.into(), document.published_at.timestamp_micros().into());
    fields.insert(field::STARTS.into(), json!(micros(&document.starts)));
    fields.insert(field::FREE_STARTS.into(), json!(micros(&document.free_starts)));
    fields.insert(field::UNDATED.into(), document.undated.into());
    fields.insert(field::UNDATED_FREE.into(), document.undated_free.into());
    fields.insert(field::LATITUDES.into(), document.places.iter().map(|place| place.lat).collect());
    fields.insert(field::LONGITUDES.into(), document.places.iter().map(|place| place.lon).collect());
    Value::Object(fields)
}

/// A term in letters that Meilisearch neither splits nor changes: as it is if it is plain, else the bytes of it. It would
/// cut Chinese into words of its own, and take marks off letters that differ by nothing else.
pub(crate) fn spelt(term: &str) -> String {
    if term.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return term.to_owned();
    }
    std::iter::once("utf8".to_owned()).chain(term.bytes().map(|byte| format!("{byte:02x}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_spelt_in_plain_letters() {
        assert_eq!(spelt("maraud"), "maraud");
        assert_eq!(spelt("18e"), "18e");
        assert_eq!(spelt("שלום"), "utf8d7a9d79cd795d79d");
        assert!(spelt("東京").bytes().all(|byte| byte.is_ascii_alphanumeric()));
    }
}
