//! The words of a city's documents, and the ones like another.

use diesel::sql_types::{Array, Integer, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use uuid::Uuid;

use crate::db::statement::statement;
use crate::db::{Db, Result};
use crate::search::understanding::Known;
use crate::tenancy::Ctx;

statement! {
    /// Those of the words that documents bear.
    KnownWords { tenant: Uuid => SqlUuid, asked: Vec<String> => Array<Text> } -> (Text, Text, Integer),
    "SELECT words.word, words.word, words.documents
     FROM input, search_words AS words
     WHERE words.tenant_id = input.tenant AND words.word = ANY (input.asked) AND words.documents > 0"
}

statement! {
    /// Those of the words that documents bear; and for each other that may be misspelt those most like it, by the trigrams
    /// they share.
    KnownOrAlikeWords { tenant: Uuid => SqlUuid, asked: Vec<String> => Array<Text>, mendable: Vec<String> => Array<Text> }
        -> (Text, Text, Integer),
    ", known AS (
         SELECT words.word, words.documents FROM input, search_words AS words
         WHERE words.tenant_id = input.tenant AND words.word = ANY (input.asked) AND words.documents > 0
     )
     SELECT known.word, known.word, known.documents FROM known
     UNION ALL
     SELECT wanted.word, alike.word, alike.documents
     FROM input, unnest(input.mendable) AS wanted (word), LATERAL (
         SELECT words.word, words.documents FROM search_words AS words
         WHERE words.tenant_id = input.tenant AND words.word % wanted.word AND words.documents > 0
         ORDER BY similarity(words.word, wanted.word) DESC, words.word
         LIMIT 50
     ) AS alike
     WHERE wanted.word NOT IN (SELECT word FROM known)"
}

/// Those of the words that documents bear.
pub(crate) async fn known(db: &Db, ctx: &Ctx, asked: &[String]) -> Result<Vec<Known>> {
    let statement = KnownWords { tenant: ctx.tenant.id.uuid(), asked: asked.to_vec() };
    let rows: Vec<(String, String, i32)> = statement.load(&mut db.connection().await?.pg).await?;
    Ok(rows.into_iter().map(read).collect())
}

/// The same, and for those of them that are mendable and that nobody bears the ones like them.
pub(crate) async fn known_or_alike(db: &Db, ctx: &Ctx, asked: &[String], mendable: &[String]) -> Result<Vec<Known>> {
    let statement =
        KnownOrAlikeWords { tenant: ctx.tenant.id.uuid(), asked: asked.to_vec(), mendable: mendable.to_vec() };
    let rows: Vec<(String, String, i32)> = statement.load(&mut db.connection().await?.pg).await?;
    Ok(rows.into_iter().map(read).collect())
}

fn read((asked, word, documents): (String, String, i32)) -> Known {
    Known { asked, word, documents }
}
