-- What a link covers is spelled out here alone: the chain is made of it, and the verification makes it again. Links that
-- were made stay, so another text would break them all.
--
-- A function that gives rows is planned as a part of the statement that asks it: the texts of many transfers are one
-- reading. "offset 0" keeps every step in it a look-up by key, whatever the planner guesses of the tables.
drop function ledger.canonical(text, text);
create function ledger.canonical(p_book text, p_id text) returns table (canonical text) language sql stable as $$
    select jsonb_build_array(t.book, t.id, t.key, t.kind, t.reference, encode(t.digest, 'hex'),
        (extract(epoch from t.created_at) * 1000000)::bigint, moved.list)::text
    from (select t.* from ledger.transfers t where t.book = p_book and t.id = p_id offset 0) t
    cross join lateral (
        select jsonb_agg(jsonb_build_array(f.path, d.path, m.asset, m.amount, m.from_after, m.to_after)
            order by m.n) as list
        from (select m.* from ledger.moves m where m.book = p_book and m.transfer_id = p_id offset 0) m
        cross join lateral (select a.path from ledger.accounts a where a.no = m.from_no offset 0) f
        cross join lateral (select a.path from ledger.accounts a where a.no = m.to_no offset 0) d) moved
$$;

-- Links transfers that wait for it, the oldest first, and tells how many. One at a time: a link needs the one before.
create or replace function ledger.chain(p_limit int) returns int language plpgsql as $$
declare
    v_no   bigint;
    v_hash bytea;
    v_book text := null;
    v_done int := 0;
    r record;
begin
    perform pg_advisory_xact_lock(hashtext('ledger.chain'));
    for r in
        with waiting as materialized (
            delete from ledger.unchained u
            where u.ctid in (select w.ctid from ledger.unchained w limit p_limit)
            returning u.book, u.transfer_id
        )
        select w.book, w.transfer_id, c.canonical
        from waiting w cross join lateral ledger.canonical(w.book, w.transfer_id) c
        order by w.book, w.transfer_id
    loop
        if v_book is distinct from r.book then
            v_book := r.book;
            v_no := 0;
            v_hash := '';
            select l.no, l.hash into v_no, v_hash from ledger.links l
            where l.book = v_book order by l.no desc limit 1;
            v_no := coalesce(v_no, 0);
            v_hash := coalesce(v_hash, '');
        end if;
        v_no := v_no + 1;
        v_hash := sha256(v_hash || convert_to(r.canonical, 'UTF8'));
        insert into ledger.links (book, no, transfer_id, hash) values (r.book, v_no, r.transfer_id, v_hash);
        v_done := v_done + 1;
    end loop;
    return v_done;
end
$$;

-- Makes every link anew and tells the transfers whose link is another than it should be, is missing, or stands alone.
create or replace function ledger.broken_links() returns table (o_book text, o_transfer_id text)
    language plpgsql stable as $$
declare
    v_hash bytea;
    v_no   bigint;
    v_book text := null;
    r record;
begin
    for r in
        select l.book, l.no, l.transfer_id, l.hash, coalesce(c.canonical, '') as canonical
        from ledger.links l left join lateral ledger.canonical(l.book, l.transfer_id) c on true
        order by l.book, l.no
    loop
        if v_book is distinct from r.book then
            v_book := r.book;
            v_no := 0;
            v_hash := '';
        end if;
        v_no := v_no + 1;
        v_hash := sha256(v_hash || convert_to(r.canonical, 'UTF8'));
        if v_no <> r.no or v_hash <> r.hash then
            o_book := r.book;
            o_transfer_id := r.transfer_id;
            return next;
            -- What follows is judged by what stands here, so that one break is told once.
            v_no := r.no;
            v_hash := r.hash;
        end if;
    end loop;
    for r in
        select t.book, t.id from ledger.transfers t
        where not exists (select from ledger.links l where l.book = t.book and l.transfer_id = t.id)
            and not exists (select from ledger.unchained u where u.book = t.book and u.transfer_id = t.id)
    loop
        o_book := r.book;
        o_transfer_id := r.id;
        return next;
    end loop;
end
$$;
