DROP TABLE announcements;
DROP TABLE guild_codes;
DROP TABLE guilds;
ALTER TABLE bots DROP COLUMN polls;
ALTER TABLE chat_messages DROP COLUMN begun_by;
ALTER TABLE notices DROP COLUMN by_mail;
