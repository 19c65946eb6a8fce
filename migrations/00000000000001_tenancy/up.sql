-- The registry of cities, and the one function that puts a table under its tenant.

-- The service role: what `jemengage serve` connects as. It owns nothing and does not bypass row security.
-- A group role: an installation grants it to a login of its own.
DO $$
BEGIN
    -- Roles belong to the cluster: another database of it, or its administrator, may have made the role before.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'jemengage_service') THEN
        CREATE ROLE jemengage_service NOLOGIN NOBYPASSRLS;
    END IF;
END $$;
GRANT USAGE ON SCHEMA public TO jemengage_service;

CREATE EXTENSION IF NOT EXISTS unaccent;

-- Above tenants: what a city is. `config` and `texts` are the contents of tenants/<city>/ as applied.
CREATE TABLE tenants (
    id uuid PRIMARY KEY,
    code text NOT NULL UNIQUE CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    config jsonb NOT NULL,
    texts jsonb NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    removed_at timestamptz
);

-- Which city answers on which host. A host belongs to one city: the key says so.
CREATE TABLE tenant_hosts (
    host text PRIMARY KEY CHECK (host = lower(host)),
    tenant_id uuid NOT NULL REFERENCES tenants (id)
);
CREATE INDEX tenant_hosts_by_tenant ON tenant_hosts (tenant_id);

-- Registry and hosts are operator data; the service role applies them too, so that one URL serves every command.
GRANT SELECT, INSERT, UPDATE ON tenants TO jemengage_service;
GRANT SELECT, INSERT, DELETE ON tenant_hosts TO jemengage_service;

-- Every node listens: a city applied on one is seen by the others at once.
CREATE FUNCTION announce_tenant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('tenants', NEW.id::text);
    RETURN NULL;
END $$;
CREATE TRIGGER announce AFTER INSERT OR UPDATE ON tenants
    FOR EACH ROW EXECUTE FUNCTION announce_tenant();

-- Ends every migration that creates a table of a city. Row security bypasses neither the owner (FORCE) nor an
-- unset tenant: without `app.tenant_id` the expression is an error, not all rows.
CREATE FUNCTION tenant_table(t regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    own constant text := 'current_setting(''app.tenant_id'')::uuid';
BEGIN
    EXECUTE format('ALTER TABLE %s ALTER COLUMN tenant_id SET DEFAULT %s', t, own);
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_tenant ON %s USING (tenant_id = %s) WITH CHECK (tenant_id = %s)', t, own, own);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO jemengage_service', t);
END $$;
REVOKE EXECUTE ON FUNCTION tenant_table(regclass) FROM PUBLIC;
