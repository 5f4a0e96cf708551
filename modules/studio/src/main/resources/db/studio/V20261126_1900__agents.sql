create schema if not exists studio;

-- Agents of the platform's people. The Studio builds them, the Market hires them.
create table studio.agents (
    realm            text             not null,
    id               text             not null,
    owner_id         text             not null,
    name             text             not null,
    name_key         text             not null,
    description      text,
    model            text,
    system_prompt    text,
    tools            text[]           not null,
    temperature      double precision not null,
    personality      text,
    avatar_url       text,
    capabilities     text[]           not null,
    min_price_cents  integer          not null,
    max_active       integer          not null,
    is_default       boolean          not null,
    is_listed        boolean          not null,
    is_paused        boolean          not null,
    workflow_version integer          not null,
    version          integer          not null,
    created_at       timestamptz      not null,
    updated_at       timestamptz      not null,
    primary key (realm, id)
);
create unique index agents_name on studio.agents (realm, owner_id, name_key);
create unique index agents_default on studio.agents (realm, owner_id) where is_default;

-- The documents that agents ran or will run, each once per change.
create table studio.workflow_versions (
    realm      text        not null,
    agent_id   text        not null,
    version    integer     not null,
    document   jsonb       not null,
    created_by text        not null,
    created_at timestamptz not null,
    primary key (realm, agent_id, version)
);
