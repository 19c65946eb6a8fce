//! What a manager writes of a mission: its text, places and slots, and what of them is sound.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, Duration, Utc};
use serde::{Deserialize, Serialize};
use validator::{Validate, ValidationError};

use super::{Acceptance, MAX_SLOTS};
use crate::fields;
use crate::kinds::{Activity, Beneficiary, Domain, SlotId};
use crate::refusals::Reason;
use crate::tenancy::{CityConfig, Point, Taxonomy};
use crate::texts::Locale;

/// What a manager writes.
#[derive(Debug, Clone, PartialEq, Validate)]
pub struct Draft {
    /// Title.
    #[validate(length(min = 1, max = 150), custom(function = "fields::line"))]
    pub title: String,
    /// Limited Markdown.
    #[validate(length(min = 1, max = 10_000), custom(function = "fields::text"))]
    pub description: String,
    /// The language it is written in.
    pub language: Locale,
    /// Title and description in other languages of the city.
    pub translations: BTreeMap<Locale, Translation>,
    /// Its domain.
    pub domain: Domain,
    /// What one does.
    #[validate(length(max = 5))]
    pub activities: Vec<Activity>,
    /// Whom it is for.
    #[validate(length(max = 9))]
    pub beneficiaries: Vec<Beneficiary>,
    /// Whether people under 18 may come.
    pub open_to_minors: bool,
    /// Whether people with reduced mobility may come.
    pub accessible: bool,
    /// Whether it is done from home.
    pub remote: bool,
    /// Boxes to tick before signing up.
    #[validate(length(max = 3), custom(function = "fields::lines"))]
    pub prerequisites: Vec<String>,
    /// Whether volunteers are asked for a few words.
    pub motivation_wanted: bool,
    /// How sign-ups become accepted.
    pub acceptance: Acceptance,
    /// Whether one may wait for a place.
    pub waiting_list: bool,
    /// Who receives the volunteers; shown to accepted ones only.
    #[validate(nested)]
    pub contact: Contact,
    /// Where.
    #[validate(length(max = 20), nested)]
    pub addresses: Vec<Address>,
    /// When, and how many.
    #[validate(length(max = "MAX_SLOTS"), nested)]
    pub slots: Vec<NewSlot>,
}

/// A mission's text in another language than its own.
#[derive(Debug, Clone, PartialEq, Eq, Validate, Serialize, Deserialize)]
pub struct Translation {
    /// Title.
    #[validate(length(min = 1, max = 150), custom(function = "fields::line"))]
    pub title: String,
    /// Limited Markdown.
    #[validate(length(min = 1, max = 10_000), custom(function = "fields::text"))]
    pub description: String,
}

/// Who receives the volunteers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Validate)]
pub struct Contact {
    /// A name.
    #[validate(length(max = 150), custom(function = "fields::line"))]
    pub name: Option<String>,
    /// An address.
    #[validate(email(code = "email"), length(max = 254))]
    pub email: Option<String>,
    /// A telephone number.
    #[validate(custom(function = "fields::phone"))]
    pub phone: Option<String>,
}

/// A place where a mission is.
#[derive(Debug, Clone, PartialEq, Validate, Serialize)]
pub struct Address {
    /// What it is called.
    #[validate(length(min = 1, max = 150), custom(function = "fields::line"))]
    pub label: String,
    /// Street and number.
    #[validate(length(max = 200))]
    pub street: String,
    /// Postcode.
    #[validate(length(max = 12))]
    pub postcode: String,
    /// Where on the ground.
    #[validate(custom(function = "on_earth"))]
    pub point: Point,
}

fn on_earth(point: &Point) -> Result<(), ValidationError> {
    let sound = (-90.0..=90.0).contains(&point.lat) && (-180.0..=180.0).contains(&point.lon);
    if sound { Ok(()) } else { Err(ValidationError::new("point")) }
}

