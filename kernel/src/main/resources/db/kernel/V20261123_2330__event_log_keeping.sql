-- The log only grows. Rows leave it with their month's table, or with their tenant, and say so.
create function kernel.keep_events() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and current_setting('heddle.pruning', true) = 'on' then
        return old;
    end if;
    raise exception 'the event log is append-only' using errcode = 'insufficient_privilege';
end
$$;

create trigger append_only before update or delete on kernel.events
    for each row execute function kernel.keep_events();

create function kernel.refuse_truncate() returns trigger language plpgsql as $$
begin
    raise exception 'the event log is append-only' using errcode = 'insufficient_privilege';
end
$$;

create trigger no_truncate before truncate on kernel.events
    for each statement execute function kernel.refuse_truncate();

-- Custom events are listed on their own; only they pay for these.
create index events_custom on kernel.events (tenant_id, seq) where resource_type = 'custom';
create index events_custom_type on kernel.events (tenant_id, type, seq) where resource_type = 'custom';
