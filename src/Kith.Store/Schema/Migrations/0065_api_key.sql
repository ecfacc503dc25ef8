-- after tables
-- Secrets by which programs act for a person, kept as SHA-256 only.
create table kith.api_key (
    workspace_id uuid not null references kith.workspace (id),
    id uuid not null,
    -- Whose rights it acts with.
    person_id uuid not null,
    name text not null,
    hash bytea not null unique,
    -- The last characters of the secret, by which people tell keys apart.
    hint text not null,
    scopes text[] not null,
    -- Where it may be used from; everywhere when empty.
    networks cidr[] not null,
    created_at timestamptz not null,
    created_by uuid not null,
    expires_at timestamptz,
    rotated_at timestamptz,
    used_at timestamptz,
    used_from inet,
    primary key (workspace_id, id),
    foreign key (workspace_id, person_id) references kith.person (workspace_id, id) on delete cascade
);
create index api_key_person on kith.api_key (workspace_id, person_id);

-- Who stands for a program never signs in.
alter table kith.person add constraint person_service check (service is not true or account_id is null);

-- False where keys do not work.
alter table kith.workspace add column api_keys boolean not null default true;

-- The key that work in the background was asked for with: its scopes hold there, too.
alter table kith.changeset add column key_id uuid;

-- Everything a request needs to know of the key it carries, and when and from where that was used last, to the minute.
create function kith.find_api_key(secret_hash bytea, source inet) returns table (
    key_id uuid, expires_at timestamptz, scopes text[], workspace_id uuid, currency text, time_zone text, week_start text, fiscal_month integer,
    schema_version bigint, person_id uuid, role text)
language plpgsql security definer set search_path = pg_catalog, kith as $$
begin
    update api_key k set used_at = now(), used_from = source
    where k.hash = secret_hash and (k.used_at is null or k.used_at < now() - interval '1 minute')
        and (k.expires_at is null or k.expires_at > now()) and (k.networks = '{}' or source <<= any (k.networks));
    return query
    select k.id, k.expires_at, k.scopes, w.id, w.currency, w.time_zone, w.week_start, w.fiscal_month::integer, w.schema_version, p.id, p.role
    from api_key k
    join workspace w on w.id = k.workspace_id and w.api_keys
    join person p on p.workspace_id = k.workspace_id and p.id = k.person_id and p.active is true and p.deleted_at is null and p.role is not null
    where k.hash = secret_hash and (k.expires_at is null or k.expires_at > now()) and (k.networks = '{}' or source <<= any (k.networks));
end $$;

-- Of keys those that still hold, with what they now stand for, for connections that stay open.
create function kith.living_api_keys(keys uuid[]) returns table (key_id uuid, workspace_id uuid, person_id uuid, role text, schema_version bigint)
language plpgsql stable security definer set search_path = pg_catalog, kith as $$
begin
    return query
    select k.id, k.workspace_id, p.id, p.role, w.schema_version
    from api_key k
    join workspace w on w.id = k.workspace_id and w.api_keys
    join person p on p.workspace_id = k.workspace_id and p.id = k.person_id and p.active is true and p.deleted_at is null and p.role is not null
    where k.id = any (keys) and (k.expires_at is null or k.expires_at > now());
end $$;

-- The keys of who no longer works here end for good.
create function kith.end_api_keys() returns trigger
language plpgsql security definer set search_path = pg_catalog, kith as $$
begin
    if new.active is not true or new.deleted_at is not null or new.role is null then
        delete from api_key k where k.workspace_id = new.workspace_id and k.person_id = new.id;
    end if;
    return null;
end $$;
create trigger end_api_keys after update of active, deleted_at, role on kith.person for each row execute function kith.end_api_keys();

grant create on schema kith to %auth%;
alter function kith.find_api_key(bytea, inet) owner to %auth%;
alter function kith.living_api_keys(uuid[]) owner to %auth%;
alter function kith.end_api_keys() owner to %auth%;
revoke create on schema kith from %auth%;
revoke all on function kith.find_api_key(bytea, inet), kith.living_api_keys(uuid[]), kith.end_api_keys() from public;
grant execute on function kith.find_api_key(bytea, inet), kith.living_api_keys(uuid[]) to %app%;
grant select, update, delete on kith.api_key to %auth%;
