-- after tables
-- When a workspace's weeks and fiscal years begin.
alter table kith.workspace
    add column week_start text not null default 'monday' check (week_start in ('monday', 'sunday', 'saturday')),
    add column fiscal_month smallint not null default 1 check (fiscal_month between 1 and 12);

-- Periods.First in SQL, for what does not begin as PostgreSQL's own units do.
create function kith.first_of(unit text, at timestamp, shift integer) returns date
language plpgsql immutable strict parallel safe as $$
begin
    if unit = 'week' then
        return greatest(date_trunc(unit, at + make_interval(days => shift))::date - shift, date '0001-01-01');
    end if;
    return greatest((date_trunc(unit, at - make_interval(months => shift)) + make_interval(months => shift))::date, date '0001-01-01');
end $$;

drop function kith.find_sign_in(bytea);
create function kith.find_sign_in(secret_hash bytea) returns table (
    kind text, issued_at timestamptz, token_expires_at timestamptz, first_used_at timestamptz, superseded_at timestamptz,
    session_id uuid, account_id uuid, rotated_at timestamptz, session_expires_at timestamptz, ended_at timestamptz,
    workspace_id uuid, currency text, time_zone text, week_start text, fiscal_month integer, schema_version bigint, person_id uuid, role text)
language plpgsql stable security definer set search_path = pg_catalog, kith as $$
begin
    return query
    select t.kind, t.issued_at, t.expires_at, t.first_used_at, t.superseded_at, s.id, s.account_id, s.rotated_at, s.expires_at, s.ended_at,
        w.id, w.currency, w.time_zone, w.week_start, w.fiscal_month::integer, w.schema_version, p.id, p.role
    from token t
    join session s on s.id = t.session_id
    join workspace w on w.id = s.works_in
    left join person p on p.workspace_id = s.works_in and p.account_id = s.account_id
        and p.active is true and p.deleted_at is null and p.role is not null
    where t.hash = secret_hash;
end $$;
