DROP FUNCTION statistics_of(date, text);
DROP TABLE statistics_cells;
DROP TABLE statistics_months;
DROP TABLE statistics_refreshes;
DROP INDEX missions_by_publication;
DROP INDEX sign_ups_by_change;
DROP INDEX sign_ups_by_time;
