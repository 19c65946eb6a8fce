//! SQL of statistics: counting the months that changed, and reading what was counted.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Date, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use super::schema::{statistics_months, statistics_refreshes};
use super::statement::statement;
use super::{Result, TenantTx, words_from};
use crate::statistics::{Cell, Founded, Months, Tally};

/// Up to when changes have been counted, locked against others who count; none if somebody does.
pub(crate) async fn begin_refresh(tx: &mut TenantTx) -> Result<Option<DateTime<Utc>>> {
    diesel::insert_into(statistics_refreshes::table)
        .values(statistics_refreshes::refreshed_at.eq(DateTime::UNIX_EPOCH))
        .on_conflict_do_nothing()
        .execute(tx.connection())
        .await?;
    Ok(statistics_refreshes::table
        .select(statistics_refreshes::refreshed_at)
        .for_update()
        .skip_locked()
        .first(tx.connection())
        .await
        .optional()?)
}

/// Up to when changes have been counted; none if never.
pub(crate) async fn refreshed_at(tx: &mut TenantTx) -> Result<Option<DateTime<Utc>>> {
    let row = statistics_refreshes::table.select(statistics_refreshes::refreshed_at).first(tx.connection()).await;
    Ok(row.optional()?)
}

/// Changes up to now have been counted.
pub(crate) async fn end_refresh(tx: &mut TenantTx, now: DateTime<Utc>) -> Result<()> {
    diesel::update(statistics_refreshes::table)
        .set(statistics_refreshes::refreshed_at.eq(now))
        .execute(tx.connection())
        .await?;
    Ok(())
}

statement! {
    /// The months in which something changed since then, and the one counted longest ago if that is before `old`.
    StaleMonths {
        since: DateTime<Utc> => Timestamptz,
        old: DateTime<Utc> => Timestamptz,
        zone: String => Text,
    } -> (Date),
    ", moments AS (
        -- Looked up one by one: since when is not known when the plan is made, and most often nothing changed.
        SELECT moment.at
        FROM sign_ups,
        LATERAL (VALUES (sign_ups.created_at),
                        ((SELECT coalesce(slots.starts_at, missions.published_at)
                          FROM slots JOIN missions ON missions.id = slots.mission_id
                          WHERE slots.id = sign_ups.slot_id))) AS moment (at)
        WHERE sign_ups.changed_at >= (SELECT since FROM input)
        UNION ALL
        SELECT unnest(missions.published_at
                      || ARRAY(SELECT slots.starts_at FROM slots WHERE slots.mission_id = missions.id))
        FROM missions
        WHERE missions.published_at >= (SELECT since FROM input)
    ), oldest AS (
        SELECT month FROM statistics_months WHERE counted_at < (SELECT old FROM input) ORDER BY counted_at LIMIT 1
    )
    SELECT date_trunc('month', moments.at AT TIME ZONE (SELECT zone FROM input))::date
    FROM moments WHERE moments.at IS NOT NULL
    UNION
    SELECT month FROM oldest"
}

statement! {
    /// The months in which there is anything.
    AllMonths { zone: String => Text } -> (Date),
    ", moments AS (
        SELECT created_at AS at FROM sign_ups
        UNION ALL SELECT published_at FROM missions
        UNION ALL SELECT starts_at FROM slots
    )
    SELECT DISTINCT date_trunc('month', at AT TIME ZONE (SELECT zone FROM input))::date FROM moments WHERE at IS NOT NULL"
}

/// All months that can be counted.
pub(crate) async fn all_months(tx: &mut TenantTx, zone: String) -> Result<Vec<NaiveDate>> {
    let rows: Vec<(NaiveDate,)> = AllMonths { zone }.load(tx.connection()).await?;
    Ok(rows.into_iter().map(|(month,)| month).collect())
}

/// The months to count anew.
pub(crate) async fn stale_months(
    tx: &mut TenantTx,
    since: DateTime<Utc>,
    old: DateTime<Utc>,
    zone: String,
) -> Result<Vec<NaiveDate>> {
    let rows: Vec<(NaiveDate,)> = StaleMonths { since, old, zone }.load(tx.connection()).await?;
    Ok(rows.into_iter().map(|(month,)| month).collect())
}

