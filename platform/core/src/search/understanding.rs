//! What somebody meant: the terms of a text, mended with the words the city knows.

use strsim::osa_distance;

use crate::db::search::words as sql;
use crate::tenancy::Ctx;
use crate::{App, DbError};

/// Most words of one question that are looked for.
const MAX_TERMS: usize = 12;

/// A word of the city's documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    /// The word somebody gave.
    pub(crate) asked: String,
    /// The word known.
    pub(crate) word: String,
    /// How many documents bear it.
    pub(crate) documents: i32,
}

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Understood {
    /// The terms given.
    given: Vec<String>,
    /// The terms looked for, in order.
    terms: Vec<String>,
    /// How many documents bear each.
    documents: Vec<i32>,
    /// The terms not wanted.
    without: Vec<String>,
}

impl Understood {
    /// Reads a text: terms nobody's document bears are mended, or left out as long as another is borne. Words behind a
    /// hyphen are not wanted.
    pub(crate) async fn read(app: &App, ctx: &Ctx, text: &str) -> Result<Self, DbError> {
        let (wanted, unwanted): (Vec<_>, Vec<_>) = text.split_whitespace().partition(|word| !is_unwanted(word));
        let terms = |words: Vec<&str>| {
            let mut terms = ctx.tenant.vocabulary.asked(&words.join(" "), ctx.locale);
            terms.truncate(MAX_TERMS);
            terms
        };
        let (given, without) = (terms(wanted), terms(unwanted));
        if given.is_empty() {
            return Ok(Self { without, ..Self::default() });
        }
        let known = sql::known(&app.db, ctx, &given).await?;
        let unknown: Vec<_> = given
            .iter()
            .filter(|term| typos_allowed(term) > 0 && !known.iter().any(|known| known.asked == **term))
            .cloned()
            .collect();
        let alike = if unknown.is_empty() { Vec::new() } else { sql::alike(&app.db, ctx, &unknown).await? };
        Ok(Self { without, ..Self::of(given, &known, &alike) })
    }

    fn of(given: Vec<String>, known: &[Known], alike: &[Known]) -> Self {
        let mut understood = Self { given, ..Self::default() };
        for term in &understood.given {
            let Some(meant) = known.iter().find(|known| known.asked == *term).or_else(|| nearest(term, alike)) else {
                continue;
            };
            if !understood.terms.contains(&meant.word) {
                understood.terms.push(meant.word.clone());
                understood.documents.push(meant.documents);
            }
        }
        if understood.terms.is_empty() {
            // Nobody's words: they find nothing, and not everything.
            understood.terms.clone_from(&understood.given);
            understood.documents = vec![0; understood.terms.len()];
        }
        understood
    }

    /// The terms looked for; none: everything.
    pub(crate) fn terms(&self) -> &[String] {
        &self.terms
    }

    /// The terms not wanted.
    pub(crate) fn without(&self) -> &[String] {
        &self.without
    }

    /// The terms looked for, where they are not those given.
    pub(crate) fn otherwise(&self) -> Option<Vec<String>> {
        (self.terms != self.given).then(|| self.terms.clone())
    }

    /// Gives up the term most documents bear; says whether there was another to keep.
    pub(crate) fn drop_one(&mut self) -> bool {
        let most = self.documents.iter().enumerate().max_by_key(|(place, count)| (**count, *place)).map(|(place, _)| place);
        match most.filter(|_| self.terms.len() > 1) {
            Some(place) => {
                self.terms.remove(place);
                self.documents.remove(place);
                true
            }
            None => false,
        }
    }

    /// Gives up terms until no more than `count` are left, but for the last.
    pub(crate) fn keep(&mut self, count: usize) {
        while self.terms.len() > count && self.drop_one() {}
    }
}

fn is_unwanted(word: &str) -> bool {
    word.strip_prefix('-').is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
}

/// How many letters of a word may be wrong: as many as Meilisearch forgives.
fn typos_allowed(word: &str) -> usize {
    match word.chars().count() {
        _ if word.chars().any(|c| c.is_ascii_digit()) => 0,
        ..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// The word meant: the one with the fewest letters wrong, among those the one most documents bear.
fn nearest<'a>(term: &str, alike: &'a [Known]) -> Option<&'a Known> {
    let candidates = alike.iter().filter(|known| known.asked == term);
    let measured = candidates.map(|known| (osa_distance(term, &known.word), known));
    let allowed = measured.filter(|(distance, _)| *distance <= typos_allowed(term));
    let best = allowed.min_by_key(|(distance, known)| (*distance, -known.documents, known.word.clone()));
    best.map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(asked: &str, word: &str, documents: i32) -> Known {
        Known { asked: asked.into(), word: word.into(), documents }
    }

    fn terms(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn what_is_misspelt_is_mended_and_what_nobody_says_is_left_out() {
        let alike = [known("maruad", "maraud", 9), known("maruad", "mandat", 40), known("devor", "dehor", 1)];
        let understood = Understood::of(terms(&["maruad", "dimanch", "zzzz"]), &[known("dimanch", "dimanch", 50)], &alike);
        assert_eq!(understood.terms(), ["maraud", "dimanch"]);
        assert_eq!(understood.otherwise(), Some(terms(&["maraud", "dimanch"])));
    }

    #[test]
    fn words_nobody_says_find_nothing_rather_than_everything() {
        let understood = Understood::of(terms(&["zzzz"]), &[], &[]);
        assert_eq!(understood.terms(), ["zzzz"]);
        assert_eq!(understood.otherwise(), None);
    }

    #[test]
    fn the_most_common_word_is_given_up_first_and_never_the_last() {
        let words = [known("maraud", "maraud", 9), known("dimanch", "dimanch", 50), known("18e", "18e", 20)];
        let mut understood = Understood::of(terms(&["maraud", "dimanch", "18e"]), &words, &[]);
        assert!(understood.drop_one());
        assert_eq!(understood.terms(), ["maraud", "18e"]);
        understood.keep(1);
        assert_eq!(understood.terms(), ["maraud"]);
        assert!(!understood.drop_one());
    }

    #[test]
    fn short_words_and_numbers_are_taken_as_they_are() {
        let alike = [known("cp", "cm", 5), known("75018", "75019", 5)];
        assert_eq!(Understood::of(terms(&["cp", "75018"]), &[], &alike).terms(), ["cp", "75018"]);
    }
}
