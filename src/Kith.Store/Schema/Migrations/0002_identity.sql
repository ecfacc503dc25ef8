-- Accounts and sign-ins stand outside every workspace, so these tables are global (all but invitation); secrets are kept as SHA-256 only.

create table kith.account (
    id uuid primary key,
    email text not null,
    email_normalised text not null unique,
    name text not null,
    password_hash text not null,
    -- Where a sign-in goes that names no workspace.
    last_workspace_id uuid,
    created_at timestamptz not null
);

-- One sign-in of a browser or a program, with all the secrets that follow one another in it: the family that a stolen secret revokes.
create table kith.session (
    id uuid primary key,
    account_id uuid not null references kith.account (id) on delete cascade,
    -- Where it works; not called workspace_id, because the table is outside every workspace and has no row-level security.
    works_in uuid not null references kith.workspace (id) on delete cascade,
    created_at timestamptz not null,
    -- When the newest cookie was handed out.
    rotated_at timestamptz not null,
    expires_at timestamptz not null,
    -- Set when Kith itself ended the sign-in and its user should be told; otherwise the row is deleted.
    ended_at timestamptz,
    end_reason text
);
create index session_account on kith.session (account_id, works_in);
create index session_expiry on kith.session (expires_at);

create table kith.token (
    hash bytea primary key,
    session_id uuid not null references kith.session (id) on delete cascade,
    kind text not null check (kind in ('cookie', 'access', 'refresh')),
    -- Counts the refresh tokens of a sign-in, so that the one before the present is known.
    generation integer not null,
    issued_at timestamptz not null,
    expires_at timestamptz not null,
    first_used_at timestamptz,
    superseded_at timestamptz,
    -- A refresh token whose answer was lost may come once more; this is when it did, or when that became impossible.
    replayed_at timestamptz
);
create index token_session on kith.token (session_id, kind);
create index token_expiry on kith.token (expires_at);

-- Attempts to sign in, by what they are counted for (an account from a network, an account, a network), hashed.
create table kith.sign_in_failure (
    key bytea primary key,
    failures integer not null,
    last_at timestamptz not null,
    locked_until timestamptz not null
);
create index sign_in_failure_age on kith.sign_in_failure (last_at);

-- Networks an account has signed in from: failures elsewhere do not lock it out there.
create table kith.known_network (
    account_id uuid not null references kith.account (id) on delete cascade,
    network text not null,
    last_at timestamptz not null,
    primary key (account_id, network)
);

-- Mails waiting to leave; a row is deleted once its mail has left, because it may hold a link that signs in.
create table kith.mail (
    id uuid primary key,
    recipient text not null,
    recipient_name text,
    subject text not null,
    body text not null,
    created_at timestamptz not null,
    attempts integer not null default 0,
    next_at timestamptz not null
);
create index mail_due on kith.mail (next_at);

create table kith.invitation (
    workspace_id uuid not null references kith.workspace (id),
    id uuid not null,
    email text not null,
    email_normalised text not null,
    name text,
    role text not null check (role in ('owner', 'administrator', 'member')),
    token_hash bytea not null unique,
    created_at timestamptz not null,
    created_by uuid not null,
    expires_at timestamptz not null,
    primary key (workspace_id, id),
    unique (workspace_id, email_normalised)
);