statement! {
    /// Counts a month and keeps what it had.
    CountMonth {
        month: NaiveDate => Date,
        zone: String => Text,
    } -> (BigInt),
    ", kept AS (
        INSERT INTO statistics_cells (month, domain, areas, engagements, attended, minutes, answered, answer_seconds,
                                      missions, places_offered, places_filled, people)
        SELECT input.month, counted.* FROM input, LATERAL statistics_of(input.month, input.zone) AS counted
        RETURNING 1
    )
    SELECT count(*) FROM kept"
}

/// Counts a month anew.
pub(crate) async fn count(tx: &mut TenantTx, month: NaiveDate, zone: String, now: DateTime<Utc>) -> Result<()> {
    // Its cells go with it.
    let own = statistics_months::table.filter(statistics_months::month.eq(month));
    diesel::delete(own).execute(tx.connection()).await?;
    diesel::insert_into(statistics_months::table)
        .values((statistics_months::month.eq(month), statistics_months::counted_at.eq(now)))
        .execute(tx.connection())
        .await?;
    CountMonth { month, zone }.load::<(i64,)>(tx.connection()).await?;
    Ok(())
}

type CellRow = (NaiveDate, String, Vec<String>, i64, i64, i64, i64, i64, i64, i64, i64, Option<Vec<u8>>);

statement! {
    /// What was counted: of the months asked about with their people, and of all others if the whole history is wanted.
    CountedCells {
        first: NaiveDate => Date,
        last: NaiveDate => Date,
        history: bool => Bool,
    } -> (
        Date, Text, Array<Text>, BigInt, BigInt, BigInt, BigInt, BigInt, BigInt, BigInt, BigInt, Nullable<Binary>,
    ),
    "SELECT cells.month, cells.domain, cells.areas, cells.engagements, cells.attended, cells.minutes, cells.answered,
            cells.answer_seconds, cells.missions, cells.places_offered, cells.places_filled,
            CASE WHEN cells.month BETWEEN input.first AND input.last THEN cells.people END
     FROM input, statistics_cells AS cells
     WHERE input.history OR cells.month BETWEEN input.first AND input.last"
}

/// What was counted in these months, and without its people in all others if the whole history is wanted.
pub(crate) async fn cells(tx: &mut TenantTx, months: Months, history: bool) -> Result<Vec<Cell>> {
    let statement = CountedCells { first: months.first, last: months.last, history };
    let rows: Vec<CellRow> = statement.load(tx.connection()).await?;
    let cell = |(
        month,
        domain,
        areas,
        engagements,
        attended,
        minutes,
        answered,
        answer_seconds,
        missions,
        places_offered,
        places_filled,
        people,
    ): CellRow| {
        let tally = Tally {
            engagements,
            attended,
            minutes,
            answered,
            answer_seconds,
            missions,
            places_offered,
            places_filled,
            associations: 0,
        };
        // A domain that a later version wrote and this one does not know stands in the totals only.
        Cell { month, domain: domain.parse().ok(), areas, tally, people: people.unwrap_or_default() }
    };
    Ok(rows.into_iter().map(cell).collect())
}

statement! {
    /// The validated associations, by the month their file was made in, and where and what they are for.
    FoundedAssociations { zone: String => Text } -> (Date, Nullable<Text>, Array<Text>, BigInt),
    "SELECT date_trunc('month', created_at AT TIME ZONE (SELECT zone FROM input))::date, area, domains, count(*)
     FROM associations WHERE state = 'validated' GROUP BY 1, 2, 3"
}

/// The validated associations.
pub(crate) async fn associations(tx: &mut TenantTx, zone: String) -> Result<Vec<Founded>> {
    let rows: Vec<(NaiveDate, Option<String>, Vec<String>, i64)> =
        FoundedAssociations { zone }.load(tx.connection()).await?;
    let founded = |(month, area, domains, count): (_, _, Vec<String>, _)| Founded {
        month,
        area,
        domains: words_from(&domains),
        count,
    };
    Ok(rows.into_iter().map(founded).collect())
}
