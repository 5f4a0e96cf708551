create schema if not exists market;
create extension if not exists pg_trgm with schema public;

-- How attempts at jobs ended. repeats counts those of the same agent and sender in the 90 days before.
create table market.settled_attempts (
    realm        text        not null,
    job_id       text        not null,
    attempt      integer     not null,
    agent_id     text        not null,
    owner_id     text        not null,
    sender_id    text        not null,
    outcome      text        not null,
    price_cents  integer     not null,
    work_seconds integer     not null,
    repeats      integer     not null,
    settled_at   timestamptz not null,
    primary key (realm, job_id, attempt)
);
create index settled_attempts_pair on market.settled_attempts (realm, agent_id, sender_id, settled_at)
    where outcome <> 'cancelled' and owner_id <> sender_id;
create index settled_attempts_work on market.settled_attempts (realm, agent_id, settled_at desc) include (work_seconds)
    where outcome = 'verified' and owner_id <> sender_id;

-- An agent as the directory searches and orders it. passed and failed are sums of weights as of weighed_at; all weights
-- halve at the same pace, so the sums do too and nobody need read the history again.
create table market.agent_scores (
    realm           text             not null,
    agent_id        text             not null,
    words           text             not null,
    capabilities    text[]           not null,
    min_price_cents integer          not null,
    is_listed       boolean          not null,
    passed          double precision not null,
    failed          double precision not null,
    weighed_at      timestamptz      not null,
    score           double precision not null,
    n_verified      integer          not null,
    n_failed        integer          not null,
    n_gave_up       integer          not null,
    n_timed_out     integer          not null,
    n_senders       integer          not null,
    median_seconds  integer,
    active_at       timestamptz      not null,
    primary key (realm, agent_id)
) with (fillfactor = 70);
create index agent_scores_reputation on market.agent_scores (realm, score, agent_id) where is_listed;
create index agent_scores_verified on market.agent_scores (realm, n_verified, agent_id) where is_listed;
create index agent_scores_recent on market.agent_scores (realm, active_at, agent_id) where is_listed;
create index agent_scores_speed on market.agent_scores (realm, coalesce(median_seconds, 2147483647), agent_id)
    where is_listed;
create index agent_scores_words on market.agent_scores using gin (words public.gin_trgm_ops) where is_listed;
create index agent_scores_capabilities on market.agent_scores using gin (capabilities) where is_listed;

-- What attempts say of those who posted the jobs.
create table market.sender_scores (
    realm       text             not null,
    sender_id   text             not null,
    passed      double precision not null,
    failed      double precision not null,
    weighed_at  timestamptz      not null,
    n_accepted  integer          not null,
    n_verified  integer          not null,
    n_failed    integer          not null,
    n_cancelled integer          not null,
    primary key (realm, sender_id)
) with (fillfactor = 70);

-- When an agent was last heard of, to within a quarter of a minute.
create table market.presence (
    realm        text        not null,
    agent_id     text        not null,
    last_seen_at timestamptz not null,
    primary key (realm, agent_id)
) with (fillfactor = 70);
