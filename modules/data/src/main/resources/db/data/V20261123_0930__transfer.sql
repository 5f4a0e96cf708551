-- Files made of objects. A file is there when its export says ready; pieces of an unfinished one are nobody's.
create table data.exports (
    tenant_id      text        not null,
    id             text        not null,
    object_type_id text        not null,
    type_name      text        not null,
    format         text        not null,
    request        json        not null,
    caller         json        not null,
    status         text        not null,
    record_count   bigint      not null,
    bytes          bigint      not null,
    created_at     timestamptz not null,
    expires_at     timestamptz not null,
    primary key (tenant_id, id)
);
create index exports_age on data.exports (expires_at);
create index exports_type on data.exports (tenant_id, object_type_id);

create table data.export_chunks (
    tenant_id text    not null,
    export_id text    not null,
    position  integer not null,
    body      bytea   not null,
    primary key (tenant_id, export_id, position)
);
