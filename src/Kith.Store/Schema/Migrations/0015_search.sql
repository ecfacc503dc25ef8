-- Search: a title by how it begins, words by how they begin, then parts of words, then what is nearly meant; each only where those before gave too little.

alter table kith.entry
    -- Words of the title, folded, one blank between.
    add column title_words text collate "C" not null default '',
    add column owner_id uuid;

-- The words that records of a workspace are found by, each at least once; a word may outlive its records. Numbers and short words are left out: nobody
-- misspells them in part. No key: two writers of one new word must not wait for each other, and a word that stands twice is found once.
create table kith.word (
    workspace_id uuid not null,
    word text collate "C" not null
);
-- The word first: an index that begins with the workspace would be taken to read all of its words, in place of the one by parts.
create index word_itself on kith.word (word, workspace_id);
create index word_parts on kith.word using gin (workspace_id, word public.gin_trgm_ops);

-- The tables force their policies upon their owner too, and none lets it see a row.
do $$
declare
    owned text;
begin
    alter table kith.entry no force row level security;
    insert into kith.word select distinct workspace_id, w from kith.entry, unnest(tsvector_to_array(words)) w where w !~ '[0-9_]' and char_length(w) between 3 and 64;
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

drop function kith.search(tsquery, text[], integer);

-- Words of the workspace that have a part, or else those that look most like one.
create function kith.known_words(part text, alike text, most integer) returns setof text
language plpgsql stable security definer set search_path = pg_catalog, kith, public set enable_seqscan = off set enable_indexscan = off set enable_indexonlyscan = off
    set pg_trgm.similarity_threshold = 0.25 as $$
declare
    here uuid := kith.workspace();
begin
    if part is not null then
        return query select distinct w.word from kith.word w where w.workspace_id = here and w.word like part limit most;
    else
        return query select w.word from kith.word w where w.workspace_id = here and w.word % alike group by w.word order by similarity(w.word, alike) desc limit most;
    end if;
end $$;

-- What finds any of the words, as the index keeps them; null where there are none. Words are letters and digits only.
create function kith.any_word(mark text, words text[]) returns tsquery
language sql immutable set search_path = pg_catalog as $$
    select string_agg(quote_literal(mark || w), ' | ')::tsquery from unnest(words) w
$$;

-- Finds candidates: level 0 begins as typed, 1 has it as parts of words, 2 has words much like it. Its owner's policy has no barrier in front of the indexes; the
-- workspace is still proved. Each step looks at no more than a fixed number of rows; the next is taken where fewer than enough were found.
create function kith.search(begins text, firm tsquery, loose tsquery, parts text[], beginnings tsquery[], slips boolean, types text[], person uuid, enough integer, most integer)
    returns table (level integer, touched boolean, id uuid)
language plpgsql stable security definer set search_path = pg_catalog, kith set enable_seqscan = off as $$
declare
    here uuid := kith.workspace();
    newest bigint := (select p.position from kith.position p where p.workspace_id = here);
    found integer := 0;
    more integer;
    mark text := right(here::text, 6);
    wide tsquery;
    other tsquery;
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
    for step in 1..2 loop
        continue when parts is null or (step = 1 and found >= 5) or (step = 2 and (found > 0 or not slips));
        wide := null;
        for i in 1..cardinality(parts) loop
            other := null;
            if step = 2 then
                other := kith.any_word(mark, array(select kith.known_words(null, parts[i], 20)));
            elsif char_length(parts[i]) >= 3 then
                other := kith.any_word(mark, array(select kith.known_words('%' || parts[i] || '%', null, 100)));
            end if;
            wide := coalesce(wide && (beginnings[i] || coalesce(other, beginnings[i])), beginnings[i] || coalesce(other, beginnings[i]));
        end loop;
        return query select step, false, e.id from (select * from kith.entry e where e.words @@ wide and not e.deleted offset 0) e
            where e.workspace_id = here and e.type = any (types) limit most;
        get diagnostics more = row_count;
        found := greatest(found, more);
    end loop;
end $$;
