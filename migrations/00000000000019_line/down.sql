DROP INDEX sign_ups_line;
