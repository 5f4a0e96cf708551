-- The same links, with the texts of all waiting transfers read at once instead of one by one.
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
        select w.book, w.transfer_id,
            jsonb_build_array(t.book, t.id, t.key, t.kind, t.reference, encode(t.digest, 'hex'),
                (extract(epoch from t.created_at) * 1000000)::bigint, moved.list)::text as canonical
        from waiting w
        cross join lateral (
            select t.* from ledger.transfers t where t.book = w.book and t.id = w.transfer_id offset 0) t
        cross join lateral (
            select jsonb_agg(jsonb_build_array(f.path, d.path, m.asset, m.amount, m.from_after, m.to_after)
                order by m.n) as list
            from (select m.* from ledger.moves m where m.book = w.book and m.transfer_id = w.transfer_id offset 0) m
            cross join lateral (select a.path from ledger.accounts a where a.no = m.from_no offset 0) f
            cross join lateral (select a.path from ledger.accounts a where a.no = m.to_no offset 0) d) moved
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
