-- Deals of a workspace that fill.sql has filled, with their owners, an own field "score_c", entries and changes.
-- Parameters: workspace, the person who made them, number of deals, number of companies.
create temp table draft_of on commit drop as select $1::uuid as w, $2::uuid as p, $3::bigint as deals, $4::bigint as companies;
insert into kith.person (workspace_id, id, created_at, updated_at, name, email, active, role)
select w, ('0198d000-0000-7000-8000-' || 100000000000 + n)::uuid, now(), now(), 'Agent ' || n, 'agent' || n || '@bench.example', true, 'member' from draft_of, generate_series(1, 40) n;
create temp table deal_draft on commit drop as
select n, ('0198e000-0000-7000-8000-' || 100000000000 + n)::uuid as id, (array['Renewal', 'Pilot', 'Extension', 'Licence'])[1 + h % 4] || ' ' || c.name as name,
    c.id as company_id, ('0198d000-0000-7000-8000-' || 100000000001 + h / 7 % 40)::uuid as owner_id, s.ids[1 + h / 11 % cardinality(s.ids)] as stage_id, s.pipeline_id,
    (h % 20000000) / 100.0 as amount, date '2022-01-01' + (h / 13 % 1800)::integer as close_date, h / 3 % 1000000 as score, timestamptz '2026-02-01' + n * interval '1 second' as at
from (select n, hashint8(n + 77) & 2147483647 as h, d.* from draft_of d, generate_series(1, deals) n) x
    join kith.company c on c.workspace_id = x.w and c.id = ('0198b000-0000-7000-8000-' || 100000000001 + x.n % x.companies)::uuid,
    (select pipeline_id, array_agg(id) as ids from kith.stage, draft_of where workspace_id = w group by pipeline_id limit 1) s;
insert into kith.deal (workspace_id, id, created_at, created_by, updated_at, updated_by, name, company_id, pipeline_id, stage_id, amount, amount_currency, amount_base, close_date, owner_id, custom)
select w, id, at, p, at, p, name, company_id, pipeline_id, stage_id, amount, 'EUR', amount, close_date, owner_id, jsonb_build_object('score_c', score) from deal_draft, draft_of order by n;
insert into kith.entry (workspace_id, id, type, title, words, title_words, owner_id)
select w, id, 'deal', name, array_to_tsvector(array(select distinct right(w::text, 6) || x from unnest(regexp_split_to_array(lower(name), '[^a-z0-9]+')) x)), lower(name), owner_id
from deal_draft, draft_of order by n;
insert into kith.word select w, x from (values ('renewal'), ('pilot'), ('extension'), ('licence')) words(x), draft_of;
with p as (update kith.position set position = position + deals from draft_of where workspace_id = w returning position - deals as before)
insert into kith.change (workspace_id, position, at, by_id, via, kind, type, record_id, title, diff)
select w, before + n, at, d.p, 'import', 'created', 'deal', id, name, jsonb_build_object('name', jsonb_build_array(null, name), 'company', jsonb_build_array(null, company_id),
    'stage', jsonb_build_array(null, stage_id), 'amount', jsonb_build_array(null, jsonb_build_object('amount', amount, 'currency', 'EUR')),
    'close_date', jsonb_build_array(null, close_date), 'owner', jsonb_build_array(null, owner_id))
from deal_draft, draft_of d, p order by n;
