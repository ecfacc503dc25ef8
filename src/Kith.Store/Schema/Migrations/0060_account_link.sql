-- Addresses are proved, and forgotten passwords set anew, by links in mails. Accounts stand outside every workspace, and so do their mails and links.
alter table kith.account add column verified_at timestamptz;
-- Who has worked here until now goes on to.
update kith.account set verified_at = now();

-- Links that a mail may hold, by the SHA-256 of their secret; each works once, and a newer one for the same purpose ends it.
create table kith.account_link (
    hash bytea primary key,
    account_id uuid not null references kith.account (id) on delete cascade,
    purpose text not null,
    -- The address it was sent to.
    email text not null,
    expires_at timestamptz not null,
    unique (account_id, purpose)
);
create index account_link_expiry on kith.account_link (expires_at);

-- Mails about accounts that wait to leave. They are written when they are sent, so no secret of a link is ever kept.
create table kith.account_mail (
    id uuid primary key,
    kind text not null,
    recipient text not null,
    -- Null where somebody has only named an address: whether it has an account is looked up by the sender, so that asking takes the same time.
    account_id uuid references kith.account (id) on delete cascade,
    attempts integer not null default 0,
    created_at timestamptz not null,
    -- When it may be sent, or sent again if whoever took it has died.
    next_at timestamptz not null,
    -- Set before the end of the mail is sent: from then on it may have arrived, and is not sent again.
    ending_at timestamptz
);
create index account_mail_due on kith.account_mail (next_at);
