-- Companies and contacts of one workspace with their entries and changes, as an import would leave them.
-- Parameters: workspace, the person who made them (may be null), number of contacts, number of companies.
create temp table draft_of on commit drop as select $1::uuid as w, $2::uuid as p, $3::bigint as contacts, $4::bigint as companies;
create temp table company_draft on commit drop as
select n, ('0198b000-0000-7000-8000-' || 100000000000 + n)::uuid as id,
    initcap(s[1 + n % 16] || s[1 + n / 16 % 16] || s[1 + n / 256 % 16]) || ' ' || (array['GmbH', 'Ltd', 'Inc', 'SpA'])[1 + n % 4] || ' ' || n as name,
    (array['retail', 'medical', 'software', 'finance'])[1 + n % 4] as industry, 'company' || n || '.example' as domain,
    timestamptz '2026-01-01' + n * interval '1 second' as at
from draft_of, generate_series(1, companies) n, (select array['ba','re','mi','so','tu','ka','ne','li','do','fu','va','ze','ri','mo','gu','pa'] s) x;
create temp table contact_draft on commit drop as
select g.n, ('0198a000-0000-7000-8000-' || 100000000000 + g.n)::uuid as id, first, last, first || ' ' || last as name,
    (array['Buyer', 'Engineer', 'Director', 'Assistant'])[1 + h / 4096 % 4] as title, lower(first || '.' || last) || g.n || '@' || c.domain as email,
    case when g.n % 2 = 0 then '+39' || 3000000000 + g.n end as phone, c.id as company_id, timestamptz '2026-01-02' + g.n * interval '1 second' as at
from (
    select n, h, f[1 + n * 7 % 40] as first, initcap(s[1 + h % 16] || s[1 + h / 16 % 16] || s[1 + h / 256 % 16]) as last
    from (select n, hashint8(n) & 2147483647 as h from draft_of, generate_series(1, contacts) n) g,
        (select array['ba','re','mi','so','tu','ka','ne','li','do','fu','va','ze','ri','mo','gu','pa'] s,
            array['Ada','Ben','Cora','Dino','Elsa','Finn','Gina','Hugo','Ines','Jan','Kira','Leo','Mara','Nils','Olga','Paul','Quinn','Rosa','Sven','Tina',
                'Udo','Vera','Will','Xenia','Yuri','Zoe','Anna','Bruno','Carla','Dario','Eva','Fabio','Greta','Hans','Ida','Jonas','Karin','Luca','Marta','Noah'] f) x
) g, draft_of d, lateral (select * from company_draft c where c.n = 1 + g.n % d.companies) c;
insert into kith.company (workspace_id, id, created_at, created_by, updated_at, updated_by, name, industry, website, owner_id)
select w, id, at, p, at, p, name, industry, 'https://' || domain, p from company_draft, draft_of order by n;
insert into kith.contact (workspace_id, id, created_at, created_by, updated_at, updated_by, name, first_name, last_name, title, email, phone, phone_text, company_id, owner_id)
select w, id, at, p, at, p, name, first, last, title, email, phone, phone, company_id, p from contact_draft, draft_of order by n;
insert into kith.entry (workspace_id, id, type, title, words, title_words, owner_id)
select w, id, 'company', name, array_to_tsvector(array(select right(w::text, 6) || x from unnest(regexp_split_to_array(lower(name || ' ' || domain), '[^a-z0-9]+')) x)),
    lower(name), p
from company_draft, draft_of order by n;
insert into kith.entry (workspace_id, id, type, title, subtitle, words, title_words, owner_id)
select w, id, 'contact', name, email, array_to_tsvector(array(select right(w::text, 6) || x from unnest(regexp_split_to_array(lower(name || ' ' || email), '[^a-z0-9]+')
    || case when phone is not null then array[substr(phone, 2), '_' || reverse(substr(phone, 2))] else '{}' end) x)), lower(name), p
from contact_draft, draft_of order by n;
insert into kith.word select w, x from (select distinct x from (select regexp_split_to_table(lower(name || ' ' || domain), '[^a-z0-9]+') x from company_draft
    union all select regexp_split_to_table(lower(name || ' ' || email), '[^a-z0-9]+') from contact_draft) words where x ~ '^[a-z]{3,}$') d, draft_of;
with p as (update kith.position set position = position + companies from draft_of where workspace_id = w returning position - companies as before)
insert into kith.change (workspace_id, position, at, by_id, via, kind, type, record_id, title, diff)
select w, before + n, at, d.p, 'import', 'created', 'company', id, name, jsonb_build_object('name', jsonb_build_array(null, name),
    'industry', jsonb_build_array(null, industry), 'website', jsonb_build_array(null, 'https://' || domain), 'owner', jsonb_build_array(null, d.p))
from company_draft, draft_of d, p order by n;
with p as (update kith.position set position = position + contacts from draft_of where workspace_id = w returning position - contacts as before)
insert into kith.change (workspace_id, position, at, by_id, via, kind, type, record_id, title, diff)
select w, before + n, at, d.p, 'import', 'created', 'contact', id, name, jsonb_strip_nulls(jsonb_build_object('name', jsonb_build_array(null, name),
    'first_name', jsonb_build_array(null, first), 'last_name', jsonb_build_array(null, last), 'title', jsonb_build_array(null, title),
    'email', jsonb_build_array(null, email), 'phone', case when phone is not null then jsonb_build_array(null, jsonb_build_object('number', phone, 'text', phone)) end,
    'company', jsonb_build_array(null, company_id), 'owner', jsonb_build_array(null, d.p)))
from contact_draft, draft_of d, p order by n;
