-- Authenticator apps. last_step is the last accepted one, so that a code works once.
create table identity.factors (
    realm         text        not null,
    id            text        not null,
    account_id    text        not null,
    friendly_name text,
    secret_sealed text        not null,
    last_step     bigint      not null default 0,
    created_at    timestamptz not null,
    verified_at   timestamptz,
    primary key (realm, id)
);
create index factors_account on identity.factors (realm, account_id, created_at);
create index factors_pending on identity.factors (created_at) where verified_at is null;

-- code_hash is keyed with a secret that is not in the database.
create table identity.recovery_codes (
    realm      text        not null,
    account_id text        not null,
    code_hash  bytea       not null,
    created_at timestamptz not null,
    used_at    timestamptz,
    primary key (realm, account_id, code_hash)
);

-- What a browser or a security key proves itself with; public_key is a COSE key in base64url.
create table identity.passkeys (
    realm         text        not null,
    id            text        not null,
    account_id    text        not null,
    credential_id text        not null,
    public_key    text        not null,
    aaguid        text        not null,
    sign_count    bigint      not null,
    transports    text[]      not null,
    backup_able   boolean     not null,
    backed_up     boolean     not null,
    friendly_name text        not null,
    created_at    timestamptz not null,
    last_used_at  timestamptz,
    primary key (realm, id)
);
create unique index passkeys_credential on identity.passkeys (realm, credential_id);
create index passkeys_account on identity.passkeys (realm, account_id, created_at);
