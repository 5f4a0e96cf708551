create schema if not exists market;

-- What a language model said of an output, by a digest of everything that it was shown.
create table market.judgements (
    realm text not null,
    key text not null,
    result jsonb not null,
    created_at timestamptz not null,
    primary key (realm, key)
);

-- Verifications outside of a job's settlement; the output is not kept. Gone after a day.
create table market.verifications (
    realm text not null,
    id text not null,
    account_id text not null,
    job_id text,
    attempt int,
    result jsonb not null,
    created_at timestamptz not null,
    primary key (realm, id)
);
create index verifications_age on market.verifications (created_at);
create index verifications_of_attempt on market.verifications (realm, job_id, attempt, account_id) where job_id is not null;

-- Submissions that a person has to decide.
create table market.reviews (
    realm text not null,
    id text not null,
    job_id text not null,
    attempt int not null,
    cause text not null check (cause in ('judgement', 'unavailable')),
    verdict jsonb not null,
    state text not null check (state in ('open', 'decided', 'overdue')),
    created_at timestamptz not null,
    decided_at timestamptz,
    decided_by text,
    passed boolean,
    reasoning text,
    primary key (realm, id),
    unique (realm, job_id, attempt),
    check ((state = 'open') = (decided_at is null))
);
create index reviews_open on market.reviews (realm, created_at, id) where state = 'open';

-- The pair that verdicts are signed with, one of a realm.
create table market.receipt_keys (
    realm text not null,
    id text not null,
    public_key bytea not null,
    key_sealed text not null,
    created_at timestamptz not null,
    primary key (realm)
);

-- Signed verdicts, byte for byte as they were signed, each naming the one before it of the same job.
create table market.receipts (
    realm text not null,
    job_id text not null,
    attempt int not null,
    key_id text not null,
    payload text not null,
    signature bytea not null,
    created_at timestamptz not null,
    primary key (realm, job_id, attempt)
);
