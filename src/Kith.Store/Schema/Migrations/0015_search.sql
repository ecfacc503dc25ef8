-- Search: a title by how it begins, words by how they begin, then parts of words, then what is nearly meant; each only where those before gave too little.

alter table kith.entry
    -- Words of the title, folded, one blank between.
    add column title_words text collate "C" not null default '',
    add column owner_id uuid;

-- The tables force their policies upon their owner too, and none lets it see a row.
do $$
declare
    owned text;
begin
    alter table kith.entry no force row level security;
    update kith.entry set
        title_words = left(btrim(regexp_replace(lower(regexp_replace(normalize(title, nfkd), '[\u0300-\u036f]', '', 'g')), '[^[:alnum:]]+', ' ', 'g')), 400),
        words = array_to_tsvector(array(select right(workspace_id::text, 6) || w from unnest(tsvector_to_array(words)) w));
    alter table kith.entry force row level security;
    for owned in
        select a.attrelid::regclass from pg_attribute a join pg_class c on c.oid = a.attrelid
        where c.relnamespace = 'kith'::regnamespace and c.relkind = 'r' and a.attname = 'owner_id' and c.relname <> 'entry' and not a.attisdropped
    loop
        execute format('alter table %1$s no force row level security', owned);
        alter table kith.entry no force row level security;
        execute format('update kith.entry e set owner_id = t.owner_id from %1$s t where t.workspace_id = e.workspace_id and t.id = e.id and t.owner_id is not null', owned);
        alter table kith.entry force row level security;
        execute format('alter table %1$s force row level security', owned);
    end loop;
end $$;

-- Words carry the mark of their workspace, so the workspace is no column here: its list would be as long as the workspace has records.
drop index kith.entry_words;
create index entry_words on kith.entry using gin (words) where not deleted;
create index entry_title on kith.entry (workspace_id, type, title_words) where not deleted;
create index entry_parts on kith.entry using gin (workspace_id, title_words public.gin_trgm_ops) where not deleted;

drop function kith.search(tsquery, text[], integer);

-- Candidates whose titles have a part, or are nearly what was typed. Titles alone: the same index over addresses and numbers too would take an import a
-- third of its pace. What is no part of the title must begin another word of the record; each part is looked up in turn, as any may be the one in the title.
create function kith.search_nearly(parts text[], beginnings tsquery[], slips text[], types text[], most integer) returns setof kith.entry
language plpgsql stable security definer set search_path = pg_catalog, kith, public set enable_seqscan = off set enable_indexscan = off
    set pg_trgm.word_similarity_threshold = 0.4 as $$
declare
    here uuid := kith.workspace();
    part text;
begin
    foreach part in array coalesce(parts, '{}') loop
        continue when char_length(part) < 5;
        return query select e.* from kith.entry e
            where e.workspace_id = here and not e.deleted and e.title_words like part and e.type = any (types)
                and not exists (select from unnest(parts, beginnings) p(inside, beginning) where not (e.title_words like p.inside or e.words @@ p.beginning))
            limit most;
    end loop;
    if slips is not null then
        return query select * from (select e.* from kith.entry e
                where e.workspace_id = here and not e.deleted and slips[1] <% e.title_words and e.type = any (types)
                    and not exists (select from unnest(slips) s where word_similarity(s, e.title_words) < 0.2)
                limit 5 * most) e
            order by word_similarity(slips[1], e.title_words) desc limit most;
    end if;
end $$;

-- Finds candidates: level 0 begins as typed, 1 has it as a part, 2 nearly has it. Its owner's policy has no barrier in front of the indexes; the
-- workspace is still proved. Each step looks at no more than a fixed number of rows; the next is taken where fewer than enough were found.
create function kith.search(begins text, firm tsquery, loose tsquery, parts text[], beginnings tsquery[], slips text[], types text[], person uuid, enough integer, most integer)
    returns table (level integer, touched boolean, id uuid)
language plpgsql stable security definer set search_path = pg_catalog, kith set enable_seqscan = off as $$
declare
    here uuid := kith.workspace();
    newest bigint := (select p.position from kith.position p where p.workspace_id = here);
    found integer := 0;
    more integer;
begin
    -- What the asker changed of late, so that no limit below loses it among many of one name.
    return query select 0, true, e.id
        from (select distinct c.record_id from kith.change c where c.workspace_id = here and c.position > newest - 500 and c.by_id = person and c.via <> 'import') c
        cross join lateral (select e.* from kith.entry e where e.workspace_id = here and e.id = c.record_id and not e.deleted and e.type = any (types) offset 0) e
        where e.words @@ coalesce(loose, firm);
    return query select 0, false, e.id from unnest(types) t(name)
        cross join lateral (select e.id from kith.entry e
            where e.workspace_id = here and e.type = t.name and not e.deleted and e.title_words >= begins and e.title_words < begins || chr(1114111)
            order by e.title_words limit most) e;
    get diagnostics found = row_count;
    -- The index is asked for words alone: offset keeps the planner from choosing one that begins with the workspace.
    if found < enough then
        return query select 0, false, e.id from (select * from kith.entry e where e.words @@ firm and not e.deleted offset 0) e
            where e.workspace_id = here and e.type = any (types) limit most;
        get diagnostics more = row_count;
        found := greatest(found, more);
    end if;
    if found < enough and loose is not null then
        return query select 0, false, e.id from (select * from kith.entry e where e.words @@ loose and not e.deleted offset 0) e
            where e.workspace_id = here and e.type = any (types) limit most;
        get diagnostics more = row_count;
        found := greatest(found, more);
    end if;
    if found < 5 and parts is not null then
        return query select 1, false, e.id from kith.search_nearly(parts, beginnings, null, types, most) e;
        get diagnostics more = row_count;
        found := greatest(found, more);
    end if;
    if found = 0 and slips is not null then
        return query select 2, false, e.id from kith.search_nearly(null, null, slips, types, most) e;
    end if;
end $$;
