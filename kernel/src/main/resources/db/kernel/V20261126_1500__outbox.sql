-- Every mail and every SMS that Heddle sends, written with what caused it. tenant_id is the realm: a tenant, or
-- 'platform' for accounts of the platform itself. Bodies carry one-time links and codes, so they are sealed.
create table kernel.outbox (
    tenant_id           text        not null,
    id                  text        not null,
    channel             text        not null,
    to_addresses        text[]      not null,
    cc_addresses        text[]      not null,
    bcc_addresses       text[]      not null,
    -- All of them in lower case, to be found by.
    recipients          text[]      not null,
    from_address        text,
    reply_to            text,
    subject             text        not null,
    html                text,
    text                text        not null,
    headers             jsonb       not null,
    status              text        not null,
    attempts            int         not null,
    error               text,
    provider_message_id text,
    created_at          timestamptz not null,
    sent_at             timestamptz,
    primary key (tenant_id, id)
);
create index outbox_age on kernel.outbox (created_at desc, id desc);
create index outbox_recipients on kernel.outbox using gin (recipients);
