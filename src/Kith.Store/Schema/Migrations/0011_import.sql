create table kith.import (
    workspace_id uuid not null references kith.workspace (id),
    id uuid not null,
    -- The file's name as it was uploaded, and its size in bytes.
    name text not null,
    size bigint not null default 0,
    state text not null check (state in ('uploading', 'waiting', 'running', 'paused', 'done', 'failed', 'cancelled')),
    type text,
    -- What was found out about the file, and what was decided to do with it; both as the server wrote or got them.
    profile text,
    mapping text,
    rows bigint not null default 0,
    -- Rows of the file that were dealt with, in its order. Moves in the transaction of their records, so no row can count twice.
    position bigint not null default 0,
    created bigint not null default 0,
    updated bigint not null default 0,
    unchanged bigint not null default 0,
    failed bigint not null default 0,
    problem text,
    created_by uuid not null,
    created_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz,
    primary key (workspace_id, id)
);
create index import_newest on kith.import (workspace_id, created_at desc);

-- The uploaded file in pieces of one size, so that every server of the installation can read it.
create table kith.import_piece (
    workspace_id uuid not null,
    import_id uuid not null,
    number integer not null,
    bytes bytea not null,
    primary key (workspace_id, import_id, number),
    foreign key (workspace_id, import_id) references kith.import (workspace_id, id) on delete cascade
);
-- Reading a piece back must not cost its decompression.
alter table kith.import_piece alter column bytes set storage external;

-- Rows that failed, with the reasons, and rows that wait because they name a record that may stand later in the file.
create table kith.import_row (
    workspace_id uuid not null,
    import_id uuid not null,
    row bigint not null,
    pending boolean not null,
    cells jsonb not null,
    problems jsonb,
    primary key (workspace_id, import_id, row),
    foreign key (workspace_id, import_id) references kith.import (workspace_id, id) on delete cascade
);
create index import_row_pending on kith.import_row (workspace_id, import_id, row) where pending;

-- Candidates by a text, whatever the case; n is the key's place in the list. lower() counts as leaking, so behind the policy of the
-- caller no index would serve; this runs as the search role, proves the workspace, and tells ids only. The caller's own rights are in the
-- query around it. A unique field has an index over lower(). Other texts have the one they are sorted by, in which the ways to write a
-- key lie side by side, between all small and all capital letters; the order is asked for so that the planner sees it without statistics.
create function kith.find_texts(place text, of_type text, field text, is_unique boolean, keys text[]) returns table (n bigint, id uuid)
language plpgsql stable security definer set search_path = pg_catalog, kith set enable_seqscan = off as $$
begin
    return query execute format(
        'select k.n, f.id from unnest($2) with ordinality k(key, n)
         cross join lateral (select t.id from kith.%1$I t where t.workspace_id = $1 and lower(t.%2$I) = lower(k.key) and t.deleted_at is null'
        || case when is_unique then ' and t.%2$I is not null' else ' and t.%2$I collate kith.natural between lower(k.key) and upper(k.key)' end
        || case when of_type is null then '' else ' and t.type = $3' end
        || case when is_unique then '' else ' order by t.%2$I collate kith.natural, t.id' end
        || ' limit 100) f',
        place, field) using kith.workspace(), keys, of_type;
end $$;

grant create on schema kith to %search%;
alter function kith.find_texts(text, text, text, boolean, text[]) owner to %search%;
revoke create on schema kith from %search%;
revoke all on function kith.find_texts(text, text, text, boolean, text[]) from public;
grant execute on function kith.find_texts(text, text, text, boolean, text[]) to %app%;
grant select on kith.own_record to %search%;
