-- Sign-ups: one live row per slot and person.

CREATE TABLE sign_ups (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    mission_id uuid NOT NULL,
    slot_id uuid NOT NULL,
    account_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('requested', 'accepted', 'waiting', 'offered', 'declined', 'withdrawn',
                                         'lapsed', 'cancelled', 'attended', 'absent', 'excused')),
    -- The order of arrival at the slot; the waiting list is served by it.
    rank bigint NOT NULL,
    -- Whether it counts in slots.taken. A city decides it for requests; the row remembers what was decided.
    holds_place boolean NOT NULL,
    motivation text,
    reason text,
    offered_until timestamptz,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, mission_id, slot_id) REFERENCES slots (tenant_id, mission_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts,
    CHECK ((state = 'offered') = (offered_until IS NOT NULL)),
    CHECK (holds_place OR state NOT IN ('accepted', 'offered', 'attended', 'absent', 'excused')),
    CHECK (NOT holds_place OR state NOT IN ('waiting', 'declined', 'withdrawn', 'lapsed', 'cancelled'))
);
-- The key that makes a repeated press harmless.
CREATE UNIQUE INDEX sign_ups_live ON sign_ups (tenant_id, slot_id, account_id)
    WHERE state NOT IN ('declined', 'withdrawn', 'lapsed', 'cancelled');
CREATE INDEX sign_ups_queue ON sign_ups (tenant_id, slot_id, rank) WHERE state = 'waiting';
CREATE INDEX sign_ups_by_account ON sign_ups (tenant_id, account_id, created_at DESC, id);
CREATE INDEX sign_ups_by_mission ON sign_ups (tenant_id, mission_id, created_at, id);
SELECT tenant_table('sign_ups');
