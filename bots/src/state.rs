//! What a conversation remembers between two messages. Of what somebody wrote no more than an answer that is not complete, and
//! the words they look for.

use std::hash::{DefaultHasher, Hash, Hasher as _};

use chrono::{DateTime, NaiveDate, Utc};
use platform_core::kinds::{AssociationId, Domain, MissionId, SignUpId, SlotId};
use platform_core::search::query::Criteria;
use platform_core::tenancy::Point;
use serde::{Deserialize, Serialize};

use crate::call::Change;

/// What a conversation remembers. What an earlier version wrote is read, and what it did not know is empty.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// What the next words answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub awaits: Option<Awaits>,
    /// What was found last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<List>,
    /// What somebody is signing up to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joining: Option<Joining>,
    /// The mission somebody is writing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub posting: Option<Posting>,
    /// The mission of which something is to be another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changing: Option<MissionId>,
    /// What is to be sent to the people of a mission, from its preview to the press that sends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub writing: Option<Writing>,
}

impl State {
    /// What tells the open question from others: a form that was opened for one answers no other.
    #[must_use]
    pub fn question(&self) -> String {
        let mut hasher = DefaultHasher::new();
        (self.awaits, self.changing).hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    }

    /// What was kept, as far as this version can read it: a conversation rather begins anew than stands still.
    #[must_use]
    pub fn read(json: serde_json::Value) -> Self {
        serde_json::from_value(json).unwrap_or_default()
    }
}

/// A question whose answer is the next words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Awaits {
    /// Where?
    Place,
    /// Which words?
    Words,
    /// Under which first name?
    Name,
    /// Born when?
    BirthDate,
    /// Why would you come?
    Motivation,
    /// What is it to be, in this field of a mission?
    Field(Field),
    /// Why is it called off?
    WhyCalledOff,
    /// What is to be said to the people of a mission?
    Message(MissionId),
    /// What is to be answered in the thread of a sign-up?
    Reply(SignUpId),
    /// What is to be mended?
    WhySentBack(Queued),
}

/// Something that waits for an agent of the city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Queued {
    /// An association.
    Association(AssociationId),
    /// A mission.
    Mission(MissionId),
}

/// A message to the people of a mission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Writing {
    /// Of which.
    pub mission: MissionId,
    /// The words.
    pub text: String,
}

/// Missions that were found, in order: what «2/14» counts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct List {
    /// Its number in the conversation; a button of another list is an old one.
    pub number: u16,
    /// What was looked for.
    pub criteria: Criteria,
    /// The missions.
    #[serde(rename = "packed", with = "packed")]
    pub missions: Vec<MissionId>,
}

/// Ids as one text, which a database reads and writes at every press: half as long, and one thing instead of fifty.
mod packed {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use platform_core::kinds::MissionId;
    use serde::{Deserialize as _, Deserializer, Serializer};
    use uuid::Uuid;

    pub(super) fn serialize<S: Serializer>(ids: &[MissionId], to: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = ids.iter().flat_map(|id| id.uuid().into_bytes()).collect();
        to.serialize_str(&URL_SAFE_NO_PAD.encode(bytes))
    }

    /// What is no such text is no list: its buttons are old ones then.
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<MissionId>, D::Error> {
        let text = serde_json::Value::deserialize(from)?;
        let bytes = text.as_str().and_then(|text| URL_SAFE_NO_PAD.decode(text).ok()).unwrap_or_default();
        let (ids, _) = bytes.as_chunks::<16>();
        Ok(ids.iter().map(|id| Uuid::from_bytes(*id).into()).collect())
    }
}

/// What somebody is signing up to, and what they said so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joining {
    /// The mission.
    pub mission: MissionId,
    /// The slot.
    pub slot: SlotId,
    /// Whether every box is ticked.
    pub agreed: bool,
    /// Why they would come; empty: they would not say.
    pub motivation: Option<String>,
    /// Under which first name, of whom nothing is known yet.
    pub name: Option<String>,
    /// Born when, if the city's rules ask.
    pub birth_date: Option<NaiveDate>,
}

impl Joining {
    /// Nothing said yet.
    #[must_use]
    pub const fn new(mission: MissionId, slot: SlotId) -> Self {
        Self { mission, slot, agreed: false, motivation: None, name: None, birth_date: None }
    }
}

/// A field of a mission that is written in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Title.
    Title,
    /// Description.
    Description,
    /// Theme.
    Domain,
    /// Day and hours.
    When,
    /// How many people.
    Places,
    /// Where.
    Place,
    /// Whether a manager answers each request.
    Acceptance,
}

impl Field {
    /// All of them, in the order they are asked for.
    pub const ALL: &'static [Self] =
        &[Self::Title, Self::Description, Self::Domain, Self::When, Self::Places, Self::Place, Self::Acceptance];

    /// What its texts are called by.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Title => "field-title",
            Self::Description => "description",
            Self::Domain => "domain",
            Self::When => "when",
            Self::Places => "places",
            Self::Place => "place",
            Self::Acceptance => "acceptance",
        }
    }

    /// Its number, as a button carries it.
    #[must_use]
    pub fn number(self) -> u8 {
        Self::ALL.iter().zip(0..).find(|(own, _)| **own == self).map_or(0, |(_, number)| number)
    }

    /// The field of a number.
    #[must_use]
    pub fn of(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// Whether it is answered with words, or with where one is; the others are with buttons.
    #[must_use]
    pub const fn is_written(self) -> bool {
        !matches!(self, Self::Domain | Self::Acceptance)
    }
}

/// A mission that somebody is writing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Posting {
    /// For which association, once it is known.
    pub association: Option<AssociationId>,
    /// Title.
    pub title: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Theme.
    pub domain: Option<Domain>,
    /// From when until when.
    pub when: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// How many people.
    pub places: Option<i32>,
    /// Where.
    pub place: Option<Place>,
    /// Whether a manager answers each request.
    pub by_manager: Option<bool>,
}

/// Where a mission is, as it was said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// What it is called.
    pub label: String,
    /// Postcode, if one was said.
    pub postcode: String,
    /// Where on the ground.
    pub point: Point,
}

impl Posting {
    /// Takes what was said of a field.
    pub fn set(&mut self, value: Change) {
        match value {
            Change::Title(title) => self.title = Some(title),
            Change::Description(text) => self.description = Some(text),
            Change::Domain(domain) => self.domain = Some(domain),
            Change::When(from, until) => self.when = Some((from, until)),
            Change::Places(places) => self.places = Some(places),
            Change::Place(place) => self.place = Some(place),
            Change::ByManager(by_manager) => self.by_manager = Some(by_manager),
        }
    }

    /// The first field that is missing.
    #[must_use]
    pub const fn missing(&self) -> Option<Field> {
        match self {
            Self { title: None, .. } => Some(Field::Title),
            Self { description: None, .. } => Some(Field::Description),
            Self { domain: None, .. } => Some(Field::Domain),
            Self { when: None, .. } => Some(Field::When),
            Self { places: None, .. } => Some(Field::Places),
            Self { place: None, .. } => Some(Field::Place),
            Self { by_manager: None, .. } => Some(Field::Acceptance),
            _ => None,
        }
    }
}
