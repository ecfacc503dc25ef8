-- Work that goes on in the background. A job is named after the thing it works on, so a thing has one job of a kind at most.
create table kith.job (
    workspace_id uuid not null references kith.workspace (id),
    kind text not null,
    id uuid not null,
    -- When it is due; later after a failure.
    run_at timestamptz not null,
    -- Tries since it last got on.
    attempts integer not null default 0,
    -- Whoever holds the job proves it by this number in the transaction of every effect.
    fence bigint not null default 0,
    lease_until timestamptz,
    -- The advisory lock that the process which holds the lease keeps for as long as it lives.
    worker bigint,
    -- Set when the job was given up; it then waits for a person.
    parked_at timestamptz,
    problem text,
    created_at timestamptz not null,
    primary key (workspace_id, kind, id)
);
create index job_due on kith.job (run_at) where parked_at is null;

-- Numbers never come back, also not for a job that is made anew under its old name.
create sequence kith.job_fence;

-- Hands out the job that is due next, of any workspace: the only thing that looks past the workspace, so it tells no more than names.
-- Workspaces with fewer jobs running go first. A lease ends with its time or with the process that held it.
create function kith.take_job(kinds text[], taker bigint, lease interval)
returns table (workspace_id uuid, kind text, id uuid, fence bigint, attempts integer)
language plpgsql volatile security definer set search_path = pg_catalog, kith as $$
#variable_conflict use_column
begin
    return query
    update job j set fence = nextval('kith.job_fence'), worker = taker, lease_until = now() + lease, attempts = j.attempts + 1
    where (j.workspace_id, j.kind, j.id) = (
        select d.workspace_id, d.kind, d.id from job d
        where d.parked_at is null and d.run_at <= now() and d.kind = any (kinds)
            and (d.lease_until is null or d.lease_until < now() or not exists (
                select 1 from pg_locks l
                where l.locktype = 'advisory' and l.objsubid = 1 and l.granted
                    and l.database = (select o.oid from pg_database o where o.datname = current_database())
                    and (l.classid::bigint << 32) | l.objid::bigint = d.worker))
        order by (select count(*) from job r where r.workspace_id = d.workspace_id and r.lease_until >= now()), d.run_at
        limit 1 for update of d skip locked)
    returning j.workspace_id, j.kind, j.id, j.fence, j.attempts;
end $$;

create policy jobs on kith.job to %jobs% using (true) with check (true);
grant usage on schema kith to %jobs%;
grant select, update on kith.job to %jobs%;
grant usage on sequence kith.job_fence to %jobs%;
grant create on schema kith to %jobs%;
alter function kith.take_job(text[], bigint, interval) owner to %jobs%;
revoke create on schema kith from %jobs%;
revoke all on function kith.take_job(text[], bigint, interval) from public;
grant execute on function kith.take_job(text[], bigint, interval) to %app%;
