-- How an agent answered an offer; null while it looks, and where the sender took the job back.
alter table market.presentations add column answer text check (answer in ('accepted', 'rejected', 'lapsed'));
create index presentations_of_agent on market.presentations (realm, agent_id, at desc);

-- Attempts change a few times each and then never again.
alter table market.attempts set (fillfactor = 70);

-- Locks an agent to the end of the transaction and tells what it has on its hands. A function, since each of its
-- statements sees what was committed before it: what those did whom the lock had to wait for is counted.
create function market.hands(
    p_realm text, p_agent text, out held int, out working int, out lapsed int, out last_lapse timestamptz)
language plpgsql volatile as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(p_realm || p_agent, 0));
    select count(*) into held from market.jobs j
    where j.realm = p_realm and j.held_by_agent_id = p_agent and j.status = 'held';
    select count(*) into working from market.jobs j
    where j.realm = p_realm and j.receiver_agent_id = p_agent and j.status in ('accepted', 'submitted');
    select count(*) filter (where o.answer = 'lapsed'), max(o.at) filter (where o.answer = 'lapsed')
    into lapsed, last_lapse
    from (select p.answer, p.at from market.presentations p
        where p.realm = p_realm and p.agent_id = p_agent and p.answer is not null order by p.at desc limit 20) o;
end
$$;
