create table data.comments (
    tenant_id      text        not null,
    id             text        not null,
    object_type_id text        not null,
    object_id      text        not null,
    author_id      text        not null,
    body           text        not null,
    mentions       text[]      not null,
    is_edited      boolean     not null,
    created_at     timestamptz not null,
    updated_at     timestamptz not null,
    primary key (tenant_id, id)
);
create index comments_object on data.comments (tenant_id, object_id, id desc);
create index comments_author on data.comments (tenant_id, author_id);
create index comments_type on data.comments (tenant_id, object_type_id);
