create schema identity;

create table identity.tenants (
    id         text        not null primary key,
    slug       text        not null unique,
    name       text        not null,
    plan_tier  text        not null,
    status     text        not null,
    region     text        not null,
    contact_email text,
    governance jsonb       not null default '{}',
    created_at timestamptz not null,
    updated_at timestamptz not null
);

create index tenants_contact on identity.tenants (lower(contact_email));

create table identity.api_keys (
    tenant_id      text        not null,
    id             text        not null,
    label          text        not null,
    type           text        not null,
    prefix         text        not null,
    last4          text        not null,
    token_hash     bytea       not null unique,
    scopes         text[]      not null,
    ip_allowlist   text[]      not null,
    rate_limit     integer,
    expires_at     timestamptz,
    last_used_at   timestamptz,
    created_by     text        not null,
    created_at     timestamptz not null,
    revoked_at     timestamptz,
    rotated_from   text,
    primary key (tenant_id, id)
);
