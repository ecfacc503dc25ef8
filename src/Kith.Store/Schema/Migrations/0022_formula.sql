-- The expression of an own field that is worked out of others; null where the field keeps values.
alter table kith.own_field add column formula text;
