//! Keeping what missions are found by in step with them.

use crate::db::jobs as queue;
use crate::db::{self, missions, search::store};
use crate::kinds::MissionId;
use crate::search::document::Document;
use crate::tenancy::Ctx;
use crate::App;

/// Most missions written at once.
const BATCH: i64 = 500;

/// Writes the document of a mission anew, and with it those of the other missions of the city that are asked for.
///
/// # Errors
/// If the database fails.
pub(crate) async fn index(app: &App, ctx: &Ctx, mission: MissionId) -> Result<(), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    store::lock(&mut tx, ctx).await?;
    let mut ids = queue::take_unstarted(&mut tx, ctx.tenant.id, "index_mission", BATCH).await?;
    ids.push(mission.uuid());
    ids.sort_unstable();
    ids.dedup();
    let ids: Vec<MissionId> = ids.into_iter().map(Into::into).collect();
    let missions = missions::find_all(&mut tx, &ids).await?;
    let documents: Vec<_> =
        missions.iter().filter_map(|mission| Document::of(&ctx.tenant, mission, ctx.now)).collect();
    store::write(&mut tx, &ids, &documents).await?;
    tx.commit().await
}
