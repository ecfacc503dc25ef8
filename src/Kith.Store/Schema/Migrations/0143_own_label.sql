-- What a workspace calls built-in types and fields in place of Kith's own words; the field is empty where the type is meant. What is null is as Kith has it.
create table kith.own_label (
    workspace_id uuid not null references kith.workspace (id),
    type text not null,
    field text not null default '',
    label text,
    plural_label text,
    icon text,
    help text,
    primary key (workspace_id, type, field)
);
