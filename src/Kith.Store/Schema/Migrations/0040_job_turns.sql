-- Jobs have a priority, and for the people who look after them a title and an id of their own.
alter table kith.job add column key uuid not null default gen_random_uuid();
alter table kith.job add column title text not null default '';
-- 0 high, 1 normal, 2 low.
alter table kith.job add column priority smallint not null default 1 check (priority between 0 and 2);
alter table kith.job add column taken_at timestamptz;
create unique index job_key on kith.job (workspace_id, key);
create index job_newest on kith.job (workspace_id, created_at desc, key desc);
create index job_due_at on kith.job (run_at) where parked_at is null;
create index job_leased on kith.job (workspace_id) where lease_until is not null;
drop index kith.job_due;
create index job_due on kith.job (workspace_id, priority, run_at) where parked_at is null;

-- When a workspace was last given a turn.
create table kith.job_turn (
    workspace_id uuid primary key references kith.workspace (id),
    taken_at timestamptz not null
) with (fillfactor = 50);

-- Hands out the job whose turn it is, of any workspace: the only thing that looks past the workspace, so it tells no more than names.
-- Workspaces with fewer jobs running go first, then those that have waited longest: since their job was due, or since they were last served.
-- A job of lower priority counts as due fifteen seconds later for each step, so it is passed over that long and no longer.
-- A hundred workspaces with work are compared, from a random one on, which bounds the effort however many have some.
-- A lease ends with its time or with the process that held it.
drop function kith.take_job(text[], bigint, interval);
create function kith.take_job(kinds text[], taker bigint, lease interval)
returns table (workspace_id uuid, kind text, id uuid, fence bigint, attempts integer)
language plpgsql volatile security definer set search_path = pg_catalog, kith as $$
#variable_conflict use_column
declare
    head_start constant interval := '15 seconds';
    beginning constant uuid := gen_random_uuid();
    alive constant bigint[] := array(
        select (l.classid::bigint << 32) | l.objid::bigint from pg_locks l
        where l.locktype = 'advisory' and l.objsubid = 1 and l.granted and l.database = (select o.oid from pg_database o where o.datname = current_database()));
    place uuid;
    taken uuid;
begin
    if not exists (select 1 from job j where j.parked_at is null and j.run_at <= now() and j.kind = any (kinds)) then
        return;
    end if;
    for place in
        with recursive later(id) as (
            (select j.workspace_id from job j where j.parked_at is null and j.workspace_id >= beginning order by j.workspace_id limit 1)
            union all
            select (select j.workspace_id from job j where j.parked_at is null and j.workspace_id > later.id order by j.workspace_id limit 1) from later where later.id is not null
        ), earlier(id) as (
            (select j.workspace_id from job j where j.parked_at is null order by j.workspace_id limit 1)
            union all
            select (select j.workspace_id from job j where j.parked_at is null and j.workspace_id > earlier.id order by j.workspace_id limit 1) from earlier where earlier.id < beginning
        ), waiting as (
            select p.id, best.due from (select later.id from later union all select earlier.id from earlier where earlier.id < beginning) p
            left join job_turn t on t.workspace_id = p.id
            cross join lateral (
                select min(greatest(d.run_at, t.taken_at) + v.priority * head_start) as due
                from (values (0::smallint), (1::smallint), (2::smallint)) v(priority)
                cross join lateral (
                    select j.run_at from job j
                    where j.workspace_id = p.id and j.priority = v.priority and j.parked_at is null and j.run_at <= now() and j.kind = any (kinds)
                        and (j.lease_until is null or j.lease_until < now() or not j.worker = any (alive))
                    order by j.run_at limit 1) d) best
            where p.id is not null and best.due is not null limit 100
        )
        select w.id from waiting w
        order by (select count(*) from job r where r.workspace_id = w.id and r.lease_until >= now() and r.parked_at is null), w.due
        limit 20
    loop
        -- Others may have taken what was just seen; then the workspace's next job, or the next workspace.
        select j.key into taken
        from (values (0::smallint), (1::smallint), (2::smallint)) v(priority)
        cross join lateral (
            select c.key, c.run_at from job c
            where c.workspace_id = place and c.priority = v.priority and c.parked_at is null and c.run_at <= now() and c.kind = any (kinds)
                and (c.lease_until is null or c.lease_until < now() or not c.worker = any (alive))
            order by c.run_at limit 1 for update skip locked) j
        order by j.run_at + v.priority * head_start limit 1;
        if taken is not null then
            insert into job_turn (workspace_id, taken_at) values (place, now()) on conflict (workspace_id) do update set taken_at = excluded.taken_at;
            return query
            update job j set fence = nextval('kith.job_fence'), worker = taker, lease_until = now() + lease, attempts = j.attempts + 1, taken_at = now()
            where j.workspace_id = place and j.key = taken
            returning j.workspace_id, j.kind, j.id, j.fence, j.attempts;
            return;
        end if;
    end loop;
