//! What is kept of a mission to find it by: the same for every engine.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike as _, Duration, Utc};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::facets::{Audience, Commitment, Facet, PartOfDay, Places, Presence, Time, Weekday};
use super::words::folded;
use crate::kinds::{AssociationId, MissionId};
use crate::missions::{Mission, Slot, State};
use crate::tenancy::{Point, Tenant};
use crate::texts::{Args, Locale};

/// A public mission, as it is found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    /// Which.
    pub mission: MissionId,
    /// Whether it still takes sign-ups: not closed.
    pub open: bool,
    /// Whose it is.
    pub association: AssociationId,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// The terms it is found by, what tells most first: title; association and what one mostly does; other labels, places
    /// and days; description.
    pub terms: [Vec<String>; 4],
    /// The words of its title and of its association's name as written, without accents, for suggestions.
    pub names: Vec<String>,
    /// What it can be narrowed by: `<facet>:<value>`.
    pub labels: Vec<String>,
    /// Where it takes place.
    pub places: Vec<Point>,
    /// When its slots begin.
    pub starts: Vec<DateTime<Utc>>,
    /// When those with a free place begin.
    pub free_starts: Vec<DateTime<Utc>>,
    /// Whether there is a slot without a date.
    pub undated: bool,
    /// Whether there is one with a free place.
    pub undated_free: bool,
    /// How much help is still looked for: the number of binary digits of the places left.
    pub need: i16,
    /// When its next slot begins, and this is to be written again.
    pub stale_at: Option<DateTime<Utc>>,
}

impl Document {
    /// What a mission is found by; none if it is not public.
    #[must_use]
    pub fn of(tenant: &Tenant, mission: &Mission, now: DateTime<Utc>) -> Option<Self> {
        let published_at = mission.published_at.filter(|_| mission.is_public())?;
        let is_free = |slot: &&Slot| slot.taken < slot.capacity;
        let starts = |slots: &mut dyn Iterator<Item = &Slot>| slots.filter_map(|slot| slot.starts_at).collect();
        let to_come: Vec<_> = mission.slots.iter().filter(|slot| slot.starts_at.is_none_or(|at| at > now)).collect();
        let left: i32 = to_come.iter().map(|slot| slot.capacity - slot.taken).sum();
        let vocabulary = &tenant.vocabulary;
        let told = |texts: Vec<String>| texts.iter().flat_map(|text| vocabulary.told(text)).collect();
        Some(Self {
            mission: mission.id,
            open: mission.state == State::Published,
            association: mission.association,
            published_at,
            terms: [
                told(titles_of(mission)),
                told(names_of(tenant, mission)),
                told([labels_of(tenant, mission), places_and_days(tenant, mission, &to_come)].concat()),
                told(descriptions_of(mission)),
            ],
            names: folded(&format!("{} {}", mission.draft.title, mission.association_name)),
            labels: labels(tenant, mission, &to_come),
            places: mission.addresses.iter().map(|address| address.point).collect(),
            starts: starts(&mut mission.slots.iter()),
            free_starts: starts(&mut mission.slots.iter().filter(is_free)),
            undated: mission.slots.iter().any(|slot| slot.starts_at.is_none()),
            undated_free: mission.slots.iter().filter(is_free).any(|slot| slot.starts_at.is_none()),
            need: i16::try_from(i32::BITS - left.max(0).leading_zeros()).unwrap_or(i16::MAX),
            stale_at: to_come.iter().filter_map(|slot| slot.starts_at).min(),
        })
    }

