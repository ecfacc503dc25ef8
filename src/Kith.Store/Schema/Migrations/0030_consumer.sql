-- How far each reader of the streams has come in each workspace.
create table kith.consumer (
    workspace_id uuid not null references kith.workspace (id),
    name text not null,
    -- Every change up to this one is done with.
    position bigint not null,
    -- Not before; later after a failure.
    run_at timestamptz not null default now(),
    -- Failures of the present batch in its present size.
    attempts integer not null default 0,
    -- Most changes of a batch while one at fault is looked for.
    most integer,
    problem text,
    failed_at timestamptz,
    primary key (workspace_id, name)
) with (fillfactor = 50);

-- Changes that a consumer failed on again and again; they wait for a person while it goes on.
create table kith.parked_change (
    workspace_id uuid not null,
    consumer text not null,
    position bigint not null,
    problem text not null,
    parked_at timestamptz not null,
    primary key (workspace_id, consumer, position),
    foreign key (workspace_id, consumer) references kith.consumer (workspace_id, name)
);

-- Consumers that were installed once. One that is new begins at the end of every stream there is; in workspaces made later it begins at their first change.
create table kith_private.installed_consumer (name text primary key);

create function kith.install_consumer(reader text, from_beginning boolean) returns void
language plpgsql volatile security definer set search_path = pg_catalog, kith as $$
begin
    insert into kith_private.installed_consumer values (reader) on conflict do nothing;
    if found and not from_beginning then
        insert into consumer (workspace_id, name, position) select p.workspace_id, reader, p.position from position p;
    end if;
end $$;

-- Who has not read everything, in any workspace: with take_job the only thing that looks past the workspace, so it tells no more than names and numbers.
create function kith.behind(names text[]) returns table (workspace_id uuid, name text, behind bigint, since timestamptz, due boolean)
language plpgsql stable security definer set search_path = pg_catalog, kith as $$
begin
    return query
    select p.workspace_id, n.name, p.position - coalesce(c.position, 0),
        (select h.at from change h where h.workspace_id = p.workspace_id and h.position = coalesce(c.position, 0) + 1),
        coalesce(c.run_at <= now(), true)
    from position p cross join unnest(names) n (name) left join consumer c on c.workspace_id = p.workspace_id and c.name = n.name
    where p.position > coalesce(c.position, 0);
end $$;

create policy streams on kith.position to %jobs% using (true);
create policy streams on kith.change to %jobs% using (true);
create policy streams on kith.consumer to %jobs% using (true) with check (true);
grant select on kith.position to %jobs%;
grant select (workspace_id, position, at) on kith.change to %jobs%;
grant select, insert on kith.consumer to %jobs%;
grant usage on schema kith_private to %jobs%;
grant select, insert on kith_private.installed_consumer to %jobs%;
grant create on schema kith to %jobs%;
alter function kith.install_consumer(text, boolean) owner to %jobs%;
alter function kith.behind(text[]) owner to %jobs%;
revoke create on schema kith from %jobs%;
revoke all on function kith.install_consumer(text, boolean), kith.behind(text[]) from public;
grant execute on function kith.install_consumer(text, boolean), kith.behind(text[]) to %app%;
