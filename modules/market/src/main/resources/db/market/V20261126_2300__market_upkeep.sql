-- When an attempt had its last line: its numbers go once the lines have gone.
alter table market.job_line_counts add column last_at timestamptz not null default now();
create index job_line_counts_age on market.job_line_counts using brin (last_at);

create index judgements_age on market.judgements using brin (created_at);
create index verification_tries_age on market.verification_tries using brin (last_at);
