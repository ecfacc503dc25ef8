-- What administrators ask of every record of a type before it is saved.
create table kith.own_rule (
    workspace_id uuid not null references kith.workspace (id),
    id uuid not null,
    type text not null,
    kind text not null check (kind in ('required', 'valid')),
    field text not null,
    -- Condition of the records that are asked; null for all.
    asked_when text,
    -- What must hold; null where the field must be filled.
    condition text check ((condition is null) = (kind = 'required')),
    message text,
    active boolean not null default true,
    primary key (workspace_id, id)
);
create index own_rule_type on kith.own_rule (workspace_id, type, id);
