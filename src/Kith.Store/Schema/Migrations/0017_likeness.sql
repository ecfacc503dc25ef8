-- Likeness.Words in SQL: decomposed, in lower case, without accents, parted where everything but letters and digits stands.
create function kith.words(value text) returns text[]
language sql immutable strict parallel safe as $$
    select array_remove(regexp_split_to_array(
        regexp_replace(translate(lower(normalize(value, nfkd) collate "und-x-icu"), 'ς', 'σ') collate "C", '[\u0300-\u036f]', '', 'g'),
        '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+'), '')
$$;

-- Whether a word is among others, with so many slips: letters missing, too many or wrong, or two neighbours swapped. Words are sought with at most
-- 50 letters, so what stands beyond 200 decides nothing.
create function kith.resembles(words text[], sought text, swapped text[], slips integer) returns boolean
language sql immutable parallel safe as $$
    select exists (select 1 from unnest(words) w where w = sought or (slips > 0 and abs(char_length(w) - char_length(sought)) <= slips and (
        public.levenshtein_less_equal(left(w, 200), sought, slips) <= slips
        or exists (select 1 from unnest(swapped) s where public.levenshtein_less_equal(left(w, 200), s, slips - 1) <= slips - 1))))
$$;
