-- after tables
-- Activities have a status from now on, in step with when they were done, and what lasts whole days has dates. Other programs write whole days as midnight in UTC, wherever they are.
do $do$ begin
    if to_regclass('kith.activity') is not null then
        alter table kith.activity no force row level security;
        update kith.activity set status = case when done_at is not null then 'completed' else 'planned' end where status is null and (kind <> 'note' or done_at is not null);
        update kith.activity a set
            starts_on = case when a.starts_at = date_trunc('day', a.starts_at, 'UTC') then (a.starts_at at time zone 'UTC')::date else (a.starts_at at time zone w.time_zone)::date end,
            ends_on = case
                when a.ends_at is null or a.ends_at <= a.starts_at then (case when a.starts_at = date_trunc('day', a.starts_at, 'UTC') then (a.starts_at at time zone 'UTC')::date else (a.starts_at at time zone w.time_zone)::date end)
                when a.ends_at = date_trunc('day', a.ends_at, 'UTC') then (a.ends_at at time zone 'UTC')::date - 1
                else ((a.ends_at - interval '1 microsecond') at time zone w.time_zone)::date end
            from kith.workspace w where w.id = a.workspace_id and a.all_day and a.starts_at is not null and a.starts_on is null;
        update kith.activity set ends_on = starts_on where ends_on < starts_on;
        alter table kith.activity force row level security;
    end if;
end $do$;
