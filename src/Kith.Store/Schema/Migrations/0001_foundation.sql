-- Names in percent signs are roles made for this installation: %app% is what the server signs in as and owns nothing;
-- %search% and %auth% own single functions that must see past the caller's workspace or past the planner's security barrier.

create collation if not exists kith.natural (provider = icu, locale = 'und-u-kn-true');

create table kith_private.context_key (inner_key bytea not null, outer_key bytea not null);

-- The workspace of this transaction, proved by its signature (HMAC-SHA256, RFC 2104). Missing, forged or expired is an error, not zero rows.
create function kith.workspace() returns uuid
language plpgsql stable parallel safe security definer set search_path = pg_catalog as $$
declare
    context text := current_setting('kith.context', true);
    body text;
    keys kith_private.context_key;
begin
    if context is null or context = '' then
        raise exception 'There is no workspace context.' using errcode = 'KT001';
    end if;
    body := left(context, -65);
    select * into keys from kith_private.context_key;
    if right(context, 65) <> '.' || encode(sha256(keys.outer_key || sha256(keys.inner_key || convert_to(body, 'UTF8'))), 'hex') then
        raise exception 'The workspace context is not genuine.' using errcode = 'KT001';
    end if;
    if split_part(body, '.', 2)::bigint < extract(epoch from clock_timestamp()) then
        raise exception 'The workspace context has expired.' using errcode = 'KT001';
    end if;
    return split_part(body, '.', 1)::uuid;
end $$;

-- Stops the transaction with a refusal that the server turns into a problem document: code and field.
create function kith.refuse(code text, field text) returns void
language plpgsql volatile as $$
begin
    raise exception '%', code using errcode = 'KT422', detail = field;
end $$;

create table kith.workspace (
    id uuid primary key,
    name text not null,
    currency text not null,
    time_zone text not null,
    schema_version bigint not null default 1,
    sample_data jsonb,
    created_at timestamptz not null
);

-- The position of the workspace's newest change. Its row is the last lock a write takes, so positions are gapless and in commit order.
create table kith.position (
    workspace_id uuid primary key references kith.workspace (id),
    position bigint not null default 0
) with (fillfactor = 50);

-- Every record of a workspace once: what links of any kind point at, and what search looks through.
create table kith.entry (
    workspace_id uuid not null,
    id uuid not null,
    type text not null,
    title text not null,
    subtitle text,
    words tsvector not null,
    deleted boolean not null default false,
    primary key (workspace_id, id)
);
create index entry_words on kith.entry using gin (workspace_id, words) where not deleted;

-- Links that are no column: to many records, or to one of any type.
create table kith.link (
    workspace_id uuid not null,
    from_id uuid not null,
    field text not null,
    to_id uuid not null,
    position integer not null,
    primary key (workspace_id, from_id, field, to_id),
    foreign key (workspace_id, from_id) references kith.entry (workspace_id, id),
    foreign key (workspace_id, to_id) references kith.entry (workspace_id, id)
);
create index link_to on kith.link (workspace_id, to_id, field, from_id);

-- The change stream, append-only.
create table kith.change (
    workspace_id uuid not null,
    position bigint not null,
    at timestamptz not null,
    by_id uuid,
    via text not null,
    kind text not null,
    type text not null,
    record_id uuid not null,
    title text not null,
    diff jsonb not null,
    trace text,
    primary key (workspace_id, position)
);
create index change_record on kith.change (workspace_id, record_id, position);

-- Records of the types that workspaces make themselves.
create table kith.own_record (
    workspace_id uuid not null,
    id uuid not null,
    type text not null,
    title text not null,
    version bigint not null default 1,
    created_at timestamptz not null,
    created_by uuid,
    updated_at timestamptz not null,
    updated_by uuid,
    deleted_at timestamptz,
    custom jsonb not null default '{}',
    primary key (workspace_id, id)
);
create index own_record_newest on kith.own_record (workspace_id, type, id) where deleted_at is null;
create index own_record_title on kith.own_record (workspace_id, type, title collate kith.natural, id) where deleted_at is null;

create table kith.own_type (
    workspace_id uuid not null,
    name text not null,
    plural text not null,
    label text not null,
    plural_label text not null,
    icon text not null default 'shapes',
    primary key (workspace_id, name),
    unique (workspace_id, plural)
);

create table kith.own_field (
    workspace_id uuid not null,
    type text not null,
    name text not null,
    label text not null,
    kind text not null,
    required boolean not null default false,
    title boolean not null default false,
    position integer not null,
    primary key (workspace_id, type, name)
);

-- Choices that a workspace added, to its own fields and to built-in ones.
create table kith.own_choice (
    workspace_id uuid not null,
    type text not null,
    field text not null,
    value text not null,
    label text not null,
    color integer,
    position integer not null,
    primary key (workspace_id, type, field, value)
);

-- Answers kept under the Idempotency-Key of their request.
create table kith.idempotency (
    workspace_id uuid not null,
    caller uuid not null,
    key text not null,
    request bytea not null,
    status integer not null,
    headers jsonb not null,
    body bytea not null,
    created_at timestamptz not null,
    primary key (workspace_id, caller, key)
);
create index idempotency_age on kith.idempotency (created_at);

-- Finds candidates by words. Its owner's policy has no barrier in front of the index; the workspace is still proved.
-- Ids rise with time, so the newest come first.
create function kith.search(words tsquery, types text[], most integer) returns setof kith.entry
language sql stable parallel safe security definer set search_path = pg_catalog, kith as $$
    select * from kith.entry e
    where e.workspace_id = (select kith.workspace()) and not e.deleted and e.words @@ $1 and (types is null or e.type = any (types))
    limit most
$$;

-- Renews what the planner knows of a table after much was written to it; only the owner of a table may, so the server asks here.
create function kith.renew_statistics(table_name text) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    execute format('analyze kith.%I', table_name);
end $$;
