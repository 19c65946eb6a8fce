-- Chat: bots, what their conversations remember, what is to be sent, and who somebody in a chat is.

-- A bot of one city, or one that serves them all and so stands above them.
CREATE TABLE bots (
    id uuid PRIMARY KEY,
    platform text NOT NULL CHECK (platform IN ('telegram', 'discord')),
    -- Null: it serves all cities.
    tenant_id uuid REFERENCES tenants (id),
    -- What its platform calls it.
    name text NOT NULL CHECK (name <> ''),
    -- The end of the address it is called at: 128 random bits.
    hook text NOT NULL UNIQUE,
    -- Encrypted with JEMENGAGE_SECRET: what it shows to its platform, and what its platform shows to us.
    token bytea NOT NULL,
    hook_secret bytea NOT NULL,
    created_at timestamptz NOT NULL,
    -- Which node sends for it, and until when it may.
    sender uuid,
    sender_until timestamptz,
    UNIQUE (platform, name)
);
CREATE INDEX bots_by_tenant ON bots (tenant_id) WHERE tenant_id IS NOT NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON bots TO jemengage_service;

-- A conversation. The version guards it: of two updates at once, one is looked at after the other.
CREATE TABLE chats (
    bot_id uuid NOT NULL REFERENCES bots ON DELETE CASCADE,
    chat text NOT NULL,
    -- The city it is about, once one is chosen.
    tenant_id uuid REFERENCES tenants (id),
    locale text NOT NULL,
    state jsonb NOT NULL,
    version bigint NOT NULL,
    -- Since when nothing reaches it.
    unreachable_at timestamptz,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (bot_id, chat)
);
CREATE INDEX chats_by_change ON chats (changed_at);
CREATE INDEX chats_by_chat ON chats (chat);
GRANT SELECT, INSERT, UPDATE, DELETE ON chats TO jemengage_service;

-- Updates that were dealt with: a platform may send one again.
CREATE TABLE chat_updates (
    bot_id uuid NOT NULL REFERENCES bots ON DELETE CASCADE,
    number bigint NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (bot_id, number)
);
CREATE INDEX chat_updates_by_time ON chat_updates USING brin (received_at);
GRANT SELECT, INSERT, DELETE ON chat_updates TO jemengage_service;

-- What is to be sent, in order; gone once it is.
CREATE TABLE chat_messages (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    bot_id uuid NOT NULL REFERENCES bots ON DELETE CASCADE,
    chat text NOT NULL,
    -- Answers go before what nobody waits for.
    is_answer boolean NOT NULL,
    content jsonb NOT NULL,
    -- The notice it tells of, in its city: told by mail, if nothing reaches the chat.
    tenant_id uuid REFERENCES tenants (id),
    notice_id uuid,
    attempts integer NOT NULL DEFAULT 0,
    run_at timestamptz NOT NULL
);
CREATE INDEX chat_messages_line ON chat_messages (bot_id, is_answer DESC, id);
CREATE INDEX chat_messages_by_chat ON chat_messages (bot_id, chat, id);
GRANT SELECT, INSERT, UPDATE, DELETE ON chat_messages TO jemengage_service;

-- Who somebody in a chat is, in one city.
CREATE TABLE chat_identities (
    tenant_id uuid NOT NULL,
    platform text NOT NULL CHECK (platform IN ('telegram', 'discord')),
    -- Their number there.
    person text NOT NULL CHECK (person <> ''),
    account_id uuid NOT NULL,
    linked_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, platform, person),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts ON DELETE CASCADE
);
CREATE INDEX chat_identities_by_account ON chat_identities (tenant_id, account_id);
SELECT tenant_table('chat_identities');

-- What an account shows to a bot, once, to be known there; one at a time for each account.
CREATE TABLE chat_codes (
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    code_hash bytea NOT NULL CHECK (length(code_hash) = 32),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, account_id),
    UNIQUE (tenant_id, code_hash),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts ON DELETE CASCADE
);
SELECT tenant_table('chat_codes');
