//! SQL of sign-ups: taking a place, leaving one, handing it to the next in line, reading them.

mod attend;
mod places;
mod read;
mod take;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

pub(crate) use attend::*;
pub(crate) use places::*;
pub(crate) use read::*;
pub(crate) use take::*;

use super::schema::sign_ups;
use crate::kinds::{AccountId, MissionId, SignUpId, SlotId};
use crate::sign_ups::{SignUp, State};

#[derive(Queryable, Selectable)]
#[diesel(table_name = sign_ups)]
struct Row {
    id: SignUpId,
    mission_id: MissionId,
    slot_id: SlotId,
    account_id: AccountId,
    state: State,
    rank: i64,
    holds_place: bool,
    motivation: Option<String>,
    reason: Option<String>,
    offered_until: Option<DateTime<Utc>>,
    minutes: Option<i32>,
    confirmed_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

impl From<Row> for SignUp {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            mission: row.mission_id,
            slot: row.slot_id,
            account: row.account_id,
            state: row.state,
            rank: row.rank,
            holds_place: row.holds_place,
            motivation: row.motivation,
            reason: row.reason,
            offered_until: row.offered_until,
            minutes: row.minutes,
            confirmed_at: row.confirmed_at,
            created_at: row.created_at,
        }
    }
}
