-- One-time permission to delete something that others depend on.
create table kernel.confirm_tokens (
    token_hash    bytea       not null primary key,
    tenant_id     text        not null,
    caller_id     text        not null,
    resource_type text        not null,
    resource_id   text        not null,
    dependencies  text[]      not null,
    expires_at    timestamptz not null
);
create index confirm_tokens_age on kernel.confirm_tokens (expires_at);
