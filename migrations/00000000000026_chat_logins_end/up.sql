-- Requests to come in by a chat that are over are found by when they end; and each is of a city, also before anybody answers.
CREATE INDEX chat_logins_expiry ON chat_logins (tenant_id, expires_at);

-- That the key holds is looked at in the rows of every city, which row security shows nobody.
ALTER TABLE chat_logins NO FORCE ROW LEVEL SECURITY;
ALTER TABLE chat_logins ADD FOREIGN KEY (tenant_id) REFERENCES tenants (id);
ALTER TABLE chat_logins FORCE ROW LEVEL SECURITY;
