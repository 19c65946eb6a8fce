-- A city's rules as components: which it uses, what they decided, and the facts about people and associations they ask for.

-- Adding a foreign key looks at the rows, and row security binds the owner too: the new columns are empty in any city.
SELECT set_config('app.tenant_id', '00000000-0000-0000-0000-000000000000', true);

-- Above tenants: components by the digest of their bytes, so that cities share those that are the same. They hold rules,
-- never data of a city or of a person. They are never changed, and kept for as long as a decision may be looked at again.
CREATE TABLE components (
    sha256 bytea PRIMARY KEY CHECK (length(sha256) = 32),
    wasm bytea NOT NULL CHECK (length(wasm) <= 25165824),
    created_at timestamptz NOT NULL
);
GRANT SELECT, INSERT ON components TO jemengage_service;

-- The digest of what a component becomes when it is compiled, by what it is compiled for: a file of native code that has
-- another is never run. Nodes keep the files; each may write what it compiled.
CREATE TABLE compiled_components (
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    compatibility text NOT NULL,
    digest bytea NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (sha256, compatibility)
);
GRANT SELECT, INSERT, UPDATE ON compiled_components TO jemengage_service;

-- What a city uses now: {version, name, component, parameters}. Null: not looked at yet by a program that knows rules.
ALTER TABLE tenants ADD COLUMN rules jsonb;

-- What a city has used, the last one first to be found; to go back is to add the same again.
CREATE TABLE rule_versions (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    version integer NOT NULL CHECK (version > 0),
    -- A component the platform brings, by its name; null: one that was uploaded.
    name text,
    component bytea NOT NULL CHECK (length(component) = 32),
    parameters jsonb NOT NULL,
    -- Where it came from: folder, program, upload, parameters, rollback.
    origin text NOT NULL CHECK (origin IN ('folder', 'program', 'upload', 'parameters', 'rollback')),
    made_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, version)
);
SELECT tenant_table('rule_versions');

-- Every call of the rules that decided something: what they were given, and what they said. No name, address or message.
CREATE TABLE decisions (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL,
    -- The version of the rules that was asked: component and parameters. No foreign key: every sign-up of the city would
    -- take a lock on that one row.
    version integer NOT NULL,
    question text NOT NULL CHECK (question IN ('association', 'mission', 'sign_up', 'attendance')),
    facts jsonb NOT NULL,
    verdict jsonb NOT NULL,
    -- The association, the mission or the slot it was about.
    subject_id uuid NOT NULL,
    -- The person it was about, so that it ends with their account.
    account_id uuid,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts ON DELETE CASCADE
);
CREATE INDEX decisions_by_time ON decisions (tenant_id, at, id);
CREATE INDEX decisions_by_account ON decisions (tenant_id, account_id) WHERE account_id IS NOT NULL;
SELECT tenant_table('decisions');

-- Where somebody belongs, if the rules of the city ask for it: how, and to which area of the city (null: none of its own).
ALTER TABLE accounts
    ADD COLUMN tie text CHECK (tie IN ('resident', 'student', 'worker', 'member')),
    ADD COLUMN tie_area text,
    ADD CHECK (tie IS NOT NULL OR tie_area IS NULL);

-- What somebody holds: a card, a consent, a tie that was confirmed.
CREATE TABLE credentials (
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    name text NOT NULL CHECK (name ~ '^[a-z0-9_]{1,64}$'),
    assurance text NOT NULL CHECK (assurance IN ('email', 'phone', 'declared', 'documented', 'in_person')),
    given_at timestamptz NOT NULL,
    -- Until when it is good; null: for good.
    until timestamptz,
    PRIMARY KEY (tenant_id, account_id, name),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts ON DELETE CASCADE
);
SELECT tenant_table('credentials');

-- Whom a minor asks for consent. The address is kept until the link was used or is over.
CREATE TABLE consent_requests (
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    email text NOT NULL,
    -- Null until the mail is sent: only the digest of its secret is kept.
    token_hash bytea CHECK (length(token_hash) = 32),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, account_id),
    UNIQUE (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts ON DELETE CASCADE
);
CREATE INDEX consent_requests_expiry ON consent_requests (tenant_id, expires_at);
SELECT tenant_table('consent_requests');

-- What the city has accredited an association for.
ALTER TABLE associations ADD COLUMN accreditations text[] NOT NULL DEFAULT '{}';

-- Its title and description in other languages: {"en": {"title", "description"}}.
ALTER TABLE missions ADD COLUMN translations jsonb NOT NULL DEFAULT '{}';

-- Who comes first in the waiting list, by the city's rules; among equals who came first.
ALTER TABLE sign_ups ADD COLUMN priority smallint NOT NULL DEFAULT 0 CHECK (priority BETWEEN 0 AND 9);
