//! SQL of the scheduler: what is due in a city, from its indexes.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use super::statement::statement;
use super::{Db, Result, single};
use crate::kinds::SignUpId;
use crate::tenancy::Ctx;

/// Something that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    /// An offer whose time is over.
    Offer(SignUpId),
}

statement! {
    /// What is due, at most `batch` of each kind.
    DueNow { now: DateTime<Utc> => Timestamptz, batch: i64 => BigInt } -> (Text, SqlUuid),
    "(SELECT 'offer', sign_ups.id FROM sign_ups
       WHERE sign_ups.state = 'offered' AND sign_ups.offered_until <= (SELECT now FROM input)
       ORDER BY sign_ups.offered_until LIMIT (SELECT batch FROM input))"
}

/// What is due in the city of `ctx`.
pub(crate) async fn due(db: &Db, ctx: &Ctx, batch: i64) -> Result<Vec<Due>> {
    let rows = single!(db, ctx, DueNow { now: ctx.now, batch }, load::<(String, Uuid)>)?;
    Ok(rows
        .into_iter()
        .filter_map(|(kind, id)| match kind.as_str() {
            "offer" => Some(Due::Offer(id.into())),
            _ => None,
        })
        .collect())
}
