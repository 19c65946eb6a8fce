//! A body read field by field, and all that is wrong with it, at its place.

use std::cell::RefCell;
use std::ops::RangeInclusive;

use reqwest::Url;
use serde_json::Value;

use super::refusal::{Refusal, Wrong};

/// All that is wrong with a body.
#[derive(Debug, Default)]
pub(super) struct Form(RefCell<Vec<Wrong>>);

impl Form {
    /// The whole body; `at` is where it lies in what was sent.
    pub(super) fn body<'a>(&'a self, value: &'a Value, at: &[&str]) -> Field<'a> {
        Field { value, place: at.iter().map(|&key| key.to_owned()).collect(), form: self }
    }

    /// Nothing, if nothing is wrong.
    pub(super) fn judge(&self) -> Result<(), Refusal> {
        let wrongs = self.0.borrow();
        if wrongs.is_empty() { Ok(()) } else { Err(Refusal::form(&wrongs)) }
    }
}

/// A field, whether it is there or not: what says `null` says nothing.
#[derive(Debug, Clone)]
pub(super) struct Field<'a> {
    value: &'a Value,
    place: Vec<String>,
    form: &'a Form,
}

impl<'a> Field<'a> {
    pub(super) fn value(&self) -> &'a Value {
        self.value
    }

    pub(super) fn is_there(&self) -> bool {
        !self.value.is_null()
    }

    /// A field of this object.
    pub(super) fn get(&self, key: &str) -> Self {
        self.under(key, self.value.get(key).unwrap_or(&Value::Null))
    }

    fn under(&self, key: &str, value: &'a Value) -> Self {
        let mut place = self.place.clone();
        place.push(key.to_owned());
        Self { value, place, form: self.form }
    }

    /// Writes down what is wrong here.
    pub(super) fn wrong(&self, code: &'static str, message: impl Into<String>) {
        let wrong = Wrong { place: self.place.clone(), code, message: message.into() };
        self.form.0.borrow_mut().push(wrong);
    }

    /// That it must be there.
    pub(super) fn needed(self) -> Self {
        if !self.is_there() {
            self.wrong("BASE_TYPE_REQUIRED", "This field is required");
        }
        self
    }

    /// That it must not be there: Discord has no use for it in this place.
    pub(super) fn unused(&self) {
        if self.is_there() {
            self.wrong("UNUSED_FIELD", "Discord would drop this without a word.");
        }
    }

    /// That it is an object with no other fields than these; Discord drops the others without a word.
    pub(super) fn object(&self, known: &[&str]) -> bool {
        let Some(fields) = self.value.as_object() else {
            if self.is_there() {
                self.wrong("MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType");
            }
            return false;
        };
        for (name, value) in fields {
            if !known.contains(&name.as_str()) {
                self.under(name, value).unused();
            }
        }
        true
    }

    /// Its fields, each under its own name.
    pub(super) fn entries(&self) -> Vec<(&'a str, Self)> {
        if self.is_there() && !self.value.is_object() {
            self.wrong("DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
        }
        let fields = self.value.as_object().into_iter().flatten();
        fields.map(|(name, value)| (name.as_str(), self.under(name, value))).collect()
    }

    /// The items of a list that has so many.
    pub(super) fn list(&self, length: RangeInclusive<usize>) -> Vec<Self> {
        let Some(items) = self.value.as_array() else {
            if self.is_there() {
                self.wrong("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
            }
            return Vec::new();
        };
        self.measured(items.len(), length);
        items.iter().enumerate().map(|(at, item)| self.under(&at.to_string(), item)).collect()
    }

    /// A text of so many characters. One of blanks is an empty one.
    pub(super) fn text(&self, length: RangeInclusive<usize>) -> Option<&'a str> {
        let Some(text) = self.value.as_str() else {
            if self.is_there() {
                self.wrong("STRING_TYPE_CONVERT", format!("Could not interpret \"{}\" as string.", self.value));
            }
            return None;
        };
        if *length.start() > 0 && text.trim().is_empty() {
            self.wrong("BASE_TYPE_REQUIRED", "This field is required");
            return None;
        }
        self.measured(text.chars().count(), length).then_some(text)
    }

    fn measured(&self, length: usize, allowed: RangeInclusive<usize>) -> bool {
        let (least, most) = allowed.into_inner();
        if (least..=most).contains(&length) {
            return true;
        }
        match least {
            0 => self.wrong("BASE_TYPE_MAX_LENGTH", format!("Must be {most} or fewer in length.")),
            _ => self.wrong("BASE_TYPE_BAD_LENGTH", format!("Must be between {least} and {most} in length.")),
        }
        false
    }

    /// A whole number between these.
    pub(super) fn int(&self, allowed: RangeInclusive<i64>) -> Option<i64> {
        let Some(number) = self.value.as_i64() else {
            if self.is_there() {
                self.wrong("NUMBER_TYPE_COERCE", format!("Value \"{}\" is not int.", self.value));
            }
            return None;
        };
        let (least, most) = allowed.into_inner();
        if number < least {
            self.wrong("NUMBER_TYPE_MIN", format!("int value should be greater than or equal to {least}."));
        } else if number > most {
            self.wrong("NUMBER_TYPE_MAX", format!("int value should be less than or equal to {most}."));
        }
        (least..=most).contains(&number).then_some(number)
    }

    /// A whole number that is one of these.
    pub(super) fn one_of(&self, allowed: &[i64]) -> Option<i64> {
        let number = self.int(i64::MIN..=i64::MAX)?;
        if allowed.contains(&number) {
            return Some(number);
        }
        let list = allowed.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
        self.wrong("BASE_TYPE_CHOICES", format!("Value must be one of {{{list}}}."));
        None
    }

    /// Yes or no; no where it says nothing.
    pub(super) fn flag(&self) -> bool {
        if self.is_there() && !self.value.is_boolean() {
            self.wrong("BOOLEAN_TYPE_CONVERT", "Must be either true or false.");
        }
        self.value.as_bool().unwrap_or(false)
    }

    /// An identifier, as a text or a number.
    pub(super) fn snowflake(&self) -> Option<u64> {
        let id = match self.value {
            Value::String(text) => text.parse().ok(),
            other => other.as_u64(),
        };
        if id.is_none() && self.is_there() {
            let said = self.value.as_str().map_or_else(|| self.value.to_string(), str::to_owned);
            self.wrong("NUMBER_TYPE_COERCE", format!("Value \"{said}\" is not snowflake."));
        }
        id
    }

    /// An address one can follow.
    pub(super) fn url(&self, most: usize) -> Option<&'a str> {
        let text = self.text(1..=most)?;
        match Url::parse(text) {
            Ok(url) if !matches!(url.scheme(), "http" | "https" | "discord") => {
                let scheme = url.scheme();
                let words = format!(
                    "Scheme \"{scheme}\" is not supported. Scheme must be one of ('http', 'https', 'discord')."
                );
                self.wrong("URL_TYPE_INVALID_SCHEME", words);
            }
            Ok(url) if url.has_host() => return Some(text),
            _ => self.wrong("URL_TYPE_INVALID_URL", "Not a well formed URL."),
        }
        None
    }
}

/// What is there twice in a list, at its later places.
pub(super) fn repeated<'a, T: PartialEq>(items: &'a [(T, Field<'a>)]) -> impl Iterator<Item = &'a Field<'a>> {
    let again = |(at, (item, _)): &(usize, &(T, Field<'a>))| items[..*at].iter().any(|(before, _)| before == item);
    items.iter().enumerate().filter(again).map(|(_, (_, field))| field)
}
