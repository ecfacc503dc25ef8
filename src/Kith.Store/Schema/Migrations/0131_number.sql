-- A number of the language, as before: ten decimals, and empty where it is too large. As one expression that uses its argument once, PostgreSQL
-- puts it into the place of each call, so a report of many rows enters no function. An empty number leaves least() with its other side, which is too large.
create or replace function kith.num(number numeric) returns numeric
language sql immutable parallel safe
return nullif(nullif(greatest(least(round(number, 10), 1000000000000000000), -1000000000000000000), 1000000000000000000), -1000000000000000000);
