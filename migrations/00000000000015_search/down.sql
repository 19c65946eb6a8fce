DROP TRIGGER index_changed ON associations;
DROP TRIGGER index_changed ON slots;
DROP TRIGGER index_changed ON missions;
DROP TRIGGER index_new ON missions;
DROP FUNCTION digits(integer);
DROP FUNCTION association_changed();
DROP FUNCTION slot_changed();
DROP FUNCTION mission_changed();
DROP FUNCTION index_mission(uuid, uuid);
DROP TABLE search_words;
DROP TABLE search_places;
DROP TABLE search_documents;
DROP SEQUENCE search_positions;
DROP FUNCTION tenant_index(regclass);
DELETE FROM jobs WHERE kind = 'index_mission';
DROP EXTENSION btree_gist;
DROP EXTENSION btree_gin;
DROP EXTENSION pg_trgm;

CREATE TEXT SEARCH CONFIGURATION mission_fr (COPY = french);
ALTER TEXT SEARCH CONFIGURATION mission_fr
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem;
CREATE TEXT SEARCH CONFIGURATION mission_en (COPY = english);
ALTER TEXT SEARCH CONFIGURATION mission_en
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
ALTER TABLE missions
    ADD COLUMN keywords text NOT NULL DEFAULT '',
    ADD COLUMN words tsvector NOT NULL GENERATED ALWAYS AS (
        CASE WHEN language = 'fr' THEN
            setweight(to_tsvector('mission_fr', title), 'A')
            || setweight(to_tsvector('mission_fr', keywords), 'B')
            || setweight(to_tsvector('mission_fr', description), 'D')
        ELSE
            setweight(to_tsvector('mission_en', title), 'A')
            || setweight(to_tsvector('mission_en', keywords), 'B')
            || setweight(to_tsvector('mission_en', description), 'D')
        END
    ) STORED;
CREATE INDEX missions_words ON missions USING gin (words) WHERE state = 'published';
