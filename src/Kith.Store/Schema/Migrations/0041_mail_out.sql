-- Mails belong to the workspace that sends them, so its administrators see what became of them; each leaves by a job. All so far are invitations.
-- Where the tables' owner is no superuser it must see them for a moment; row-level security is forced again at the end of the migration.
alter table kith.invitation no force row level security;
alter table kith.job no force row level security;
alter table kith.mail add column workspace_id uuid references kith.workspace (id);
update kith.mail m set workspace_id = (select i.workspace_id from kith.invitation i where i.email = m.recipient order by i.created_at desc limit 1);
-- Their invitations were withdrawn or used.
delete from kith.mail where workspace_id is null;
drop index kith.mail_due;
alter table kith.mail
    drop constraint mail_pkey,
    alter column workspace_id set not null,
    add primary key (workspace_id, id),
    -- Both are emptied once the mail has left, because they may hold a link that signs in.
    alter column body drop not null,
    add column html text,
    add column unsubscribe text,
    add column state text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'failed', 'uncertain', 'parked')),
    -- Why it did not leave, as the mail server said it.
    add column problem text,
    -- Set before the end of the mail is sent: from then on the server may have taken it.
    add column ending_at timestamptz,
    add column sent_at timestamptz,
    drop column next_at;
create index mail_newest on kith.mail (workspace_id, created_at desc, id desc);
insert into kith.job (workspace_id, kind, id, title, priority, run_at, created_at) select workspace_id, 'mail', id, recipient, 0, now(), now() from kith.mail;
