-- Guests: the address somebody asks to be theirs, and whom a guest became.

-- One at a time for each account. Its secret is made when the mail is written, so a mail that is written again replaces
-- it; opening the link deletes the row.
CREATE TABLE email_links (
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    email text NOT NULL CHECK (email = lower(email)),
    token_hash bytea CHECK (length(token_hash) = 32),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, account_id),
    UNIQUE (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts ON DELETE CASCADE
);
CREATE INDEX email_links_expiry ON email_links (tenant_id, expires_at);
SELECT tenant_table('email_links');

-- The ledger goes on naming a guest who was merged by the id they had.
CREATE TABLE merged_accounts (
    tenant_id uuid NOT NULL,
    guest_id uuid NOT NULL,
    account_id uuid NOT NULL,
    merged_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, guest_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts ON DELETE CASCADE
);
CREATE INDEX merged_accounts_by_account ON merged_accounts (tenant_id, account_id);
SELECT tenant_table('merged_accounts');
