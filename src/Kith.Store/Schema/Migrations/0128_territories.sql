-- after tables
-- The day in the time zone of the workspace that is worked in.
create function kith.workspace_day() returns date
language sql stable parallel safe set search_path = pg_catalog, kith as $$ select (now() at time zone w.time_zone)::date from kith.workspace w where w.id = kith.workspace() $$;

-- Territories say which records are theirs from now on. Those that are there say nothing yet, so what was put into them stays where people put it; deals begin where their company lies.
do $do$ begin
    if to_regclass('kith.territory') is not null then
        alter table kith.territory no force row level security;
        update kith.territory set active = coalesce(active, true), priority = coalesce(priority, 0), takes_changed = coalesce(takes_changed, true), kind = coalesce(kind, 'geography')
            where active is null or priority is null or takes_changed is null or kind is null;
        alter table kith.territory force row level security;
    end if;
    if to_regclass('kith.company') is not null then
        alter table kith.company no force row level security;
        update kith.company set territory_by_hand = true where territory_id is not null and territory_by_hand is null;
        alter table kith.deal no force row level security;
        update kith.deal d set territory_id = c.territory_id from kith.company c
            where c.workspace_id = d.workspace_id and c.id = d.company_id and c.territory_id is not null and d.territory_id is null;
        alter table kith.deal force row level security;
        alter table kith.company force row level security;
        alter table kith.lead no force row level security;
        update kith.lead set territory_by_hand = true where territory_id is not null and territory_by_hand is null;
        alter table kith.lead force row level security;
    end if;
    if to_regclass('kith.territory_member') is not null then
        create trigger touch_access after insert or update or delete on kith.territory_member for each row execute function kith.touch_access();
    end if;
end $do$;
