-- after tables
-- From where a workspace may be reached; from everywhere while it names no network.
create table kith.allowed_network (
    workspace_id uuid not null references kith.workspace (id),
    network cidr not null,
    label text not null,
    -- The order in which administrators wrote them.
    rank integer not null,
    primary key (workspace_id, network)
);

-- Asked with each sign-in and API key.
create function kith.networks_of(workspace uuid) returns cidr[]
language sql stable security definer set search_path = pg_catalog, kith as $$
    select coalesce(array_agg(n.network), '{}') from allowed_network n where n.workspace_id = workspace
$$;
grant select on kith.allowed_network to %auth%;
grant create on schema kith to %auth%;
alter function kith.networks_of(uuid) owner to %auth%;
revoke create on schema kith from %auth%;
revoke all on function kith.networks_of(uuid) from public;
grant execute on function kith.networks_of(uuid) to %app%;
