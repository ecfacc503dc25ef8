-- Own fields that lists are sorted and filtered by often enough to have indexes.
alter table kith.own_field add column indexed boolean not null default false;

-- Values of own fields as indexes take them: what is read depends on nothing but what is stored. The casts of days and instants do not say so by themselves.
create function kith.own_text(custom jsonb, field text, part text default null) returns text
language plpgsql immutable parallel safe as $$
begin
    return case when part is null then custom ->> field else custom -> field ->> part end;
end $$;

create function kith.own_number(custom jsonb, field text, part text default null) returns numeric
language plpgsql immutable parallel safe as $$
begin
    return case when part is null then custom ->> field else custom -> field ->> part end;
end $$;

create function kith.own_whole(custom jsonb, field text) returns bigint
language plpgsql immutable parallel safe as $$
begin
    return custom ->> field;
end $$;

create function kith.own_flag(custom jsonb, field text) returns boolean
language plpgsql immutable parallel safe as $$
begin
    return custom ->> field;
end $$;

create function kith.own_day(custom jsonb, field text) returns date
language plpgsql immutable parallel safe as $$
begin
    return custom ->> field;
end $$;

create function kith.own_instant(custom jsonb, field text) returns timestamptz
language plpgsql immutable parallel safe as $$
begin
    return custom ->> field;
end $$;

create function kith.own_id(custom jsonb, field text) returns uuid
language plpgsql immutable parallel safe as $$
begin
    return custom ->> field;
end $$;

-- They tell nothing of a value to anyone but who gets it, since only the write path stores values and all of them can be cast. PostgreSQL uses an
-- index behind row-level security only where it is told so, which takes a superuser, as the private server's owner is; elsewhere filters go without.
do $do$
declare
    reading regprocedure;
begin
    for reading in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'kith' and p.proname in ('own_text', 'own_number', 'own_whole', 'own_flag', 'own_day', 'own_instant', 'own_id') loop
        execute format('alter function %s leakproof', reading);
    end loop;
exception when insufficient_privilege then
    null;
end $do$;
