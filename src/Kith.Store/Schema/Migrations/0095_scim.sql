-- after tables
-- What a workspace's directory keeps here by SCIM: its token and what it may do, who is who there, its groups, and its last calls. ADR 32.
create table kith.scim (
    workspace_id uuid primary key references kith.workspace (id),
    active boolean not null,
    -- Whose rights the token acts with: nobody is given more through it than this person could give. Null without a token.
    owner_id uuid,
    hash bytea unique,
    -- The last characters of the secret.
    hint text,
    made_at timestamptz,
    used_at timestamptz,
    used_from inet,
    -- Who gets what those hold who leave; null for the owner of the token.
    successor_id uuid,
    -- The role of who is made, and of whom no group gives one.
    default_role text not null,
    -- [{"group": "...", "role": "...", "team": "..."}], the first that fits counts.
    groups jsonb not null,
    foreign key (workspace_id, owner_id) references kith.person (workspace_id, id) on delete set null (owner_id),
    foreign key (workspace_id, successor_id) references kith.person (workspace_id, id) on delete set null (successor_id)
);

-- Who a person is in the directory.
create table kith.scim_person (
    workspace_id uuid not null,
    person_id uuid not null,
    user_name text not null,
    external_id text,
    given_name text,
    family_name text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (workspace_id, person_id),
    foreign key (workspace_id, person_id) references kith.person (workspace_id, id) on delete cascade
);
create unique index scim_person_user_name on kith.scim_person (workspace_id, lower(user_name));
create index scim_person_external on kith.scim_person (workspace_id, external_id);

create table kith.scim_group (
    workspace_id uuid not null references kith.workspace (id),
    id uuid not null,
    display_name text not null,
    external_id text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (workspace_id, id)
);
create unique index scim_group_name on kith.scim_group (workspace_id, lower(display_name));

create table kith.scim_member (
    workspace_id uuid not null,
    group_id uuid not null,
    person_id uuid not null,
    primary key (workspace_id, group_id, person_id),
    foreign key (workspace_id, group_id) references kith.scim_group (workspace_id, id) on delete cascade,
    foreign key (workspace_id, person_id) references kith.person (workspace_id, id) on delete cascade
);
create index scim_member_person on kith.scim_member (workspace_id, person_id);

-- The last calls of the directory with what became of them, for who looks for a fault. What was asked for is not in them.
create table kith.scim_call (
    workspace_id uuid not null references kith.workspace (id),
    id uuid not null,
    at timestamptz not null,
    method text not null,
    path text not null,
    status integer not null,
    problem text,
    primary key (workspace_id, id)
);

-- Everything a call needs to know of the token it carries. Its owner must work here.
create function kith.find_scim(secret_hash bytea, source inet) returns table (
    workspace_id uuid, currency text, time_zone text, week_start text, fiscal_month integer, schema_version bigint, access_version bigint, person_id uuid)
language plpgsql security definer set search_path = pg_catalog, kith as $$
begin
    update scim s set used_at = now(), used_from = source where s.hash = secret_hash and s.active and (s.used_at is null or s.used_at < now() - interval '1 minute');
    return query
    select w.id, w.currency, w.time_zone, w.week_start, w.fiscal_month::integer, w.schema_version, w.access_version, p.id
    from scim s
    join workspace w on w.id = s.workspace_id
    join person p on p.workspace_id = s.workspace_id and p.id = s.owner_id and p.active is true and p.deleted_at is null and p.role is not null
    where s.hash = secret_hash and s.active;
end $$;

grant create on schema kith to %auth%;
alter function kith.find_scim(bytea, inet) owner to %auth%;
revoke create on schema kith from %auth%;
revoke all on function kith.find_scim(bytea, inet) from public;
grant execute on function kith.find_scim(bytea, inet) to %app%;
grant select, update on kith.scim to %auth%;
