-- Coming in on the web by a chat: a browser shows a number, and somebody the city knows picks it in their conversation.
CREATE TABLE chat_logins (
    tenant_id uuid NOT NULL,
    -- What stays in the browser, and what its link tells a bot.
    browser_hash bytea NOT NULL CHECK (length(browser_hash) = 32),
    code_hash bytea NOT NULL CHECK (length(code_hash) = 32),
    -- The number the browser shows, and the three the bot asks about, in order.
    number smallint NOT NULL CHECK (number BETWEEN 10 AND 99),
    choices smallint[] NOT NULL CHECK (cardinality(choices) = 3 AND number = ANY (choices)),
    state text NOT NULL CHECK (state IN ('asked', 'approved', 'refused', 'used')),
    -- Whose conversation opened the link first: nobody else may answer.
    account_id uuid,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, browser_hash),
    UNIQUE (tenant_id, code_hash),
    CHECK (state = 'asked' OR account_id IS NOT NULL),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts ON DELETE CASCADE
);
CREATE INDEX chat_logins_by_account ON chat_logins (tenant_id, account_id) WHERE account_id IS NOT NULL;
SELECT tenant_table('chat_logins');
