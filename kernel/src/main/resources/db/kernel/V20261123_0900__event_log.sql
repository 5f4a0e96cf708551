-- One row per fact. Audit, versions, realtime, SSE and webhooks read it by (xid, seq) below the oldest running
-- transaction, never by seq alone: a slower transaction may still commit a smaller seq.
create sequence kernel.event_seq as bigint;

create table kernel.events (
    seq            bigint      not null default nextval('kernel.event_seq'),
    xid            xid8        not null default pg_current_xact_id(),
    id             text        not null,
    tenant_id      text        not null,
    type           text        not null,
    resource_type  text        not null,
    resource_id    text        not null,
    object_type_id text,
    actor_type     text        not null,
    actor_id       text        not null,
    actor_label    text        not null,
    ip             text        not null,
    user_agent     text        not null,
    request_id     text        not null,
    version        integer,
    before         json,
    after          json,
    changed        text[]      not null default '{}',
    at             timestamptz not null
) partition by range (at);

create table kernel.events_default partition of kernel.events default;

create index events_order on kernel.events (xid, seq);
create index events_resource on kernel.events (tenant_id, resource_id, seq);
create index events_tenant on kernel.events (tenant_id, seq);
