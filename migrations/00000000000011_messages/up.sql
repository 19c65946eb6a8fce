-- Messages between a volunteer and an association about one sign-up.

CREATE TABLE messages (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    sign_up_id uuid NOT NULL,
    author_id uuid NOT NULL,
    -- For whom the author spoke.
    side text NOT NULL CHECK (side IN ('volunteer', 'association')),
    -- Null: its author's account was erased.
    text text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, sign_up_id) REFERENCES sign_ups,
    FOREIGN KEY (tenant_id, author_id) REFERENCES accounts
);
CREATE INDEX messages_of_thread ON messages (tenant_id, sign_up_id, created_at, id);
CREATE INDEX messages_by_author ON messages (tenant_id, author_id);
SELECT tenant_table('messages');

-- Up to when each person has read a thread.
CREATE TABLE thread_reads (
    tenant_id uuid NOT NULL,
    sign_up_id uuid NOT NULL,
    account_id uuid NOT NULL,
    read_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, sign_up_id, account_id),
    FOREIGN KEY (tenant_id, sign_up_id) REFERENCES sign_ups,
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts ON DELETE CASCADE
);
CREATE INDEX thread_reads_by_account ON thread_reads (tenant_id, account_id);
SELECT tenant_table('thread_reads');

-- One side asks the city to look at a thread; only then may an agent read it.
CREATE TABLE thread_reports (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    sign_up_id uuid NOT NULL,
    reported_by uuid NOT NULL,
    -- Null: the reporter's account was erased.
    reason text,
    created_at timestamptz NOT NULL,
    closed_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, sign_up_id) REFERENCES sign_ups,
    FOREIGN KEY (tenant_id, reported_by) REFERENCES accounts
);
CREATE UNIQUE INDEX thread_reports_open ON thread_reports (tenant_id, sign_up_id) WHERE closed_at IS NULL;
CREATE INDEX thread_reports_queue ON thread_reports (tenant_id, created_at, id) WHERE closed_at IS NULL;
CREATE INDEX thread_reports_by_thread ON thread_reports (tenant_id, sign_up_id);
CREATE INDEX thread_reports_by_reporter ON thread_reports (tenant_id, reported_by);
SELECT tenant_table('thread_reports');
