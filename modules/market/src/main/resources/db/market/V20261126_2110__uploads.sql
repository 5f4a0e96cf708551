-- Files that people bring. The bytes stand in the blob folder by their digest; several rows may share them.
create table market.uploads (
    realm text not null,
    id text not null,
    owner_id text not null,
    name text not null,
    size bigint not null check (size >= 0),
    content_type text not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    created_at timestamptz not null,
    primary key (realm, id)
);
create index uploads_of on market.uploads (realm, owner_id, created_at desc);
create index uploads_blob on market.uploads (sha256);
