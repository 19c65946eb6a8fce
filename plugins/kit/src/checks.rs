//! Checks of parameters: the words they may be, the numbers between which they lie, and what must not come before what.

use crate::{Reason, Setting, Settings};

/// Between what a number may lie, for the parameters several cities have.
const RANGES: [(&str, u32, u32); 12] = [
    ("minimum_age", 0, 99),
    ("title_min_words", 0, 20),
    ("daily_sign_up_cap", 1, 1000),
    ("absences_before_request", 1, 1000),
    ("offer_hours", 1, 720),
    ("waiting_list_limit", 0, 100_000),
    ("reminder_hours", 0, 720),
    ("thanks_hours", 0, 720),
    ("close_days", 0, 366),
    ("answer_days", 1, 366),
    ("escalate_days", 1, 366),
    ("lifted_places", 0, 100),
];

/// Why the word or the words under a name are none of these.
#[must_use]
pub fn words(settings: &[Setting], name: &str, allowed: &[&str]) -> Option<Reason> {
    let list = settings.texts(name).iter().map(String::as_str);
    let mut given = settings.text(name).into_iter().chain(list);
    let one_of = || Reason::new("one_of").at(&format!("/{name}")).with_text("words", &allowed.join(", "));
    given.any(|word| !allowed.contains(&word)).then(one_of)
}

/// Why the number under a name does not lie between these two.
#[must_use]
pub fn range(settings: &[Setting], name: &str, least: u32, most: u32) -> Option<Reason> {
    let fits = settings.number(name).is_some_and(|number| (least..=most).contains(&number));
    let given = settings.value(name).is_some();
    (given && !fits).then(|| Reason::new("range").at(&format!("/{name}")).with("min", least).with("max", most))
}

/// What is wrong with the numbers several cities have: their ranges, and agents who would be told before the managers.
#[must_use]
pub fn numbers(settings: &[Setting]) -> Vec<Reason> {
    let mut reasons: Vec<_> =
        RANGES.iter().filter_map(|(name, least, most)| range(settings, name, *least, *most)).collect();
    if settings.number("answer_days") > settings.number("escalate_days") {
        reasons.push(Reason::new("escalates_before_asking").at("/escalate_days"));
    }
    reasons
}
