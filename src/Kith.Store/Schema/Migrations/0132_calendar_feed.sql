-- after tables
-- The secret address under which somebody's calendar is read by other programs; at most one each. The secret is kept as its hash.
create table kith.calendar_feed (
    workspace_id uuid not null references kith.workspace (id),
    person_id uuid not null,
    hash bytea not null check (length(hash) = 32),
    -- False where only times are told.
    details boolean not null,
    made_at timestamptz not null,
    -- To the hour.
    used_at timestamptz,
    primary key (workspace_id, person_id),
    foreign key (workspace_id, person_id) references kith.person (workspace_id, id) on delete cascade
);
create unique index calendar_feed_hash on kith.calendar_feed (workspace_id, hash);
