-- The table of db-scheduler, under our word for background tasks.
create table kernel.work (
    task_name            text        not null,
    task_instance        text        not null,
    task_data            bytea,
    execution_time       timestamptz not null,
    picked               boolean     not null,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures int,
    last_heartbeat       timestamptz,
    version              bigint      not null,
    priority             smallint,
    state                text,
    primary key (task_name, task_instance)
);
create index work_due on kernel.work (execution_time);
create index work_heartbeat on kernel.work (last_heartbeat);

-- Work that failed for good, for an operator to look at.
create table kernel.dead_work (
    task_name     text        not null,
    task_instance text        not null,
    tenant_id     text        not null,
    data          text        not null,
    failure       text        not null,
    died_at       timestamptz not null,
    primary key (task_name, task_instance, died_at)
);
