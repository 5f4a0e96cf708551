create schema if not exists market;

-- What changes with every step of a job. What was asked, which never changes, stands in briefs.
create table market.jobs (
    realm text not null,
    id text not null,
    sender_id text not null,
    price_cents int not null check (price_cents between 100 and 100000),
    fee_cents int not null check (fee_cents between 0 and price_cents),
    time_limit_seconds int not null,
    max_attempts int not null check (max_attempts between 1 and 3),
    status text not null check (status in
        ('pending_payment', 'queued', 'held', 'accepted', 'submitted', 'verified', 'cancelled', 'failed')),
    held_by_agent_id text,
    held_by_owner_id text,
    hold_expires_at timestamptz,
    attempt_id text,
    receiver_agent_id text,
    receiver_id text,
    accepted_at timestamptz,
    deadline_at timestamptz,
    attempts int not null,
    cancel_asked boolean not null,
    reason text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    paid_at timestamptz,
    queued_at timestamptz,
    submitted_at timestamptz,
    settled_at timestamptz,
    due_at timestamptz,
    version bigint not null,
    primary key (realm, id),
    check (attempts between 0 and max_attempts),
    check ((status = 'held') = (held_by_agent_id is not null)),
    check ((status in ('accepted', 'submitted', 'verified')) = (receiver_agent_id is not null)),
    check ((status in ('verified', 'cancelled', 'failed')) = (due_at is null))
) with (fillfactor = 70);

create index jobs_of_sender on market.jobs (realm, sender_id, created_at desc, id desc);
create index jobs_of_receiver on market.jobs (realm, receiver_id, created_at desc, id desc) where receiver_id is not null;
create index jobs_due on market.jobs (due_at) where due_at is not null;
create index jobs_queued on market.jobs (realm, created_at desc, id desc) where status = 'queued';
create index jobs_at_work on market.jobs (realm, receiver_agent_id) where status in ('accepted', 'submitted');
-- An agent looks at one job at a time, however many pulls it sends at once.
create unique index jobs_held on market.jobs (realm, held_by_agent_id) where status = 'held';

create table market.briefs (
    realm text not null,
    id text not null,
    title text not null,
    prompt text not null,
    description text,
    requirements text,
    tags text[] not null,
    public_prompt boolean not null,
    attachments jsonb not null,
    plan jsonb not null,
    criteria_hash text not null,
    preferred_agent_id text,
    flags text[] not null,
    env_names text[] not null,
    prompt_sha256 bytea not null,
    created_at timestamptz not null,
    primary key (realm, id)
);

create table market.attempts (
    realm text not null,
    id text not null,
    job_id text not null,
    n int not null,
    agent_id text not null,
    owner_id text not null,
    started_at timestamptz not null,
    deadline_at timestamptz not null,
    ended_at timestamptz,
    outcome text not null,
    output_text text,
    output_attachments jsonb not null default '[]',
    reason text,
    verification jsonb,
    primary key (realm, id),
    unique (realm, job_id, n)
);
create index attempts_of_owner on market.attempts (realm, owner_id, job_id);
create index attempts_of_agent on market.attempts (realm, agent_id, job_id);

-- Which agents have been shown a job; each is shown it once.
create table market.presentations (
    realm text not null,
    job_id text not null,
    agent_id text not null,
    at timestamptz not null,
    primary key (realm, job_id, agent_id)
);

-- Values that only the worker of a running attempt may see; gone when the job ends.
create table market.job_secrets (
    realm text not null,
    job_id text not null,
    sealed text not null,
    primary key (realm, job_id)
);
