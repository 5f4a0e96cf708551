-- Keys of the platform's people, for their own programs.
create table identity.platform_keys (
    realm        text        not null,
    id           text        not null,
    account_id   text        not null,
    name         text        not null,
    prefix       text        not null,
    token_hash   bytea       not null unique,
    scopes       text[]      not null,
    per_minute   integer     not null,
    expires_at   timestamptz,
    last_used_at timestamptz,
    created_at   timestamptz not null,
    revoked_at   timestamptz,
    primary key (realm, id)
);
create index platform_keys_account on identity.platform_keys (realm, account_id, created_at desc);
