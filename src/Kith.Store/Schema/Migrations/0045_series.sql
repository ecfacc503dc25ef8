-- What an own field's numbers look like and when they begin anew; null for other fields.
alter table kith.own_field add column series jsonb;
-- True while records that were there before the field wait for their numbers.
alter table kith.own_field add column numbering boolean not null default false;

-- The last number of each series and period. A row is only touched by who holds the workspace's position.
create table kith.series (
    workspace_id uuid not null,
    type text not null,
    field text not null,
    period text not null,
    last bigint not null,
    primary key (workspace_id, type, field, period)
);

-- A number with zeros in front.
create function kith.digits(number bigint, fewest integer) returns text
language sql immutable parallel safe set search_path = pg_catalog as $$
    select lpad(number::text, greatest(fewest, length(number::text)), '0')
$$;
