-- after tables
-- What a unit of other currencies is worth in the workspace's own, day by day. ADR 38.
create table kith.exchange_rate (
    workspace_id uuid not null references kith.workspace (id),
    currency text not null,
    day date not null,
    rate numeric(28, 16) not null check (rate > 0),
    -- What a person or a file says is kept when a provider says otherwise.
    source text not null check (source in ('person', 'file', 'provider')),
    set_at timestamptz not null,
    set_by uuid,
    primary key (workspace_id, currency, day)
);

-- The rates of a workspace as a whole. Whoever works out amounts holds the row until they are saved, whoever changes rates counts it on.
create table kith.rate_book (
    workspace_id uuid primary key references kith.workspace (id),
    version bigint not null default 1,
    -- Who is asked for rates every day; null for nobody.
    provider text,
    fetched_at timestamptz,
    -- Why the last attempt failed.
    problem text
);

-- The workspace's own currency.
create function kith.base_currency() returns text language sql stable as $$
    select w.currency from kith.workspace w where w.id = kith.workspace()
$$;

-- Digits of the minor unit by ISO 4217, as Currencies has them.
create function kith.minor_digits(of_currency text) returns integer language sql immutable as $$
    select case
        when of_currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') then 0
        when of_currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3
        else 2 end
$$;

-- The last rate until a day, or the first there is; null where the currency has none.
create function kith.rate_on(of_currency text, on_day date) returns numeric language sql stable as $$
    select coalesce(
        (select r.rate from kith.exchange_rate r where r.workspace_id = kith.workspace() and r.currency = of_currency and r.day <= on_day order by r.day desc limit 1),
        (select r.rate from kith.exchange_rate r where r.workspace_id = kith.workspace() and r.currency = of_currency order by r.day limit 1))
$$;

-- What an amount was worth just before a moment: by the rate that is given, or by the one of that day in the workspace's time zone. Null where there is none.
create function kith.worth(amount numeric, of_currency text, given numeric, moment timestamptz) returns numeric language sql stable as $$
    select round(amount * coalesce(given, kith.rate_on(of_currency, ((moment - interval '1 microsecond') at time zone w.time_zone)::date)), kith.minor_digits(w.currency))
    from kith.workspace w where w.id = kith.workspace()
$$;

-- Own fields with what the amounts among them were worth just before a moment.
create function kith.revalued(custom jsonb, money text[], moment timestamptz) returns jsonb language sql stable as $$
    select custom || coalesce((
        select jsonb_object_agg(f.key, f.value || jsonb_build_object('base', v.worth))
        from jsonb_each(custom) f cross join lateral (select kith.worth((f.value ->> 'amount')::numeric, f.value ->> 'currency', null, moment)) v(worth)
        where f.key = any(money) and jsonb_typeof(f.value) = 'object' and f.value ->> 'currency' <> kith.base_currency() and abs(v.worth) < 1e15), '{}')
$$;
