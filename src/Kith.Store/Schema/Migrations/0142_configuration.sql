-- States of a workspace's configuration that are kept, so that it can be put back. People stand in them by their ids.
create table kith.configuration (
    workspace_id uuid not null references kith.workspace (id),
    number bigint not null,
    at timestamptz not null,
    by_id uuid,
    note text not null,
    -- As it was written, its members in their order.
    document json not null,
    primary key (workspace_id, number)
);
