DROP TABLE thread_reports;
DROP TABLE thread_reads;
DROP TABLE messages;
