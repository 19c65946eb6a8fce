//! SQL of rules: components, versions, decisions, and the facts that only rules ask for.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Jsonb, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};
use uuid::Uuid;

use super::schema::{compiled_components, components, decisions, rule_versions, tenants};
use super::statement::statement;
use super::{ControlTx, Db, Result, TenantTx, single, words_from, words_of};
use crate::associations::AssociationKind;
use crate::kinds::{AccountId, AssociationId, Domain, MissionId};
use crate::missions::{Acceptance, Draft};
use crate::rules::decisions::{Decision, Question, Recorded};
use crate::rules::facts::{Hit, MissionFacts};
use crate::rules::versions::Origin;
use crate::rules::{Choice, ComponentHash};
use crate::tenancy::{Ctx, TenantId};

#[derive(Queryable, Selectable)]
#[diesel(table_name = rule_versions)]
pub(crate) struct VersionRow {
    pub(crate) version: i32,
    pub(crate) name: Option<String>,
    pub(crate) component: Vec<u8>,
    pub(crate) parameters: Value,
    pub(crate) origin: Origin,
    pub(crate) made_at: DateTime<Utc>,
}

/// The bytes of a component, if it was ever kept.
pub(crate) async fn component(tx: &mut ControlTx, hash: ComponentHash) -> Result<Option<Vec<u8>>> {
    let bytes: &[u8] = hash.bytes();
    Ok(components::table.find(bytes).select(components::wasm).first(tx.connection()).await.optional()?)
}

