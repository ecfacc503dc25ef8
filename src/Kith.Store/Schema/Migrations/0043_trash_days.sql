-- How long records stay in the trash before they are purged.
alter table kith.workspace add column trash_days integer not null default 30 check (trash_days between 1 and 3650);
