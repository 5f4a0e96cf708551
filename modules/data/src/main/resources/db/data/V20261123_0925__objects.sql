-- Links between objects of any two types. An object's own table is made with its type.
create table data.associations (
    tenant_id        text        not null,
    id               text        not null,
    association_type text        not null,
    from_type_id     text        not null,
    from_id          text        not null,
    to_type_id       text        not null,
    to_id            text        not null,
    meta             jsonb,
    created_by       text        not null,
    created_at       timestamptz not null,
    updated_at       timestamptz not null,
    primary key (tenant_id, from_id, association_type, to_id)
);
create index associations_to on data.associations (tenant_id, to_id, association_type, from_id);
create index associations_from_type on data.associations (tenant_id, from_type_id);
create index associations_to_type on data.associations (tenant_id, to_type_id);

-- The last number given out by a property whose default is $increment.
create table data.counters (
    tenant_id   text   not null,
    property_id text   not null,
    value       bigint not null,
    primary key (tenant_id, property_id)
);
