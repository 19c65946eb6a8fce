DROP TABLE invitations;
DROP TABLE favourites;
DROP TABLE mail_preferences;
DROP INDEX accounts_staff;
DROP INDEX accounts_idle;
ALTER TABLE accounts
    DROP COLUMN erased_at,
    DROP COLUMN last_seen_at,
    DROP COLUMN idle_notices,
    DROP COLUMN idle_noticed_at,
    DROP COLUMN unreachable_since,
    DROP COLUMN mail_token,
    DROP COLUMN quiet_from,
    DROP COLUMN quiet_until,
    ALTER COLUMN email SET NOT NULL;
