-- Who is asked to join the Hub's staff.
create table identity.staff_invitations (
    realm        text        not null,
    id           text        not null,
    email        text        not null,
    name         text        not null,
    role         text        not null,
    token_hash   bytea       not null unique,
    invited_by   text        not null,
    inviter      text        not null,
    resent_count integer     not null default 0,
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    accepted_at  timestamptz,
    revoked_at   timestamptz,
    primary key (realm, id)
);
create unique index staff_invitations_pending on identity.staff_invitations (realm, email)
    where accepted_at is null and revoked_at is null;

-- Pictures of people, one each, made small before they are stored.
create table identity.photos (
    realm      text        not null,
    id         text        not null,
    account_id text        not null,
    content    bytea       not null,
    created_at timestamptz not null,
    primary key (realm, id)
);
create unique index photos_account on identity.photos (realm, account_id);
