-- What a mission is found by is weighted otherwise: of its labels what one mostly does counts more than the rest. Its rank
-- among others is all that changes, so documents are written again one by one, while the version before still answers.
DO $$
DECLARE
    tenant uuid;
BEGIN
    FOR tenant IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant_id', tenant::text, true);
        INSERT INTO jobs (tenant_id, kind, subject, run_at, created_at)
        SELECT tenant, 'index_mission', id::text, now(), now() FROM missions WHERE state IN ('published', 'closed')
        ON CONFLICT DO NOTHING;
    END LOOP;
END $$;
