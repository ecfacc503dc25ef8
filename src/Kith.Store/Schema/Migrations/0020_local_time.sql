-- Days.Local in SQL. A plain function of one case, so that PostgreSQL puts it in the place of its call.
create function kith.local_time(instant timestamptz, zone text) returns timestamp
language sql immutable parallel safe
as $$ select case when instant < timestamptz '1912-01-01 00:00:00+00' then instant at time zone 'UTC' else instant at time zone zone end $$;