/// Keeps a component's bytes; they may be there already.
pub(crate) async fn keep_component(
    tx: &mut TenantTx,
    hash: ComponentHash,
    wasm: &[u8],
    now: DateTime<Utc>,
) -> Result<()> {
    let bytes: &[u8] = hash.bytes();
    let known: i64 = components::table.filter(components::sha256.eq(bytes)).count().get_result(tx.connection()).await?;
    if known > 0 {
        return Ok(());
    }
    diesel::insert_into(components::table)
        .values((components::sha256.eq(bytes), components::wasm.eq(wasm), components::created_at.eq(now)))
        .on_conflict_do_nothing()
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// The digest of a component as it was compiled for this, if it was.
pub(crate) async fn compiled(tx: &mut ControlTx, hash: ComponentHash, compatibility: &str) -> Result<Option<[u8; 32]>> {
    let bytes: &[u8] = hash.bytes();
    let digest: Option<Vec<u8>> = compiled_components::table
        .find((bytes, compatibility))
        .select(compiled_components::digest)
        .first(tx.connection())
        .await
        .optional()?;
    Ok(digest.and_then(|digest| digest.try_into().ok()))
}

/// Keeps the digest of a component as it was compiled.
pub(crate) async fn keep_compiled(
    tx: &mut ControlTx,
    hash: ComponentHash,
    compatibility: &str,
    digest: [u8; 32],
) -> Result<()> {
    let (bytes, digest): (&[u8], &[u8]) = (hash.bytes(), &digest);
    diesel::insert_into(compiled_components::table)
        .values((
            compiled_components::sha256.eq(bytes),
            compiled_components::compatibility.eq(compatibility),
            compiled_components::digest.eq(digest),
        ))
        .on_conflict((compiled_components::sha256, compiled_components::compatibility))
        .do_update()
        .set(compiled_components::digest.eq(digest))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// What a city's folder says and what it uses, locked so that one changes it at a time.
pub(crate) async fn lock_choice(tx: &mut TenantTx, tenant: TenantId) -> Result<(Value, Option<Value>)> {
    Ok(tenants::table
        .find(tenant.uuid())
        .select((tenants::config, tenants::rules))
        .for_no_key_update()
        .first(tx.connection())
        .await?)
}

/// Makes a version the one in use; the change is announced to every node.
pub(crate) async fn choose(tx: &mut TenantTx, tenant: TenantId, choice: &Choice) -> Result<()> {
    diesel::update(tenants::table.find(tenant.uuid()))
        .set((tenants::rules.eq(json!(choice)), tenants::version.eq(tenants::version + 1)))
        .execute(tx.connection())
        .await?;
    Ok(())
}

pub(crate) async fn last_version(tx: &mut TenantTx) -> Result<i32> {
    let last: Option<i32> =
        rule_versions::table.select(diesel::dsl::max(rule_versions::version)).first(tx.connection()).await?;
    Ok(last.unwrap_or(0))
}

/// The last version of this origin.
pub(crate) async fn last_of(tx: &mut TenantTx, origin: Origin) -> Result<Option<VersionRow>> {
    Ok(rule_versions::table
        .filter(rule_versions::origin.eq(origin))
        .order(rule_versions::version.desc())
        .select(VersionRow::as_select())
        .first(tx.connection())
        .await
        .optional()?)
}

pub(crate) async fn insert_version(
    tx: &mut TenantTx,
    choice: &Choice,
    origin: Origin,
    now: DateTime<Utc>,
) -> Result<()> {
    let component: &[u8] = choice.component.bytes();
    diesel::insert_into(rule_versions::table)
        .values((
            rule_versions::version.eq(choice.version),
            rule_versions::name.eq(&choice.name),
            rule_versions::component.eq(component),
            rule_versions::parameters.eq(json!(choice.parameters)),
            rule_versions::origin.eq(origin),
            rule_versions::made_at.eq(now),
        ))
        .execute(tx.connection())
        .await?;
    Ok(())
}

pub(crate) async fn version(tx: &mut TenantTx, version: i32) -> Result<Option<VersionRow>> {
    Ok(rule_versions::table
        .filter(rule_versions::version.eq(version))
        .select(VersionRow::as_select())
        .first(tx.connection())
        .await
        .optional()?)
}

/// The last hundred versions, the last first.
pub(crate) async fn versions(tx: &mut TenantTx) -> Result<Vec<VersionRow>> {
    Ok(rule_versions::table
        .order(rule_versions::version.desc())
        .limit(100)
        .select(VersionRow::as_select())
        .load(tx.connection())
        .await?)
}

/// Records a decision, in the transaction of what it decided.
pub(crate) async fn record(
    tx: &mut TenantTx,
    decision: &Decision,
    subject: Uuid,
    account: Option<AccountId>,
    now: DateTime<Utc>,
) -> Result<()> {
    diesel::insert_into(decisions::table)
        .values((
            decisions::at.eq(now),
            decisions::version.eq(decision.version),
            decisions::question.eq(decision.question),
            decisions::facts.eq(&decision.facts),
            decisions::verdict.eq(&decision.verdict),
            decisions::subject_id.eq(subject),
            decisions::account_id.eq(account),
        ))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Records a decision that led to nothing else: somebody was refused.
pub(crate) async fn record_alone(
    db: &Db,
    ctx: &Ctx,
    decision: Decision,
    subject: Uuid,
    account: AccountId,
) -> Result<()> {
    let mut tx = db.tenant_above(ctx.tenant.id, ctx.now).await?;
    record(&mut tx, &decision, subject, Some(account), ctx.now).await?;
    tx.commit().await
}

/// Decisions made since an instant, after this one, in order.
pub(crate) async fn decisions(
    tx: &mut TenantTx,
    since: DateTime<Utc>,
    after: i64,
    limit: i64,
) -> Result<Vec<Recorded>> {
    let rows: Vec<(i64, DateTime<Utc>, i32, Question, Value, Value)> = decisions::table
        .filter(decisions::at.ge(since).and(decisions::id.gt(after)))
        .order(decisions::id)
        .limit(limit)
        .select((
            decisions::id,
            decisions::at,
            decisions::version,
            decisions::question,
            decisions::facts,
            decisions::verdict,
        ))
        .load(tx.connection())
        .await?;
    let recorded = |(id, at, version, question, facts, verdict)| Recorded {
        id,
        at,
        decision: Decision { version, question, facts, verdict },
    };
    Ok(rows.into_iter().map(recorded).collect())
}

/// Forgets decisions made before an instant.
pub(crate) async fn forget_decisions(tx: &mut TenantTx, before: DateTime<Utc>) -> Result<()> {
    diesel::delete(decisions::table.filter(decisions::at.lt(before))).execute(tx.connection()).await?;
    Ok(())
}

statement! {
    /// What the review of a mission hangs on beside itself.
    StandingOf {
        association: AssociationId => SqlUuid,
        mission: MissionId => SqlUuid,
        language: String => Text,
        title: String => Text,
        description: String => Text,
        translations: Value => Jsonb,
        domain: Domain => Text,
        activities: Vec<String> => Array<Text>,
    } -> (Text, Array<Text>, BigInt, Bool),
    ", earlier AS (
        SELECT missions.* FROM missions, input
        WHERE missions.association_id = input.association AND missions.id <> input.mission
          AND missions.published_at IS NOT NULL
    )
    SELECT associations.kind, associations.accreditations, (SELECT count(*) FROM earlier),
           EXISTS (SELECT FROM earlier, input
                    WHERE earlier.state IN ('published', 'closed') AND earlier.language = input.language
                      AND earlier.title = input.title AND earlier.description = input.description
                      AND earlier.translations = input.translations AND earlier.domain = input.domain
                      AND earlier.activities = input.activities)
    FROM associations, input WHERE associations.id = input.association"
}

/// The association of a mission that is reviewed, and whether it published one like it before.
pub(crate) async fn standing(
    tx: &mut TenantTx,
    mission: MissionId,
    association: AssociationId,
    draft: &Draft,
) -> Result<(AssociationKind, Vec<String>, u32, bool)> {
    let statement = StandingOf {
        association,
        mission,
        language: draft.language.to_string(),
        title: draft.title.clone(),
        description: draft.description.clone(),
        translations: json!(draft.translations),
        domain: draft.domain,
        activities: words_of(&draft.activities),
    };
    let (kind, accreditations, earlier, alike) =
        statement.get_result::<(AssociationKind, Vec<String>, i64, bool)>(tx.connection()).await?;
    Ok((kind, accreditations, u32::try_from(earlier).unwrap_or(u32::MAX), alike))
}

statement! {
    /// What the order of hits hangs on.
    HitsOf {
        missions: Vec<MissionId> => Array<SqlUuid>,
    } -> (
        SqlUuid, (Text, Array<Text>, Array<Text>, Array<Text>, Bool, Bool, Bool, Text, Bool), Array<Text>,
    ),
    "SELECT missions.id, missions.domain, missions.activities, missions.beneficiaries,
            ARRAY(SELECT DISTINCT unnest(mission_addresses.areas) AS area FROM mission_addresses
                   WHERE mission_addresses.mission_id = missions.id ORDER BY area),
            missions.remote, missions.open_to_minors, missions.accessible, missions.acceptance, missions.waiting_list,
            associations.accreditations
     FROM input, missions JOIN associations ON associations.id = missions.association_id
     WHERE missions.id = ANY (input.missions)"
}

/// A mission's facts, in the order in which statements answer them.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct MissionRow {
    domain: Domain,
    activities: Vec<String>,
    beneficiaries: Vec<String>,
    areas: Vec<String>,
    remote: bool,
    open_to_minors: bool,
    accessible: bool,
    acceptance: Acceptance,
    waiting_list: bool,
}

impl From<MissionRow> for MissionFacts {
    fn from(row: MissionRow) -> Self {
        Self {
            domain: row.domain,
            activities: words_from(&row.activities),
            beneficiaries: words_from(&row.beneficiaries),
            areas: row.areas,
            remote: row.remote,
            open_to_minors: row.open_to_minors,
            accessible: row.accessible,
            acceptance: row.acceptance,
            waiting_list: row.waiting_list,
        }
    }
}

/// What the order of these missions hangs on, in no order.
pub(crate) async fn hits(db: &Db, ctx: &Ctx, missions: &[MissionId]) -> Result<Vec<(MissionId, Hit)>> {
    let statement = HitsOf { missions: missions.to_vec() };
    let rows = single!(db, ctx.tenant.id, statement, load::<(MissionId, MissionRow, Vec<String>)>)?;
    Ok(rows
        .into_iter()
        .map(|(id, mission, accreditations)| (id, Hit { mission: mission.into(), accreditations }))
        .collect())
}
