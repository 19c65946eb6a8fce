-- People of a city, and the ways they prove who they are.

CREATE TABLE accounts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    email text NOT NULL CHECK (email = lower(email)),
    email_confirmed_at timestamptz,
    given_name text NOT NULL,
    family_name text NOT NULL,
    -- A PHC string (argon2id); null: signs in by link only.
    password_hash text,
    birth_date date,
    locale text NOT NULL,
    -- What the city's staff hold; null: nothing.
    city_role text CHECK (city_role IN ('moderator', 'admin')),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, email)
);
SELECT tenant_table('accounts');

-- Server-side sessions; only the digest of the cookie's value is kept.
CREATE TABLE sessions (
    tenant_id uuid NOT NULL,
    token_hash bytea NOT NULL CHECK (length(token_hash) = 32),
    account_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts ON DELETE CASCADE
);
CREATE INDEX sessions_by_account ON sessions (tenant_id, account_id);
CREATE INDEX sessions_expiry ON sessions (tenant_id, expires_at);
SELECT tenant_table('sessions');

-- One-time sign-in links; using one deletes it.
CREATE TABLE magic_links (
    tenant_id uuid NOT NULL,
    token_hash bytea NOT NULL CHECK (length(token_hash) = 32),
    account_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts ON DELETE CASCADE
);
CREATE INDEX magic_links_by_account ON magic_links (tenant_id, account_id);
CREATE INDEX magic_links_expiry ON magic_links (tenant_id, expires_at);
SELECT tenant_table('magic_links');

-- Tokens for programs: they act as their account, within their scopes.
CREATE TABLE api_tokens (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    token_hash bytea NOT NULL CHECK (length(token_hash) = 32),
    name text NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts ON DELETE CASCADE
);
CREATE INDEX api_tokens_by_account ON api_tokens (tenant_id, account_id);
SELECT tenant_table('api_tokens');

-- What a POST with an Idempotency-Key did: the row is written in the transaction of what it did, so it was done
-- exactly when the row is there. The answer follows, for the one who asks again.
CREATE TABLE idempotency_keys (
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    key text NOT NULL,
    -- Digest of method, path and body: another request under the same key is a mistake, not a repetition.
    fingerprint bytea NOT NULL CHECK (length(fingerprint) = 32),
    status smallint,
    answer jsonb,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, account_id, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (tenant_id, created_at);
SELECT tenant_table('idempotency_keys');
