-- What a person is told of. Which records it is about stands in notification_item, so that rights are asked for each of them whenever it is shown.
create table kith.notification (
    workspace_id uuid not null references kith.workspace (id),
    id uuid not null,
    person_id uuid not null,
    kind text not null,
    -- What a person is told of once: a change, a changeset, a record with its due time.
    cause text not null,
    changeset uuid,
    due_at timestamptz,
    -- Shown in the app; otherwise it is there for a mail alone.
    app boolean not null,
    mail text not null check (mail in ('off', 'now', 'digest')),
    -- When it was shown; null while its changeset is not done.
    ready_at timestamptz,
    read_at timestamptz,
    -- When its mail was written, or found to be no longer wanted.
    mailed_at timestamptz,
    created_at timestamptz not null,
    primary key (workspace_id, id),
    unique (workspace_id, person_id, kind, cause)
);
create index notification_newest on kith.notification (workspace_id, person_id, ready_at desc, id desc) where app and ready_at is not null;
create index notification_unread on kith.notification (workspace_id, person_id) where app and ready_at is not null and read_at is null;
create index notification_mail on kith.notification (workspace_id, person_id, mail) where mail <> 'off' and ready_at is not null and mailed_at is null;
create index notification_changeset on kith.notification (workspace_id, changeset) where ready_at is null;
create index notification_oldest on kith.notification (workspace_id, created_at);

create table kith.notification_item (
    workspace_id uuid not null,
    notification_id uuid not null,
    record_id uuid not null,
    -- The change; null where time brought it about.
    position bigint,
    -- The fields it is about: who may read none of them is not told.
    fields text[] not null,
    primary key (workspace_id, notification_id, record_id),
    foreign key (workspace_id, notification_id) references kith.notification (workspace_id, id) on delete cascade
);
create index notification_item_record on kith.notification_item (workspace_id, record_id);

-- What a person wants to be told of a kind, and how; where there is no row the kind's own standard holds.
create table kith.notification_preference (
    workspace_id uuid not null references kith.workspace (id),
    person_id uuid not null,
    kind text not null,
    app boolean not null,
    mail text not null check (mail in ('off', 'now', 'digest')),
    primary key (workspace_id, person_id, kind)
);

-- When a person's day of notifications begins, and the last day it was worked out for.
create table kith.notification_day (
    workspace_id uuid not null references kith.workspace (id),
    person_id uuid not null,
    hour integer not null default 8 check (hour between 0 and 23),
    -- Null for the workspace's own.
    time_zone text,
    done_on date,
    primary key (workspace_id, person_id)
);

-- Who wants to be told of a record's changes.
create table kith.watch (
    workspace_id uuid not null references kith.workspace (id),
    record_id uuid not null,
    person_id uuid not null,
    -- Where the stream stood: changes behind it are told.
    behind bigint not null,
    primary key (workspace_id, record_id, person_id),
    foreign key (workspace_id, record_id) references kith.entry (workspace_id, id)
);
