-- How the owner of an account wants Kith to look and speak, on every device. Global, like accounts; a missing row or value is the standard.
create table kith.account_preference (
    account_id uuid primary key references kith.account (id) on delete cascade,
    language text not null,
    -- Null for the device's own.
    time_zone text,
    formats text,
    theme text not null check (theme in ('system', 'light', 'dark')),
    density text not null check (density in ('compact', 'default', 'comfortable')),
    single_keys boolean not null
);
