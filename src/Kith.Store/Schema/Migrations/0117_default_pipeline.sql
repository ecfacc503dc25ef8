-- after tables
-- Each workspace has one default pipeline, whoever writes at the same time. Where there are several or none by now, the oldest is it.
do $do$ begin
    if to_regclass('kith.pipeline') is not null then
        alter table kith.pipeline no force row level security;
        with first as (
            select distinct on (workspace_id) workspace_id, id from kith.pipeline where deleted_at is null
            order by workspace_id, "default" is true desc, created_at, id)
        update kith.pipeline p set "default" = exists (select from first f where f.workspace_id = p.workspace_id and f.id = p.id)
        where p."default" is distinct from exists (select from first f where f.workspace_id = p.workspace_id and f.id = p.id);
        alter table kith.pipeline force row level security;
        create unique index unique_pipeline_default on kith.pipeline (workspace_id) where "default" and deleted_at is null;
    end if;
end $do$;
