-- Associations and who acts for them.

CREATE TABLE associations (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('association', 'collective', 'public_body', 'company')),
    rna text CHECK (rna ~ '^W[0-9][0-9A-Z][0-9]{7}$'),
    siret text CHECK (siret ~ '^([0-9]{9}|[0-9]{14})$'),
    description text NOT NULL,
    domains text[] NOT NULL,
    beneficiaries text[] NOT NULL,
    street text,
    postcode text,
    area text,
    website text,
    -- For the city's agents only, never public.
    contact_email text,
    contact_phone text,
    state text NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'validated', 'suspended', 'left')),
    -- Why it was returned or held: [{code, field, text}].
    reasons jsonb NOT NULL DEFAULT '[]',
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    submitted_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX associations_queue ON associations (tenant_id, submitted_at, id) WHERE state = 'submitted';
CREATE INDEX associations_by_name ON associations (tenant_id, lower(name), id) WHERE state = 'validated';
SELECT tenant_table('associations');

CREATE TABLE memberships (
    tenant_id uuid NOT NULL,
    association_id uuid NOT NULL,
    account_id uuid NOT NULL,
    role text NOT NULL CHECK (role IN ('owner', 'manager')),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, association_id, account_id),
    FOREIGN KEY (tenant_id, association_id) REFERENCES associations,
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts ON DELETE CASCADE
);
CREATE INDEX memberships_by_account ON memberships (tenant_id, account_id);
SELECT tenant_table('memberships');