    /// Whether it takes sign-ups and has a place left.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.open && self.labels.contains(&Facet::Places.label(Places::Free))
    }

    /// What it says, in short: 32 hexadecimal digits, the same for equal documents only.
    #[must_use]
    pub fn digest(&self) -> String {
        let whole = serde_json::to_vec(self).unwrap_or_default();
        Sha256::digest(whole).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Its title in every language it is written in.
fn titles_of(mission: &Mission) -> Vec<String> {
    let draft = &mission.draft;
    std::iter::once(&draft.title).chain(draft.translations.values().map(|text| &text.title)).cloned().collect()
}

/// Its description in every language it is written in.
fn descriptions_of(mission: &Mission) -> Vec<String> {
    let draft = &mission.draft;
    let others = draft.translations.values().map(|text| &text.description);
    std::iter::once(&draft.description).chain(others).cloned().collect()
}

/// The association, and what one does first of all, in every language of the city: who reads one finds what is written in
/// another.
fn names_of(tenant: &Tenant, mission: &Mission) -> Vec<String> {
    let activity = mission.draft.activities.first().map(|activity| format!("activity-{activity}"));
    let labels = activity.iter().flat_map(|key| in_every_language(tenant, key));
    std::iter::once(mission.association_name.clone()).chain(labels).collect()
}

/// The other labels, in every language of the city.
fn labels_of(tenant: &Tenant, mission: &Mission) -> Vec<String> {
    let draft = &mission.draft;
    let keys = std::iter::once(format!("domain-{}", draft.domain))
        .chain(draft.activities.iter().skip(1).map(|activity| format!("activity-{activity}")))
        .chain(draft.beneficiaries.iter().map(|beneficiary| format!("beneficiary-{beneficiary}")));
    keys.flat_map(|key| in_every_language(tenant, &key)).collect()
}

fn in_every_language(tenant: &Tenant, key: &str) -> Vec<String> {
    tenant.config.locales.iter().map(|&locale| tenant.texts.get(locale, key, &Args::new())).collect()
}

fn places_and_days(tenant: &Tenant, mission: &Mission, to_come: &[&Slot]) -> Vec<String> {
    let mut texts = BTreeSet::new();
    for address in &mission.addresses {
        texts.extend([address.label.clone(), address.postcode.clone()]);
        for area in address.areas.iter().filter_map(|code| tenant.config.area(code)) {
            texts.extend(tenant.config.locales.iter().map(|&locale: &Locale| area.name(locale).to_owned()));
        }
    }
    let (days, parts) = days_and_parts(tenant, to_come);
    let keys = days
        .iter()
        .map(|day| format!("weekday-{day}"))
        .chain(parts.iter().map(|part| format!("part-of-day-{part}")))
        .chain(
            days.iter().any(|day| matches!(day, Weekday::Saturday | Weekday::Sunday)).then(|| "when-weekend".into()),
        );
    texts.extend(keys.flat_map(|key| in_every_language(tenant, &key)));
    texts.into_iter().collect()
}

/// On which days and at what times of day its slots lie, by the city's clocks.
fn days_and_parts(tenant: &Tenant, slots: &[&Slot]) -> (BTreeSet<Weekday>, BTreeSet<PartOfDay>) {
    let (mut days, mut parts) = (BTreeSet::new(), BTreeSet::new());
    for (starts_at, ends_at) in slots.iter().filter_map(|slot| slot.starts_at.zip(slot.ends_at)) {
        let zone = tenant.config.time_zone;
        let (from, until) = (starts_at.with_timezone(&zone), ends_at.with_timezone(&zone));
        days.insert(Weekday::of(from.weekday()));
        parts.extend(PartOfDay::touched(from.time(), until.time()));
    }
    (days, parts)
}

fn labels(tenant: &Tenant, mission: &Mission, to_come: &[&Slot]) -> Vec<String> {
    let draft = &mission.draft;
    let mut labels = BTreeSet::new();
    labels.insert(Facet::Domain.label(draft.domain));
    labels.extend(draft.activities.iter().map(|activity| Facet::Activity.label(activity)));
    labels.extend(draft.beneficiaries.iter().map(|beneficiary| Facet::Beneficiary.label(beneficiary)));
    labels.extend(mission.addresses.iter().flat_map(|address| &address.areas).map(|code| Facet::Area.label(code)));
    labels.insert(Facet::Association.label(mission.association));
    labels.extend(draft.open_to_minors.then(|| Facet::Audience.label(Audience::Minors)));
    labels.extend(draft.accessible.then(|| Facet::Audience.label(Audience::Accessible)));
    labels.insert(Facet::Presence.label(if draft.remote { Presence::Remote } else { Presence::OnSite }));
    labels.insert(Facet::Language.label(draft.language));
    let free = to_come.iter().any(|slot| slot.taken < slot.capacity);
    labels.insert(Facet::Places.label(if free { Places::Free } else { Places::Full }));
    for slot in to_come {
        let (time, commitment) = match slot.starts_at.zip(slot.ends_at) {
            Some((from, until)) => (Time::Dated, commitment(until - from)),
            None => (Time::Recurring, Commitment::Open),
        };
        labels.extend([Facet::Time.label(time), Facet::Commitment.label(commitment)]);
    }
    let (days, parts) = days_and_parts(tenant, to_come);
    labels.extend(days.iter().map(|day| Facet::Weekday.label(day)));
    labels.extend(parts.iter().map(|part| Facet::PartOfDay.label(part)));
    labels.into_iter().collect()
}

fn commitment(length: Duration) -> Commitment {
    match length.num_minutes() {
        ..=120 => Commitment::TwoHours,
        121..=240 => Commitment::HalfDay,
        _ => Commitment::Day,
    }
}
