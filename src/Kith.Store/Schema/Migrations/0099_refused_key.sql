-- after tables
-- Notes that a key that holds was used from where it may not be, gathered by the minute.
create function kith.note_refused_key(secret_hash bytea, source inet) returns void
language sql volatile security definer set search_path = pg_catalog, kith as $$
    insert into gathered_event as g (workspace_id, key, due_at, kind, via, subject_id, details, times)
    select k.workspace_id, 'key_refused ' || k.id, date_trunc('minute', now()) + interval '1 minute', 'key_refused', 'api', k.person_id,
        jsonb_build_object('key', jsonb_build_array(null, k.name), 'address', jsonb_build_array(null, host(source))), 1
    from api_key k
    join workspace w on w.id = k.workspace_id and w.api_keys
    join person p on p.workspace_id = k.workspace_id and p.id = k.person_id and p.active is true and p.deleted_at is null and p.role is not null
    where k.hash = secret_hash and (k.expires_at is null or k.expires_at > now()) and k.networks <> '{}' and not coalesce(source <<= any (k.networks), false)
    on conflict (workspace_id, key, due_at) do update set times = g.times + 1, details = excluded.details
$$;
grant create on schema kith to %auth%;
alter function kith.note_refused_key(bytea, inet) owner to %auth%;
revoke create on schema kith from %auth%;
revoke all on function kith.note_refused_key(bytea, inet) from public;
grant execute on function kith.note_refused_key(bytea, inet) to %app%;
