-- The stream lies in parts, one for each quarter of a year by the time of a change: the indexes of the present stay small, and what a workspace no longer keeps
-- leaves no hole in them. Nobody but the owner reaches a part: rights and policies are those of the whole. ADR 22.
create schema kith_stream;
alter table kith.change set schema kith_stream;
alter table kith_stream.change rename to change_first;
drop policy streams on kith_stream.change_first;
drop policy if exists workspace on kith_stream.change_first;
drop policy if exists narrow on kith_stream.change_first;
alter table kith_stream.change_first disable row level security;
alter table kith_stream.change_first no force row level security;
revoke all on kith_stream.change_first from %app%, %search%, %jobs%;
revoke all (workspace_id, position, at) on kith_stream.change_first from %jobs%;
-- A position is unique by the counter that gives it; the time stands here because a part must be able to tell.
alter table kith_stream.change_first drop constraint change_pkey, add constraint change_pkey primary key (workspace_id, position, at);

create table kith.change (like kith_stream.change_first including defaults including storage, primary key (workspace_id, position, at)) partition by range (at);
create index change_record on kith.change (workspace_id, record_id, position);
create index change_since on kith.change (workspace_id, type, at) where kind <> 'created';
create policy streams on kith.change to %jobs% using (true);
grant select, delete on kith.change to %jobs%;

-- What was written so far is the first part, up to the end of the quarter.
do $do$
declare
    until timestamptz := (date_trunc('quarter', now() at time zone 'UTC') + interval '3 months') at time zone 'UTC';
begin
    if exists (select from kith_stream.change_first) then
        execute format('alter table kith.change attach partition kith_stream.change_first for values from (minvalue) to (%L)',
            greatest(until, (select date_trunc('day', max(at)) + interval '1 day' from kith_stream.change_first)));
    else
        drop table kith_stream.change_first;
    end if;
end $do$;

-- Takes what has no part of its own, so that no clock can keep a write out.
create table kith_stream.change_other partition of kith.change default;
alter table kith_stream.change_other alter column workspace_id set (n_distinct = 2);

-- Makes the parts of this quarter and the four after it, and drops those that are past and empty.
create function kith.extend_stream() returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    since timestamptz;
    until timestamptz;
    part text;
    empty boolean;
    first_ends timestamptz;
begin
    perform pg_advisory_xact_lock(hashtext('kith.extend_stream'));
    select (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \(''([^'']+)''\)'))[1]::timestamptz into first_ends from pg_class c where c.oid = to_regclass('kith_stream.change_first');
    for i in 0..4 loop
        since := (date_trunc('quarter', now() at time zone 'UTC') + make_interval(months => 3 * i)) at time zone 'UTC';
        until := (date_trunc('quarter', now() at time zone 'UTC') + make_interval(months => 3 * i + 3)) at time zone 'UTC';
        part := 'change_' || to_char(since at time zone 'UTC', 'YYYY"q"Q');
        continue when to_regclass('kith_stream.' || part) is not null or since < first_ends;
        execute format('create table kith_stream.%I (like kith.change including defaults including storage)', part);
        execute format('alter table kith_stream.%I alter column workspace_id set (n_distinct = 2)', part);
        execute format('with moved as (delete from kith_stream.change_other where at >= %L and at < %L returning *) insert into kith_stream.%I select * from moved', since, until, part);
        execute format('alter table kith.change attach partition kith_stream.%I for values from (%L) to (%L)', part, since, until);
    end loop;
    for part, until in
        select c.relname, (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \(''([^'']+)''\)'))[1]::timestamptz
        from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'kith.change'::regclass
    loop
        continue when until is null or until > now() - interval '90 days';
        execute format('select not exists (select from kith_stream.%I)', part) into empty;
        if empty then
            execute format('drop table kith_stream.%I', part);
        end if;
    end loop;
end $$;
revoke all on function kith.extend_stream() from public;
grant execute on function kith.extend_stream() to %app%;
select kith.extend_stream();

-- An import adds to the part of the present; the others have not changed.
create or replace function kith.renew_statistics(table_name text) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
    part text := 'change_' || to_char(now() at time zone 'UTC', 'YYYY"q"Q');
begin
    if table_name <> 'change' then
        execute format('analyze kith.%I', table_name);
    elsif to_regclass('kith_stream.' || part) is not null then
        execute format('analyze kith_stream.%I', part);
    elsif to_regclass('kith_stream.change_first') is not null then
        execute 'analyze kith_stream.change_first';
    end if;
end $$;

-- How long a workspace keeps its history; 0 for good.
alter table kith.workspace add column history_days integer not null default 0 check (history_days = 0 or history_days between 30 and 36500);
-- The last change that is no longer kept, and the moment from which on the past is whole.
alter table kith.position add column forgotten bigint not null default 0, add column forgotten_before timestamptz;

-- Deletes some of what a workspace no longer keeps; answers how many. Younger than thirty days nothing goes, and nothing that is not sealed.
create function kith.delete_forgotten(most bigint) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, kith as $$
declare
    through bigint;
    deleted bigint;
begin
    select max(s.last_position) into through from seal s, position p
    where s.workspace_id = workspace() and p.workspace_id = workspace() and s.last_position <= p.forgotten and s.sealed_at < now() - interval '30 days';
    with gone as (
        delete from change c using (
            select x.position, x.at from change x where x.workspace_id = workspace() and x.position <= through order by x.position limit most) old
        where c.workspace_id = workspace() and c.position = old.position and c.at = old.at returning 1)
    select count(*) into deleted from gone;
    return deleted;
end $$;
-- The readers of the streams, all of which must have read what goes.
create function kith.installed_consumers() returns setof text language sql stable security definer set search_path = pg_catalog as $$
    select c.name from kith_private.installed_consumer c
$$;
revoke all on function kith.installed_consumers() from public;
grant execute on function kith.installed_consumers() to %app%;

create policy streams on kith.seal to %jobs% using (true);
grant select (workspace_id, last_position, sealed_at) on kith.seal to %jobs%;
grant create on schema kith to %jobs%;
alter function kith.delete_forgotten(bigint) owner to %jobs%;
revoke create on schema kith from %jobs%;
revoke all on function kith.delete_forgotten(bigint) from public;
grant execute on function kith.delete_forgotten(bigint) to %app%;
