-- after tables
-- What a workspace uses data of people for, and on which ground of GDPR Art. 6(1) it may. ADR 36.
create table kith.purpose (
    workspace_id uuid not null references kith.workspace (id),
    id uuid not null,
    name text not null,
    description text,
    basis text not null check (basis in ('consent', 'contract', 'legal_obligation', 'vital_interests', 'public_task', 'legitimate_interests')),
    -- Kept for what was said about it; nobody is asked any more.
    archived boolean not null default false,
    created_at timestamptz not null,
    created_by uuid,
    updated_at timestamptz not null,
    primary key (workspace_id, id)
);

-- What people were told or agreed to, version by version: rows are only added.
create table kith.purpose_wording (
    workspace_id uuid not null,
    purpose_id uuid not null,
    version bigint not null,
    wording text not null,
    created_at timestamptz not null,
    created_by uuid,
    primary key (workspace_id, purpose_id, version),
    foreign key (workspace_id, purpose_id) references kith.purpose (workspace_id, id)
);

-- What a person said about a purpose, or why it holds without asking: rows are only added, the newest counts.
create table kith.consent (
    workspace_id uuid not null,
    id uuid not null,
    record_id uuid not null,
    purpose_id uuid not null,
    state text not null check (state in ('given', 'withdrawn', 'other_basis')),
    basis text check (basis in ('contract', 'legal_obligation', 'vital_interests', 'public_task', 'legitimate_interests')),
    -- Why another basis holds.
    reason text,
    -- When the person said it.
    at timestamptz not null,
    channel text not null check (channel in ('form', 'email', 'phone', 'letter', 'in_person', 'import', 'other')),
    -- Version of the wording that the person read; null where there was none.
    wording bigint,
    evidence text,
    recorded_at timestamptz not null,
    recorded_by uuid,
    primary key (workspace_id, id),
    check ((state = 'other_basis') = (basis is not null)),
    foreign key (workspace_id, record_id) references kith.entry (workspace_id, id) on delete cascade,
    foreign key (workspace_id, purpose_id) references kith.purpose (workspace_id, id)
);
create index consent_of_record on kith.consent (workspace_id, record_id, id);
create index consent_of_purpose on kith.consent (workspace_id, purpose_id);

-- What was said before a merge is weighed otherwise than what was said after it.
alter table kith.merged add column at timestamptz not null default now();
