-- The arithmetic of the expression language, as Kith.Core.Expressions.Numbers and Days have it.

-- A number of the language: ten decimals, and empty where it is too large.
create function kith.num(number numeric) returns numeric
language plpgsql immutable strict parallel safe as $$
begin
    number := round(number, 10);
    return case when abs(number) < 1000000000000000000 then number end;
end $$;

-- The day some whole days after another; empty beyond the calendar.
create function kith.after(day date, days numeric) returns date
language plpgsql immutable strict parallel safe as $$
declare
    number numeric := day - date '0001-01-01' + trunc(days);
begin
    return case when number between 0 and 3652058 then date '0001-01-01' + number::integer end;
end $$;

-- The instant some days of 24 hours after another, counted to the millisecond; empty beyond the calendar.
create function kith.after(instant timestamptz, days numeric) returns timestamptz
language plpgsql immutable strict parallel safe as $$
declare
    milliseconds numeric := round(days * 86400000);
    seconds numeric := extract(epoch from instant) + milliseconds / 1000;
begin
    if seconds < extract(epoch from timestamptz '0001-01-02 00:00:00+00') or seconds >= extract(epoch from timestamptz '9999-12-31 00:00:00+00') then
        return null;
    end if;
    -- In hours: a day of an interval would be one of the session's time zone.
    return instant + make_interval(hours => div(milliseconds, 3600000)::integer, secs => mod(milliseconds, 3600000)::double precision / 1000);
end $$;

-- Kith reads no infinities: the first and last day of the calendar are days.
update kith.sign_in_failure set locked_until = timestamptz '0001-01-01 00:00:00+00' where locked_until = '-infinity';
