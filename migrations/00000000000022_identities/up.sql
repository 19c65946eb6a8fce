-- Ways in by another's word: whom a provider of the city knows an account as, and what the city shows to the provider.

-- The subject is the provider's own name for somebody. An address never stands for it: addresses change hands.
CREATE TABLE identities (
    tenant_id uuid NOT NULL,
    provider text NOT NULL CHECK (provider <> ''),
    subject text NOT NULL CHECK (subject <> ''),
    account_id uuid NOT NULL,
    linked_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, provider, subject),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts ON DELETE CASCADE
);
CREATE INDEX identities_by_account ON identities (tenant_id, account_id);
SELECT tenant_table('identities');

-- Encrypted with JEMENGAGE_SECRET. What else is known of a provider stands in tenant.toml.
CREATE TABLE provider_secrets (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    provider text NOT NULL CHECK (provider <> ''),
    secret bytea NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, provider)
);
SELECT tenant_table('provider_secrets');
