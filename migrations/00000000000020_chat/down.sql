DROP TABLE chat_codes;
DROP TABLE chat_identities;
DROP TABLE chat_messages;
DROP TABLE chat_updates;
DROP TABLE chats;
DROP TABLE bots;
