//! Content checks: what an association or a mission must not say, and what its title must.

use crate::texts::{holds_contact, words};
use crate::{AssociationFile, Context, Reason, Remedy, Settings, Text};

/// Why an association goes back to its authors: its kind first, then its description.
#[must_use]
pub fn association_refusal(context: &Context, file: &AssociationFile) -> Option<Reason> {
    if context.texts("forbidden_kinds").contains(&file.kind) {
        return Some(Reason::new("forbidden_kind").at("/kind"));
    }
    let held = context.flag("forbid_contacts_in_text") && holds_contact(&file.description);
    held.then(|| contact_at("/description"))
}

/// Why the texts of a mission go back to their authors, language by language.
#[must_use]
pub fn found_in(context: &Context, texts: &[Text]) -> Vec<Reason> {
    let in_each = texts.iter().enumerate().flat_map(|(index, text)| found_in_one(context, text, index == 0));
    in_each.collect()
}

fn found_in_one(context: &Context, text: &Text, is_first: bool) -> Vec<Reason> {
    let at =
        |field: &str| if is_first { format!("/{field}") } else { format!("/translations/{}/{field}", text.language) };
    let mut found = Vec::new();
    if context.flag("forbid_contacts_in_text") {
        let fields = [("title", &text.title), ("description", &text.description)];
        found.extend(fields.iter().filter(|(_, text)| holds_contact(text)).map(|(field, _)| contact_at(&at(field))));
    }
    let minimum = context.number("title_min_words").unwrap_or(0);
    if words(&text.title) < minimum {
        found.push(Reason::new("title_too_short").at(&at("title")).with("min", minimum).remedy(Remedy::Mend));
    }
    found
}

fn contact_at(field: &str) -> Reason {
    Reason::new("contact_in_text").at(field).remedy(Remedy::Mend)
}
