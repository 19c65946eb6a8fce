//! The shapes of a mission: what a manager writes, and what people read.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use platform_core::kinds::{Activity, Beneficiary, Domain};
use platform_core::missions::{
    Acceptance, Address, Contact, Draft, Mission, NewSlot, PlacedAddress, Slot, State as Standing, Translation,
};
use platform_core::tenancy::Ctx;
use platform_core::texts::Locale;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::web::pictures::{self, PictureView};
use crate::web::schemas::{self, Point, ReasonView};

/// What a manager writes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct MissionBody {
    /// Title.
    title: String,
    /// What one does, with whom; limited Markdown.
    description: String,
    /// The language it is written in; absent: the city's first.
    #[schema(schema_with = schemas::locale)]
    language: Option<Locale>,
    /// Title and description in other languages of the city, by language.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, TranslationView>)]
    translations: BTreeMap<Locale, TranslationView>,
    /// Its domain.
    #[schema(schema_with = schemas::domain)]
    domain: Domain,
    /// What one does.
    #[serde(default)]
    #[schema(schema_with = schemas::activities)]
    activities: Vec<Activity>,
    /// Whom it is for.
    #[serde(default)]
    #[schema(schema_with = schemas::beneficiaries)]
    beneficiaries: Vec<Beneficiary>,
    /// Whether people under 18 may come.
    #[serde(default)]
    open_to_minors: bool,
    /// Whether people with reduced mobility may come.
    #[serde(default)]
    accessible: bool,
    /// Whether it is done from home.
    #[serde(default)]
    remote: bool,
    /// Boxes to tick before signing up, at most three.
    #[serde(default)]
    prerequisites: Vec<String>,
    /// Whether volunteers are asked for a few words.
    #[serde(default)]
    motivation_wanted: bool,
    /// How sign-ups become accepted; absent: `by_manager`.
    #[schema(schema_with = schemas::acceptance)]
    acceptance: Option<Acceptance>,
    /// Whether one may wait for a place; absent: yes.
    waiting_list: Option<bool>,
    /// Who receives the volunteers; shown to accepted ones only.
    contact: Option<ContactView>,
    /// Where.
    #[serde(default)]
    addresses: Vec<AddressBody>,
    /// When, and how many.
    #[serde(default)]
    slots: Vec<SlotBody>,
}

/// A new mission, and whose it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct NewMissionBody {
    /// The association that posts it.
    pub(super) association: Uuid,
    /// The mission.
    pub(super) mission: MissionBody,
}

/// Who receives the volunteers.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct ContactView {
    /// A name.
    name: Option<String>,
    /// An address.
    email: Option<String>,
    /// A telephone number.
    phone: Option<String>,
}

impl From<Contact> for ContactView {
    fn from(contact: Contact) -> Self {
        Self { name: contact.name, email: contact.email, phone: contact.phone }
    }
}

/// A mission's text in another language than its own.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct TranslationView {
    /// Title.
    title: String,
    /// Limited Markdown.
    description: String,
}

impl From<TranslationView> for Translation {
    fn from(text: TranslationView) -> Self {
        Self { title: text.title, description: text.description }
    }
}

impl From<Translation> for TranslationView {
    fn from(text: Translation) -> Self {
        Self { title: text.title, description: text.description }
    }
}

/// A place where a mission is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct AddressBody {
    /// What it is called.
    label: String,
    /// Street and number.
    #[serde(default)]
    street: String,
    /// Postcode.
    #[serde(default)]
    postcode: String,
    /// Where on the ground.
    point: Point,
}

/// An occasion to help: with both ends, or open-ended without.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct SlotBody {
    /// The slot it is, when one that stands is written again; absent: the one at the same time, or a new one.
    id: Option<Uuid>,
    /// From when.
    starts_at: Option<DateTime<Utc>>,
    /// Until when.
    ends_at: Option<DateTime<Utc>>,
    /// How many people.
    capacity: i32,
    /// How it repeats: an RRULE (RFC 5545) by days, weeks, months or years that ends, such as `FREQ=WEEKLY;COUNT=10`;
    /// each time becomes a slot of its own, at the same time of the city's clocks.
    #[schema(example = "FREQ=WEEKLY;COUNT=10")]
    repeat: Option<String>,
}

pub(super) fn draft(body: MissionBody, ctx: &Ctx) -> Draft {
    let address = |body: AddressBody| Address {
        label: body.label,
        street: body.street,
        postcode: body.postcode,
        point: body.point.into(),
    };
    let slot = |body: SlotBody| NewSlot {
        id: body.id.map(Into::into),
        starts_at: body.starts_at,
        ends_at: body.ends_at,
        capacity: body.capacity,
        repeat: body.repeat,
    };
    let contact = |body: ContactView| Contact { name: body.name, email: body.email, phone: body.phone };
    Draft {
        title: body.title,
        description: body.description,
        language: body.language.unwrap_or_else(|| ctx.tenant.config.default_locale()),
        translations: body.translations.into_iter().map(|(language, text)| (language, text.into())).collect(),
        domain: body.domain,
        activities: body.activities,
        beneficiaries: body.beneficiaries,
        open_to_minors: body.open_to_minors,
        accessible: body.accessible,
        remote: body.remote,
        prerequisites: body.prerequisites,
        motivation_wanted: body.motivation_wanted,
        acceptance: body.acceptance.unwrap_or(Acceptance::ByManager),
        waiting_list: body.waiting_list.unwrap_or(true),
        contact: body.contact.map(contact).unwrap_or_default(),
        addresses: body.addresses.into_iter().map(address).collect(),
        slots: body.slots.into_iter().map(slot).collect(),
    }
}

