DROP FUNCTION tenant_table(regclass);
DROP TABLE tenant_hosts;
DROP TABLE tenants;
DROP FUNCTION announce_tenant();
DROP EXTENSION unaccent;
REVOKE USAGE ON SCHEMA public FROM jemengage_service;
-- The role stays: it belongs to the cluster, and other databases may use it.
