-- The number of the last line of each attempt. Its row lock, held to the end of the transaction, makes numbers appear in
-- their order: nobody reads line 5 before line 4 is there.
create table market.job_line_counts (
    realm text not null,
    job_id text not null,
    attempt int not null,
    seq int not null,
    primary key (realm, job_id, attempt)
) with (fillfactor = 70);

create table market.job_lines (
    realm text not null,
    job_id text not null,
    attempt int not null,
    seq int not null,
    type text not null check (type in ('status', 'log', 'check', 'verdict', 'end')),
    data jsonb not null,
    at timestamptz not null,
    primary key (realm, job_id, attempt, seq)
);
create index job_lines_age on market.job_lines using brin (at);
