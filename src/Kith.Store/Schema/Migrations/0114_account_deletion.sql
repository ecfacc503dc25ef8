-- after tables
-- All workspaces that an account has a person in, also those it can no longer work in, in the order of their ids. What is open may be looked into by this sign-in without
-- being switched to: nothing else is demanded there than it has shown already.
create function kith.everywhere_of(account uuid, sign_in uuid) returns table (workspace_id uuid, name text, person_id uuid, works boolean, open boolean)
language plpgsql stable security definer set search_path = pg_catalog, kith as $$
begin
    return query
    select w.id, w.name, p.id, p.active is true and p.deleted_at is null and p.role is not null,
        coalesce(s.works_in = w.id, false) or ((w.second_factor_roles = '{}' or coalesce(s.second_factor, false))
            and not exists (select from provider v where v.workspace_id = w.id and v.active and v.only_way and p.role <> 'owner'))
    from person p join workspace w on w.id = p.workspace_id left join session s on s.id = sign_in and s.account_id = account
    where p.account_id = account
    order by w.id;
end $$;

grant create on schema kith to %auth%;
alter function kith.everywhere_of(uuid, uuid) owner to %auth%;
revoke create on schema kith from %auth%;
revoke all on function kith.everywhere_of(uuid, uuid) from public;
grant execute on function kith.everywhere_of(uuid, uuid) to %app%;
