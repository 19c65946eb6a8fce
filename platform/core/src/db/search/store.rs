//! Writing the documents of missions, and the words they bear.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Jsonb, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{BoolExpressionMethods as _, ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::db::schema::{missions, search_documents};
use crate::db::statement::statement;
use crate::db::{Db, Result, TenantTx};
use crate::kinds::MissionId;
use crate::search::document::Document;
use crate::tenancy::{Ctx, TenantId};

statement! {
    /// Waits until nobody else holds this lock, and holds it until the transaction ends.
    LockDocuments { key: String => Text } -> (),
    "SELECT pg_advisory_xact_lock(hashtextextended(input.key, 0)) FROM input"
}

/// Lets nobody else write documents of the city until this transaction ends: so their places in the order of changes grow
/// in the order in which they can be seen.
pub(crate) async fn lock(tx: &mut TenantTx, ctx: &Ctx) -> Result<()> {
    let key = format!("search_documents {}", ctx.tenant.id);
    LockDocuments { key }.execute(tx.connection()).await?;
    Ok(())
}

statement! {
    /// Counts anew how many documents bear each word that comes or goes with these.
    CountWords { ids: Vec<Uuid> => Array<SqlUuid>, words: Vec<String> => Array<Text> } -> (),
    ", changed (word, by) AS (
        SELECT word, 1 FROM input, unnest(input.words) AS word
        UNION ALL
        SELECT unnest(tsvector_to_array(d.words)), -1 FROM input, search_documents AS d
        WHERE d.tenant_id = current_setting('app.tenant_id')::uuid AND d.mission_id = ANY (input.ids) AND d.live
     ), sums AS (SELECT word, sum(by) AS by FROM changed GROUP BY word HAVING sum(by) <> 0 ORDER BY word)
     INSERT INTO search_words (word, documents) SELECT sums.word, sums.by FROM sums
     ON CONFLICT (tenant_id, word) DO UPDATE SET documents = search_words.documents + excluded.documents"
}

statement! {
    /// Documents that are not public any more: what they were found by goes, that they were there stays.
    Remove { ids: Vec<Uuid> => Array<SqlUuid> } -> (),
    "UPDATE search_documents SET live = false, words = '', names = '', labels = '{}', starts = '{}', free_starts = '{}',
            undated = false, undated_free = false, stale_at = NULL, digest = '', position = nextval('search_positions'),
            written_at = clock_timestamp()
     FROM input
     WHERE search_documents.tenant_id = current_setting('app.tenant_id')::uuid
       AND search_documents.mission_id = ANY (input.ids) AND search_documents.live"
}

statement! {
    /// Documents anew.
    Write { documents: Value => Jsonb } -> (),
    "INSERT INTO search_documents (mission_id, live, open, association_id, published_at, words, names, labels, starts,
                                   free_starts, undated, undated_free, need, stale_at, digest, position)
     SELECT d.mission, true, d.open, d.association, d.published_at, d.words::tsvector, d.names::tsvector, d.labels, d.starts,
            d.free_starts, d.undated, d.undated_free, d.need, d.stale_at, d.digest, nextval('search_positions')
     FROM input, jsonb_to_recordset(input.documents) AS d (
         mission uuid, open boolean, association uuid, published_at timestamptz, words text, names text, labels text[],
         starts timestamptz[], free_starts timestamptz[], undated boolean, undated_free boolean, need smallint,
         stale_at timestamptz, digest text)
     ON CONFLICT (tenant_id, mission_id) DO UPDATE SET
         live = true, open = excluded.open, association_id = excluded.association_id,
         published_at = excluded.published_at, words = excluded.words, names = excluded.names, labels = excluded.labels,
         starts = excluded.starts, free_starts = excluded.free_starts, undated = excluded.undated,
         undated_free = excluded.undated_free, need = excluded.need, stale_at = excluded.stale_at,
         digest = excluded.digest, position = excluded.position, written_at = excluded.written_at"
}

statement! {
    /// Their places, instead of those kept.
    DropPlaces { ids: Vec<Uuid> => Array<SqlUuid> } -> (),
    "DELETE FROM search_places USING input
     WHERE search_places.tenant_id = current_setting('app.tenant_id')::uuid
       AND search_places.mission_id = ANY (input.ids)"
}

statement! {
    /// Their places.
    WritePlaces { documents: Value => Jsonb } -> (),
    "INSERT INTO search_places (mission_id, number, at)
     SELECT d.mission, place.number, point((place.at ->> 0)::float8, (place.at ->> 1)::float8)
     FROM input, jsonb_to_recordset(input.documents) AS d (mission uuid, places jsonb),
          jsonb_array_elements(d.places) WITH ORDINALITY AS place (at, number)"
}

