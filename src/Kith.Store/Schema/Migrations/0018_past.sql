-- What was changed since a moment. A record's making changes nothing that was there, so imports pay nothing for this.
create index change_since on kith.change (workspace_id, type, at) where kind <> 'created';

-- What the records of a type were before the changes since a moment: each changed field with the value it had, and the first move into or out of the trash.
-- A function of its own, so that the planner works it out once however badly it guesses how many changes there are.
create function kith.changes_since(of_type text, moment timestamptz) returns table (record_id uuid, changes bigint, was jsonb, moved text)
language plpgsql stable as $$
begin
    return query
        select c.record_id, count(distinct c.position),
            -- Of several changes of a field the first one counts: the last of an object's equal keys stays.
            jsonb_object_agg(f.key, f.value -> 0 order by c.position desc) filter (where f.key is not null),
            (array_agg(c.kind order by c.position) filter (where c.kind in ('deleted', 'restored')))[1]
        from kith.change c left join lateral jsonb_each(c.diff) f on true
        where c.workspace_id = kith.workspace() and c.type = of_type and c.kind <> 'created' and c.at >= moment
        group by c.record_id;
end $$;
