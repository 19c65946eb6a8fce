-- Missions, where and when they take place, and the text they are found by.

-- Stemming per language, deaf to accents. Written as configurations because a generated column may only use
-- immutable functions, which `unaccent()` is not.
CREATE TEXT SEARCH CONFIGURATION mission_fr (COPY = french);
ALTER TEXT SEARCH CONFIGURATION mission_fr
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem;
CREATE TEXT SEARCH CONFIGURATION mission_en (COPY = english);
ALTER TEXT SEARCH CONFIGURATION mission_en
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;

CREATE TABLE missions (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    association_id uuid NOT NULL,
    title text NOT NULL,
    description text NOT NULL,
    language text NOT NULL,
    domain text NOT NULL,
    activities text[] NOT NULL,
    beneficiaries text[] NOT NULL,
    open_to_minors boolean NOT NULL,
    accessible boolean NOT NULL,
    remote boolean NOT NULL,
    prerequisites text[] NOT NULL CHECK (cardinality(prerequisites) <= 3),
    motivation_wanted boolean NOT NULL,
    acceptance text NOT NULL CHECK (acceptance IN ('automatic', 'by_manager')),
    waiting_list boolean NOT NULL,
    -- Shown only to the other side of an accepted sign-up.
    contact_name text,
    contact_email text,
    contact_phone text,
    state text NOT NULL
        CHECK (state IN ('draft', 'submitted', 'returned', 'published', 'suspended', 'closed', 'cancelled')),
    reasons jsonb NOT NULL DEFAULT '[]',
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    submitted_at timestamptz,
    published_at timestamptz,
    -- Labels worth finding it by that are not in its text: association, areas, domain, activities.
    keywords text NOT NULL DEFAULT '',
    words tsvector NOT NULL GENERATED ALWAYS AS (
        CASE WHEN language = 'fr' THEN
            setweight(to_tsvector('mission_fr', title), 'A')
            || setweight(to_tsvector('mission_fr', keywords), 'B')
            || setweight(to_tsvector('mission_fr', description), 'D')
        ELSE
            setweight(to_tsvector('mission_en', title), 'A')
            || setweight(to_tsvector('mission_en', keywords), 'B')
            || setweight(to_tsvector('mission_en', description), 'D')
        END
    ) STORED,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, association_id) REFERENCES associations,
    CHECK (state <> 'published' OR published_at IS NOT NULL)
);
CREATE INDEX missions_by_association ON missions (tenant_id, association_id, created_at DESC, id);
CREATE INDEX missions_queue ON missions (tenant_id, submitted_at, id) WHERE state = 'submitted';
CREATE INDEX missions_newest ON missions (tenant_id, published_at DESC, id) WHERE state = 'published';
CREATE INDEX missions_words ON missions USING gin (words) WHERE state = 'published';
SELECT tenant_table('missions');

CREATE TABLE mission_addresses (
    tenant_id uuid NOT NULL,
    mission_id uuid NOT NULL,
    position smallint NOT NULL,
    label text NOT NULL,
    street text NOT NULL,
    postcode text NOT NULL,
    -- The area it lies in and all above it, so that asking for a borough finds its neighbourhoods.
    areas text[] NOT NULL,
    lat double precision NOT NULL CHECK (lat BETWEEN -90 AND 90),
    lon double precision NOT NULL CHECK (lon BETWEEN -180 AND 180),
    PRIMARY KEY (tenant_id, mission_id, position),
    FOREIGN KEY (tenant_id, mission_id) REFERENCES missions ON DELETE CASCADE
);
CREATE INDEX mission_addresses_by_point ON mission_addresses (tenant_id, lat, lon);
CREATE INDEX mission_addresses_by_area ON mission_addresses USING gin (areas);
SELECT tenant_table('mission_addresses');

-- The invariants of places stand here, whatever a program does: never more than the capacity, and never a free
-- place while somebody waits.
CREATE TABLE slots (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    mission_id uuid NOT NULL,
    -- Both null: open-ended help with no date.
    starts_at timestamptz,
    ends_at timestamptz,
    capacity integer NOT NULL CHECK (capacity BETWEEN 1 AND 100000),
    -- Sign-ups that hold a place now.
    taken integer NOT NULL DEFAULT 0 CHECK (taken >= 0),
    -- Sign-ups that wait now.
    waiting integer NOT NULL DEFAULT 0 CHECK (waiting >= 0),
    -- Sign-ups ever made: the order of arrival.
    arrivals bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, mission_id, id),
    FOREIGN KEY (tenant_id, mission_id) REFERENCES missions ON DELETE CASCADE,
    CHECK (taken <= capacity),
    CHECK (waiting = 0 OR taken = capacity),
    CHECK ((starts_at IS NULL) = (ends_at IS NULL)),
    CHECK (starts_at < ends_at)
) WITH (fillfactor = 50); -- room for hot updates: the counters change, the keys do not
CREATE INDEX slots_by_start ON slots (tenant_id, starts_at, mission_id);
SELECT tenant_table('slots');

-- Great-circle distance in metres (haversine, mean radius of the Earth, IUGG).
CREATE FUNCTION distance_m(lat1 double precision, lon1 double precision, lat2 double precision, lon2 double precision)
    RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT 2 * 6371008.8 * asin(least(1, sqrt(
        sin(radians(lat2 - lat1) / 2) ^ 2
        + cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ^ 2)))
$$;

-- Every node listens: public answers it holds for a moment are dropped when a mission changes.
CREATE FUNCTION announce_mission() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('missions', NEW.tenant_id || ' ' || NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER announce AFTER UPDATE ON missions FOR EACH ROW EXECUTE FUNCTION announce_mission();
