-- Attestations: what somebody did for others, as it stood on a day, under a code that anybody can check.

CREATE TABLE attestations (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    -- Eleven random letters and digits, and one that checks them.
    code text NOT NULL CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'),
    account_id uuid NOT NULL,
    -- As they were that day, like all that follows.
    given_name text NOT NULL,
    family_name text NOT NULL,
    city text NOT NULL,
    -- The language in which the city and the missions are named.
    locale text NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL CHECK (last_day >= first_day),
    -- Each time: [{mission, title, association, starts_at, day, minutes}].
    lines jsonb NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, code),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts
);
CREATE INDEX attestations_by_account ON attestations (tenant_id, account_id, made_at);
SELECT tenant_table('attestations');
