ALTER TABLE ledger DROP COLUMN on_behalf_of;
ALTER TABLE sign_ups
    DROP COLUMN minutes,
    DROP COLUMN confirmed_at,
    DROP COLUMN answered_at,
    DROP COLUMN nags;
DROP INDEX sign_ups_offers;
DROP INDEX slots_by_code;
ALTER TABLE slots
    DROP COLUMN sequence,
    DROP COLUMN check_in_code,
    DROP COLUMN reminded_at,
    DROP COLUMN thanked_at,
    DROP COLUMN closed_at,
    DROP COLUMN dropped_at;
ALTER TABLE missions
    DROP COLUMN over_at,
    DROP COLUMN offered_to;
