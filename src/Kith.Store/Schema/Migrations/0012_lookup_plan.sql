-- Finding records by a text must not depend on statistics: of a workspace that has just begun to fill they know nothing, and every index that
-- begins with the workspace looks as good as the right one. The order that only the right one gives is asked for, and sorting is not offered.
create or replace function kith.find_texts(place text, of_type text, field text, is_unique boolean, keys text[]) returns table (n bigint, id uuid)
language plpgsql stable security definer set search_path = pg_catalog, kith set enable_seqscan = off set enable_sort = off as $$
begin
    return query execute format(
        'select k.n, f.id from unnest($2) with ordinality k(key, n)
         cross join lateral (select t.id from kith.%1$I t where t.workspace_id = $1 and t.deleted_at is null'
        || case when of_type is null then '' else ' and t.type = $3' end
        || case when is_unique then ' and t.%2$I is not null and lower(t.%2$I) between lower(k.key) and lower(k.key) order by lower(t.%2$I)'
            else ' and lower(t.%2$I) = lower(k.key) and t.%2$I collate kith.natural between lower(k.key) and upper(k.key) order by t.%2$I collate kith.natural, t.id' end
        || ' limit 100) f',
        place, field) using kith.workspace(), keys, of_type;
end $$;
