-- The outbox: what each person is to be told. A row is written once by its key, and read anew when it is sent.
CREATE TABLE notices (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    -- Which text.
    kind text NOT NULL,
    -- What it is about, of the kind's own sort: a sign-up, a mission, an association.
    subject_id uuid NOT NULL,
    -- The same person is told the same thing once: of a sign-up, that it was accepted.
    key text NOT NULL,
    created_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    -- Sent with others in one mail a day.
    in_digest boolean NOT NULL,
    -- When it was handed over; or when it was found to be moot, and is not sent.
    sent_at timestamptz,
    dropped_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, account_id, key),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts ON DELETE CASCADE
);
CREATE INDEX notices_open ON notices (tenant_id, account_id, created_at) WHERE sent_at IS NULL AND dropped_at IS NULL;
CREATE INDEX notices_age ON notices (tenant_id, created_at);
SELECT tenant_table('notices');
