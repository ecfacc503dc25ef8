-- after tables
-- How long records of a type are kept, and what becomes of them then. ADR 36.
create table kith.retention_rule (
    workspace_id uuid not null references kith.workspace (id),
    id uuid not null,
    name text not null,
    type text not null,
    -- Only records for which it holds; null for all.
    condition text,
    -- The field with the day from which the days are counted.
    counted_from text not null,
    days integer not null check (days between 1 and 36500),
    action text not null check (action in ('trash', 'anonymise', 'erase')),
    -- For anonymise: what is emptied.
    fields text[] not null,
    active boolean not null default false,
    -- Under whose name it acts.
    active_by uuid,
    -- When what it would do was looked at last; emptied by every change.
    tried_at timestamptz,
    -- Why Kith switched it off.
    problem text,
    ran_at timestamptz,
    -- What its last run did, and what refused.
    done bigint not null default 0,
    failed bigint not null default 0,
    updated_at timestamptz not null,
    primary key (workspace_id, id),
    check (not active or (active_by is not null and tried_at is not null))
);
