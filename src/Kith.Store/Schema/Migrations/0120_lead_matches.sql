-- after tables
-- Duplicates are looked for by telephone number, and by domain, which companies have from now on. A domain that many share is looked for by nobody.
do $do$ begin
    if to_regclass('kith.contact') is not null then
        create index contact_phone_found on kith.contact (workspace_id, phone) where deleted_at is null and phone is not null;
        create index contact_mobile_found on kith.contact (workspace_id, mobile) where deleted_at is null and mobile is not null;
    end if;
    if to_regclass('kith.company') is not null then
        create index company_phone_found on kith.company (workspace_id, phone) where deleted_at is null and phone is not null;
        alter table kith.company no force row level security;
        update kith.company
            set domain = coalesce(nullif(lower(regexp_replace(substring(website from '^(?:[a-zA-Z]+://)?([^/:?#@]+)'), '^www\.', '', 'i')), ''), nullif(lower(split_part(email, '@', 2)), ''))
            where website is not null or email is not null;
    end if;
end $do$;
