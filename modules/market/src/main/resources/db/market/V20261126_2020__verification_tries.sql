-- How often nobody could tell, by no fault of the worker.
create table market.verification_tries (
    realm text not null,
    job_id text not null,
    attempt int not null,
    tries int not null,
    last_at timestamptz not null,
    primary key (realm, job_id, attempt)
);
