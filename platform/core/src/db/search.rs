//! Search on Postgres: full text per language, places and dates, in one statement with keyset paging.

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Double, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use super::statement::statement;
use super::{Db, Result, single, words_of};
use crate::kinds::MissionId;
use crate::missions::search::{Cursor, Query, Sort};
use crate::ports::{Hit, Hits, SearchIndex};
use crate::tenancy::Ctx;

/// Metres of one degree of latitude.
const DEGREE_M: f64 = 111_195.0;

statement! {
    /// One page of missions in the order of a key that grows: what comes first has the smallest. Words are read in each
    /// mission's own language; words too common to be kept, such as «le», ask for nothing.
    FindMissions {
        words: Option<String> => Nullable<Text>,
        area: Option<String> => Nullable<Text>,
        domains: Vec<String> => Array<Text>,
        activities: Vec<String> => Array<Text>,
        beneficiaries: Vec<String> => Array<Text>,
        association: Option<Uuid> => Nullable<SqlUuid>,
        open_to_minors: bool => Bool,
        accessible: bool => Bool,
        remote: Option<bool> => Nullable<Bool>,
        lat: Option<f64> => Nullable<Double>,
        lon: Option<f64> => Nullable<Double>,
        radius_m: f64 => Double,
        lat_span: f64 => Double,
        lon_span: f64 => Double,
        from_instant: DateTime<Utc> => Timestamptz,
        until_instant: Option<DateTime<Utc>> => Nullable<Timestamptz>,
        include_full: bool => Bool,
        sort: String => Text,
        after_key: Option<f64> => Nullable<Double>,
        after_id: Option<Uuid> => Nullable<SqlUuid>,
        page: i64 => BigInt,
    } -> (SqlUuid, Double, Nullable<Double>),
    ", asked AS (
        SELECT websearch_to_tsquery('mission_fr', words) AS fr, websearch_to_tsquery('mission_en', words) AS en
        FROM input WHERE words IS NOT NULL
    ), hits AS (
        SELECT missions.id, place.distance,
               CASE input.sort
                   WHEN 'distance' THEN place.distance
                   WHEN 'soonest' THEN COALESCE(extract(epoch FROM slot.soonest)::float8, 1e12)
                   WHEN 'relevance' THEN COALESCE(
                       -ts_rank_cd(missions.words, (SELECT CASE missions.language WHEN 'fr' THEN fr ELSE en END
                                                    FROM asked))::float8,
                       -extract(epoch FROM missions.published_at)::float8)
                   ELSE -extract(epoch FROM missions.published_at)::float8
               END AS key
        FROM input
        JOIN missions ON missions.state = 'published'
        JOIN associations ON associations.id = missions.association_id AND associations.state = 'validated'
        CROSS JOIN LATERAL (
            SELECT min(slots.starts_at) AS soonest, count(*) AS fitting
            FROM slots
            WHERE slots.mission_id = missions.id AND slots.dropped_at IS NULL
              AND (slots.taken < slots.capacity OR input.include_full)
              AND (slots.starts_at IS NULL
                   OR slots.starts_at >= input.from_instant
                      AND (input.until_instant IS NULL OR slots.starts_at < input.until_instant))
        ) AS slot
        LEFT JOIN LATERAL (
            SELECT min(distance_m(input.lat, input.lon, spot.lat, spot.lon)) AS distance
            FROM mission_addresses AS spot
            WHERE spot.mission_id = missions.id
              AND spot.lat BETWEEN input.lat - input.lat_span AND input.lat + input.lat_span
              AND spot.lon BETWEEN input.lon - input.lon_span AND input.lon + input.lon_span
        ) AS place ON input.lat IS NOT NULL
        WHERE slot.fitting > 0
          AND (input.words IS NULL
               OR missions.language = 'fr' AND missions.words @@ (SELECT fr FROM asked)
               OR missions.language <> 'fr' AND missions.words @@ (SELECT en FROM asked)
               OR (SELECT numnode(fr) = 0 AND numnode(en) = 0 FROM asked))
          AND (input.domains = '{}' OR missions.domain = ANY (input.domains))
          AND (input.activities = '{}' OR missions.activities && input.activities)
          AND (input.beneficiaries = '{}' OR missions.beneficiaries && input.beneficiaries)
          AND (input.association IS NULL OR missions.association_id = input.association)
          AND (missions.open_to_minors OR NOT input.open_to_minors)
          AND (missions.accessible OR NOT input.accessible)
          AND (input.remote IS NULL OR missions.remote = input.remote)
          AND (input.lat IS NULL OR place.distance <= input.radius_m)
          AND (input.area IS NULL OR EXISTS (
                SELECT FROM mission_addresses AS spot
                WHERE spot.mission_id = missions.id AND input.area = ANY (spot.areas)))
    )
    SELECT hits.id, hits.key, hits.distance
    FROM hits, input
    WHERE input.after_key IS NULL OR (hits.key, hits.id) > (input.after_key, input.after_id)
    ORDER BY hits.key, hits.id
    LIMIT (SELECT page FROM input)"
}

