-- after tables
-- Attempts to sign in that failed, of accounts and of addresses that nobody has: both cost the same write, so the time of an answer tells nothing. Global.
create table kith.account_note (
    id bigint generated always as identity primary key,
    -- Of nobody where the address has no account.
    account_id uuid not null,
    kind text not null,
    address text,
    agent text,
    at timestamptz not null
);

-- Events that come many at a time: counted here, and written into the stream as one when their time is over.
create table kith.gathered_event (
    workspace_id uuid not null references kith.workspace (id),
    -- What is counted together.
    key text not null,
    due_at timestamptz not null,
    kind text not null,
    by_id uuid,
    via text not null,
    subject_id uuid not null,
    details jsonb not null,
    times bigint not null,
    -- The records it is about, where there are some.
    record_ids uuid[] not null default '{}',
    primary key (workspace_id, key, due_at)
);

-- Gives notes of accounts to the workspaces in which these may work, gathered by the minute.
create function kith.spread_account_notes() returns void
language sql volatile security definer set search_path = pg_catalog, kith as $$
    with taken as (
        delete from account_note where id in (select n.id from account_note n order by n.id limit 5000 for update skip locked) returning *)
    insert into gathered_event as g (workspace_id, key, due_at, kind, via, subject_id, details, times)
    select p.workspace_id, t.kind || ' ' || p.id, date_trunc('minute', now()) + interval '1 minute', t.kind, 'screen', p.id,
        jsonb_build_object('address', jsonb_build_array(null, (array_agg(t.address order by t.id desc))[1]), 'agent', jsonb_build_array(null, (array_agg(t.agent order by t.id desc))[1])), count(*)
    from taken t join person p on p.account_id = t.account_id and p.active is true and p.deleted_at is null and p.role is not null
    group by p.workspace_id, p.id, t.kind
    on conflict (workspace_id, key, due_at) do update set times = g.times + excluded.times, details = excluded.details
$$;
-- Locking what is taken out asks for the right to change it.
grant select, update, delete on kith.account_note to %auth%;
grant select, insert, update on kith.gathered_event to %auth%;
grant create on schema kith to %auth%;
alter function kith.spread_account_notes() owner to %auth%;
revoke create on schema kith from %auth%;
revoke all on function kith.spread_account_notes() from public;
grant execute on function kith.spread_account_notes() to %app%;
