-- The first day, from one on, on which another comes again, years later or that day itself.
create function kith.anniversary(day date, since date) returns date
language plpgsql immutable strict parallel safe as $$
declare
    years integer := greatest(0, extract(year from since) - extract(year from day));
    same date := kith.after_months(day, years * 12);
begin
    return case when same >= since then same else kith.after_months(day, years * 12 + 12) end;
end $$;