statement! {
    /// What the documents of these missions say, in short, whether they take sign-ups and have a place left, and whether they
    /// can be found.
    Digests { ids: Vec<Uuid> => Array<SqlUuid> } -> (SqlUuid, Text, Bool, Bool),
    "SELECT d.mission_id, d.digest, d.open AND d.labels @> '{places:free}', d.live
     FROM input, search_documents AS d
     WHERE d.tenant_id = current_setting('app.tenant_id')::uuid AND d.mission_id = ANY (input.ids)"
}

/// So long ago a mission was published at most that is found for the first time: one from before has been brought back, with
/// its city or the whole database, and is no news.
const NEWS: chrono::Duration = chrono::Duration::days(1);

/// Which documents are written anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rewrite {
    /// Those that say something else than before.
    Changed,
    /// All of them; who does so counts the words when they are done ([`recount`]); if
    /// they break off before, the count is wrong until they are done again.
    All,
}

/// Writes these documents; the other missions of `ids` are found no more. Answers those that have a place left and had
/// none before, or were not there.
pub(crate) async fn write(
    tx: &mut TenantTx,
    ids: &[MissionId],
    documents: &[Document],
    which: Rewrite,
) -> Result<Vec<MissionId>> {
    let ids = ids.iter().map(|id| id.uuid()).collect();
    let kept: Vec<(MissionId, String, bool, bool)> = Digests { ids }.load(tx.connection()).await?;
    let had_room: HashMap<_, _> = kept.iter().map(|(id, _, room, _)| (*id, *room)).collect();
    let news = tx.now - NEWS;
    let opens = |document: &&Document| match had_room.get(&document.mission) {
        Some(had_room) => !had_room,
        None => document.published_at >= news,
    };
    let opened = documents.iter().filter(|document| document.has_room()).filter(opens);
    let opened = opened.map(|document| document.mission).collect();
    let live = kept.into_iter().filter(|(.., live)| *live);
    let mut gone: HashMap<_, _> = live.map(|(id, digest, ..)| (id, digest)).collect();
    let digested = documents.iter().map(|document| (document, document.digest()));
    let changed = digested.filter(|(document, digest)| {
        let differs = gone.remove(&document.mission).is_none_or(|kept| kept != *digest);
        differs || which == Rewrite::All
    });
    let changed: Vec<_> = changed.collect();
    if changed.is_empty() && gone.is_empty() {
        return Ok(opened);
    }
    let gone: Vec<Uuid> = gone.keys().map(|id| id.uuid()).collect();
    let ids: Vec<Uuid> = changed.iter().map(|(document, _)| document.mission.uuid()).chain(gone.clone()).collect();
    let rows = Value::Array(changed.iter().map(|(document, digest)| row(document, digest)).collect());
    let pg = tx.connection();
    if which == Rewrite::Changed {
        let words = changed.iter().flat_map(|(document, _)| distinct(document)).collect();
        CountWords { ids: ids.clone(), words }.execute(pg).await?;
    }
    Remove { ids: gone }.execute(pg).await?;
    DropPlaces { ids }.execute(pg).await?;
    Write { documents: rows.clone() }.execute(pg).await?;
    WritePlaces { documents: rows }.execute(pg).await?;
    tx.wakes.documents = true;
    Ok(opened)
}

statement! {
    /// The city's missions after one, by their id.
    MissionsAfter { last: Uuid => SqlUuid, most: i64 => BigInt } -> (SqlUuid,),
    "SELECT id FROM missions WHERE id > (SELECT last FROM input) ORDER BY id LIMIT (SELECT most FROM input)"
}

