-- Discord: servers that belong to a city, and what is announced in them. Telegram bots that fetch their updates themselves. And
-- notices that are told once, whichever node dies.

ALTER TABLE bots ADD COLUMN polls boolean NOT NULL DEFAULT false;

-- Which node has begun to send what nobody waits for: if it died since, nobody knows whether it did.
ALTER TABLE chat_messages ADD COLUMN begun_on uuid;

-- Every update writes to these. A conversation is the first of what it writes, and is of a bot that is there; so the others
-- need not ask again, which locks the same few rows of bots hundreds of times a second. Whoever takes a bot away takes them, too.
ALTER TABLE chat_updates DROP CONSTRAINT chat_updates_bot_id_fkey;
ALTER TABLE chat_messages DROP CONSTRAINT chat_messages_bot_id_fkey;

-- An update changes no index of a conversation but a few times an hour: there is room for it beside what it replaces.
ALTER TABLE chats SET (fillfactor = 70);

-- Whether it is told by mail, since nobody knows whether it was told in a chat, or it cannot be.
ALTER TABLE notices ADD COLUMN by_mail boolean NOT NULL DEFAULT false;

-- A server, bound to a city and to the association that showed a code there. Above cities: a server is asked before anybody
-- knows which city it is about.
CREATE TABLE guilds (
    bot_id uuid NOT NULL REFERENCES bots ON DELETE CASCADE,
    guild text NOT NULL CHECK (guild <> ''),
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    association_id uuid NOT NULL,
    -- Where new missions are announced, and the role that is called then; none: nowhere, nobody.
    channel text,
    role text,
    -- Whether all missions of the city are, and not only those of the association.
    announces_all boolean NOT NULL,
    bound_at timestamptz NOT NULL,
    PRIMARY KEY (bot_id, guild),
    FOREIGN KEY (tenant_id, association_id) REFERENCES associations ON DELETE CASCADE
);
CREATE INDEX guilds_by_tenant ON guilds (tenant_id, association_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON guilds TO jemengage_service;

-- What an association shows in a server, once, to bind it; one at a time for each association.
CREATE TABLE guild_codes (
    tenant_id uuid NOT NULL,
    association_id uuid NOT NULL,
    code_hash bytea NOT NULL CHECK (length(code_hash) = 32),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, association_id),
    UNIQUE (tenant_id, code_hash),
    FOREIGN KEY (tenant_id, association_id) REFERENCES associations ON DELETE CASCADE
);
SELECT tenant_table('guild_codes');

-- Missions that were announced in a server: each once.
CREATE TABLE announcements (
    tenant_id uuid NOT NULL,
    mission_id uuid NOT NULL,
    bot_id uuid NOT NULL,
    guild text NOT NULL,
    announced_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, mission_id, bot_id, guild),
    FOREIGN KEY (tenant_id, mission_id) REFERENCES missions ON DELETE CASCADE
);
SELECT tenant_table('announcements');
