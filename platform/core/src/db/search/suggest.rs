//! Missions whose names begin as somebody types.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use uuid::Uuid;

use crate::db::statement::statement;
use crate::db::{Db, Result, TenantTx};
use crate::kinds::{AssociationId, MissionId};
use crate::tenancy::Ctx;

/// How many missions are looked at: several may bear the same names.
const LOOKED_AT: i64 = 100;

statement! {
    /// The newest missions whose title and association's name bear the words.
    Named { tenant: Uuid => SqlUuid, words: String => Text, most: i64 => BigInt } -> (SqlUuid,),
    "SELECT d.mission_id FROM search_documents AS d
     WHERE d.tenant_id = (SELECT tenant FROM input) AND d.live AND d.open
       AND d.names @@ (SELECT words FROM input)::tsquery
     ORDER BY d.published_at DESC, d.mission_id
     LIMIT (SELECT most FROM input)"
}

/// Missions, the newest first, whose title and association's name together bear these words, the last as the beginning of
/// one. Words are letters and digits only.
pub(crate) async fn named(db: &Db, ctx: &Ctx, words: &[String]) -> Result<Vec<MissionId>> {
    let quoted: Vec<_> = words.iter().map(|word| format!("'{word}'")).collect();
    let statement = Named { tenant: ctx.tenant.id.uuid(), words: format!("{}:*", quoted.join(" & ")), most: LOOKED_AT };
    let rows: Vec<(MissionId,)> = statement.load(&mut db.connection().await?.pg).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// What a mission and its association are called.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct Names {
    pub(crate) mission: MissionId,
    pub(crate) title: String,
    pub(crate) association: AssociationId,
    pub(crate) association_name: String,
}

statement! {
    /// What they are called, of those that are public.
    NamesOf { ids: Vec<Uuid> => Array<SqlUuid> } -> (SqlUuid, Text, SqlUuid, Text),
    "SELECT missions.id, missions.title, associations.id, associations.name
     FROM input, missions JOIN associations ON associations.id = missions.association_id
     WHERE missions.id = ANY (input.ids) AND missions.state = 'published' AND associations.state = 'validated'
     ORDER BY missions.published_at DESC, missions.id"
}

pub(crate) async fn names(tx: &mut TenantTx, ids: &[MissionId]) -> Result<Vec<Names>> {
    let ids = ids.iter().map(|id| id.uuid()).collect();
    Ok(NamesOf { ids }.load(tx.connection()).await?)
}
