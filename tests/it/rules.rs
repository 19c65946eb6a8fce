//! The cities' rules, case by case: the truth tables of each guest's page, read as they stand and tried over HTTP.
//!
//! **Why the page is read when the test runs:** a lawyer who changes a row changes what is tried. A row in words that are
//! not known here fails, and so does a case that no test takes up.

mod default;
mod montreal;
mod paris;
mod scene;
mod tables;

use std::collections::BTreeMap;

use scene::City;
use serde_json::{Value, json};
use tables::{LeftOut, Page, Row, letters, number, words};

/// The guests: the letters under which their cases are tried, and the cases that are left out, each with its reason.
const GUESTS: [(&str, &str, &[LeftOut]); 3] = [
    ("default", "ACMPRT", &default::LEFT_OUT),
    ("montreal", "ABCELMR", &montreal::LEFT_OUT),
    ("paris", "ABCGMSW", &paris::LEFT_OUT),
];

#[test]
fn every_case_of_every_page_is_taken_up_or_left_out_for_a_reason() {
    for (guest, tried, left_out) in GUESTS {
        let found = letters(&Page::of(guest));
        assert_eq!(found.keys().collect::<String>(), tried, "{guest}");
        for (letter, numbers) in &found {
            let in_order: Vec<_> = (1..=numbers.len()).map(|number| format!("{letter}{number}")).collect();
            assert_eq!(*numbers, in_order, "{guest}");
        }
        for (case, reason) in left_out {
            assert!(found.values().flatten().any(|number| number == case), "{guest} has no case {case}: {reason}");
        }
    }
}

#[test]
fn both_languages_of_a_page_say_the_same() {
    let pages = Page::languages("montreal");
    let [french, english] = &pages[..] else { panic!("two languages") };
    let cases =
        |page: &Page| page.all_cases().map(|row| (row.number().to_owned(), own(row.code()))).collect::<Vec<_>>();
    assert_eq!(cases(french), cases(english));
    let parameters = |page: &Page, heading| page.under(heading).iter().map(|row| own(row.code())).collect::<Vec<_>>();
    assert_eq!(parameters(french, "Les paramètres"), parameters(english, "Parameters"));
}

fn own(words: Vec<&str>) -> Vec<String> {
    words.into_iter().map(str::to_owned).collect()
}

/// What the city's rules are set to where it says nothing is what the page says, parameter by parameter.
#[tokio::test]
async fn the_parameters_of_a_page_are_those_of_its_rules() {
    for (guest, city, headings) in [
        ("paris", City::under_own_rules("paris").await, &["Les paramètres"][..]),
        ("montreal", City::under_own_rules("montreal").await, &["Les paramètres"]),
        (
            "default",
            City::under_default_rules().await,
            &[
                "Qui peut s'inscrire",
                "Comment l'inscription continue",
                "Qui relit",
                "Quand l'horloge agit",
                "L'ordre, et ce qui suit une venue",
            ],
        ),
    ] {
        let page = Page::of(guest);
        let rows: Vec<_> = headings.iter().flat_map(|heading| page.under(heading)).collect();
        let said = city.rules().await["parameters"].clone();
        let said = said.as_array().expect("parameters").iter();
        let said: BTreeMap<_, _> =
            said.map(|parameter| (parameter["name"].as_str().expect("a name"), parameter)).collect();
        let told: BTreeMap<_, _> = rows.iter().map(|row| (name_of(row), row)).collect();
        assert_eq!(told.keys().collect::<Vec<_>>(), said.keys().collect::<Vec<_>>(), "{guest}");
        for (name, row) in told {
            fits(&page, row, said[name]);
        }
    }
}

fn name_of(row: &Row) -> &str {
    words(row.number())[0]
}

fn fits(page: &Page, row: &Row, parameter: &Value) {
    let (text, default) = (row.cell("Si la ville ne dit rien"), &parameter["default"]);
    let expected = match (text, parameter["kind"].as_str().expect("a kind")) {
        ("oui" | "non", "flag") => json!(text == "oui"),
        ("voir plus bas", "texts") => json!(areas(page)),
        (_, "texts") => json!(words(text)),
        (_, "text") if text.starts_with('`') => json!(words(text)[0]),
        (_, "number") if number(text).is_some() => json!(number(text)),
        _ => Value::Null,
    };
    assert_eq!(*default, expected, "{}: {text}", row.number());
}

/// The codes of the neighbourhoods a page puts first.
fn areas(page: &Page) -> Vec<String> {
    page.under("Les quartiers prioritaires").iter().map(|row| row.cell("Code").to_owned()).collect()
}
