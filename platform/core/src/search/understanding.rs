//! What somebody meant: the terms of a text, mended with the words the city knows.

use strsim::osa_distance;

use crate::db::search::words as sql;
use crate::tenancy::Ctx;
use crate::{App, DbError};

/// Most words of one question that are looked for: as many as Meilisearch reads.
pub(crate) const MAX_TERMS: usize = 10;

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
    /// Whether it was read with the words the city knows.
    read: bool,
}

impl Understood {
    /// Takes a text at its word: words behind a hyphen are not wanted.
    pub(crate) fn as_given(ctx: &Ctx, text: &str) -> Self {
        let Words { given, without, .. } = Words::of(ctx, text);
        Self { documents: vec![0; given.len()], terms: given.clone(), given, without, read: false }
    }

    /// Reads a text with the words the city knows: those nobody's document bears are mended, or left out as long as another
    /// is borne.
    pub(crate) async fn read(app: &App, ctx: &Ctx, text: &str) -> Result<Self, DbError> {
        let words = Words::of(ctx, text);
        let meant = mended(app, ctx, &words).await?;
        let borne: Vec<_> = meant.iter().filter(|meant| meant.documents > 0).cloned().collect();
        // Nobody's words find nothing, and not everything.
        Ok(Self::of(words, if borne.is_empty() { meant } else { borne }))
    }

    /// Reads a text that missions to come are looked for by: what nobody says yet is kept, for somebody may say it.
    pub(crate) async fn for_later(app: &App, ctx: &Ctx, text: &str) -> Result<Self, DbError> {
        let words = Words::of(ctx, text);
        let meant = mended(app, ctx, &words).await?;
        Ok(Self::of(words, meant))
    }

    fn of(words: Words, meant: Vec<Meant>) -> Self {
        let (terms, documents) = meant.into_iter().map(|meant| (meant.term, meant.documents)).unzip();
        Self { given: words.given, terms, documents, without: words.without, read: true }
    }

    /// The term fewest documents bear.
    pub(crate) fn rarest(&self) -> Option<&str> {
        let rarest = self.terms.iter().zip(&self.documents).min_by_key(|(term, count)| (**count, *term));
        rarest.map(|(term, _)| term.as_str())
    }

    /// The terms looked for; none: everything.
    pub(crate) fn terms(&self) -> &[String] {
        &self.terms
    }

    /// The terms not wanted.
    pub(crate) fn without(&self) -> &[String] {
        &self.without
    }

    /// Whether it was read with the words the city knows, not taken at its word.
    pub(crate) const fn is_read(&self) -> bool {
        self.read
    }

    /// The terms looked for, where they are not those given.
    pub(crate) fn otherwise(&self) -> Option<Vec<String>> {
        (self.terms != self.given).then(|| self.terms.clone())
    }

    /// Gives up the term most documents bear; says whether there was another to keep.
    pub(crate) fn drop_one(&mut self) -> bool {
        let most =
            self.documents.iter().enumerate().max_by_key(|(place, count)| (**count, *place)).map(|(place, _)| place);
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

/// A term as it was meant, and how many documents bear it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Meant {
    term: String,
    documents: i32,
}

/// The words of a text.
#[derive(Debug, Default)]
struct Words {
    /// Their stems, of those that are wanted.
    stems: Vec<String>,
    /// The terms those give.
    given: Vec<String>,
    /// The terms of those that are not wanted.
    without: Vec<String>,
}

impl Words {
    fn of(ctx: &Ctx, text: &str) -> Self {
        let (wanted, unwanted): (Vec<_>, Vec<_>) = text.split_whitespace().partition(|word| !is_unwanted(word));
        let stems = ctx.tenant.vocabulary.stems(&wanted.join(" "), ctx.locale);
        let without = ctx.tenant.vocabulary.stems(&unwanted.join(" "), ctx.locale);
        Self { given: terms_of(ctx, &stems), without: terms_of(ctx, &without), stems }
    }
}

fn terms_of(ctx: &Ctx, stems: &[String]) -> Vec<String> {
    let mut terms = ctx.tenant.vocabulary.asked(stems, ctx.locale);
    terms.truncate(MAX_TERMS);
    terms
}

/// What words mean, in a city that knows these or others like them.
async fn mended(app: &App, ctx: &Ctx, words: &Words) -> Result<Vec<Meant>, DbError> {
    let Words { stems, given, .. } = words;
    if given.is_empty() {
        return Ok(Vec::new());
    }
    // What stands for a whole phrase is no word that could be misspelt.
    let mendable = given.iter().filter(|term| stems.contains(term) && typos_allowed(term) > 0);
    let mendable: Vec<_> = mendable.cloned().collect();
    let mut known = sql::known_or_alike(&app.db, ctx, given, &mendable).await?;
    let is_known = |known: &[Known], term: &String| known.iter().any(|known| known.word == *term);
    let mend = |stem: &String| match nearest(stem, &known) {
        Some(meant) if mendable.contains(stem) => meant.word.clone(),
        _ => stem.clone(),
    };
    // Mended, words may be part of a phrase that stands for something.
    let terms = terms_of(ctx, &stems.iter().map(mend).collect::<Vec<_>>());
    let new: Vec<_> = terms.iter().filter(|term| !given.contains(term) && !is_known(&known, term)).cloned().collect();
    if !new.is_empty() {
        known.extend(sql::known(&app.db, ctx, &new).await?);
    }
    let documents = |term: &String| known.iter().find(|known| known.word == *term).map_or(0, |known| known.documents);
    Ok(terms.into_iter().map(|term| Meant { documents: documents(&term), term }).collect())
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

    #[test]
    fn the_nearest_word_is_meant_and_of_those_as_near_the_most_common() {
        let alike = [
            known("maruad", "maraud", 9),
            known("maruad", "mandat", 40),
            known("devor", "dehor", 1),
            known("devor", "devoir", 7),
            known("devor", "dever", 3),
        ];
        assert_eq!(nearest("maruad", &alike).map(|known| known.word.as_str()), Some("maraud"));
        assert_eq!(nearest("devor", &alike).map(|known| known.word.as_str()), Some("devoir"));
        assert_eq!(nearest("zzzz", &alike), None);
    }

    #[test]
    fn short_words_and_numbers_are_taken_as_they_are() {
        let alike = [known("cp", "cm", 5), known("75018", "75019", 5)];
        assert!(["cp", "75018"].iter().all(|word| nearest(word, &alike).is_none()));
    }

    #[test]
    fn the_most_common_word_is_given_up_first_and_never_the_last() {
        let meant = [("maraud", 9), ("dimanch", 50), ("18e", 20)];
        let meant = meant.map(|(term, documents)| Meant { term: term.into(), documents }).to_vec();
        let mut understood = Understood::of(Words::default(), meant);
        assert_eq!(understood.rarest(), Some("maraud"));
        assert!(understood.drop_one());
        assert_eq!(understood.terms(), ["maraud", "18e"]);
        understood.keep(1);
        assert_eq!(understood.terms(), ["maraud"]);
        assert!(!understood.drop_one());
    }
}
