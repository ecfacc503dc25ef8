-- after tables
-- An invitation holds while who invited works here. What roles that person may give is weighed where it is accepted, own roles included, as it was when it was sent.
drop function kith.find_invitation(bytea, timestamptz);
create function kith.find_invitation(secret_hash bytea, now timestamptz) returns table (
    id uuid, email text, name text, role text, workspace_id uuid, workspace_name text, currency text, time_zone text, schema_version bigint, inviter uuid, access_version bigint)
language plpgsql stable security definer set search_path = pg_catalog, kith as $$
begin
    return query
    select i.id, i.email, i.name, i.role, w.id, w.name, w.currency, w.time_zone, w.schema_version, p.id, w.access_version
    from invitation i
    join workspace w on w.id = i.workspace_id
    join person p on p.workspace_id = i.workspace_id and p.id = i.created_by
    where i.token_hash = secret_hash and i.expires_at > now and p.active is true and p.deleted_at is null and p.role is not null;
end $$;

grant create on schema kith to %auth%;
alter function kith.find_invitation(bytea, timestamptz) owner to %auth%;
revoke create on schema kith from %auth%;
revoke all on function kith.find_invitation(bytea, timestamptz) from public;
grant execute on function kith.find_invitation(bytea, timestamptz) to %app%;
