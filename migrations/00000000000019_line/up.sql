-- The waiting list is served by priority, then by arrival.
CREATE INDEX CONCURRENTLY sign_ups_line ON sign_ups (tenant_id, slot_id, priority DESC, rank) WHERE state = 'waiting';
