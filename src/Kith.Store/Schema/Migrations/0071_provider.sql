-- after tables
-- Sign-in through a provider of the workspace's own (OpenID Connect), and the domains a workspace has proved to be its own.

create table kith.provider (
    workspace_id uuid primary key references kith.workspace (id),
    name text not null,
    issuer text not null,
    client_id text not null,
    -- Protected by the key ring; null where the provider asks for none.
    client_secret text,
    scopes text not null,
    groups_claim text,
    -- [{"group": "...", "role": "..."}], the first that fits counts.
    groups jsonb not null,
    -- The role of whoever no group gives one; null lets them not in.
    default_role text,
    -- Whoever has an address of a verified domain joins by signing in.
    joins boolean not null,
    -- All but owners sign in through the provider and in no other way.
    only_way boolean not null,
    -- A second factor that the provider says was used counts as ours.
    trusts_factor boolean not null,
    active boolean not null,
    updated_at timestamptz not null
);

create table kith.workspace_domain (
    workspace_id uuid not null references kith.workspace (id),
    id uuid not null,
    domain text not null,
    -- What the domain's TXT record has to say.
    proof text not null,
    verified_at timestamptz,
    created_at timestamptz not null,
    primary key (workspace_id, id),
    unique (workspace_id, domain)
);
create index workspace_domain_verified on kith.workspace_domain (domain) where verified_at is not null;

-- Who somebody is at the provider: found by issuer and subject, never by an address that may pass to another.
create table kith.provider_person (
    workspace_id uuid not null,
    issuer text not null,
    subject text not null,
    person_id uuid not null,
    linked_at timestamptz not null,
    used_at timestamptz not null,
    primary key (workspace_id, issuer, subject),
    foreign key (workspace_id, person_id) references kith.person (workspace_id, id)
);
create index provider_person_person on kith.provider_person (workspace_id, person_id);

-- A sign-in under way at a provider: once only, and only in the browser that began it. What the browser holds gives nonce and verifier, so neither is kept.
create table kith.provider_flow (
    state_hash bytea primary key,
    browser_hash bytea not null,
    works_in uuid not null references kith.workspace (id) on delete cascade,
    -- The account that ties itself to the provider; null where somebody signs in.
    account_id uuid references kith.account (id) on delete cascade,
    expires_at timestamptz not null
);
create index provider_flow_expiry on kith.provider_flow (expires_at);

-- A sign-in through a provider is one to that workspace alone: what another workspace asks of a sign-in it has not seen.
alter table kith.session add column by_provider boolean not null default false;

-- The providers that somebody with an address of a domain may sign in through, before it is known who that is.
create function kith.providers_of(sought text) returns table (workspace_id uuid, name text)
language plpgsql stable security definer set search_path = pg_catalog, kith as $$
begin
    return query
    select p.workspace_id, p.name from workspace_domain d join provider p on p.workspace_id = d.workspace_id
    where d.domain = sought and d.verified_at is not null and p.active
    order by lower(p.name), p.workspace_id limit 10;
end $$;

-- The workspaces that an account enters through their provider only.
create function kith.provider_only(account uuid) returns table (workspace_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, kith as $$
begin
    return query
    select p.workspace_id from person p join provider v on v.workspace_id = p.workspace_id
    where p.account_id = account and p.role <> 'owner' and v.active and v.only_way;
end $$;

grant create on schema kith to %auth%;
alter function kith.providers_of(text) owner to %auth%;
alter function kith.provider_only(uuid) owner to %auth%;
revoke create on schema kith from %auth%;
revoke all on function kith.providers_of(text), kith.provider_only(uuid) from public;
grant execute on function kith.providers_of(text), kith.provider_only(uuid) to %app%;
grant select on kith.provider, kith.workspace_domain to %auth%;
