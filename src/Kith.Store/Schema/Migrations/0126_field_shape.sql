-- What a workspace's own field is beside its kind. A field's values lie under its key, so that a name can be given away anew and what was removed comes back.
alter table kith.own_field add column target text;
alter table kith.own_field add column only_once boolean not null default false;
alter table kith.own_field add column preset text;
alter table kith.own_field add column help text;
alter table kith.own_field add column active boolean not null default true;
-- Before this the field was not there, or held something else.
alter table kith.own_field add column made_at timestamptz not null default '2000-01-01';
alter table kith.own_field alter column made_at set default now();
alter table kith.own_field add column key text;
update kith.own_field set key = name;
alter table kith.own_field alter column key set not null;

-- A choice that is offered no more keeps its name, so that what was kept with it can still be read. One with the value of a built-in choice stands in its place.
alter table kith.own_choice add column retired boolean not null default false;

-- The values of unique own fields of living records. Long ones stand there by their hash.
create table kith.own_unique (
    workspace_id uuid not null references kith.workspace (id),
    type text not null,
    field text not null,
    value text not null,
    record_id uuid not null,
    primary key (workspace_id, type, field, value),
    foreign key (workspace_id, record_id) references kith.entry (workspace_id, id) on delete cascade
);
create index own_unique_record on kith.own_unique (workspace_id, record_id, field);

-- Fields that were removed, with their choices; their values are forgotten after a while, and until then they can be brought back.
create table kith.removed_field (
    workspace_id uuid not null references kith.workspace (id),
    type text not null,
    key text not null,
    name text not null,
    definition jsonb not null,
    removed_at timestamptz not null,
    removed_by uuid,
    primary key (workspace_id, type, key)
);

-- Rises where what fields keep takes another shape: a field becomes unique, or its values move to another key. Whoever saves records of a type with own fields holds the
-- shape that they were prepared in, and who changes it waits for them.
alter table kith.workspace add column shape_version bigint not null default 0;

create function kith.hold_shape(space uuid, shape bigint) returns void
language plpgsql volatile as $$
begin
    perform pg_advisory_xact_lock_shared(hashtextextended(space::text, 126));
    if (select w.shape_version from kith.workspace w where w.id = space) is distinct from shape then
        perform kith.refuse('stale', '');
    end if;
end $$;

create function kith.change_shape(space uuid) returns void
language plpgsql volatile as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(space::text, 126));
    update kith.workspace set shape_version = shape_version + 1 where id = space;
end $$;
