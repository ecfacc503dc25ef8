-- Processes that began with the present batch and of which nothing was heard since: they may have ended by it.
alter table kith.consumer add column begun integer not null default 0;
