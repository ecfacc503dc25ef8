-- after tables
-- Who may do what: roles that a workspace makes, rules and single shares by which records are shared, roles granted for a time, and records kept private. ADR 23.

-- Rises when anything changes that a person's standing depends on: roles, teams, territories, grants, shares.
alter table kith.workspace add column access_version bigint not null default 1;

create table kith.own_role (
    workspace_id uuid not null references kith.workspace (id),
    name text not null,
    label text not null,
    -- What it allows, as the API takes it.
    definition jsonb not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (workspace_id, name)
);

create table kith.sharing_rule (
    workspace_id uuid not null references kith.workspace (id),
    id uuid not null,
    type text not null,
    label text not null,
    condition text not null,
    -- Whom it shares with, such as team:… or role:member.
    shared_with text not null,
    write boolean not null,
    active boolean not null,
    updated_at timestamptz not null,
    primary key (workspace_id, id)
);

create table kith.role_grant (
    workspace_id uuid not null,
    id uuid not null,
    person_id uuid not null,
    role text not null,
    expires_at timestamptz,
    reason text,
    created_at timestamptz not null,
    created_by uuid,
    primary key (workspace_id, id),
    unique (workspace_id, person_id, role),
    foreign key (workspace_id, person_id) references kith.person (workspace_id, id) on delete cascade
);

create table kith.share (
    workspace_id uuid not null,
    id uuid not null,
    type text not null,
    record_id uuid not null,
    shared_with text not null,
    write boolean not null,
    expires_at timestamptz,
    created_at timestamptz not null,
    created_by uuid,
    primary key (workspace_id, id),
    unique (workspace_id, record_id, shared_with),
    foreign key (workspace_id, record_id) references kith.entry (workspace_id, id) on delete cascade
);
create index share_with on kith.share (workspace_id, shared_with, type, record_id);

create table kith.private_record (
    workspace_id uuid not null,
    record_id uuid not null,
    type text not null,
    created_at timestamptz not null,
    created_by uuid,
    primary key (workspace_id, record_id),
    foreign key (workspace_id, record_id) references kith.entry (workspace_id, id) on delete cascade
);
create index private_record_type on kith.private_record (workspace_id, type);

-- Once in a transaction is enough: what it changes is seen by others when it ends.
create function kith.touch_access() returns trigger
language plpgsql set search_path = pg_catalog, kith as $$
declare
    place uuid := case when tg_op = 'DELETE' then old.workspace_id else new.workspace_id end;
    mark text := place || ' ' || pg_current_xact_id();
begin
    if current_setting('kith.access_touched', true) is distinct from mark then
        update workspace set access_version = access_version + 1 where id = place;
        perform set_config('kith.access_touched', mark, true);
    end if;
    return null;
end $$;

create trigger touch_access after insert or delete or update of team_id, manager_id, role, active, deleted_at, account_id on kith.person for each row execute function kith.touch_access();
create trigger touch_access after insert or update or delete on kith.team for each row execute function kith.touch_access();
create trigger touch_access after insert or update or delete on kith.territory for each row execute function kith.touch_access();
create trigger touch_access after insert or update or delete on kith.role_grant for each row execute function kith.touch_access();
create trigger touch_access after insert or update or delete on kith.share for each row execute function kith.touch_access();
create trigger touch_access after insert or update or delete on kith.private_record for each row execute function kith.touch_access();

-- Roles of a workspace's own rank below administrators; what they allow beyond that is weighed where they are given.
create or replace function kith.role_rank(role text) returns integer
language sql immutable parallel safe as $$ select case when role is null then 0 when role = 'owner' then 3 when role = 'administrator' then 2 else 1 end $$;

alter table kith.invitation drop constraint invitation_role_check;

drop function kith.find_sign_in(bytea);
create function kith.find_sign_in(secret_hash bytea) returns table (
    kind text, issued_at timestamptz, token_expires_at timestamptz, first_used_at timestamptz, superseded_at timestamptz,
    session_id uuid, account_id uuid, rotated_at timestamptz, session_expires_at timestamptz, ended_at timestamptz,
    workspace_id uuid, currency text, time_zone text, week_start text, fiscal_month integer, schema_version bigint, person_id uuid, role text, access_version bigint)
