-- The day some months after another, the last of its month where that has fewer days; empty beyond the calendar.
create function kith.after_months(day date, months integer) returns date
language plpgsql immutable strict parallel safe as $$
begin
    return case when extract(year from day) * 12 + extract(month from day) - 1 + months between 12 and 119999 then (day + make_interval(months => months))::date end;
end $$;
