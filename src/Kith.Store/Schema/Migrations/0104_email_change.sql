-- Another address for an account, which both addresses confirm before it counts. Global, like accounts.
create table kith.email_change (
    account_id uuid primary key references kith.account (id) on delete cascade,
    -- The sign-in that asked, which goes on when the others end.
    asked_in uuid not null,
    email text not null,
    asked_at timestamptz not null,
    expires_at timestamptz not null,
    -- When each address confirmed it.
    old_at timestamptz,
    new_at timestamptz
);
