-- after tables
-- What an account shows beside its password, outside every workspace like the account itself.

create table kith.second_factor (
    account_id uuid primary key references kith.account (id) on delete cascade,
    -- Protected by the key ring, because codes are worked out of it.
    secret text not null,
    created_at timestamptz not null,
    -- When its first code was shown; until then it counts for nothing.
    confirmed_at timestamptz,
    -- The newest time step of which a code was used: none works twice.
    last_step bigint not null default 0
);

create table kith.recovery_code (
    account_id uuid not null references kith.account (id) on delete cascade,
    hash bytea not null,
    created_at timestamptz not null,
    used_at timestamptz,
    primary key (account_id, hash)
);

create table kith.passkey (
    credential bytea primary key,
    id uuid not null unique,
    account_id uuid not null references kith.account (id) on delete cascade,
    name text not null,
    public_key bytea not null,
    sign_count bigint not null,
    transports text[] not null,
    user_verified boolean not null,
    backup_eligible boolean not null,
    backed_up boolean not null,
    attestation bytea not null,
    client_data bytea not null,
    created_at timestamptz not null,
    used_at timestamptz
);
create index passkey_account on kith.passkey (account_id);

-- What a passkey was asked to sign, until it has or a few minutes have passed; each is answered once.
create table kith.passkey_challenge (
    hash bytea primary key,
    state text not null,
    expires_at timestamptz not null
);
create index passkey_challenge_expiry on kith.passkey_challenge (expires_at);

-- Browsers that need show no code for a while.
create table kith.trusted_device (
    id uuid primary key,
    hash bytea not null unique,
    account_id uuid not null references kith.account (id) on delete cascade,
    user_agent text,
    created_at timestamptz not null,
    used_at timestamptz not null,
    expires_at timestamptz not null
);
create index trusted_device_account on kith.trusted_device (account_id);

alter table kith.session
    -- Whether a second factor was shown, or a passkey, which is two.
    add column second_factor boolean not null default false,
    -- Whether it is remembered when the browser closes.
    add column lasting boolean not null default true,
    add column user_agent text,
    add column address inet,
    add column used_at timestamptz;

-- The roles that must have a second factor, and since when that is asked; whoever lacks one has the days to set it up.
alter table kith.workspace
    add column second_factor_roles text[] not null default '{}',
    add column second_factor_days integer not null default 0 check (second_factor_days between 0 and 90),
    add column second_factor_at timestamptz not null default now();

-- What a sign-in still has to show before it may do anything, and what a request needs to know beside who it is.
create function kith.sign_in_standing(sign_in uuid, role text) returns table (standing text, due_at timestamptz, lasting boolean, used_at timestamptz, second_factor boolean, by_provider boolean)
language plpgsql stable security definer set search_path = pg_catalog, kith as $$
begin
    return query
    select case
            -- Who signs in through a provider has shown there what it demands, and acts in that workspace alone.
            when s.second_factor or s.by_provider then 'full'
            when f.account_id is not null then 'code'
            when d.at is null or d.at > now() then 'full'
            when exists (select from passkey k where k.account_id = s.account_id) then 'passkey'
            else 'set_up'
        end,
        case when not s.second_factor and not s.by_provider and f.account_id is null then d.at end, s.lasting, s.used_at, s.second_factor, s.by_provider
    from session s
    join workspace w on w.id = s.works_in
    left join second_factor f on f.account_id = s.account_id and f.confirmed_at is not null
    cross join lateral (select case when sign_in_standing.role = any (w.second_factor_roles) then w.second_factor_at + make_interval(days => w.second_factor_days) end) d (at)
    where s.id = sign_in;
end $$;

grant create on schema kith to %auth%;
alter function kith.sign_in_standing(uuid, text) owner to %auth%;
revoke create on schema kith from %auth%;
revoke all on function kith.sign_in_standing(uuid, text) from public;
grant execute on function kith.sign_in_standing(uuid, text) to %app%;
grant select on kith.second_factor, kith.passkey to %auth%;
