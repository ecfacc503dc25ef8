-- after tables
-- How far each person has come in what is dealt out in turns: whoever has the lowest place is next. ADR 42.
create table kith.turn (
    workspace_id uuid not null references kith.workspace (id),
    -- The record that deals, such as a rule.
    of_id uuid not null,
    person_id uuid not null,
    place bigint not null,
    primary key (workspace_id, of_id, person_id),
    foreign key (workspace_id, of_id) references kith.entry (workspace_id, id) on delete cascade,
    foreign key (workspace_id, person_id) references kith.person (workspace_id, id) on delete cascade
);
