DROP TABLE slots;
DROP TABLE mission_addresses;
DROP TABLE missions;
DROP FUNCTION announce_mission();
DROP FUNCTION distance_m(double precision, double precision, double precision, double precision);
DROP TEXT SEARCH CONFIGURATION mission_en;
DROP TEXT SEARCH CONFIGURATION mission_fr;
