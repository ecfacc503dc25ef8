-- Where the changes of a changeset end, as behind tells where they begin: nothing else of the stream is read to find them.
alter table kith.changeset add column through bigint;
