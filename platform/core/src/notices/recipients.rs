//! Who is to be told where something stands: read from the state, and put into the outbox once.

use super::{Kind, Told, tell};
use crate::App;
use crate::accounts::{erase, merge};
use crate::associations;
use crate::db::{self, accounts, associations as associations_sql, missions as missions_sql, sign_ups as sign_ups_sql};
use crate::kinds::{AccountId, AssociationId, MissionId, SignUpId};
use crate::missions;
use crate::sign_ups::State;
use crate::tenancy::Ctx;
use uuid::Uuid;

/// Tells an association's members where it stands.
///
/// # Errors
/// If the database fails.
pub(crate) async fn about_association(app: &App, ctx: &Ctx, id: AssociationId) -> Result<(), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let Some(association) = associations_sql::find(&mut tx, id).await? else { return Ok(()) };
    let kind = match association.state {
        associations::State::Submitted => Kind::AssociationSubmitted,
        associations::State::Validated => Kind::AssociationValidated,
        associations::State::Returned => Kind::AssociationReturned,
        associations::State::Suspended => Kind::AssociationSuspended,
        associations::State::Left => Kind::AssociationLeft,
        associations::State::Draft => return Ok(()),
    };
    let members = accounts::member_ids(&mut tx, id).await?;
    let about = format!("{id}:{}", association.version);
    tell(&mut tx, ctx, kind, None, &all(members, id.uuid(), &about)).await?;
    tx.commit().await
}

/// Tells a mission's managers where it stands.
///
/// # Errors
/// If the database fails.
pub(crate) async fn about_mission(app: &App, ctx: &Ctx, id: MissionId) -> Result<(), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let Some(mission) = missions_sql::find(&mut tx, id).await? else { return Ok(()) };
    let kind = match mission.state {
        missions::State::Submitted => Kind::MissionSubmitted,
        missions::State::Published => Kind::MissionPublished,
        missions::State::Returned => Kind::MissionReturned,
        missions::State::Suspended => Kind::MissionSuspended,
        missions::State::Closed => Kind::MissionClosed,
        missions::State::Cancelled => Kind::MissionCancelled,
        missions::State::Draft => return Ok(()),
    };
    let members = accounts::member_ids(&mut tx, mission.association).await?;
    let about = format!("{id}:{}", mission.version);
    tell(&mut tx, ctx, kind, None, &all(members, id.uuid(), &about)).await?;
    tx.commit().await
}

/// Tells the volunteer where a sign-up stands, and the managers when it is for them to answer or to know.
///
/// # Errors
/// If the database fails.
pub(crate) async fn about_sign_up(app: &App, ctx: &Ctx, id: SignUpId) -> Result<(), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let Some(sign_up) = sign_ups_sql::find(&mut tx, id).await? else { return Ok(()) };
    let Some(mission) = missions_sql::find(&mut tx, sign_up.mission).await? else { return Ok(()) };
    // Who has another to the same slot comes, as they were told of that one.
    if sign_up.reason.as_deref() == Some(merge::MERGED) {
        return Ok(());
    }
    let (volunteer, managers) = match sign_up.state {
        State::Requested => (Kind::SignUpRequested, Some(Kind::ManagerRequested)),
        State::Accepted => (Kind::SignUpAccepted, Some(Kind::ManagerAccepted)),
        State::Waiting => (Kind::SignUpWaiting, None),
        State::Offered => (Kind::SignUpOffered, None),
        State::Declined => (Kind::SignUpDeclined, None),
        State::Withdrawn => (Kind::SignUpWithdrawn, Some(Kind::ManagerWithdrawn)),
        State::Lapsed => (Kind::SignUpLapsed, None),
        // Its mission's managers know what they called off, but not who left the platform.
        State::Cancelled => {
            let left = sign_up.reason.as_deref() == Some(erase::ERASED);
            (Kind::SignUpCancelled, left.then_some(Kind::ManagerWithdrawn))
        }
        State::Attended | State::Absent | State::Excused => return Ok(()),
    };
    let starts_at = mission.slots.iter().find(|slot| slot.id == sign_up.slot).and_then(|slot| slot.starts_at);
    let about = id.to_string();
    let told = all(vec![sign_up.account], id.uuid(), &about);
    tell(&mut tx, ctx, volunteer, starts_at, &told).await?;
    if let Some(kind) = managers {
        let members = accounts::member_ids(&mut tx, mission.association).await?;
        tell(&mut tx, ctx, kind, starts_at, &all(members, id.uuid(), &about)).await?;
    }
    tx.commit().await
}

/// The same thing, told to several.
pub(crate) fn all(people: Vec<AccountId>, subject: Uuid, about: &str) -> Vec<Told> {
    people.into_iter().map(|to| Told { to, subject, about: about.to_owned() }).collect()
}
