//! What words mean to a search: folded, stemmed in French and in English, and united with their synonyms.
//!
//! **Why here and not in an engine:** whatever engine finds missions is given the same terms of documents and of
//! questions, so it cannot understand either differently.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};
use snowball_stemmers_rs::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::texts::Locale;

/// What a city says of the words its people use, beside what the platform knows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WordLists {
    /// Groups of words or phrases that mean the same.
    pub synonyms: Vec<Vec<String>>,
    /// Words that ask for nothing.
    pub stop_words: Vec<String>,
}

/// Longest word kept, characters; what is longer is cut there.
const MAX_WORD: usize = 40;

static PLATFORM: LazyLock<WordLists> = LazyLock::new(|| {
    // The list is part of the program and a test reads it; an empty one would stand in if it could not be read.
    toml::from_str(include_str!("words.toml")).unwrap_or_default()
});

/// The words of one city, ready for use.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    stop_words: HashSet<String>,
    /// Per language: the stems of a phrase, and the one term that stands for all that mean the same.
    concepts: HashMap<Locale, HashMap<Vec<String>, String>>,
    longest: usize,
}

impl Vocabulary {
    /// Of a city: the platform's own where it adds no words, shared by all such cities.
    #[must_use]
    pub fn of(city: &WordLists) -> Arc<Self> {
        static OWN: LazyLock<Arc<Vocabulary>> = LazyLock::new(|| Arc::new(Vocabulary::new(&WordLists::default())));
        if *city == WordLists::default() { Arc::clone(&OWN) } else { Arc::new(Self::new(city)) }
    }

    /// Of the platform's words and the city's own.
    fn new(city: &WordLists) -> Self {
        let stop_words = PLATFORM.stop_words.iter().chain(&city.stop_words).flat_map(|word| folded(word)).collect();
        let mut vocabulary = Self { stop_words, concepts: HashMap::new(), longest: 1 };
        for group in PLATFORM.synonyms.iter().chain(&city.synonyms) {
            vocabulary.unite(group);
        }
        vocabulary
    }

    fn unite(&mut self, group: &[String]) {
        let Some(first) = group.first() else { return };
        let concept = format!("concept{}", folded(first).concat());
        for &locale in Locale::ALL {
            for phrase in group {
                let stems = self.stems(phrase, locale);
                self.longest = self.longest.max(stems.len());
                if !stems.is_empty() {
                    self.concepts.entry(locale).or_default().insert(stems, concept.clone());
                }
            }
        }
    }

    /// The stems of the words of a text that ask for something, as somebody who speaks `locale` bends them, in order.
    #[must_use]
    pub fn stems(&self, text: &str, locale: Locale) -> Vec<String> {
        self.telling(text).iter().map(|word| stem(word, locale)).collect()
    }

    /// The folded words of a text that ask for something.
    fn telling(&self, text: &str) -> Vec<String> {
        folded(text).into_iter().filter(|word| !self.stop_words.contains(word)).collect()
    }

    /// The terms asked for by stems, each once, in order: a phrase that has synonyms is one term.
    #[must_use]
    pub fn asked(&self, stems: &[String], locale: Locale) -> Vec<String> {
        let mut terms = Vec::new();
        let mut at = 0;
        while at < stems.len() {
            let (term, length) = match self.concept_at(&stems[at..], locale) {
                Some((concept, length)) => (concept.to_owned(), length),
                None => (stems[at].clone(), 1),
            };
            if !terms.contains(&term) {
                terms.push(term);
            }
            at += length;
        }
        terms
    }

    /// The terms a text can be found by, in order: the stems of both languages, since a reader of one may look for what
    /// is written in the other, and what its phrases mean.
    #[must_use]
    pub fn told(&self, text: &str) -> Vec<String> {
        let words = self.telling(text);
        let mut terms = Vec::new();
        for word in &words {
            let first = terms.len();
            for &locale in Locale::ALL {
                let stem = stem(word, locale);
                if !terms[first..].contains(&stem) {
                    terms.push(stem);
                }
            }
        }
        for &locale in Locale::ALL {
            let stems: Vec<_> = words.iter().map(|word| stem(word, locale)).collect();
            for at in 0..stems.len() {
                let concept = self.concept_at(&stems[at..], locale).map(|(concept, _)| concept);
                if let Some(concept) = concept.filter(|concept| !terms.iter().any(|term| term == concept)) {
                    terms.push(concept.to_owned());
                }
            }
        }
        terms
    }

