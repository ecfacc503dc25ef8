-- after tables
-- How far callers of what is costly have used what they may, counted for all processes together (GCRA). It is worth nothing after a crash, so it need not outlive
-- one: an unlogged table costs no write to the log and no wait for a disk. ADR 34.
create unlogged table kith_private.rate_meter (
    policy text not null,
    caller uuid not null,
    -- When all that was taken has come back.
    full_at timestamptz not null,
    primary key (policy, caller)
) with (fillfactor = 50);

-- Takes one call from each of some meters, or from none where one has too little left; answers by how many seconds each is ahead of the present.
create function kith.take_rates(policies text[], callers uuid[], intervals double precision[], windows double precision[]) returns table (taken boolean, ahead double precision)
language plpgsql volatile security definer set search_path = pg_catalog, kith as $$
declare
    present constant timestamptz := clock_timestamp();
    levels double precision[] := '{}';
    level double precision;
    fits boolean := true;
begin
    if outside() is not true then
        raise exception 'Rates are counted outside workspaces only.' using errcode = 'insufficient_privilege';
    end if;
    for i in 1 .. cardinality(policies) loop
        insert into kith_private.rate_meter values (policies[i], callers[i], present) on conflict do nothing;
        select greatest(extract(epoch from m.full_at - present), 0) into level from kith_private.rate_meter m where m.policy = policies[i] and m.caller = callers[i] for update;
        levels[i] := coalesce(level, 0);
        fits := fits and levels[i] + intervals[i] <= windows[i];
    end loop;
    for i in 1 .. case when fits then cardinality(policies) else 0 end loop
        levels[i] := levels[i] + intervals[i];
        insert into kith_private.rate_meter as m values (policies[i], callers[i], present + make_interval(secs => levels[i]))
        on conflict (policy, caller) do update set full_at = excluded.full_at;
    end loop;
    return query select fits, l from unnest(levels) with ordinality u (l, n) order by n;
end $$;

-- Forgets meters from which everything has come back.
create function kith.forget_rates() returns void
language plpgsql volatile security definer set search_path = pg_catalog, kith as $$
begin
    if outside() is not true then
        raise exception 'Rates are counted outside workspaces only.' using errcode = 'insufficient_privilege';
    end if;
    delete from kith_private.rate_meter m where m.full_at < clock_timestamp() - interval '1 minute';
end $$;

grant usage on schema kith_private to %auth%;
grant select, insert, update, delete on kith_private.rate_meter to %auth%;
grant create on schema kith to %auth%;
alter function kith.take_rates(text[], uuid[], double precision[], double precision[]) owner to %auth%;
alter function kith.forget_rates() owner to %auth%;
revoke create on schema kith from %auth%;
revoke all on function kith.take_rates(text[], uuid[], double precision[], double precision[]), kith.forget_rates() from public;
grant execute on function kith.take_rates(text[], uuid[], double precision[], double precision[]), kith.forget_rates() to %app%;
