-- Nothing to take back: either version reads what the other wrote.
SELECT 1;
