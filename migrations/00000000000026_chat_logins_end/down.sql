ALTER TABLE chat_logins DROP CONSTRAINT chat_logins_tenant_id_fkey;
DROP INDEX chat_logins_expiry;