language plpgsql stable security definer set search_path = pg_catalog, kith as $$
begin
    return query
    select t.kind, t.issued_at, t.expires_at, t.first_used_at, t.superseded_at, s.id, s.account_id, s.rotated_at, s.expires_at, s.ended_at,
        w.id, w.currency, w.time_zone, w.week_start, w.fiscal_month::integer, w.schema_version, p.id, p.role, w.access_version
    from token t
    join session s on s.id = t.session_id
    join workspace w on w.id = s.works_in
    left join person p on p.workspace_id = s.works_in and p.account_id = s.account_id
        and p.active is true and p.deleted_at is null and p.role is not null
    where t.hash = secret_hash;
end $$;

drop function kith.living_sign_ins(uuid[]);
create function kith.living_sign_ins(sessions uuid[]) returns table (session_id uuid, workspace_id uuid, person_id uuid, role text, schema_version bigint, access_version bigint)
language plpgsql stable security definer set search_path = pg_catalog, kith as $$
begin
    return query
    select s.id, s.works_in, p.id, p.role, w.schema_version, w.access_version
    from session s
    join workspace w on w.id = s.works_in
    join person p on p.workspace_id = s.works_in and p.account_id = s.account_id and p.active is true and p.deleted_at is null and p.role is not null
    where s.id = any (sessions) and s.ended_at is null and s.expires_at > now();
end $$;

drop function kith.find_api_key(bytea, inet);
create function kith.find_api_key(secret_hash bytea, source inet) returns table (
    key_id uuid, expires_at timestamptz, scopes text[], workspace_id uuid, currency text, time_zone text, week_start text, fiscal_month integer,
    schema_version bigint, person_id uuid, role text, access_version bigint)
language plpgsql security definer set search_path = pg_catalog, kith as $$
begin
    update api_key k set used_at = now(), used_from = source
    where k.hash = secret_hash and (k.used_at is null or k.used_at < now() - interval '1 minute')
        and (k.expires_at is null or k.expires_at > now()) and (k.networks = '{}' or source <<= any (k.networks));
    return query
    select k.id, k.expires_at, k.scopes, w.id, w.currency, w.time_zone, w.week_start, w.fiscal_month::integer, w.schema_version, p.id, p.role, w.access_version
    from api_key k
    join workspace w on w.id = k.workspace_id and w.api_keys
    join person p on p.workspace_id = k.workspace_id and p.id = k.person_id and p.active is true and p.deleted_at is null and p.role is not null
    where k.hash = secret_hash and (k.expires_at is null or k.expires_at > now()) and (k.networks = '{}' or source <<= any (k.networks));
end $$;

drop function kith.living_api_keys(uuid[]);
create function kith.living_api_keys(keys uuid[]) returns table (key_id uuid, workspace_id uuid, person_id uuid, role text, schema_version bigint, access_version bigint)
language plpgsql stable security definer set search_path = pg_catalog, kith as $$
begin
    return query
    select k.id, k.workspace_id, p.id, p.role, w.schema_version, w.access_version
    from api_key k
    join workspace w on w.id = k.workspace_id and w.api_keys
    join person p on p.workspace_id = k.workspace_id and p.id = k.person_id and p.active is true and p.deleted_at is null and p.role is not null
    where k.id = any (keys) and (k.expires_at is null or k.expires_at > now());
end $$;

grant create on schema kith to %auth%;
alter function kith.find_api_key(bytea, inet) owner to %auth%;
alter function kith.living_api_keys(uuid[]) owner to %auth%;
alter function kith.living_sign_ins(uuid[]) owner to %auth%;
revoke create on schema kith from %auth%;
revoke all on function kith.living_sign_ins(uuid[]), kith.find_api_key(bytea, inet), kith.living_api_keys(uuid[]) from public;
grant execute on function kith.living_sign_ins(uuid[]), kith.find_api_key(bytea, inet), kith.living_api_keys(uuid[]) to %app%;
