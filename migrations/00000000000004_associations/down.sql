DROP TABLE memberships;
DROP TABLE associations;
