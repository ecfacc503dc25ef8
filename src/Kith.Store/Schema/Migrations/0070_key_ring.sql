-- The keys that protect what Kith must be able to read again, such as the secrets of sign-in providers. Each is encrypted with a key that follows from the
-- installation's secret, so that the database alone, or a copy of it, opens nothing.
create table kith.ring_key (
    name text primary key,
    -- Tells by which secret it is encrypted.
    mark text not null,
    body bytea not null,
    created_at timestamptz not null default now()
);
