-- after tables
-- Of sign-ins those that still hold, with what they now stand for, for connections that stay open: one question for all of a process.
create function kith.living_sign_ins(sessions uuid[]) returns table (session_id uuid, workspace_id uuid, person_id uuid, role text, schema_version bigint)
language plpgsql stable security definer set search_path = pg_catalog, kith as $$
begin
    return query
    select s.id, s.works_in, p.id, p.role, w.schema_version
    from session s
    join workspace w on w.id = s.works_in
    join person p on p.workspace_id = s.works_in and p.account_id = s.account_id and p.active is true and p.deleted_at is null and p.role is not null
    where s.id = any (sessions) and s.ended_at is null and s.expires_at > now();
end $$;

grant create on schema kith to %auth%;
alter function kith.living_sign_ins(uuid[]) owner to %auth%;
revoke create on schema kith from %auth%;
revoke all on function kith.living_sign_ins(uuid[]) from public;
grant execute on function kith.living_sign_ins(uuid[]) to %app%;
