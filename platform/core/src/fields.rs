//! What a sound field is: checks shared by the inputs of use cases, and their answers as reasons that name the field.

use std::borrow::Cow;

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use serde_json::Value;
use validator::{Validate, ValidationError, ValidationErrors, ValidationErrorsKind};

use crate::refusals::Reason;

/// Checks an input; the reasons point to its fields as JSON pointers.
///
/// # Errors
/// Every reason found.
pub fn check(input: &impl Validate) -> Result<(), Vec<Reason>> {
    let Err(errors) = input.validate() else { return Ok(()) };
    let mut reasons = Vec::new();
    collect(&errors, "", &mut reasons);
    reasons.sort_by(|a, b| a.field.cmp(&b.field));
    Err(reasons)
}

fn collect(errors: &ValidationErrors, at: &str, reasons: &mut Vec<Reason>) {
    for (field, kind) in errors.errors() {
        let pointer = if field == "__all__" { at.to_owned() } else { format!("{at}/{field}") };
        match kind {
            ValidationErrorsKind::Field(errors) => {
                // Of what is empty, how long it may be is no news.
                let blank = errors.iter().find(|error| error.code == BLANK);
                let told = blank.map_or(errors.as_slice(), std::slice::from_ref);
                reasons.extend(told.iter().map(|error| reason(error).at(pointer.as_str())));
            }
            ValidationErrorsKind::Struct(nested) => collect(nested, &pointer, reasons),
            ValidationErrorsKind::List(items) => {
                for (index, nested) in items {
                    collect(nested, &format!("{pointer}/{index}"), reasons);
                }
            }
        }
    }
}

fn reason(error: &ValidationError) -> Reason {
    let mut reason = Reason::new("invalid");
    reason.code = match error.code.as_ref() {
        "length" if error.params.contains_key("min") && error.params.contains_key("max") => Cow::Borrowed("length"),
        "length" if error.params.contains_key("max") => Cow::Borrowed("too_long"),
        "length" => Cow::Borrowed("too_short"),
        other => Cow::Owned(other.to_owned()),
    };
    for (name, value) in &error.params {
        // The value itself may be personal: it is not sent back.
        if name != "value" && matches!(value, Value::Number(_) | Value::String(_)) {
            reason.args.insert(name.to_string(), value.clone());
        }
    }
    reason
}

/// The code of a field in which nothing is written.
const BLANK: &str = "blank";

type Checked = Result<(), ValidationError>;

/// One line a person wrote: not blank, no control characters.
pub(crate) fn line(text: &str) -> Checked {
    if text.chars().any(char::is_control) {
        return Err(ValidationError::new("control_characters"));
    }
    not_blank(text)
}

/// Lines a person wrote: not blank, no control characters but line ends and tabs.
pub(crate) fn text(text: &str) -> Checked {
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(ValidationError::new("control_characters"));
    }
    not_blank(text)
}

/// Lines, one per item.
pub(crate) fn lines(texts: &[String]) -> Checked {
    for text in texts {
        line(text)?;
        if text.chars().count() > 200 {
            let mut error = ValidationError::new("too_long");
            error.add_param("max".into(), &200);
            return Err(error);
        }
    }
    Ok(())
}

fn not_blank(text: &str) -> Checked {
    if text.trim().is_empty() { Err(ValidationError::new(BLANK)) } else { Ok(()) }
}

/// A register number of a French association (RNA): `W`, the prefecture, seven digits; overseas ones have a letter.
pub(crate) fn rna(text: &str) -> Checked {
    let bytes = text.as_bytes();
    let sound = bytes.len() == 10
        && bytes[0] == b'W'
        && bytes[1].is_ascii_digit()
        && (bytes[2].is_ascii_digit() || bytes[2].is_ascii_uppercase())
        && bytes[3..].iter().all(u8::is_ascii_digit);
    if sound { Ok(()) } else { Err(ValidationError::new("rna")) }
}

