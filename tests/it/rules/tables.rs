//! The lawyers' pages, read as they stand: each row that bears a number is a case, each cell is found by its column.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Map, Value, json};

/// Parameters that take a list of words.
const LISTS: [&str; 3] = ["accepted_ties", "forbidden_kinds", "trusted_accreditations"];

/// The number of a case that no test takes up, and why.
pub(super) type LeftOut = (&'static str, &'static str);

/// A page, in one of its languages.
pub(super) struct Page {
    rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Clone)]
pub(super) struct Row {
    heading: String,
    columns: Vec<String>,
    cells: Vec<String>,
}

impl Page {
    /// The page of a guest, in French: of two languages the one that holds.
    pub(super) fn of(guest: &str) -> Self {
        Self::languages(guest).remove(0)
    }

    /// The page of a guest in each of its languages.
    pub(super) fn languages(guest: &str) -> Vec<Self> {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../plugins").join(guest).join("RULES.md");
        let text = std::fs::read_to_string(path).expect("the page");
        text.split("\n---\n").map(|text| Self { rows: rows(text) }).collect()
    }

    /// The rows of the tables under a heading.
    pub(super) fn under(&self, heading: &str) -> Vec<Row> {
        let found: Vec<_> = self.rows.iter().filter(|row| row.heading == heading).cloned().collect();
        assert!(!found.is_empty(), "no table under « {heading} »");
        found
    }

    /// Every case of the page, in its order.
    pub(super) fn all_cases(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.letter().is_some())
    }

    /// The cases under a letter, but for those that are left out.
    pub(super) fn cases(&self, letter: char, left_out: &[LeftOut]) -> Vec<Row> {
        let stays = |row: &&Row| row.letter() == Some(letter) && left_out.iter().all(|(case, _)| row.number() != *case);
        let found: Vec<_> = self.all_cases().filter(stays).cloned().collect();
        assert!(!found.is_empty(), "no case {letter} is left");
        found
    }
}

fn rows(text: &str) -> Vec<Row> {
    let (mut found, mut heading, mut columns) = (Vec::new(), "", None);
    for line in text.lines() {
        if let Some(title) = line.strip_prefix('#') {
            heading = title.trim_start_matches('#').trim();
        }
        let Some(inner) = line.strip_prefix('|').and_then(|line| line.strip_suffix('|')) else {
            columns = None;
            continue;
        };
        let cells: Vec<_> = inner.split('|').map(|cell| cell.trim().to_owned()).collect();
        match &columns {
            None => columns = Some(cells),
            Some(_) if cells.iter().all(|cell| cell.starts_with("---")) => {}
            Some(columns) => {
                assert_eq!(cells.len(), columns.len(), "{line}");
                found.push(Row { heading: heading.to_owned(), columns: columns.clone(), cells });
            }
        }
    }
    found
}

impl Row {
    /// What stands first: the number of a case.
    pub(super) fn number(&self) -> &str {
        &self.cells[0]
    }

    /// The letter of its number, if it is a case.
    pub(super) fn letter(&self) -> Option<char> {
        let is_case = ["Cas", "Case"].contains(&self.columns[0].as_str());
        self.number().chars().next().filter(|_| is_case)
    }

    /// Whether its table has this column.
    pub(super) fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|own| own == column)
    }

    /// What stands under a column.
    #[track_caller]
    pub(super) fn cell(&self, column: &str) -> &str {
        let place = self.columns.iter().position(|own| own == column);
        let place = place.unwrap_or_else(|| panic!("{} has no column « {column} »", self.number()));
        &self.cells[place]
    }

    /// Whether a column says yes.
    #[track_caller]
    pub(super) fn says(&self, column: &str) -> bool {
        yes(self.cell(column)).unwrap_or_else(|| panic!("{}: {}", self.number(), self.cell(column)))
    }

    /// Whether the heading or a cell says so.
    pub(super) fn tells(&self, words: &str) -> bool {
        self.heading.contains(words) || self.cells.iter().any(|cell| cell.contains(words))
    }

    /// What the city sets in this case: in the heading, by a column, or in a cell.
    pub(super) fn parameters(&self) -> Map<String, Value> {
        let mut set = inline(&self.heading);
        for (column, cell) in self.columns.iter().zip(&self.cells) {
            set.extend(inline(cell));
            if let [name] = words(column)[..] {
                set.extend(value(name, cell).map(|value| (name.to_owned(), value)));
            }
        }
        set
    }

    /// Its words in code type, in order: what every language of the page says the same way.
    pub(super) fn code(&self) -> Vec<&str> {
        self.cells.iter().flat_map(|cell| words(cell)).collect()
    }
}

