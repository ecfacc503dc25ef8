-- The record that another was merged into, and that one perhaps into a third; null where it was not.
create function kith.survivor(merged_id uuid) returns uuid language sql stable as $$
    with recursive into_ids as (
        select m.into_id, 1 as step from kith.merged m where m.workspace_id = kith.workspace() and m.id = merged_id
        union all
        select m.into_id, i.step + 1 from into_ids i join kith.merged m on m.workspace_id = kith.workspace() and m.id = i.into_id where i.step < 100)
    select into_id from into_ids order by step desc limit 1
$$;

-- A record and all that were merged into it.
create function kith.with_merged(survivor_id uuid) returns uuid[] language sql stable as $$
    with recursive from_ids as (
        select survivor_id as id, 1 as step
        union all
        select m.id, f.step + 1 from from_ids f join kith.merged m on m.workspace_id = kith.workspace() and m.into_id = f.id where f.step < 100)
    select array_agg(id) from from_ids
$$;
