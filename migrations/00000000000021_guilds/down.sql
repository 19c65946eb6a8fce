DROP TABLE announcements;
DROP TABLE guild_codes;
DROP TABLE guilds;
ALTER TABLE bots DROP COLUMN polls;
