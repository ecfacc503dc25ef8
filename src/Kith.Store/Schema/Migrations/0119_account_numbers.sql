-- after tables
-- Companies have account numbers from now on; those that are there get theirs in the background, the oldest first.
do $do$ begin
    if to_regclass('kith.company') is not null then
        alter table kith.company no force row level security;
        alter table kith.job no force row level security;
        insert into kith.job (workspace_id, kind, id, title, priority, run_at, created_at)
            select distinct c.workspace_id, 'series', c.workspace_id, '', 1, now(), now() from kith.company c where c.deleted_at is null
            on conflict do nothing;
    end if;
end $do$;
