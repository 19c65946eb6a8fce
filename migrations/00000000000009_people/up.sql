-- People: guests, those who left, what they like, and who else acts for an association.

ALTER TABLE accounts
    -- A guest has no address yet, an erased account none any more.
    ALTER COLUMN email DROP NOT NULL,
    -- To the day: since when nobody came in with it.
    ADD COLUMN last_seen_at timestamptz,
    -- How often its person was told that it will be erased, and when last.
    ADD COLUMN idle_notices smallint NOT NULL DEFAULT 0,
    ADD COLUMN idle_noticed_at timestamptz,
    -- When it was erased: what is left is a pseudonym.
    ADD COLUMN erased_at timestamptz,
    -- Since when mails to the address come back.
    ADD COLUMN unreachable_since timestamptz,
    -- What stands in the unsubscribe link of its mails; made with the first.
    ADD COLUMN mail_token text,
    -- When no mail is wanted, local time; both null: as the city has it.
    ADD COLUMN quiet_from time,
    ADD COLUMN quiet_until time,
    ADD UNIQUE (tenant_id, mail_token),
    ADD CHECK ((quiet_from IS NULL) = (quiet_until IS NULL)),
    ADD CONSTRAINT erased_holds_nothing CHECK (
        erased_at IS NULL
        OR email IS NULL AND given_name = '' AND family_name = '' AND birth_date IS NULL AND password_hash IS NULL
           AND city_role IS NULL AND mail_token IS NULL AND last_seen_at IS NULL);
CREATE INDEX accounts_idle ON accounts (tenant_id, coalesce(last_seen_at, created_at)) WHERE erased_at IS NULL;
CREATE INDEX accounts_staff ON accounts (tenant_id, id) WHERE city_role IS NOT NULL;

-- How somebody wants to hear of each topic; no row: at once.
CREATE TABLE mail_preferences (
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    topic text NOT NULL,
    mode text NOT NULL CHECK (mode IN ('at_once', 'daily', 'never')),
    PRIMARY KEY (tenant_id, account_id, topic),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts ON DELETE CASCADE
);
SELECT tenant_table('mail_preferences');

CREATE TABLE favourites (
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    mission_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, account_id, mission_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, mission_id) REFERENCES missions ON DELETE CASCADE
);
CREATE INDEX favourites_newest ON favourites (tenant_id, account_id, created_at DESC, mission_id);
CREATE INDEX favourites_by_mission ON favourites (tenant_id, mission_id);
SELECT tenant_table('favourites');

-- Somebody was asked to act for an association. Its secret is made when the mail is written, so a mail that is
-- written again replaces it.
CREATE TABLE invitations (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    association_id uuid NOT NULL,
    email text NOT NULL CHECK (email = lower(email)),
    role text NOT NULL CHECK (role IN ('owner', 'manager')),
    invited_by uuid NOT NULL,
    token_hash bytea CHECK (length(token_hash) = 32),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, association_id, email),
    UNIQUE (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, association_id) REFERENCES associations,
    FOREIGN KEY (tenant_id, invited_by) REFERENCES accounts
);
CREATE INDEX invitations_expiry ON invitations (tenant_id, expires_at);
CREATE INDEX invitations_by_inviter ON invitations (tenant_id, invited_by);
CREATE INDEX invitations_by_email ON invitations (tenant_id, email);
SELECT tenant_table('invitations');
