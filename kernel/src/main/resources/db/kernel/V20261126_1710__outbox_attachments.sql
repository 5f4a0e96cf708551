-- Files that go with a mail. Apart from the mail, so that lists of mails do not read them; sealed like its text. The
-- place in the mail is part of the key.
create table kernel.outbox_attachments (
    tenant_id    text        not null,
    message_id   text        not null,
    place        int         not null,
    filename     text        not null,
    content_type text        not null,
    bytes        int         not null,
    content      text        not null,
    created_at   timestamptz not null,
    primary key (tenant_id, message_id, place)
);
create index outbox_attachments_age on kernel.outbox_attachments (created_at);
