-- after tables
-- What lies outside every workspace (accounts, sign-ins, what is due in any of them) is reached only in a context signed for just that: SQL that slips
-- into a workspace's transaction learns nothing of the others there either. ADR 29.
create function kith.outside() returns boolean language sql stable parallel safe as $$ select kith.workspace() = '00000000-0000-0000-0000-000000000000' $$;

do $do$
declare
    rule record;
begin
    for rule in
        select p.polname, c.relname, case c.relname when 'workspace' then 'id' else 'workspace_id' end as key, p.polwithcheck is not null as writes
        from pg_policy p join pg_class c on c.oid = p.polrelid where c.relnamespace = 'kith'::regnamespace and p.polname in ('jobs', 'streams')
    loop
        execute format('alter policy %I on kith.%I using (%I = (select kith.workspace()) or (select kith.outside()))%s', rule.polname, rule.relname, rule.key,
            case when rule.writes then format(' with check (%I = (select kith.workspace()) or (select kith.outside()))', rule.key) else '' end);
    end loop;
end $do$;

-- Values of own fields as indexes take them. PostgreSQL runs these before row-level security has chosen the rows, so what is no such value must be
-- passed over in silence: an error would quote it, of whichever workspace it is.
create or replace function kith.own_number(custom jsonb, field text, part text default null) returns numeric
language plpgsql immutable parallel safe as $$
declare
    value text := case when part is null then custom ->> field else custom -> field ->> part end;
begin
    return case when value ~ '^[+-]?[0-9]{1,100}(\.[0-9]{1,100})?([eE][+-]?[0-9]{1,2})?$' then value end;
end $$;

create or replace function kith.own_whole(custom jsonb, field text) returns bigint
language plpgsql immutable parallel safe as $$
declare
    value text := custom ->> field;
begin
    return case when value ~ '^[+-]?[0-9]{1,18}$' then value
        when value ~ '^[+-]?[0-9]{19}$' and value::numeric between -9223372036854775808 and 9223372036854775807 then value end;
end $$;

create or replace function kith.own_flag(custom jsonb, field text) returns boolean
language plpgsql immutable parallel safe as $$
begin
    return case custom ->> field when 'true' then true when 'false' then false end;
end $$;

create function kith.is_day(value text) returns boolean
language plpgsql immutable parallel safe as $$
begin
    return value ~ '^(?!0000)([0-9]{4}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)$';
end $$;

create or replace function kith.own_day(custom jsonb, field text) returns date
language plpgsql immutable parallel safe as $$
declare
    value text := custom ->> field;
begin
    return case when kith.is_day(value) then value end;
end $$;

create or replace function kith.own_instant(custom jsonb, field text) returns timestamptz
language plpgsql immutable parallel safe as $$
declare
    value text := custom ->> field;
begin
    return case when kith.is_day(left(value, 10)) and substr(value, 11) ~ '^T([01][0-9]|2[0-3])(:[0-5][0-9]){2}(\.[0-9]{1,9})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])$' then value end;
end $$;

create or replace function kith.own_id(custom jsonb, field text) returns uuid
language plpgsql immutable parallel safe as $$
declare
    value text := custom ->> field;
begin
    return case when value ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then value end;
end $$;

-- Replacing a function takes away that it may run there.
do $do$
declare
    reading regprocedure;
begin
    for reading in select p.oid::regprocedure from pg_proc p where p.pronamespace = 'kith'::regnamespace and p.proname in ('own_number', 'own_whole', 'own_flag', 'own_day', 'own_instant', 'own_id') loop
        execute format('alter function %s leakproof', reading);
    end loop;
exception when insufficient_privilege then
    null;
end $do$;
