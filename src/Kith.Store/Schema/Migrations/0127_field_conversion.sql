-- A field whose values are being moved to another kind in the background: the kind, the key they go to, and since when.
alter table kith.own_field add column converting jsonb;
