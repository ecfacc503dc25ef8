-- after tables
-- The picture of a person, for their colleagues in the workspace; at most one each. Small: what is larger than a face beside a name needs is refused.
create table kith.person_picture (
    workspace_id uuid not null references kith.workspace (id),
    person_id uuid not null,
    media_type text not null check (media_type in ('image/png', 'image/jpeg')),
    content bytea not null check (length(content) between 1 and 200000),
    -- Another one with each picture, so that its address is another.
    version uuid not null,
    primary key (workspace_id, person_id),
    foreign key (workspace_id, person_id) references kith.person (workspace_id, id) on delete cascade
);
