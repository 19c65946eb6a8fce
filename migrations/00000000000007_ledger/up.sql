-- The ledger: one row for every transition and every act of an agent or operator. It can only grow.
CREATE TABLE ledger (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL,
    -- An account's id is a pseudonym; null: the platform itself or its operator.
    actor_id uuid,
    -- From where: web, chat, system, operator.
    source text NOT NULL,
    action text NOT NULL,
    subject_id uuid NOT NULL,
    -- What the rules or the person said: reason codes, states. Never a person's words or data.
    details jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX ledger_by_subject ON ledger (tenant_id, subject_id, id);
SELECT tenant_table('ledger');
REVOKE UPDATE, DELETE, TRUNCATE ON ledger FROM jemengage_service;
