//! Keeping what missions are found by in step with them.

use std::collections::BTreeMap;

use crate::App;
use crate::db::jobs as queue;
use crate::db::search::store::{self, Rewrite};
use crate::db::{self, TenantTx, missions};
use crate::jobs::{self, Job};
use crate::kinds::MissionId;
use crate::search::document::Document;
use crate::search::follow;
use crate::tenancy::Ctx;

/// Most missions written at once.
const BATCH: i64 = 500;

/// Writes the document of a mission anew, and with it those of the other missions of the city that are asked for.
///
/// # Errors
/// If the database fails.
pub(crate) async fn index(app: &App, ctx: &Ctx, mission: MissionId) -> Result<(), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    store::lock(&mut tx, ctx).await?;
    let mut ids = queue::take_unstarted(&mut tx, ctx.tenant.id, "index_mission", ctx.now, BATCH).await?;
    ids.push(mission.uuid());
    ids.sort_unstable();
    ids.dedup();
    let ids: Vec<MissionId> = ids.into_iter().map(Into::into).collect();
    let opened = write(&mut tx, ctx, &ids, Rewrite::Changed).await?;
    let work: Vec<_> = opened.into_iter().map(|mission| (Job::MatchAlerts(mission), ctx.now)).collect();
    jobs::enqueue_all(&mut tx, ctx, &work).await?;
    tx.commit().await
}

/// Makes the documents and the words of a city anew, and then the copy another engine has; `progress` is told how many
/// documents were made, twice if there is a copy.
///
/// # Errors
/// If the database or the engine fails.
pub async fn reindex(app: &App, ctx: &Ctx, progress: &(dyn Fn(usize) + Sync)) -> Result<(), follow::FollowError> {
    let mut last = None;
    loop {
        let mut tx = app.db.tenant(ctx).await?;
        store::lock(&mut tx, ctx).await?;
        let ids = store::missions_after(&mut tx, last, BATCH).await?;
        write(&mut tx, ctx, &ids, Rewrite::All).await?;
        if ids.is_empty() {
            store::recount(&mut tx, ctx.tenant.id).await?;
        }
        tx.commit().await?;
        progress(ids.len());
        match ids.last() {
            Some(id) => last = Some(*id),
            None => break,
        }
    }
    follow::rebuild(app, ctx, progress).await?;
    Ok(())
}

/// Writes the documents of these missions; answers those that have a place left and had none before.
async fn write(tx: &mut TenantTx, ctx: &Ctx, ids: &[MissionId], which: Rewrite) -> Result<Vec<MissionId>, db::Error> {
    let missions = missions::find_all(tx, ids).await?;
    let documents: Vec<_> = missions.iter().filter_map(|mission| Document::of(&ctx.tenant, mission, ctx.now)).collect();
    store::write(tx, ids, &documents, which).await
}

/// How many missions a city has, public or not: so many documents are looked at.
///
/// # Errors
/// If the database fails.
pub async fn size(app: &App, ctx: &Ctx) -> Result<u64, db::Error> {
    store::count_missions(&mut app.db.tenant(ctx).await?).await
}

/// Something that is not as the missions say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// A mission should be found and is not.
    Missing(Kept, MissionId),
    /// A mission should not be found and is.
    Left(Kept, MissionId),
    /// A mission is found by something else than it says.
    Other(Kept, MissionId),
    /// It is not known right in how many documents a word stands.
    Miscounted(String),
}

/// Where documents are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// In the database.
    Database,
    /// In the copy of another engine.
    Copy,
}

/// Compares what a city's missions are found by with the missions; changes nothing.
///
/// # Errors
/// If the database or the engine fails.
pub async fn check(
    app: &App,
    ctx: &Ctx,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Vec<Difference>, follow::FollowError> {
    let mut wanted = BTreeMap::new();
    let mut tx = app.db.tenant(ctx).await?;
    let mut last = None;
    loop {
        let ids = store::missions_after(&mut tx, last, BATCH).await?;
        let Some(id) = ids.last() else { break };
        last = Some(*id);
        let missions = missions::find_all(&mut tx, &ids).await?;
        let documents = missions.iter().filter_map(|mission| Document::of(&ctx.tenant, mission, ctx.now));
        wanted.extend(documents.map(|document| (document.mission, document.digest())));
        progress(ids.len());
    }
    let mut differences = compare(Kept::Database, &wanted, store::digests(&mut tx, ctx.tenant.id).await?);
    differences.extend(store::miscounted(&mut tx, ctx.tenant.id).await?.into_iter().map(Difference::Miscounted));
    drop(tx);
    if let Some(copy) = &app.copy {
        differences.extend(compare(Kept::Copy, &wanted, copy.digests(&ctx.tenant).await?));
    }
    Ok(differences)
}

fn compare(
    kept: Kept,
    wanted: &BTreeMap<MissionId, String>,
    mut found: BTreeMap<MissionId, String>,
) -> Vec<Difference> {
    let lacking = wanted.iter().filter_map(|(&mission, digest)| match found.remove(&mission) {
        None => Some(Difference::Missing(kept, mission)),
        Some(other) if other != *digest => Some(Difference::Other(kept, mission)),
        Some(_) => None,
    });
    let lacking: Vec<_> = lacking.collect();
    lacking.into_iter().chain(found.into_keys().map(|mission| Difference::Left(kept, mission))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_told_apart() {
        let id = |number| MissionId::from(uuid::Uuid::from_u128(number));
        let of =
            |pairs: &[(u128, &str)]| pairs.iter().map(|(number, digest)| (id(*number), (*digest).to_owned())).collect();
        let differences =
            compare(Kept::Copy, &of(&[(1, "a"), (2, "b"), (3, "c")]), of(&[(2, "b"), (3, "x"), (4, "d")]));
        assert_eq!(
            differences,
            [
                Difference::Missing(Kept::Copy, id(1)),
                Difference::Other(Kept::Copy, id(3)),
                Difference::Left(Kept::Copy, id(4)),
            ]
        );
    }
}