/// Search on the database itself: nothing to install, nothing to keep in step.
#[derive(Debug, Clone)]
pub struct PostgresSearch {
    db: Db,
}

impl PostgresSearch {
    /// Searches this database.
    #[must_use]
    pub const fn new(db: Db) -> Self {
        Self { db }
    }
}

#[async_trait]
impl SearchIndex for PostgresSearch {
    async fn search(&self, ctx: &Ctx, query: &Query) -> Result<Hits> {
        let limit = usize::from(query.limit);
        let mut rows = find(&self.db, ctx, query).await?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|&(id, key, _)| Cursor { key, id }.encode());
        let hits = rows.into_iter().map(|(mission, _, distance_m)| Hit { mission, distance_m }).collect();
        Ok(Hits { hits, next })
    }
}

async fn find(db: &Db, ctx: &Ctx, query: &Query) -> Result<Vec<(MissionId, f64, Option<f64>)>> {
    let lat_span = query.radius_m / DEGREE_M;
    let shrink = query.near.map_or(1.0, |point| point.lat.to_radians().cos().max(0.01));
    // What was begun is over for somebody who looks for help to give, unless the past is asked for.
    let earliest = if query.include_past { DateTime::UNIX_EPOCH } else { ctx.now };
    let statement = FindMissions {
        words: query.text.clone().filter(|text| !text.trim().is_empty()),
        area: query.area.clone(),
        domains: words_of(&query.domains),
        activities: words_of(&query.activities),
        beneficiaries: words_of(&query.beneficiaries),
        association: query.association.map(crate::kinds::AssociationId::uuid),
        open_to_minors: query.open_to_minors,
        accessible: query.accessible,
        remote: query.remote,
        lat: query.near.map(|point| point.lat),
        lon: query.near.map(|point| point.lon),
        radius_m: query.radius_m,
        lat_span,
        lon_span: lat_span / shrink,
        from_instant: query.from.map_or(earliest, |from| from.max(earliest)),
        until_instant: query.until,
        include_full: query.include_full,
        sort: effective_sort(query).word().to_owned(),
        after_key: query.cursor.map(|cursor| cursor.key),
        after_id: query.cursor.map(|cursor| cursor.id.uuid()),
        page: i64::from(query.limit) + 1,
    };
    single!(db, ctx, statement, load::<(MissionId, f64, Option<f64>)>)
}

const fn effective_sort(query: &Query) -> Sort {
    match (query.sort, query.text.is_some(), query.near.is_some()) {
        // Without words there is no best match: the nearest is, or the newest.
        (Sort::Relevance, false, true) => Sort::Distance,
        (Sort::Relevance, false, false) => Sort::Newest,
        (sort, _, _) => sort,
    }
}

impl Cursor {
    /// As it travels: opaque to clients.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut bytes = [0; 24];
        bytes[..8].copy_from_slice(&self.key.to_bits().to_be_bytes());
        bytes[8..].copy_from_slice(self.id.uuid().as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads what [`Self::encode`] wrote; none for anything else.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        let bytes: [u8; 24] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let key = f64::from_bits(u64::from_be_bytes(bytes[..8].try_into().ok()?));
        let id = Uuid::from_slice(&bytes[8..]).ok()?;
        key.is_finite().then_some(Self { key, id: id.into() })
    }
}