/// An occasion to help: dated, or open-ended.
#[derive(Debug, Clone, PartialEq, Eq, Validate, Serialize)]
#[validate(schema(function = "sound_slot"))]
pub struct NewSlot {
    /// The slot it is, when one that stands is written again; without it, the one at the same time is meant.
    pub id: Option<SlotId>,
    /// From when.
    pub starts_at: Option<DateTime<Utc>>,
    /// Until when.
    pub ends_at: Option<DateTime<Utc>>,
    /// How many people.
    #[validate(range(min = 1, max = 100_000))]
    pub capacity: i32,
    /// How it repeats (RFC 5545 RRULE); written out into slots of their own.
    pub repeat: Option<String>,
}

impl NewSlot {
    /// One that stands alone.
    #[must_use]
    pub const fn new(starts_at: Option<DateTime<Utc>>, ends_at: Option<DateTime<Utc>>, capacity: i32) -> Self {
        Self { id: None, starts_at, ends_at, capacity, repeat: None }
    }
}

fn sound_slot(slot: &NewSlot) -> Result<(), ValidationError> {
    let (Some(start), Some(end)) = (slot.starts_at, slot.ends_at) else {
        return if slot.starts_at.is_none() && slot.ends_at.is_none() {
            Ok(())
        } else {
            Err(ValidationError::new("slot_needs_both_ends"))
        };
    };
    if !(2000..2200).contains(&start.year()) || !(2000..2200).contains(&end.year()) {
        return Err(ValidationError::new("slot_absurd_date"));
    }
    if end <= start {
        return Err(ValidationError::new("slot_ends_before_start"));
    }
    if end - start > Duration::days(31) {
        return Err(ValidationError::new("slot_too_long"));
    }
    Ok(())
}

impl Draft {
    /// Title and description in a language, where it has them; its own otherwise.
    #[must_use]
    pub fn text_in(&self, locale: Locale) -> (&str, &str) {
        let own = (self.title.as_str(), self.description.as_str());
        self.translations.get(&locale).map_or(own, |text| (text.title.as_str(), text.description.as_str()))
    }

    /// Checks it, also against what the city knows.
    ///
    /// # Errors
    /// Every reason found.
    pub fn check(&self, city: &CityConfig) -> Result<(), Vec<Reason>> {
        let mut reasons = fields::check(self).err().unwrap_or_default();
        if !city.taxonomy.domains.contains(&self.domain) {
            reasons.push(Reason::new("unknown_word").at("/domain"));
        }
        reasons.extend(Taxonomy::unknown(&city.taxonomy.activities, &self.activities, "/activities"));
        reasons.extend(Taxonomy::unknown(&city.taxonomy.beneficiaries, &self.beneficiaries, "/beneficiaries"));
        if !city.locales.contains(&self.language) {
            reasons.push(Reason::new("unknown_word").at("/language"));
        }
        for (language, text) in &self.translations {
            let under = |reason: Reason| match &reason.field {
                Some(field) => format!("/translations/{language}{field}"),
                None => format!("/translations/{language}"),
            };
            let found = fields::check(text).err().unwrap_or_default();
            reasons.extend(found.into_iter().map(|reason| {
                let field = under(reason.clone());
                reason.at(field)
            }));
        }
        let stray = |language: &&Locale| **language == self.language || !city.locales.contains(language);
        let stray = self.translations.keys().filter(stray);
        reasons.extend(stray.map(|language| Reason::new("unknown_word").at(format!("/translations/{language}"))));
        for (index, address) in self.addresses.iter().enumerate() {
            for (field, text) in [("street", &address.street), ("postcode", &address.postcode)] {
                if text.chars().any(char::is_control) {
                    reasons.push(Reason::new("control_characters").at(format!("/addresses/{index}/{field}")));
                }
            }
        }
        if reasons.is_empty() { Ok(()) } else { Err(reasons) }
    }

    /// What is missing before it can be reviewed.
    #[must_use]
    pub fn missing_for_review(&self, now: DateTime<Utc>) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if self.slots.is_empty() {
            reasons.push(Reason::new("slot_missing").at("/slots"));
        } else if self.slots.iter().all(|slot| slot.starts_at.is_some_and(|start| start <= now)) {
            reasons.push(Reason::new("slot_all_past").at("/slots"));
        }
        if self.addresses.is_empty() && !self.remote {
            reasons.push(Reason::new("address_missing").at("/addresses"));
        }
        reasons
    }
}
