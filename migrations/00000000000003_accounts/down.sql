DROP TABLE idempotency_keys;
DROP TABLE api_tokens;
DROP TABLE magic_links;
DROP TABLE sessions;
DROP TABLE accounts;
