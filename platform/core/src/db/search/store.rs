//! Writing the documents of missions, and the words they bear.

use diesel::sql_types::{Array, Jsonb, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::db::statement::statement;
use crate::db::{Result, TenantTx};
use crate::kinds::MissionId;
use crate::search::document::Document;
use crate::tenancy::Ctx;

/// Lets nobody else write documents of the city until this transaction ends: so their places in the order of changes grow
/// in the order in which they can be seen.
pub(crate) async fn lock(tx: &mut TenantTx, ctx: &Ctx) -> Result<()> {
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended('search_documents ' || $1, 0))")
        .bind::<Text, _>(ctx.tenant.id.to_string())
        .execute(tx.connection())
        .await?;
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
            undated = false, undated_free = false, stale_at = NULL, position = nextval('search_positions')
     FROM input
     WHERE search_documents.tenant_id = current_setting('app.tenant_id')::uuid
       AND search_documents.mission_id = ANY (input.ids) AND search_documents.live"
}

statement! {
    /// Documents anew.
    Write { documents: Value => Jsonb } -> (),
    "INSERT INTO search_documents (mission_id, live, open, association_id, published_at, words, names, labels, starts,
                                   free_starts, undated, undated_free, need, stale_at, position)
     SELECT d.mission, true, d.open, d.association, d.published_at, d.words::tsvector, d.names::tsvector, d.labels, d.starts,
            d.free_starts, d.undated, d.undated_free, d.need, d.stale_at, nextval('search_positions')
     FROM input, jsonb_to_recordset(input.documents) AS d (
         mission uuid, open boolean, association uuid, published_at timestamptz, words text, names text, labels text[],
         starts timestamptz[], free_starts timestamptz[], undated boolean, undated_free boolean, need smallint,
         stale_at timestamptz)
     ON CONFLICT (tenant_id, mission_id) DO UPDATE SET
         live = true, open = excluded.open, association_id = excluded.association_id,
         published_at = excluded.published_at, words = excluded.words, names = excluded.names, labels = excluded.labels,
         starts = excluded.starts, free_starts = excluded.free_starts, undated = excluded.undated,
         undated_free = excluded.undated_free, need = excluded.need, stale_at = excluded.stale_at,
         position = excluded.position"
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

/// Writes these documents; the other missions of `ids` are found no more.
pub(crate) async fn write(tx: &mut TenantTx, ids: &[MissionId], documents: &[Document]) -> Result<()> {
    let is_written = |id: &&MissionId| documents.iter().any(|document| document.mission == **id);
    let gone: Vec<Uuid> = ids.iter().filter(|id| !is_written(id)).map(|id| id.uuid()).collect();
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let words = documents.iter().flat_map(distinct).collect();
    let rows = Value::Array(documents.iter().map(row).collect());
    let pg = tx.connection();
    CountWords { ids: ids.clone(), words }.execute(pg).await?;
    Remove { ids: gone }.execute(pg).await?;
    DropPlaces { ids }.execute(pg).await?;
    Write { documents: rows.clone() }.execute(pg).await?;
    WritePlaces { documents: rows }.execute(pg).await?;
    Ok(())
}

/// The words a document bears, each once.
fn distinct(document: &Document) -> Vec<String> {
    let mut words: Vec<_> = document.terms.iter().flatten().cloned().collect();
    words.sort_unstable();
    words.dedup();
    words
}

fn row(document: &Document) -> Value {
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
    })
}

/// Last position a word of a `tsvector` can have; later ones are read as this.
const LAST_POSITION: usize = 16_383;

/// A `tsvector` as Postgres writes one: terms are letters and digits, so that nothing needs quoting but by `'`.
fn vector<'a>(weighted: impl IntoIterator<Item = (&'a Vec<String>, &'static str)>) -> String {
    let words = weighted.into_iter().flat_map(|(terms, weight)| terms.iter().map(move |term| (term, weight)));
    let words = words.zip(1..).map(|((term, weight), at)| format!("'{term}':{}{weight}", usize::min(at, LAST_POSITION)));
    words.collect::<Vec<_>>().join(" ")
}
