-- Pictures: a mission's, and an association's logo, as the platform encoded them anew; what was uploaded is not kept.
CREATE TABLE pictures (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    -- What it shows; one each.
    mission_id uuid,
    association_id uuid,
    media_type text NOT NULL CHECK (media_type IN ('image/jpeg', 'image/png')),
    width integer NOT NULL CHECK (width BETWEEN 1 AND 1200),
    height integer NOT NULL CHECK (height BETWEEN 1 AND 800),
    -- What is on it, in words; empty: nothing that one would miss.
    alt text NOT NULL DEFAULT '' CHECK (length(alt) <= 250),
    -- SHA-256 of `bytes`: the address changes with what is shown.
    hash bytea NOT NULL CHECK (length(hash) = 32),
    bytes bytea NOT NULL CHECK (length(bytes) BETWEEN 1 AND 2097152),
    -- The same, as small as a list shows it; none for a logo.
    small bytea CHECK (length(small) BETWEEN 1 AND 2097152),
    made_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, mission_id),
    UNIQUE (tenant_id, association_id),
    CHECK (num_nonnulls(mission_id, association_id) = 1),
    CHECK ((small IS NULL) = (mission_id IS NULL)),
    FOREIGN KEY (tenant_id, mission_id) REFERENCES missions ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, association_id) REFERENCES associations ON DELETE CASCADE
);
-- What is compressed already is stored as it is.
ALTER TABLE pictures ALTER COLUMN bytes SET STORAGE EXTERNAL, ALTER COLUMN small SET STORAGE EXTERNAL;
SELECT tenant_table('pictures');
