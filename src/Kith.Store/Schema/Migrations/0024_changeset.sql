-- Changes that were made together and can be undone together: by one action on many records, an import, a merge, an undo.
create table kith.changeset (
    workspace_id uuid not null references kith.workspace (id),
    id uuid not null,
    -- What was asked for: bulk, action, import, merge, undo.
    kind text not null,
    -- The action, such as update or win; for imports the file.
    name text not null,
    type text,
    by_id uuid not null,
    at timestamptz not null,
    -- Where the stream stood before: its changes lie behind.
    behind bigint not null,
    -- waiting, running, done, failed, cancelled.
    state text not null,
    dry_run boolean not null default false,
    -- Items, and how many were dealt with, changed and refused.
    total bigint not null default 0,
    done bigint not null default 0,
    changed bigint not null default 0,
    failed bigint not null default 0,
    -- What a job needs to know to do it.
    request jsonb,
    undoes uuid,
    undone_by uuid,
    problem text,
    finished_at timestamptz,
    primary key (workspace_id, id)
);

-- The records a changeset is about, in the order in which they are dealt with, and what became of each.
create table kith.changeset_item (
    workspace_id uuid not null,
    changeset_id uuid not null,
    ordinal bigint not null,
    type text not null,
    record_id uuid not null,
    -- changed, unchanged, partly, failed; null until it was dealt with.
    result text,
    errors jsonb,
    primary key (workspace_id, changeset_id, ordinal),
    foreign key (workspace_id, changeset_id) references kith.changeset (workspace_id, id) on delete cascade
);
create index changeset_item_result on kith.changeset_item (workspace_id, changeset_id, result, ordinal);

alter table kith.change
    add column changeset uuid,
    -- For whom Kith itself acted.
    add column behalf_id uuid,
    -- The change that made the writer write.
    add column cause bigint,
    -- The row of the imported file.
    add column row bigint;

-- Records that were merged into others: their ids keep leading there.
create table kith.merged (
    workspace_id uuid not null,
    id uuid not null,
    into_id uuid not null,
    primary key (workspace_id, id),
    foreign key (workspace_id, id) references kith.entry (workspace_id, id),
    foreign key (workspace_id, into_id) references kith.entry (workspace_id, id)
);
create index merged_into on kith.merged (workspace_id, into_id);
