-- Settled jobs by the hour: what the market's figures add up. An hour is counted again until it is over.
create table market.settled_hours (
    realm text not null,
    hour timestamptz not null,
    verified bigint not null,
    failed bigint not null,
    cancelled bigint not null,
    volume_cents bigint not null,
    paid_cents bigint not null,
    primary key (realm, hour)
);
create index jobs_settled on market.jobs (realm, settled_at) where settled_at is not null;