    /// The concept whose longest phrase these stems begin with, and how many of them it takes.
    fn concept_at(&self, stems: &[String], locale: Locale) -> Option<(&str, usize)> {
        let concepts = self.concepts.get(&locale)?;
        (1..=self.longest.min(stems.len()))
            .rev()
            .find_map(|length| concepts.get(&stems[..length]).map(|concept| (concept.as_str(), length)))
    }
}

/// The words of a text without accents and in small letters: what is neither letter nor digit stands between words, and
/// a single letter, such as the one of «l'école», is none.
#[must_use]
pub fn folded(text: &str) -> Vec<String> {
    let plain: String = text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .flat_map(|c| match c {
            'œ' => ['o', 'e'],
            'æ' => ['a', 'e'],
            'ß' => ['s', 's'],
            c => [c, '\0'],
        })
        .filter(|c| *c != '\0')
        .collect();
    plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().nth(1).is_some() || word.chars().all(|c| c.is_numeric() && !word.is_empty()))
        .filter(|word| !word.is_empty())
        .map(|word| ordinal(&word.chars().take(MAX_WORD).collect::<String>()))
        .collect()
}

/// One spelling for «18e», «18ème», «18eme» and "18th".
fn ordinal(word: &str) -> String {
    let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    let ending = &word[digits.len()..];
    let is_ordinal = !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
        && matches!(ending, "er" | "re" | "e" | "eme" | "ieme" | "st" | "nd" | "rd" | "th");
    if is_ordinal { format!("{digits}e") } else { word.to_owned() }
}

fn stem(word: &str, locale: Locale) -> String {
    static FRENCH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::French));
    static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));
    let stemmer = match locale {
        Locale::Fr => &FRENCH,
        Locale::En => &ENGLISH,
    };
    stemmer.stem(word).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn vocabulary() -> Vocabulary {
        Vocabulary::new(&WordLists::default())
    }

    fn finds(question: &str, locale: Locale, text: &str) -> bool {
        let vocabulary = vocabulary();
        let told = vocabulary.told(text);
        let asked = vocabulary.asked(&vocabulary.stems(question, locale), locale);
        !asked.is_empty() && asked.iter().all(|term| told.contains(term))
    }

    #[test]
    fn the_lists_of_the_platform_can_be_read() {
        let lists: WordLists = toml::from_str(include_str!("words.toml")).expect("words.toml is sound");
        assert!(lists.synonyms.iter().all(|group| group.len() > 1), "a synonym needs another");
        assert!(!lists.stop_words.is_empty());
    }

    #[test]
    fn the_same_thing_in_other_words() {
        let table = [
            ("aide aux devoirs", Locale::Fr, "Aide aux devoirs le samedi"),
            ("AIDE AU DEVOIR", Locale::Fr, "Aide aux devoirs le samedi"),
            ("soutien scolaire", Locale::Fr, "Aide aux devoirs le samedi"),
            ("aide devoirs", Locale::Fr, "Du soutien scolaire pour tous"),
            ("homework help", Locale::En, "Du soutien scolaire pour tous"),
            ("l'ecole", Locale::Fr, "Après l’école"),
            ("gardens", Locale::En, "Gardening together"),
            ("18ème", Locale::Fr, "18e arrondissement"),
            ("coeur", Locale::Fr, "Les Restos du Cœur"),
            ("maraudes", Locale::En, "Une maraude"),
        ];
        for (question, locale, text) in table {
            assert!(finds(question, locale, text), "{question:?} finds {text:?}");
        }
        assert!(!finds("devoirs", Locale::Fr, "Du soutien scolaire pour tous"), "half a phrase means itself");
        assert!(!finds("le la les", Locale::Fr, "Le la les"), "what asks for nothing finds nothing by words");
    }

    proptest! {
        #[test]
        fn whatever_is_told_is_found_by_its_own_words(text in "\\PC{0,60}") {
            let vocabulary = vocabulary();
            let told = vocabulary.told(&text);
            for &locale in Locale::ALL {
                for term in vocabulary.asked(&vocabulary.stems(&text, locale), locale) {
                    prop_assert!(told.contains(&term), "{term:?} of {text:?} in {told:?}");
                }
            }
        }

        #[test]
        fn a_term_is_letters_and_digits_only(text in "\\PC{0,60}") {
            for term in vocabulary().told(&text) {
                prop_assert!(!term.is_empty() && term.chars().all(char::is_alphanumeric), "{term:?}");
            }
        }
    }
}
