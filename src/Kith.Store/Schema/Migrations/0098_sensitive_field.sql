-- after tables
-- Fields, built in or own, that a workspace marked as sensitive: who reads their values stands in the audit.
create table kith.sensitive_field (
    workspace_id uuid not null references kith.workspace (id),
    type text not null,
    field text not null,
    primary key (workspace_id, type, field)
);
