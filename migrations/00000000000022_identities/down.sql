DROP TABLE provider_secrets;
DROP TABLE identities;