/// A mission.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct MissionView {
    /// Its id.
    id: Uuid,
    /// Whose.
    association: OwnerView,
    /// Title.
    title: String,
    /// Limited Markdown.
    description: String,
    /// The language it is written in.
    #[schema(schema_with = schemas::locale)]
    language: Locale,
    /// Title and description in other languages, by language.
    #[schema(value_type = BTreeMap<String, TranslationView>)]
    translations: BTreeMap<Locale, TranslationView>,
    /// Its domain.
    #[schema(schema_with = schemas::domain)]
    domain: Domain,
    /// What one does.
    #[schema(schema_with = schemas::activities)]
    activities: Vec<Activity>,
    /// Whom it is for.
    #[schema(schema_with = schemas::beneficiaries)]
    beneficiaries: Vec<Beneficiary>,
    /// Whether people under 18 may come.
    open_to_minors: bool,
    /// Whether people with reduced mobility may come.
    accessible: bool,
    /// Whether it is done from home.
    remote: bool,
    /// Boxes to tick before signing up.
    prerequisites: Vec<String>,
    /// Whether volunteers are asked for a few words.
    motivation_wanted: bool,
    /// How sign-ups become accepted.
    #[schema(schema_with = schemas::acceptance)]
    acceptance: Acceptance,
    /// Whether one may wait for a place.
    waiting_list: bool,
    /// Where.
    addresses: Vec<AddressView>,
    /// When, and how many.
    slots: Vec<SlotView>,
    /// Where it stands.
    #[schema(schema_with = schemas::mission_state)]
    state: Standing,
    /// Counts its changes.
    version: i32,
    /// When it was published.
    published_at: Option<DateTime<Utc>>,
    /// Its picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Option<PictureView>,
    /// How far its nearest address lies from the point asked about, metres: told of what was found around one.
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_m: Option<f64>,
    /// For its managers and the city's agents only.
    #[serde(skip_serializing_if = "Option::is_none")]
    inside: Option<InsideMissionView>,
}

/// The association of a mission.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct OwnerView {
    /// Its id.
    id: Uuid,
    /// Its name.
    name: String,
}

/// What only managers and agents see.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct InsideMissionView {
    /// Who receives the volunteers.
    contact: ContactView,
    /// Why it was sent back, is looked at, was hidden or called off.
    reasons: Vec<ReasonView>,
    /// The association it is being handed over to, until that one takes it.
    offered_to: Option<Uuid>,
}

/// A place where a mission is.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct AddressView {
    /// What it is called.
    label: String,
    /// Street and number.
    street: String,
    /// Postcode.
    postcode: String,
    /// Codes of the areas it lies in, from the smallest.
    areas: Vec<String>,
    /// Where on the ground.
    point: Point,
}

/// An occasion to help.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct SlotView {
    /// Its id.
    id: Uuid,
    /// From when; none: no fixed date.
    starts_at: Option<DateTime<Utc>>,
    /// Until when.
    ends_at: Option<DateTime<Utc>>,
    /// How many people.
    capacity: i32,
    /// How many places are left.
    places_left: i32,
    /// How many people wait.
    waiting: i32,
}

pub(in crate::web) fn view(mission: Mission, inside: bool, ctx: &Ctx) -> MissionView {
    let address = |address: PlacedAddress| AddressView {
        label: address.label,
        street: address.street,
        postcode: address.postcode,
        areas: address.areas,
        point: address.point.into(),
    };
    let slot = |slot: Slot| SlotView {
        id: slot.id.uuid(),
        starts_at: slot.starts_at,
        ends_at: slot.ends_at,
        capacity: slot.capacity,
        places_left: slot.capacity - slot.taken,
        waiting: slot.waiting,
    };
    let draft = mission.draft;
    MissionView {
        id: mission.id.uuid(),
        association: OwnerView { id: mission.association.uuid(), name: mission.association_name },
        title: draft.title,
        description: draft.description,
        language: draft.language,
        translations: draft.translations.into_iter().map(|(language, text)| (language, text.into())).collect(),
        domain: draft.domain,
        activities: draft.activities,
        beneficiaries: draft.beneficiaries,
        open_to_minors: draft.open_to_minors,
        accessible: draft.accessible,
        remote: draft.remote,
        prerequisites: draft.prerequisites,
        motivation_wanted: draft.motivation_wanted,
        acceptance: draft.acceptance,
        waiting_list: draft.waiting_list,
        addresses: mission.addresses.into_iter().map(address).collect(),
        slots: mission.slots.into_iter().map(slot).collect(),
        state: mission.state,
        version: mission.version,
        published_at: mission.published_at,
        picture: mission.picture.as_ref().map(pictures::photo),
        distance_m: None,
        inside: inside.then(|| InsideMissionView {
            contact: draft.contact.into(),
            reasons: schemas::reasons(&mission.reasons, ctx),
            offered_to: mission.offered_to.map(|association| association.uuid()),
        }),
    }
}
