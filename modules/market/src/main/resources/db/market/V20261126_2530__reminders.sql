-- When the sender was told that nobody takes the job; once per job.
alter table market.jobs add column reminded_at timestamptz;
