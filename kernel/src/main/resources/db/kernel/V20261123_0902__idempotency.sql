create table kernel.idempotency_keys (
    scope      text        not null primary key,
    body_hash  text        not null,
    reply      text        not null,
    created_at timestamptz not null
);
create index idempotency_age on kernel.idempotency_keys (created_at);
