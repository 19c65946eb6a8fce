DELETE FROM jobs WHERE kind = 'match_alerts';
DROP TABLE alert_keys;
DROP TABLE alerts;
