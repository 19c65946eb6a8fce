//! SQL of missions that one association offers to another.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::missions::{self, dsl};
use super::{Result, TenantTx};
use crate::kinds::{AssociationId, MissionId};

/// Offers it to another association, or to none any more; says whether the version was still the one read.
pub(crate) async fn offer_to(
    tx: &mut TenantTx,
    id: MissionId,
    version: i32,
    to: Option<AssociationId>,
) -> Result<bool> {
    let changed = diesel::update(missions::table.filter(dsl::id.eq(id).and(dsl::version.eq(version))))
        .set(dsl::offered_to.eq(to))
        .execute(tx.connection())
        .await?;
    Ok(changed > 0)
}

/// Gives it to another association, without the contact of the former; says whether the version was still the one read.
pub(crate) async fn hand_over(tx: &mut TenantTx, id: MissionId, version: i32, to: AssociationId) -> Result<bool> {
    let none = None::<String>;
    let changed = diesel::update(missions::table)
        .filter(dsl::id.eq(id).and(dsl::version.eq(version)))
        .set((
            dsl::association_id.eq(to),
            dsl::offered_to.eq(None::<AssociationId>),
            (dsl::contact_name.eq(&none), dsl::contact_email.eq(&none), dsl::contact_phone.eq(&none)),
            dsl::version.eq(dsl::version + 1),
        ))
        .execute(tx.connection())
        .await?;
    Ok(changed > 0)
}
