//! SQL of missions, their addresses and slots.

mod read;
mod write;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::Value;

pub(crate) use read::*;
pub(crate) use write::*;

use super::pictures::PictureRow;
use super::schema::missions;
use super::{reasons_from, words_from};
use crate::associations::State as AssociationState;
use crate::kinds::{AssociationId, Domain, MissionId};
use crate::missions::{Acceptance, Address, Contact, Draft, Mission, NewSlot, PlacedAddress, Slot, State};
use crate::texts::Locale;

#[derive(Queryable, Selectable)]
#[diesel(table_name = missions)]
struct Row {
    id: MissionId,
    association_id: AssociationId,
    title: String,
    description: String,
    language: String,
    domain: Domain,
    activities: Vec<String>,
    beneficiaries: Vec<String>,
    open_to_minors: bool,
    accessible: bool,
    remote: bool,
    prerequisites: Vec<String>,
    motivation_wanted: bool,
    acceptance: Acceptance,
    waiting_list: bool,
    contact_name: Option<String>,
    contact_email: Option<String>,
    contact_phone: Option<String>,
    state: State,
    reasons: Value,
    version: i32,
    created_at: DateTime<Utc>,
    published_at: Option<DateTime<Utc>>,
    offered_to: Option<AssociationId>,
    translations: Value,
}

fn mission(
    row: Row,
    association_name: String,
    association_state: AssociationState,
    picture: Option<PictureRow>,
    addresses: Vec<PlacedAddress>,
    slots: Vec<Slot>,
) -> Mission {
    let draft = Draft {
        title: row.title,
        description: row.description,
        language: row.language.parse().unwrap_or(Locale::Fr),
        translations: serde_json::from_value(row.translations).unwrap_or_default(),
        domain: row.domain,
        activities: words_from(&row.activities),
        beneficiaries: words_from(&row.beneficiaries),
        open_to_minors: row.open_to_minors,
        accessible: row.accessible,
        remote: row.remote,
        prerequisites: row.prerequisites,
        motivation_wanted: row.motivation_wanted,
        acceptance: row.acceptance,
        waiting_list: row.waiting_list,
        contact: Contact { name: row.contact_name, email: row.contact_email, phone: row.contact_phone },
        addresses: addresses
            .iter()
            .map(|placed| Address {
                label: placed.label.clone(),
                street: placed.street.clone(),
                postcode: placed.postcode.clone(),
                point: placed.point,
            })
            .collect(),
        slots: slots
            .iter()
            .map(|slot| NewSlot {
                id: Some(slot.id),
                starts_at: slot.starts_at,
                ends_at: slot.ends_at,
                capacity: slot.capacity,
                repeat: None,
            })
            .collect(),
    };
    Mission {
        id: row.id,
        association: row.association_id,
        association_name,
        association_state,
        draft,
        addresses,
        slots,
        state: row.state,
        reasons: reasons_from(row.reasons),
        version: row.version,
        created_at: row.created_at,
        published_at: row.published_at,
        offered_to: row.offered_to,
        picture: picture.map(Into::into),
    }
}
