DROP TABLE chat_logins;