end $$;

-- Work that comes again and again. What is declared in code stands here for each workspace, with the next moment of its cron expression in the workspace's time zone.
create table kith.recurring_job (
    workspace_id uuid not null references kith.workspace (id),
    kind text not null,
    cron text not null,
    time_zone text not null,
    -- Null until the moment has been worked out.
    next_at timestamptz,
    last_at timestamptz,
    primary key (workspace_id, kind)
);
create index recurring_job_due on kith.recurring_job (next_at);

-- Gives workspaces what they lack of the declared kinds, and has the next moment worked out anew where an expression or a time zone has changed.
create function kith.plan_recurring(kinds text[], crons text[]) returns void
language sql volatile security definer set search_path = pg_catalog, kith as $$
    insert into recurring_job (workspace_id, kind, cron, time_zone)
    select w.id, d.kind, d.cron, w.time_zone from workspace w cross join unnest(kinds, crons) d(kind, cron)
    where not exists (select 1 from recurring_job r where r.workspace_id = w.id and r.kind = d.kind)
    on conflict do nothing;
    update recurring_job r set cron = d.cron, time_zone = w.time_zone, next_at = null
    from workspace w, unnest(kinds, crons) d(kind, cron)
    where w.id = r.workspace_id and d.kind = r.kind and (r.cron <> d.cron or r.time_zone <> w.time_zone);
$$;

-- What is due or not worked out yet, of any workspace.
create function kith.due_recurring(kinds text[], most integer)
returns table (workspace_id uuid, kind text, cron text, time_zone text, next_at timestamptz)
language sql stable security definer set search_path = pg_catalog, kith as $$
    (select r.workspace_id, r.kind, r.cron, r.time_zone, r.next_at from recurring_job r where r.next_at <= now() and r.kind = any (kinds) order by r.next_at limit most)
    union all
    (select r.workspace_id, r.kind, r.cron, r.time_zone, r.next_at from recurring_job r where r.next_at is null and r.kind = any (kinds) limit most)
$$;

-- How the queue stands, over all workspaces; the age of what has waited longest in seconds.
create function kith.job_counts() returns table (waiting bigint, running bigint, parked bigint, oldest double precision)
language sql stable security definer set search_path = pg_catalog, kith as $$
    select count(*) filter (where j.parked_at is null and not j.leased), count(*) filter (where j.parked_at is null and j.leased), count(*) filter (where j.parked_at is not null),
        coalesce(extract(epoch from now() - min(j.run_at) filter (where j.parked_at is null and not j.leased and j.run_at <= now())), 0)::double precision
    from (select x.parked_at, x.run_at, coalesce(x.lease_until >= now(), false) as leased from job x) j
$$;

create policy jobs on kith.job_turn to %jobs% using (true) with check (true);
create policy jobs on kith.recurring_job to %jobs% using (true) with check (true);
create policy jobs on kith.workspace to %jobs% using (true);
grant select, insert, update on kith.job_turn, kith.recurring_job to %jobs%;
grant select on kith.workspace to %jobs%;
grant create on schema kith to %jobs%;
alter function kith.take_job(text[], bigint, interval) owner to %jobs%;
alter function kith.plan_recurring(text[], text[]) owner to %jobs%;
alter function kith.due_recurring(text[], integer) owner to %jobs%;
alter function kith.job_counts() owner to %jobs%;
revoke create on schema kith from %jobs%;
revoke all on function kith.take_job(text[], bigint, interval), kith.plan_recurring(text[], text[]), kith.due_recurring(text[], integer), kith.job_counts() from public;
grant execute on function kith.take_job(text[], bigint, interval), kith.plan_recurring(text[], text[]), kith.due_recurring(text[], integer), kith.job_counts() to %app%;
