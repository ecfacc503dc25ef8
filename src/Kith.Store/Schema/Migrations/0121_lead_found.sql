-- after tables
-- Leads, too, are looked for by telephone number before another is made.
do $do$ begin
    if to_regclass('kith.lead') is not null then
        create index lead_phone_found on kith.lead (workspace_id, phone) where deleted_at is null and phone is not null;
        create index lead_mobile_found on kith.lead (workspace_id, mobile) where deleted_at is null and mobile is not null;
    end if;
end $do$;
