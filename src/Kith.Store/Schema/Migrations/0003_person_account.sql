-- after tables
-- Ties accounts to the people of workspaces. A person is the only truth of role and of being active, whatever else is signed in.

alter table kith.person add column account_id uuid references kith.account (id);
-- Also for people in the trash: an account that is invited again gets its own person back.
create unique index person_account on kith.person (workspace_id, account_id) where account_id is not null;
create index person_account_only on kith.person (account_id) where account_id is not null;

alter table kith.invitation add foreign key (workspace_id, created_by) references kith.person (workspace_id, id);

-- Everything a request needs to know of the secret it carries, in one go. It comes before any workspace is known, hence its own role.
-- plpgsql, because its plans are kept for the connection.
create function kith.find_sign_in(secret_hash bytea) returns table (
    kind text, issued_at timestamptz, token_expires_at timestamptz, first_used_at timestamptz, superseded_at timestamptz,
    session_id uuid, account_id uuid, rotated_at timestamptz, session_expires_at timestamptz, ended_at timestamptz,
    workspace_id uuid, currency text, time_zone text, schema_version bigint, person_id uuid, role text)
language plpgsql stable security definer set search_path = pg_catalog, kith as $$
begin
    return query
    select t.kind, t.issued_at, t.expires_at, t.first_used_at, t.superseded_at, s.id, s.account_id, s.rotated_at, s.expires_at, s.ended_at,
        w.id, w.currency, w.time_zone, w.schema_version, p.id, p.role
    from token t
    join session s on s.id = t.session_id
    join workspace w on w.id = s.works_in
    left join person p on p.workspace_id = s.works_in and p.account_id = s.account_id
        and p.active is true and p.deleted_at is null and p.role is not null
    where t.hash = secret_hash;
end $$;

-- The workspaces in which an account may work, by name.
create function kith.workspaces_of(account uuid) returns table (id uuid, name text)
language plpgsql stable security definer set search_path = pg_catalog, kith as $$
begin
    return query
    select w.id, w.name from person p join workspace w on w.id = p.workspace_id
    where p.account_id = account and p.active is true and p.deleted_at is null and p.role is not null
    order by lower(w.name), w.id;
end $$;

-- An invitation by its secret. It holds no longer than the one who gave it may still give that role.
create function kith.find_invitation(secret_hash bytea, now timestamptz) returns table (
    id uuid, email text, name text, role text, workspace_id uuid, workspace_name text, currency text, time_zone text, schema_version bigint)
language plpgsql stable security definer set search_path = pg_catalog, kith as $$
begin
    return query
    select i.id, i.email, i.name, i.role, w.id, w.name, w.currency, w.time_zone, w.schema_version
    from invitation i
    join workspace w on w.id = i.workspace_id
    join person p on p.workspace_id = i.workspace_id and p.id = i.created_by
    where i.token_hash = secret_hash and i.expires_at > now and p.active is true and p.deleted_at is null
        and (p.role = 'owner' or (p.role = 'administrator' and i.role <> 'owner'));
end $$;

create function kith.role_rank(role text) returns integer
language sql immutable parallel safe as $$ select case role when 'owner' then 3 when 'administrator' then 2 when 'member' then 1 else 0 end $$;

-- What holds for the rights of people through whatever door they are changed: nobody gives, takes or touches rights above their own,
-- a workspace keeps an owner who can sign in, and who loses the right to work here is signed out at once.
create function kith.guard_person() returns trigger
language plpgsql security definer set search_path = pg_catalog, kith as $$
declare
    could boolean := old.active is true and old.deleted_at is null and old.role is not null;
    can boolean := new.active is true and new.deleted_at is null and new.role is not null;
    field text := case when old.active is distinct from new.active then 'active' else 'role' end;
    rank integer;
begin
    if could = can and old.role is not distinct from new.role then
        return null;
    end if;
    -- No person means that Kith itself writes.
    if new.updated_by is not null then
        rank := kith.role_rank(case when new.updated_by = new.id then old.role
            else (select p.role from person p where p.workspace_id = new.workspace_id and p.id = new.updated_by) end);
        if kith.role_rank(old.role) > rank or kith.role_rank(new.role) > rank then
            perform kith.refuse('person.above_you', field);
        end if;
    end if;
    if could and old.role = 'owner' and old.account_id is not null and not (can and new.role = 'owner' and new.account_id is not null) then
        -- Two owners who demote each other at the same moment must not both succeed.
        perform pg_advisory_xact_lock(hashtextextended('kith owners ' || new.workspace_id, 0));
        if not exists (select 1 from person p where p.workspace_id = new.workspace_id and p.role = 'owner' and p.active is true
            and p.deleted_at is null and p.account_id is not null) then
            perform kith.refuse('person.last_owner', field);
        end if;
    end if;
    if could and not can and old.account_id is not null then
        delete from session s where s.account_id = old.account_id and s.works_in = old.workspace_id;
    end if;
    return null;
end $$;

create trigger guard_person after update of active, deleted_at, role, account_id on kith.person for each row execute function kith.guard_person();
