-- The database role in which a tenant's own SQL runs.
create table data.sql_access (
    tenant_id  text        not null primary key,
    role       text        not null,
    password   text        not null,
    stale      boolean     not null,
    created_at timestamptz not null
);

-- Functions that run SQL they are given, or reach out of their transaction, are for this role alone. The parser in
-- front of a tenant's SQL refuses them as well; where this role may not take them from the public, that has to do.
do $body$
declare
    f regprocedure;
begin
    if not (select rolsuper from pg_roles where rolname = current_user) then
        return;
    end if;
    for f in
        select p.oid from pg_proc p
        where p.pronamespace = 'pg_catalog'::regnamespace
          and (p.proname in ('set_config', 'loread', 'lowrite', 'pg_notify', 'pg_cancel_backend',
                  'pg_terminate_backend', 'pg_export_snapshot', 'ts_stat', 'ts_rewrite')
              or p.proname like any (array['query\_to\_%', 'table\_to\_%', 'schema\_to\_%', 'database\_to\_%',
                  'cursor\_to\_%', 'lo\_%', 'pg\_advisory%', 'pg\_try\_advisory%', 'pg\_sleep%']))
    loop
        execute format('revoke execute on function %s from public', f);
    end loop;
    execute format('revoke temporary on database %I from public', current_database());
end
$body$;
