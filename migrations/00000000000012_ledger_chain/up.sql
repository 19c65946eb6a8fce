-- The chain over the ledger: each link's hash covers its row and the link before. Rows are chained shortly after they
-- were written, so that no writer waits for another.
CREATE TABLE ledger_chain (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    -- 1, 2, 3 … without a gap.
    position bigint NOT NULL CHECK (position > 0),
    -- The row's id; the row itself may be forgotten after its time, the link stays.
    ledger_id bigint NOT NULL,
    hash bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (tenant_id, position),
    UNIQUE (tenant_id, ledger_id)
);
SELECT tenant_table('ledger_chain');
REVOKE UPDATE, DELETE, TRUNCATE ON ledger_chain FROM jemengage_service;

-- Up to which id every row of a city is chained: where the next look for unchained ones begins. Nothing is proved by it.
CREATE TABLE ledger_cursors (
    tenant_id uuid PRIMARY KEY REFERENCES tenants (id),
    settled bigint NOT NULL
);
SELECT tenant_table('ledger_cursors');

-- Forgets the oldest rows of the city of the transaction, at most ten thousand a call, and writes in the ledger up to
-- which position it did. The service role cannot delete; it can call this, which keeps twelve months whatever it is told.
-- Only what is chained is forgotten, from the start and without leaving anything out, so whoever verifies the chain can
-- tell a forgotten row from one that was taken away.
CREATE FUNCTION forget_ledger(before timestamptz, noted_at timestamptz) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    city constant uuid := current_setting('app.tenant_id')::uuid;
    start bigint;
    stop bigint;
    forgotten bigint;
BEGIN
    IF before IS NULL OR before > now() - interval '12 months' THEN
        RAISE EXCEPTION 'the ledger keeps twelve months';
    END IF;
    SELECT (details ->> 'through')::bigint INTO start FROM ledger
    WHERE subject_id = city AND action = 'ledger.forgotten' ORDER BY id DESC LIMIT 1;
    start := coalesce(start, 0);
    SELECT coalesce(min(link.position) FILTER (WHERE ledger.id IS NULL OR ledger.at >= before) - 1, max(link.position))
    INTO stop
    FROM (SELECT position, ledger_id FROM ledger_chain WHERE position > start ORDER BY position LIMIT 10000) AS link
    LEFT JOIN ledger ON ledger.id = link.ledger_id;
    DELETE FROM ledger USING ledger_chain AS link
    WHERE link.position > start AND link.position <= stop AND ledger.id = link.ledger_id;
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    IF forgotten > 0 THEN
        INSERT INTO ledger (at, source, action, subject_id, details)
        VALUES (noted_at, 'system', 'ledger.forgotten', city, jsonb_build_object('through', stop, 'rows', forgotten));
    END IF;
    RETURN forgotten;
END $$;
REVOKE EXECUTE ON FUNCTION forget_ledger(timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_ledger(timestamptz, timestamptz) TO jemengage_service;
