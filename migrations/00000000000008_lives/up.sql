-- The whole life of missions, slots and sign-ups: what the clock asks for is found by an index.

-- Adding a foreign key looks at the rows, and row security binds the owner too: the new columns are empty in any city.
SELECT set_config('app.tenant_id', '00000000-0000-0000-0000-000000000000', true);

ALTER TABLE missions
    -- When its last slot ends; null: a slot has no date, or there is none.
    ADD COLUMN over_at timestamptz,
    -- The association it is being handed over to, until that one takes it.
    ADD COLUMN offered_to uuid,
    ADD FOREIGN KEY (tenant_id, offered_to) REFERENCES associations;
CREATE INDEX missions_to_close ON missions (tenant_id, over_at) WHERE state = 'published';
CREATE INDEX missions_offered ON missions (tenant_id, offered_to) WHERE offered_to IS NOT NULL;

ALTER TABLE slots
    -- Counts the changes of its time or place (RFC 5545 SEQUENCE).
    ADD COLUMN sequence integer NOT NULL DEFAULT 0,
    -- What people enter on the spot to say that they are there.
    ADD COLUMN check_in_code text,
    -- When the people of the slot were reminded, and when they were thanked.
    ADD COLUMN reminded_at timestamptz,
    ADD COLUMN thanked_at timestamptz,
    -- Since when nobody can sign up to it: its mission is over, or it was dropped.
    ADD COLUMN closed_at timestamptz,
    -- Since when it is no longer offered: somebody had signed up to it, so it is kept.
    ADD COLUMN dropped_at timestamptz;
CREATE UNIQUE INDEX slots_by_code ON slots (tenant_id, check_in_code);
CREATE INDEX slots_to_remind ON slots (tenant_id, starts_at) WHERE reminded_at IS NULL AND starts_at IS NOT NULL;
CREATE INDEX slots_to_thank ON slots (tenant_id, ends_at) WHERE thanked_at IS NULL AND ends_at IS NOT NULL;

ALTER TABLE sign_ups
    -- How long somebody who came helped.
    ADD COLUMN minutes integer CHECK (minutes BETWEEN 0 AND 44640),
    -- When somebody said, after the reminder, that they come.
    ADD COLUMN confirmed_at timestamptz,
    -- When a manager answered a request.
    ADD COLUMN answered_at timestamptz,
    -- How often somebody was told that a request waits.
    ADD COLUMN nags smallint NOT NULL DEFAULT 0,
    ADD CHECK (state <> 'attended' OR minutes IS NOT NULL);
CREATE INDEX sign_ups_offers ON sign_ups (tenant_id, offered_until) WHERE state = 'offered';
CREATE INDEX sign_ups_unanswered ON sign_ups (tenant_id, nags, created_at) WHERE state = 'requested';

-- The person an agent acted for, at the desk.
ALTER TABLE ledger ADD COLUMN on_behalf_of uuid;

-- Row security binds the owner too, so what is there is filled city by city.
DO $$
DECLARE
    city uuid;
BEGIN
    FOR city IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant_id', city::text, true);
        UPDATE missions SET over_at = last.ends_at
        FROM (SELECT mission_id, max(ends_at) AS ends_at FROM slots GROUP BY mission_id HAVING count(*) = count(ends_at)) AS last
        WHERE last.mission_id = missions.id;
    END LOOP;
END $$;
