-- Requests of people about what is stored of them, and what keeps records from being erased. ADR 31.
create table kith.privacy_request (
    workspace_id uuid not null references kith.workspace (id),
    id uuid not null,
    kind text not null check (kind in ('access', 'portability', 'erasure')),
    state text not null default 'open' check (state in ('open', 'working', 'done', 'refused')),
    -- Who asks; emptied when they were erased.
    name text,
    email text,
    phone text,
    -- Records that are this person.
    record_ids uuid[] not null default '{}',
    -- What was asked for, and how it was made sure who asks.
    note text,
    received_on date not null,
    due_on date not null,
    -- What was answered, or why it was refused.
    answer text,
    -- What was erased, where, how many, and what remained.
    receipt jsonb,
    created_at timestamptz not null,
    created_by uuid,
    closed_at timestamptz,
    closed_by uuid,
    primary key (workspace_id, id)
);
create index privacy_request_newest on kith.privacy_request (workspace_id, created_at desc, id desc);

-- Records that must not be erased, purged or anonymised for now.
create table kith.legal_hold (
    workspace_id uuid not null,
    record_id uuid not null,
    type text not null,
    reason text not null,
    -- The last day; null until somebody ends it.
    until date,
    created_at timestamptz not null,
    created_by uuid,
    primary key (workspace_id, record_id),
    foreign key (workspace_id, record_id) references kith.entry (workspace_id, id) on delete cascade
);

-- Entries of the stream out of which values were taken, with the hash of what was left: the sealed event of the erasure holds a hash over these.
create table kith.erased_entry (
    workspace_id uuid not null references kith.workspace (id),
    erasure_id uuid not null,
    position bigint not null,
    leaf bytea not null,
    primary key (workspace_id, erasure_id, position)
);

-- What each entry is hashed with, one behind the other, so that nobody can find out by guessing what an erased one said; null for the first form of seals.
alter table kith.seal add column salts bytea;
alter table kith.seal alter column salts set storage external;
create index seal_last on kith.seal (workspace_id, last_position);

-- Sets what is left of entries of the stream, and takes their salts away: what their seals hold is then the hash of something that nobody can guess.
create function kith.erase_entries(positions bigint[], titles text[], diffs text[]) returns void
language plpgsql volatile security definer set search_path = pg_catalog, kith as $$
declare
    here uuid := kith.workspace();
    place bigint;
    seal_number bigint;
    seal_first bigint;
    seal_last bigint := 0;
    kept bytea;
begin
    update change c set title = v.title, diff = v.diff::jsonb
    from unnest(positions, titles, diffs) v(position, title, diff) where c.workspace_id = here and c.position = v.position;
    for place in select p from unnest(positions) p order by p loop
        if place > seal_last then
            if kept is not null then
                update seal s set salts = kept where s.workspace_id = here and s.number = seal_number;
            end if;
            select s.number, s.first_position, s.last_position, s.salts into seal_number, seal_first, seal_last, kept from seal s
            where s.workspace_id = here and s.last_position >= place order by s.last_position limit 1;
            exit when not found;
        end if;
        if kept is not null then
            kept := overlay(kept placing decode(repeat('00', 16), 'hex') from ((place - seal_first) * 16 + 1)::integer for 16);
        end if;
    end loop;
    if kept is not null then
        update seal s set salts = kept where s.workspace_id = here and s.number = seal_number;
    end if;
end $$;
grant update (title, diff) on kith.change to %jobs%;
grant select (number, first_position, salts), update (salts) on kith.seal to %jobs%;
grant create on schema kith to %jobs%;
alter function kith.erase_entries(bigint[], text[], text[]) owner to %jobs%;
revoke create on schema kith from %jobs%;
revoke all on function kith.erase_entries(bigint[], text[], text[]) from public;
grant execute on function kith.erase_entries(bigint[], text[], text[]) to %app%;
