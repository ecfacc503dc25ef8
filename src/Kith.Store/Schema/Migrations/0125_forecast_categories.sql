-- after tables
-- What deals count as in a forecast is said by their stage from now on; until somebody says otherwise it goes by how likely they are won there.
do $do$ begin
    if to_regclass('kith.stage') is not null then
        alter table kith.stage no force row level security;
        update kith.stage set forecast_category = case when won then 'closed' when lost then 'omitted' when probability >= 75 then 'commit' when probability >= 50 then 'best_case' else 'pipeline' end
            where forecast_category is null;
        alter table kith.stage force row level security;
    end if;
end $do$;
