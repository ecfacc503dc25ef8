-- after tables
-- Seeing Kith as somebody else: who asked, whom, why, and until when it was allowed. ADR 35.
create table kith.viewing (
    workspace_id uuid not null references kith.workspace (id),
    id uuid not null,
    viewer_id uuid not null,
    seen_id uuid not null,
    reason text not null,
    hours integer not null check (hours between 1 and 8),
    state text not null check (state in ('asked', 'allowed', 'refused', 'ended')),
    -- False where the workspace's owner lets it happen without the person's consent.
    consented boolean not null,
    asked_at timestamptz not null,
    -- When it was allowed or refused.
    answered_at timestamptz,
    until timestamptz,
    started_at timestamptz,
    primary key (workspace_id, id),
    foreign key (workspace_id, viewer_id) references kith.person (workspace_id, id) on delete cascade,
    foreign key (workspace_id, seen_id) references kith.person (workspace_id, id) on delete cascade
);
create index viewing_of_viewer on kith.viewing (workspace_id, viewer_id, id desc);
create index viewing_of_seen on kith.viewing (workspace_id, seen_id, id desc);
create index viewing_allowed on kith.viewing (workspace_id, until) where state = 'allowed';

-- Set where a sign-in sees Kith as somebody else.
alter table kith.session add column viewing uuid;

-- Whether consent of the person who is seen may be missing.
alter table kith.workspace add column view_as_freely boolean not null default false;

-- As whom a sign-in sees Kith: no row where it does not; nobody where that is over.
create function kith.sign_in_viewing(sign_in uuid) returns table (viewing uuid, seen_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, kith as $$
begin
    return query
    select s.viewing, p.id
    from session s
    left join viewing v on v.workspace_id = s.works_in and v.id = s.viewing and v.state = 'allowed' and v.until > now()
    left join person p on p.workspace_id = v.workspace_id and p.id = v.seen_id and p.active is true and p.deleted_at is null and p.role is not null
    where s.id = sign_in and s.viewing is not null;
end $$;
grant select on kith.viewing to %auth%;
grant create on schema kith to %auth%;
alter function kith.sign_in_viewing(uuid) owner to %auth%;
revoke create on schema kith from %auth%;
revoke all on function kith.sign_in_viewing(uuid) from public;
grant execute on function kith.sign_in_viewing(uuid) to %app%;
