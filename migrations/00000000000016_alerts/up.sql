-- Searches that people keep, to be told of missions they would find.

CREATE TABLE alerts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    criteria jsonb NOT NULL,
    -- What its words were understood as: terms a mission must bear, and must not.
    terms text[] NOT NULL,
    without text[] NOT NULL,
    -- Told once a day, not as it happens.
    daily boolean NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts
);
CREATE INDEX alerts_by_account ON alerts (tenant_id, account_id, created_at DESC);
SELECT tenant_table('alerts');

-- Under what an alert is found when a mission comes: a mission it fits has one of its keys.
CREATE TABLE alert_keys (
    tenant_id uuid NOT NULL,
    key text NOT NULL,
    alert_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, key, alert_id),
    FOREIGN KEY (tenant_id, alert_id) REFERENCES alerts ON DELETE CASCADE
);
CREATE INDEX alert_keys_by_alert ON alert_keys (tenant_id, alert_id);
SELECT tenant_table('alert_keys');
