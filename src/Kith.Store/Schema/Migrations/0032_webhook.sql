-- Where a workspace has its changes sent to. Secrets are not kept: they follow from the installation's own, the id and the generation.
create table kith.webhook (
    workspace_id uuid not null references kith.workspace (id),
    id uuid not null,
    url text not null,
    -- The person whose rights decide what is sent.
    owner_id uuid not null,
    -- Names of types and kinds of changes; null for all.
    types text[],
    kinds text[],
    -- Condition on the record, where there is one type.
    filter text,
    -- What was changed before it was made is not sent by itself.
    begins_after bigint not null,
    active boolean not null default true,
    -- Why Kith switched it off.
    note text,
    generation integer not null default 1,
    -- Until when the generation before signs, too.
    rotated_until timestamptz,
    -- Failures in a row, since when, and when it is tried again.
    failures integer not null default 0,
    failing_since timestamptz,
    retry_at timestamptz,
    -- What is being sent again: after the one position and up to the other.
    replay_after bigint,
    replay_through bigint,
    created_at timestamptz not null,
    primary key (workspace_id, id)
);

create table kith.webhook_delivery (
    workspace_id uuid not null,
    id uuid not null,
    webhook_id uuid not null,
    -- The change it tells of; null for a test.
    position bigint,
    event text not null,
    body text not null,
    state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed', 'parked')),
    attempts integer not null default 0,
    due_at timestamptz not null,
    -- What the last try was answered.
    status integer,
    problem text,
    tried_at timestamptz,
    created_at timestamptz not null,
    primary key (workspace_id, id),
    foreign key (workspace_id, webhook_id) references kith.webhook (workspace_id, id) on delete cascade
);
create unique index webhook_delivery_change on kith.webhook_delivery (workspace_id, webhook_id, position) where position is not null;
create index webhook_delivery_due on kith.webhook_delivery (workspace_id, webhook_id, due_at, id) where state in ('waiting', 'failed');
create index webhook_delivery_newest on kith.webhook_delivery (workspace_id, webhook_id, id);
