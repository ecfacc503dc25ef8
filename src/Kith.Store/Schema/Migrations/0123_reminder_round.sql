-- Up to which moment a workspace's reminders were told.
create table kith.reminder_round (
    workspace_id uuid primary key references kith.workspace (id),
    reached timestamptz not null
);
