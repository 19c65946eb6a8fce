-- The durable queue, which is also the outbox: a row is written in the transaction it follows from.
-- Above tenants: a worker leases work of all cities; each row names its city.
CREATE TABLE jobs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    kind text NOT NULL,
    -- What the job is about, within its kind: an id, so that equal work is asked for once.
    subject text NOT NULL,
    run_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    leased_until timestamptz,
    last_error text,
    dead_at timestamptz,
    created_at timestamptz NOT NULL
);
-- Equal work is refused only while nobody has begun it: a begun job may have read the state before the change.
CREATE UNIQUE INDEX jobs_unstarted ON jobs (tenant_id, kind, subject) WHERE attempts = 0;
CREATE INDEX jobs_due ON jobs (run_at) WHERE dead_at IS NULL;
CREATE INDEX jobs_dead ON jobs (dead_at) WHERE dead_at IS NOT NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON jobs TO jemengage_service;