/// A SIREN (9 digits) or SIRET (14 digits) with a right check digit (Luhn, ISO/IEC 7812-1). La Poste's
/// establishments (SIREN 356000000) sum their digits to a multiple of 5 instead, as INSEE says.
pub(crate) fn siret(text: &str) -> Checked {
    let wrong = || ValidationError::new("siret");
    if !matches!(text.len(), 9 | 14) {
        return Err(wrong());
    }
    let digits: Vec<u32> = text.chars().map(|c| c.to_digit(10).ok_or_else(wrong)).collect::<Result<_, _>>()?;
    let luhn: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, &digit)| match (place % 2, digit * 2) {
            (0, _) => digit,
            (_, double) if double > 9 => double - 9,
            (_, double) => double,
        })
        .sum();
    let la_poste = text.len() == 14 && text.starts_with("356000000") && digits.iter().sum::<u32>().is_multiple_of(5);
    if luhn.is_multiple_of(10) || la_poste { Ok(()) } else { Err(wrong()) }
}

/// A web address one may link to.
pub(crate) fn website(text: &str) -> Checked {
    line(text)?;
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest {
        Some(host) if host.contains('.') && !host.contains(char::is_whitespace) => Ok(()),
        _ => Err(ValidationError::new("website")),
    }
}

/// A telephone number as people write it.
pub(crate) fn phone(text: &str) -> Checked {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let sound = text.chars().all(|c| c.is_ascii_digit() || " +-.()".contains(c));
    if sound && (6..=15).contains(&digits) { Ok(()) } else { Err(ValidationError::new("phone")) }
}

/// Whether somebody can have been born then: the oldest person on record lived 122 years, earlier years are slips.
pub(crate) fn is_birth_date(date: NaiveDate, now: DateTime<Utc>) -> bool {
    date < now.date_naive() && date.year() >= now.year() - 130
}

/// Years that can be asked about.
const YEARS: std::ops::Range<i32> = 2000..2200;

/// Whether a period can be asked about, by its first and its last day: not absurd, and not reversed.
pub(crate) fn period(from: Option<NaiveDate>, until: Option<NaiveDate>) -> Result<(), Reason> {
    for (day, field) in [(from, "/from"), (until, "/until")] {
        if day.is_some_and(|day| !YEARS.contains(&day.year())) {
            return Err(Reason::new("period_absurd").at(field));
        }
    }
    match from.zip(until) {
        Some((from, until)) if from > until => Err(Reason::new("period_reversed").at("/until")),
        _ => Ok(()),
    }
}

/// An e-mail address as it is stored: trimmed, in lower case.
#[must_use]
pub fn normal_email(email: &str) -> String {
    email.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Validate)]
    struct Named {
        #[validate(length(min = 1, max = 5), custom(function = "line"))]
        name: String,
    }

    #[test]
    fn one_thing_is_said_of_what_is_empty() {
        for (name, expected) in [("", &["blank"][..]), ("  ", &["blank"]), ("too long", &["length"]), ("short", &[])] {
            let reasons = check(&Named { name: name.to_owned() }).err().unwrap_or_default();
            let codes: Vec<_> = reasons.iter().map(|reason| reason.code.as_ref()).collect();
            assert_eq!(codes, expected, "{name:?}");
        }
    }

    #[test]
    fn legal_numbers() {
        for good in ["W751234567", "W9R1000088"] {
            assert!(rna(good).is_ok(), "{good}");
        }
        for bad in ["751234567", "W75123456", "w751234567", "W7é1234567", ""] {
            assert!(rna(bad).is_err(), "{bad}");
        }
        for good in ["732829320", "73282932000074", "35600000000048"] {
            assert!(siret(good).is_ok(), "{good}");
        }
        for bad in ["732829321", "7328293200007", "abcdefghi", "", "７３２８２９３２０"] {
            assert!(siret(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_input_makes_a_check_panic(text in "\\PC*") {
            let _ = (rna(&text), siret(&text), website(&text), phone(&text), line(&text));
        }

        #[test]
        fn one_wrong_digit_is_noticed(place in 0usize..9, by in 1u32..10) {
            let mut digits: Vec<u32> = "732829320".chars().filter_map(|c| c.to_digit(10)).collect();
            digits[place] = (digits[place] + by) % 10;
            let changed: String = digits.iter().map(ToString::to_string).collect();
            prop_assert!(siret(&changed).is_err());
        }
    }
}
