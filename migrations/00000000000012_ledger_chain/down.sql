DROP FUNCTION forget_ledger(timestamptz, timestamptz);
DROP TABLE ledger_cursors;
DROP TABLE ledger_chain;
