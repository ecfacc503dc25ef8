-- What is left of an erased entry is hashed with salt, too: when more is erased of it, nobody can find out by guessing what it said in between. ADR 31.
alter table kith.erased_entry add column salt bytea not null;
create index erased_entry_position on kith.erased_entry (workspace_id, position);

-- Takes away the salts of what was left of entries before.
create function kith.forget_left(positions bigint[]) returns void
language sql volatile security definer set search_path = pg_catalog, kith as $$
    update erased_entry set salt = decode(repeat('00', 16), 'hex') where workspace_id = kith.workspace() and position = any(positions)
$$;
create policy jobs on kith.erased_entry to %jobs% using (workspace_id = (select kith.workspace()));
grant select (workspace_id, position), update (salt) on kith.erased_entry to %jobs%;
grant create on schema kith to %jobs%;
alter function kith.forget_left(bigint[]) owner to %jobs%;
revoke create on schema kith from %jobs%;
revoke all on function kith.forget_left(bigint[]) from public;
grant execute on function kith.forget_left(bigint[]) to %app%;
