-- after tables
-- Companies and deals have numbers from now on; those that are there get theirs in the background, the oldest first.
do $do$
declare
    type text;
begin
    foreach type in array array['company', 'deal'] loop
        if to_regclass('kith.' || type) is not null then
            execute format('alter table kith.%I no force row level security', type);
            alter table kith.job no force row level security;
            execute format('insert into kith.job (workspace_id, kind, id, title, priority, run_at, created_at) select distinct t.workspace_id, %L, t.workspace_id, %L, 1, now(), now() from kith.%I t where t.deleted_at is null on conflict do nothing', 'series', '', type);
        end if;
    end loop;
end $do$;
