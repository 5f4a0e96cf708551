-- Accounts of every realm: a tenant's id, or platform, staff, customer.
create extension if not exists pg_trgm;

create table identity.accounts (
    realm             text        not null,
    id                text        not null,
    email             text,
    email_verified_at timestamptz,
    pending_email     text,
    phone             text,
    phone_verified_at timestamptz,
    pending_phone     text,
    name              text        not null default '',
    password_hash     text,
    role              text        not null,
    status            text        not null default 'active',
    status_reason     text,
    is_anonymous      boolean     not null default false,
    tier              text        not null default 'free',
    user_metadata     jsonb       not null default '{}',
    app_metadata      jsonb       not null default '{}',
    created_at        timestamptz not null,
    updated_at        timestamptz not null,
    last_sign_in_at   timestamptz,
    primary key (realm, id)
);
create unique index accounts_email on identity.accounts (realm, email) where email is not null;
create unique index accounts_phone on identity.accounts (realm, phone) where phone is not null;
create index accounts_newest on identity.accounts (realm, created_at desc, id desc);
create index accounts_words on identity.accounts using gin
    ((coalesce(email, '') || ' ' || coalesce(phone, '') || ' ' || lower(name)) gin_trgm_ops);
-- Which realms an address lives in.
create index accounts_by_address on identity.accounts (email) where email is not null;
create index accounts_guests on identity.accounts (updated_at) where is_anonymous;

-- How somebody else's sign-in names an account.
create table identity.identities (
    realm       text        not null,
    provider    text        not null,
    provider_id text        not null,
    account_id  text        not null,
    email       text,
    created_at  timestamptz not null,
    primary key (realm, provider, provider_id)
);
create index identities_account on identity.identities (realm, account_id);

create table identity.sessions (
    realm          text        not null,
    id             text        not null,
    account_id     text        not null,
    method         text        not null,
    aal            smallint    not null,
    amr            jsonb       not null,
    client         text        not null,
    ip             text        not null,
    user_agent     text        not null,
    created_at     timestamptz not null,
    last_active_at timestamptz not null,
    expires_at     timestamptz not null,
    revoked_at     timestamptz,
    revoked_why    text,
    primary key (realm, id)
);
create index sessions_account on identity.sessions (realm, account_id, last_active_at desc) where revoked_at is null;
create index sessions_age on identity.sessions (expires_at);

-- One row per token issued. child_sealed is the successor, readable while the grace period runs.
create table identity.refresh_tokens (
    token_hash   bytea       not null primary key,
    realm        text        not null,
    session_id   text        not null,
    issued_at    timestamptz not null,
    expires_at   timestamptz not null,
    used_at      timestamptz,
    child_hash   bytea,
    child_sealed text
);
create index refresh_tokens_session on identity.refresh_tokens (realm, session_id);
create index refresh_tokens_age on identity.refresh_tokens (expires_at);

-- Links, codes, tickets and challenges: proofs that are good once and for a while.
create table identity.proofs (
    realm      text        not null,
    id         text        not null,
    purpose    text        not null,
    account_id text,
    address    text        not null,
    token_hash bytea,
    code_hash  bytea,
    attempts   integer     not null default 0,
    data       jsonb       not null default '{}',
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at    timestamptz,
    primary key (realm, id)
);
create unique index proofs_token on identity.proofs (token_hash) where token_hash is not null;
create index proofs_address on identity.proofs (realm, purpose, address, created_at desc);
create index proofs_account on identity.proofs (realm, account_id);
create index proofs_age on identity.proofs (expires_at);

-- Failed tries, shared by all nodes.
create table identity.locks (
    realm        text        not null,
    kind         text        not null,
    subject      text        not null,
    failures     integer     not null,
    since        timestamptz not null,
    locked_until timestamptz,
    primary key (realm, kind, subject)
);
create index locks_age on identity.locks (since);

create table identity.roles (
    realm          text        not null,
    id             text        not null,
    name           text        not null,
    description    text        not null,
    parent_role_id text,
    permissions    text[]      not null,
    created_at     timestamptz not null,
    updated_at     timestamptz not null,
    primary key (realm, id)
);
create unique index roles_name on identity.roles (realm, name);

create table identity.account_roles (
    realm      text        not null,
    account_id text        not null,
    role_id    text        not null,
    created_at timestamptz not null,
    primary key (realm, account_id, role_id)
);
create index account_roles_role on identity.account_roles (realm, role_id);

-- A tenant's ways to sign in, sealed: providers' secrets are in it.
create table identity.auth_configs (
    realm      text        not null primary key,
    sealed     text        not null,
    updated_at timestamptz not null
);
