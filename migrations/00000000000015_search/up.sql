-- What missions are found by: one document a mission, the words of a city, and the work of keeping both in step.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- An index is written under row security like any table of a city. It is read without: the operators that search
-- (`@@`, `&&`, `<@`, `%`) are not leakproof, and Postgres uses no index for those before it has checked a policy, so
-- every search would read the whole city. It holds only what is public, and the statements that read it name the city.
CREATE FUNCTION tenant_index(t regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tenant_table(t);
    EXECUTE format('CREATE POLICY index_reads ON %s FOR SELECT USING (true)', t);
END $$;
REVOKE EXECUTE ON FUNCTION tenant_index(regclass) FROM PUBLIC;

CREATE SEQUENCE search_positions;
GRANT USAGE ON SEQUENCE search_positions TO jemengage_service;

CREATE TABLE search_documents (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    mission_id uuid NOT NULL,
    -- Whether it can be found. One that no longer can is kept, so that those who follow hear of it.
    live boolean NOT NULL,
    -- Whether it still takes sign-ups: not closed.
    open boolean NOT NULL,
    association_id uuid NOT NULL,
    published_at timestamptz NOT NULL,
    -- Stems, weighted: title A, names and labels B, places and days C, description D.
    words tsvector NOT NULL,
    -- Title and association as written, for suggestions.
    names tsvector NOT NULL,
    -- What it can be narrowed by: `<facet>:<value>`.
    labels text[] NOT NULL,
    -- When its slots begin; of those with a free place; and whether there is one without a date.
    starts timestamptz[] NOT NULL,
    free_starts timestamptz[] NOT NULL,
    undated boolean NOT NULL,
    undated_free boolean NOT NULL,
    -- How much help is still looked for: the number of binary digits of the places left.
    need smallint NOT NULL,
    -- When it has to be written again though nobody changed it: when its next slot begins.
    stale_at timestamptz,
    -- What it says, in short: the same as long as nothing of it changes.
    digest text NOT NULL,
    -- Its place in the order of changes, which another engine follows, and since when.
    position bigint NOT NULL,
    written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, mission_id),
    FOREIGN KEY (tenant_id, mission_id) REFERENCES missions ON DELETE CASCADE
);
CREATE INDEX search_documents_words ON search_documents USING gin (tenant_id, words) WHERE live;
CREATE INDEX search_documents_names ON search_documents USING gin (tenant_id, names) WHERE live;
CREATE INDEX search_documents_labels ON search_documents USING gin (tenant_id, labels) WHERE live;
CREATE INDEX search_documents_newest ON search_documents (tenant_id, published_at DESC, mission_id) WHERE live AND open;
CREATE INDEX search_documents_stale ON search_documents (tenant_id, stale_at) WHERE stale_at IS NOT NULL;
CREATE INDEX search_documents_changes ON search_documents (tenant_id, position);
SELECT tenant_index('search_documents');

CREATE TABLE search_places (
    tenant_id uuid NOT NULL,
    mission_id uuid NOT NULL,
    number smallint NOT NULL,
    -- Longitude and latitude, degrees.
    at point NOT NULL,
    PRIMARY KEY (tenant_id, mission_id, number),
    FOREIGN KEY (tenant_id, mission_id) REFERENCES search_documents ON DELETE CASCADE
);
CREATE INDEX search_places_at ON search_places USING gist (tenant_id, at);
SELECT tenant_index('search_places');

-- The words of a city's documents and how many bear each, to mend what is misspelt.
CREATE TABLE search_words (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    word text NOT NULL,
    documents integer NOT NULL,
    PRIMARY KEY (tenant_id, word)
);
CREATE INDEX search_words_alike ON search_words USING gin (tenant_id, word gin_trgm_ops);
SELECT tenant_index('search_words');

-- What one node at a time does for all, such as bringing another engine up to date.
CREATE TABLE leases (
    name text PRIMARY KEY,
    holder uuid NOT NULL,
    until timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON leases TO jemengage_service;

-- Which life of the order of changes this is: a copy made from another database follows another order. Given when it is
-- first asked for, so that a database made from a template has one of its own.
CREATE TABLE search_epoch (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    single boolean PRIMARY KEY DEFAULT true CHECK (single)
);
GRANT SELECT, INSERT ON search_epoch TO jemengage_service;

-- Whatever a mission is found by asks for its document to be written again, so that no program can forget to. It is
-- asked for first among what is due. Equal work that is asked for already is locked until this transaction ends, so
-- that it is not begun before what is written here can be seen. The triggers wait for the end of the transaction: then
-- every other lock is held, and two that change the same mission never wait for each other. Names are given in full,
-- because a restored city is written with no search path.
CREATE FUNCTION index_mission(tenant uuid, mission uuid) RETURNS void LANGUAGE sql AS $$
    INSERT INTO public.jobs (tenant_id, kind, subject, run_at, created_at)
    VALUES (tenant, 'index_mission', mission::text, 'epoch', now())
    ON CONFLICT (tenant_id, kind, subject) WHERE attempts = 0 DO UPDATE SET run_at = excluded.run_at;
    SELECT pg_notify('missions', tenant || ' ' || mission);
$$;
CREATE FUNCTION mission_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.index_mission(NEW.tenant_id, NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION slot_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.index_mission(coalesce(NEW.tenant_id, OLD.tenant_id), coalesce(NEW.mission_id, OLD.mission_id));
    RETURN NULL;
END $$;
CREATE FUNCTION association_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.index_mission(NEW.tenant_id, id) FROM public.missions
    WHERE association_id = NEW.id AND state IN ('published', 'closed') ORDER BY id;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER index_new AFTER INSERT ON missions DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.state IN ('published', 'closed')) EXECUTE FUNCTION mission_changed();
CREATE CONSTRAINT TRIGGER index_changed AFTER UPDATE ON missions DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.state IN ('published', 'closed') OR NEW.state IN ('published', 'closed'))
    EXECUTE FUNCTION mission_changed();
-- The number of places left is not kept, since every sign-up changes it, but how many binary digits it has.
CREATE FUNCTION digits(n integer) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT ceil(log(n + 1) / log(2))::integer $$;
CREATE CONSTRAINT TRIGGER index_changed AFTER UPDATE ON slots DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (public.digits(OLD.capacity - OLD.taken) <> public.digits(NEW.capacity - NEW.taken)
                       OR OLD.starts_at IS DISTINCT FROM NEW.starts_at
                       OR OLD.dropped_at IS DISTINCT FROM NEW.dropped_at)
    EXECUTE FUNCTION slot_changed();
CREATE CONSTRAINT TRIGGER index_changed AFTER UPDATE ON associations DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.name <> NEW.name OR OLD.state <> NEW.state) EXECUTE FUNCTION association_changed();

-- `missions.words` and `missions.keywords` are what nodes of the version before search by: a later release drops them, with
-- their index and the text search configurations.

-- What was there before is indexed like what changes.
DO $$
DECLARE
    tenant uuid;
BEGIN
    FOR tenant IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant_id', tenant::text, true);
        INSERT INTO jobs (tenant_id, kind, subject, run_at, created_at)
        SELECT tenant, 'index_mission', id::text, 'epoch', now() FROM missions WHERE state IN ('published', 'closed');
    END LOOP;
END $$;
