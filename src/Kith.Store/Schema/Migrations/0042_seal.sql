-- Seals over the stream: each covers the entries since the one before and holds its hash, so none can be changed, left out or put in unnoticed.
create table kith.seal (
    workspace_id uuid not null references kith.workspace (id),
    number bigint not null,
    first_position bigint not null,
    last_position bigint not null,
    -- How entries are hashed; see CanonicalEntry.
    form smallint not null,
    -- SHA-256 of each entry, one behind the other, so that a single bad one can be named.
    leaves bytea not null,
    -- Of these, as the leaves of a Merkle tree (RFC 6962).
    root bytea not null,
    -- Hash of the seal before; of the first one zeros.
    previous bytea not null,
    hash bytea not null,
    sealed_at timestamptz not null,
    primary key (workspace_id, number)
);
-- Hashes cannot be compressed.
alter table kith.seal alter column leaves set storage external;