/// Yes or no, if it is that.
fn yes(text: &str) -> Option<bool> {
    match text {
        "oui" => Some(true),
        "non" => Some(false),
        _ => None,
    }
}

/// The words in code type.
pub(super) fn words(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// The first number of a text.
pub(super) fn number(text: &str) -> Option<u32> {
    text.split(|letter: char| !letter.is_ascii_digit()).find(|digits| !digits.is_empty())?.parse().ok()
}

/// What a text sets by `name` = value.
fn inline(text: &str) -> Map<String, Value> {
    let parts: Vec<_> = text.split('`').collect();
    let mut set = Map::new();
    for (at, name) in parts.iter().enumerate().skip(1).step_by(2) {
        let Some(given) = parts.get(at + 1).and_then(|after| after.strip_prefix(" = ")) else { continue };
        let given = given.split(',').next().unwrap_or(given).trim();
        let given = if given.is_empty() { format!("`{}`", parts[at + 2]) } else { given.to_owned() };
        set.extend(value(name, &given).map(|value| ((*name).to_owned(), value)));
    }
    set
}

/// What a parameter is set to; none if the text says that it is not set.
fn value(name: &str, text: &str) -> Option<Value> {
    if let Some(flag) = yes(text) {
        return Some(json!(flag));
    }
    let given = words(text);
    match given.first() {
        Some(_) if LISTS.contains(&name) => Some(json!(given)),
        Some(word) => Some(json!(word)),
        None if text == "vide" => Some(json!("")),
        None if text == "aucun" || text.starts_with("rien n'est dit") => None,
        None => Some(json!(number(text).unwrap_or_else(|| panic!("`{name}`: {text}")))),
    }
}

/// What a table answers.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Expected {
    /// What becomes of it.
    pub(super) fate: Fate,
    /// The codes of the reasons.
    pub(super) codes: Vec<String>,
    /// The fields they are about, where the table names any.
    pub(super) fields: Vec<String>,
}

/// What becomes of what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It may be.
    Through,
    /// It may be, once the association is validated.
    Later,
    /// An agent must look.
    Waits,
    /// It may not be.
    Refused,
}

/// Answers that the pages give in words, and what they stand for.
const IN_WORDS: [(&str, &[&str]); 4] = [
    ("attend", &["review_by_agent"]),
    ("les trois raisons sont dites", &["minors_not_admitted", "residence_unknown", "daily_cap"]),
    ("les deux fautes", &["contact_in_text", "title_too_short"]),
    ("toutes les fautes sont dites", &["contact_in_text", "title_too_short", "schools_accreditation_missing"]),
];

impl Row {
    /// What the table answers.
    #[track_caller]
    pub(super) fn expected(&self) -> Expected {
        let text = self.cell("Réponse");
        let (fields, mut codes): (Vec<_>, Vec<_>) = words(text).into_iter().partition(|word| word.starts_with('/'));
        if let Some((_, meant)) = IN_WORDS.iter().find(|(words, _)| *words == text) {
            codes = meant.to_vec();
        }
        let begins = |beginnings: &[&str]| beginnings.iter().any(|beginning| text.starts_with(beginning));
        let fate = match codes.is_empty() {
            true if text.ends_with("quand l'association sera validée") => Fate::Later,
            true if begins(&["oui", "paraît", "entre", "pas de faute"]) => Fate::Through,
            false if begins(&["attend"]) => Fate::Waits,
            false => Fate::Refused,
            true => panic!("{}: {text}", self.number()),
        };
        let own = |words: Vec<&str>| words.into_iter().map(str::to_owned).collect();
        Expected { fate, codes: own(codes), fields: own(fields) }
    }
}

/// How a fact is known, in the words of the pages; none: it is not.
pub(super) fn assurance(text: &str) -> Option<&'static str> {
    let known = [
        (&["e-mail", "courriel"][..], "email"),
        (&["téléphone"], "phone"),
        (&["déclaré"], "declared"),
        (&["document"], "documented"),
        (&["agent"], "in_person"),
    ];
    let found = known.iter().find(|(words, _)| words.iter().any(|word| text.contains(word)));
    found.map(|(_, assurance)| *assurance)
}

/// The letters of the cases of a page, each with their numbers in order.
pub(super) fn letters(page: &Page) -> BTreeMap<char, Vec<String>> {
    let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for case in page.all_cases() {
        found.entry(case.letter().expect("a case")).or_default().push(case.number().to_owned());
    }
    found
}
