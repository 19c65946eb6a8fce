//! What every page holds to, whatever it says.

use std::collections::BTreeSet;

use scraper::ElementRef;

use super::page::{Page, select, words};

/// How keys of texts begin: one of them on a page is a text that is missing.
const KEYS: [&str; 12] = [
    "agent-",
    "dates-",
    "desk-",
    "file-",
    "hand-over-",
    "manage-",
    "members-",
    "mission-",
    "places-",
    "refusal-",
    "rule-",
    "sheet-",
];

impl Page {
    /// One heading of the first level, none skipped; a label to every field; ids once; no key in place of its text.
    ///
    /// # Panics
    /// If it is not so.
    #[track_caller]
    pub fn must_be_sound(&self) {
        let path = &self.path;
        let headings = select("h1, h2, h3, h4");
        let levels = self.html.select(&headings).filter_map(|heading| heading.value().name().as_bytes().get(1));
        let levels: Vec<u8> = levels.map(|digit| digit - b'0').collect();
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "{path}: one first heading, {levels:?}");
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{path}: no level is skipped, {levels:?}");
        let all = select("[id]");
        let ids: Vec<_> = self.html.select(&all).filter_map(|element| element.value().id()).collect();
        let once: BTreeSet<_> = ids.iter().collect();
        assert_eq!(ids.len(), once.len(), "{path}: ids stand once, {ids:?}");
        self.fields_must_be_labelled();
        let text = words(self.html.root_element());
        let is_key = |word: &&str| KEYS.iter().any(|key| word.starts_with(key)) || word.contains("{$");
        assert_eq!(text.split(' ').find(is_key), None, "{path}: every text is written");
    }

    #[track_caller]
    fn fields_must_be_labelled(&self) {
        for field in self.html.select(&select("main input:not([type=hidden]), main select, main textarea")) {
            let label = field.value().id().map(|id| select(&format!("label[for='{id}']")));
            let labelled = label.is_some_and(|label| self.html.select(&label).next().is_some());
            let inside = field.ancestors().filter_map(ElementRef::wrap).any(|outer| outer.value().name() == "label");
            assert!(labelled || inside, "{}: {} has a label", self.path, field.html());
        }
    }
}
