-- Statistics: what was done in each month, counted once and kept, so that years of it are read in a moment.

-- What a month is counted from, and which months changed.
CREATE INDEX sign_ups_by_time ON sign_ups (tenant_id, created_at);
CREATE INDEX sign_ups_by_change ON sign_ups (tenant_id, changed_at);
CREATE INDEX missions_by_publication ON missions (tenant_id, published_at) WHERE published_at IS NOT NULL;

-- Up to when changes have been counted; its row is locked by whoever counts.
CREATE TABLE statistics_refreshes (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    refreshed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id)
);
SELECT tenant_table('statistics_refreshes');

-- When each month was counted.
CREATE TABLE statistics_months (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    -- Its first day, in the city's time zone.
    month date NOT NULL,
    counted_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, month)
);
CREATE INDEX statistics_months_by_age ON statistics_months (tenant_id, counted_at);
SELECT tenant_table('statistics_months');

-- What missions of one domain and the same areas had in a month. Each sign-up counts in the month it was made, a
-- mission in that of its publication, a place in that of its slot (without a date: of its mission's publication).
CREATE TABLE statistics_cells (
    tenant_id uuid NOT NULL,
    month date NOT NULL,
    domain text NOT NULL,
    -- In order; none: from home.
    areas text[] NOT NULL,
    engagements bigint NOT NULL,
    attended bigint NOT NULL,
    minutes bigint NOT NULL,
    answered bigint NOT NULL,
    answer_seconds bigint NOT NULL,
    missions bigint NOT NULL,
    places_offered bigint NOT NULL,
    places_filled bigint NOT NULL,
    -- The accounts who signed up, 16 bytes each, one after the other: people cannot be added up, but united.
    people bytea NOT NULL,
    PRIMARY KEY (tenant_id, month, domain, areas),
    FOREIGN KEY (tenant_id, month) REFERENCES statistics_months ON DELETE CASCADE
);
-- Ids do not compress.
ALTER TABLE statistics_cells ALTER COLUMN people SET STORAGE EXTERNAL;
SELECT tenant_table('statistics_cells');

-- Counts a month, in the city of the transaction. Compiling the plan would take longer than running it.
CREATE FUNCTION statistics_of(month date, zone text) RETURNS TABLE (
    domain text, areas text[], engagements bigint, attended bigint, minutes bigint, answered bigint,
    answer_seconds bigint, missions bigint, places_offered bigint, places_filled bigint, people bytea
) LANGUAGE sql STABLE SET jit = off AS $$
    WITH period AS (
        SELECT month::timestamp AT TIME ZONE zone AS begins, (month + interval '1 month') AT TIME ZONE zone AS ends
    ), made AS (
        SELECT sign_ups.mission_id, sign_ups.account_id, count(*) AS engagements,
               count(*) FILTER (WHERE sign_ups.state = 'attended') AS attended,
               coalesce(sum(sign_ups.minutes) FILTER (WHERE sign_ups.state = 'attended'), 0) AS minutes,
               count(sign_ups.answered_at) AS answered,
               coalesce(sum(extract(epoch FROM sign_ups.answered_at - sign_ups.created_at)), 0) AS answer_seconds
        FROM sign_ups
        WHERE sign_ups.created_at >= (SELECT begins FROM period) AND sign_ups.created_at < (SELECT ends FROM period)
        GROUP BY sign_ups.mission_id, sign_ups.account_id
    ), published AS (
        SELECT missions.id
        FROM missions
        WHERE missions.published_at >= (SELECT begins FROM period) AND missions.published_at < (SELECT ends FROM period)
    ), places AS (
        SELECT slots.mission_id, slots.capacity, slots.taken
        FROM slots
        WHERE slots.starts_at >= (SELECT begins FROM period) AND slots.starts_at < (SELECT ends FROM period)
          AND slots.dropped_at IS NULL
        UNION ALL
        SELECT slots.mission_id, slots.capacity, slots.taken
        FROM slots JOIN published ON published.id = slots.mission_id
        WHERE slots.starts_at IS NULL AND slots.dropped_at IS NULL
    ), shown AS (
        -- Places of a mission that nobody can have seen, or that is called off, are not offered.
        SELECT places.mission_id, sum(places.capacity) AS offered, sum(places.taken) AS filled
        FROM places JOIN missions ON missions.id = places.mission_id
        WHERE missions.published_at IS NOT NULL AND missions.state <> 'cancelled'
        GROUP BY places.mission_id
    ), named AS (
        SELECT mission_id FROM made UNION SELECT id FROM published UNION SELECT mission_id FROM shown
    ), spread AS (
        SELECT named.mission_id, array_agg(DISTINCT area ORDER BY area) AS areas
        FROM named JOIN mission_addresses AS spot ON spot.mission_id = named.mission_id, unnest(spot.areas) AS area
        GROUP BY named.mission_id
    ), placed AS (
        SELECT missions.id, missions.domain, coalesce(spread.areas, '{}') AS areas
        FROM named JOIN missions ON missions.id = named.mission_id
        LEFT JOIN spread ON spread.mission_id = named.mission_id
    ), persons AS (
        SELECT placed.domain, placed.areas, made.account_id, sum(made.engagements) AS engagements,
               sum(made.attended) AS attended, sum(made.minutes) AS minutes, sum(made.answered) AS answered,
               sum(made.answer_seconds) AS answer_seconds
        FROM made JOIN placed ON placed.id = made.mission_id
        GROUP BY placed.domain, placed.areas, made.account_id
    ), work AS (
        SELECT placed.domain, placed.areas, count(published.id) AS missions,
               coalesce(sum(shown.offered), 0) AS offered, coalesce(sum(shown.filled), 0) AS filled
        FROM placed
        LEFT JOIN published ON published.id = placed.id
        LEFT JOIN shown ON shown.mission_id = placed.id
        GROUP BY placed.domain, placed.areas
    ), helped AS (
        SELECT persons.domain, persons.areas, sum(persons.engagements) AS engagements,
               sum(persons.attended) AS attended, sum(persons.minutes) AS minutes, sum(persons.answered) AS answered,
               sum(persons.answer_seconds) AS answer_seconds, string_agg(uuid_send(persons.account_id), '') AS people
        FROM persons
        GROUP BY persons.domain, persons.areas
    )
    SELECT work.domain, work.areas, coalesce(helped.engagements, 0)::bigint, coalesce(helped.attended, 0)::bigint,
           coalesce(helped.minutes, 0)::bigint, coalesce(helped.answered, 0)::bigint,
           coalesce(helped.answer_seconds, 0)::bigint, work.missions, work.offered::bigint, work.filled::bigint,
           coalesce(helped.people, '')
    FROM work LEFT JOIN helped ON helped.domain = work.domain AND helped.areas = work.areas
$$;
