-- What a tenant has defined. Its objects live in tables of their own, in the schema t_<ulid> of the tenant.
create schema data;

create extension if not exists pg_trgm with schema public;

create table data.object_types (
    tenant_id    text        not null,
    id           text        not null,
    name         text        not null,
    display_name text        not null,
    description  text,
    icon         text,
    settings     json        not null,
    deleting     boolean     not null default false,
    created_at   timestamptz not null,
    updated_at   timestamptz not null,
    primary key (tenant_id, id)
);

-- A type whose rows are still being dropped has given its name away.
create unique index object_types_name on data.object_types (tenant_id, name) where not deleting;

create table data.properties (
    tenant_id      text        not null,
    id             text        not null,
    object_type_id text        not null,
    position       integer     not null,
    name           text        not null,
    display_name   text        not null,
    data_type      text        not null,
    format         text,
    is_indexed     boolean     not null,
    is_sortable    boolean     not null,
    is_unique      boolean     not null,
    is_required    boolean     not null,
    default_value  json,
    enum_values    text[]      not null,
    options        json        not null,
    description    text,
    index_status   text        not null,
    created_at     timestamptz not null,
    updated_at     timestamptz not null,
    primary key (tenant_id, id)
);

create unique index properties_name on data.properties (tenant_id, object_type_id, lower(name));

create table data.policies (
    tenant_id      text        not null,
    id             text        not null,
    object_type_id text        not null,
    name           text        not null,
    action         text        not null,
    role           text,
    condition      json        not null,
    enabled        boolean     not null,
    kind           text        not null,
    broken         boolean     not null,
    hide           text[]      not null,
    readonly       text[]      not null,
    created_by     text,
    created_at     timestamptz not null,
    updated_at     timestamptz not null,
    primary key (tenant_id, id)
);

create unique index policies_name on data.policies (tenant_id, object_type_id, name);

create table data.views (
    tenant_id      text        not null,
    id             text        not null,
    object_type_id text        not null,
    name           text        not null,
    filters        json        not null,
    sort           json        not null,
    columns        text[]      not null,
    is_shared      boolean     not null,
    created_by     text        not null,
    created_at     timestamptz not null,
    updated_at     timestamptz not null,
    primary key (tenant_id, id)
);

-- Everybody sees a shared view, so its name is taken for all; a private one takes its name from its owner only.
create unique index views_name
    on data.views (tenant_id, object_type_id, name, (case when is_shared then '' else created_by end));
