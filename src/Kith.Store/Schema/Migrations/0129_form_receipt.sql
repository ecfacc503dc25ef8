-- after tables
-- What was sent through forms of late, by its hash: the same sent again makes nothing, and a page that was given out once is used once.
create table kith.form_receipt (
    workspace_id uuid not null references kith.workspace (id),
    form_id uuid not null,
    hash bytea not null,
    until timestamptz not null,
    primary key (workspace_id, form_id, hash),
    foreign key (workspace_id, form_id) references kith.entry (workspace_id, id) on delete cascade
);
create index form_receipt_until on kith.form_receipt (workspace_id, until);
