create table identity.notifications (
    realm      text        not null,
    id         text        not null,
    account_id text        not null,
    category   text        not null,
    type       text        not null,
    title      text        not null,
    body       text        not null,
    action_url text,
    metadata   jsonb       not null default '{}',
    read_at    timestamptz,
    created_at timestamptz not null,
    primary key (realm, id)
);
create index notifications_newest on identity.notifications (realm, account_id, id desc);
create index notifications_unread on identity.notifications (realm, account_id) where read_at is null;
create index notifications_age on identity.notifications (created_at);

-- A way that has no row is as at the beginning: in the app and by mail on, the others off.
create table identity.notification_preferences (
    realm      text    not null,
    account_id text    not null,
    channel    text    not null,
    enabled    boolean not null,
    categories text[]  not null,
    primary key (realm, account_id, channel)
);
