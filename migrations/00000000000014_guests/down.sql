DROP TABLE merged_accounts;
DROP TABLE email_links;
