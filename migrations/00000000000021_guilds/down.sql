DROP TABLE announcements;
DROP TABLE guild_codes;
DROP TABLE guilds;
ALTER TABLE bots DROP COLUMN polls;
ALTER TABLE chat_messages DROP COLUMN begun_on;
ALTER TABLE notices DROP COLUMN by_mail;
ALTER TABLE chats RESET (fillfactor);
ALTER TABLE chat_updates ADD FOREIGN KEY (bot_id) REFERENCES bots ON DELETE CASCADE;
ALTER TABLE chat_messages ADD FOREIGN KEY (bot_id) REFERENCES bots ON DELETE CASCADE;