/// At most `most` missions of the city, public or not, after `last`.
pub(crate) async fn missions_after(tx: &mut TenantTx, last: Option<MissionId>, most: i64) -> Result<Vec<MissionId>> {
    let last = last.map_or_else(Uuid::nil, MissionId::uuid);
    let rows: Vec<(MissionId,)> = MissionsAfter { last, most }.load(tx.connection()).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// How many missions the city has.
pub(crate) async fn count_missions(tx: &mut TenantTx) -> Result<u64> {
    let count: i64 = missions::table.count().get_result(tx.connection()).await?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// What the city's documents say, in short.
pub(crate) async fn digests(tx: &mut TenantTx, tenant: TenantId) -> Result<BTreeMap<MissionId, String>> {
    let rows: Vec<(MissionId, String)> = search_documents::table
        .filter(search_documents::tenant_id.eq(tenant.uuid()).and(search_documents::live))
        .select((search_documents::mission_id, search_documents::digest))
        .load(tx.connection())
        .await?;
    Ok(rows.into_iter().collect())
}

statement! {
    /// Forgets the city's words.
    DropWords { tenant: Uuid => SqlUuid } -> (),
    "DELETE FROM search_words USING input WHERE tenant_id = input.tenant"
}

statement! {
    /// Counts how many documents of the city bear each word.
    CountAllWords { tenant: Uuid => SqlUuid } -> (),
    "INSERT INTO search_words (word, documents)
     SELECT word, count(*) FROM input, search_documents AS d, unnest(tsvector_to_array(d.words)) AS word
     WHERE d.tenant_id = input.tenant AND d.live GROUP BY word"
}

/// Counts all words of the city anew.
pub(crate) async fn recount(tx: &mut TenantTx, tenant: TenantId) -> Result<()> {
    let tenant = tenant.uuid();
    DropWords { tenant }.execute(tx.connection()).await?;
    CountAllWords { tenant }.execute(tx.connection()).await?;
    Ok(())
}

statement! {
    /// The words of the city whose count is not right.
    Miscounted { tenant: Uuid => SqlUuid } -> (Text,),
    ", counted AS (
         SELECT word, count(*) AS documents FROM input, search_documents AS d, unnest(tsvector_to_array(d.words)) AS word
         WHERE d.tenant_id = input.tenant AND d.live GROUP BY word
     ), kept AS (
         SELECT words.word, words.documents FROM input, search_words AS words
         WHERE words.tenant_id = input.tenant AND words.documents <> 0
     )
     SELECT word FROM kept FULL JOIN counted USING (word)
     WHERE kept.documents IS DISTINCT FROM counted.documents ORDER BY word"
}

pub(crate) async fn miscounted(tx: &mut TenantTx, tenant: TenantId) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = Miscounted { tenant: tenant.uuid() }.load(tx.connection()).await?;
    Ok(rows.into_iter().map(|(word,)| word).collect())
}

statement! {
    /// Asks for the documents of all public missions to be written again.
    AskForAll {
        tenant: Uuid => SqlUuid,
        run_at: DateTime<Utc> => Timestamptz,
        now: DateTime<Utc> => Timestamptz,
    } -> (),
    "INSERT INTO jobs (tenant_id, kind, subject, run_at, created_at)
     SELECT input.tenant, 'index_mission', missions.id::text, input.run_at, input.now
     FROM input, missions WHERE missions.state IN ('published', 'closed')
     ON CONFLICT DO NOTHING"
}

/// Asks for the documents of all of a city's public missions to be written again, then.
pub(crate) async fn ask_for_all(db: &Db, tenant: TenantId, run_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<()> {
    let mut tx = db.tenant_above(tenant, now).await?;
    AskForAll { tenant: tenant.uuid(), run_at, now }.execute(tx.connection()).await?;
    tx.commit().await
}

/// The words a document bears, each once.
fn distinct(document: &Document) -> Vec<String> {
    let mut words: Vec<_> = document.terms.iter().flatten().cloned().collect();
    words.sort_unstable();
    words.dedup();
    words
}

fn row(document: &Document, digest: &str) -> Value {
    json!({
        "mission": document.mission,
        "open": document.open,
        "association": document.association,
        "published_at": document.published_at,
        "words": vector(document.terms.iter().zip(["A", "B", "C", ""])),
        "names": vector([(&document.names, "")]),
        "labels": document.labels,
        "places": document.places.iter().map(|point| [point.lon, point.lat]).collect::<Vec<_>>(),
        "starts": document.starts,
        "free_starts": document.free_starts,
        "undated": document.undated,
        "undated_free": document.undated_free,
        "need": document.need,
        "stale_at": document.stale_at,
        "digest": digest,
    })
}

/// Last position a word of a `tsvector` can have; later ones are read as this.
const LAST_POSITION: usize = 16_383;

/// A `tsvector` as Postgres writes one: terms are letters and digits, so that nothing needs quoting but by `'`.
fn vector<'a>(weighted: impl IntoIterator<Item = (&'a Vec<String>, &'static str)>) -> String {
    let words = weighted.into_iter().flat_map(|(terms, weight)| terms.iter().map(move |term| (term, weight)));
    let words =
        words.zip(1..).map(|((term, weight), at)| format!("'{term}':{}{weight}", usize::min(at, LAST_POSITION)));
    words.collect::<Vec<_>>().join(" ")
}
