-- Posts transfers of one book, each with an outcome of its own:
--
--   posted    moved now                          known     posted before with the same content
--   reused    the key stands for other content   short     an account lacks the amount
--   overflow  a balance would leave +-2^62       hold_*    the hold is unknown, ended, of another account or too small
--
-- Locks are taken in one order: new accounts by path, old ones by number, keys by their text. So two calls never wait
-- for each other. Accounts that float are not locked.
--
-- The accounts that the moves speak of stand once in p_paths and p_assets; p_from and p_to are places in them. The moves
-- of transfer t are p_first[t] to p_first[t + 1] - 1. p_hold names a hold that the only transfer captures.
create function ledger.post(
    p_book text, p_at timestamptz,
    p_ids text[], p_keys text[], p_kinds text[], p_references text[], p_digests bytea[], p_first int[],
    p_paths text[], p_assets text[],
    p_from int[], p_to int[], p_amount bigint[],
    p_hold text default null)
returns table (o_outcome text, o_id text, o_account int, o_required bigint, o_available bigint)
language plpgsql
-- Every statement below is a look-up by key. Planned anew for each call, as PostgreSQL would prefer, they cost twice as
-- much; planned once while the tables are empty, they would stay scans, hence also the offsets, which keep the order.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_memoize = off
as $$
declare
    c_most constant bigint := 4611686018427387903;
    v_accounts  int := cardinality(p_paths);
    v_transfers int := cardinality(p_ids);
    v_no        bigint[] := array_fill(null::bigint, array[v_accounts]);
    v_balance   bigint[] := v_no;
    v_held      bigint[] := array_fill(0::bigint, array[v_accounts]);
    v_floats    boolean[] := array_fill(false, array[v_accounts]);
    v_outcome   text[] := array_fill(null::text, array[v_transfers]);
    v_id        text[] := p_ids;
    v_account   int[] := array_fill(null::int, array[v_transfers]);
    v_required  bigint[] := array_fill(null::bigint, array[v_transfers]);
    v_available bigint[] := v_required;
    v_created   bigint[] := '{}';
    v_found     int;
    v_fresh     int := 0;
    v_count     int;
    -- accepted moves
    v_moves  int := 0;
    m_id     text[] := '{}';
    m_n      int[] := '{}';
    m_asset  text[] := '{}';
    m_from   bigint[] := '{}';
    m_to     bigint[] := '{}';
    m_amount bigint[] := '{}';
    m_from_after bigint[] := '{}';
    m_to_after   bigint[] := '{}';
    v_hold   record;
    v_drawn  bigint;
    v_begin  int;
    r record;
    f int;
    d int;
    x bigint;
begin
    loop
        v_found := 0;
        for r in
            select w.i, a.no, a.floating, a.balance
            from unnest(p_paths, p_assets) with ordinality as w (path, asset, i)
            cross join lateral (
                select a.no, a.floating, a.balance from ledger.accounts a
                where a.book = p_book and a.path = w.path and a.asset = w.asset offset 0) a
        loop
            v_no[r.i] := r.no;
            v_floats[r.i] := r.floating;
            v_balance[r.i] := r.balance;
            v_found := v_found + 1;
        end loop;
        exit when v_found = v_accounts;
        for r in
            insert into ledger.accounts (book, path, asset)
            select p_book, w.path, w.asset
            from unnest(p_paths, p_assets, v_no) as w (path, asset, no)
            where w.no is null order by w.path collate "C", w.asset collate "C"
            on conflict do nothing returning no
        loop
            v_created := v_created || r.no;
        end loop;
    end loop;

    for r in
        select a.no, a.balance, a.held from ledger.accounts a
        where a.no = any (v_no) and not a.floating order by a.no for no key update
    loop
        f := array_position(v_no, r.no);
        v_balance[f] := r.balance;
        v_held[f] := r.held;
    end loop;

    for r in
        select k.i, t.id, t.digest = k.digest as same
        from unnest(p_keys, p_digests) with ordinality as k (key, digest, i)
        cross join lateral (
            select t.id, t.digest from ledger.transfers t where t.book = p_book and t.key = k.key offset 0) t
    loop
        v_id[r.i] := r.id;
        v_outcome[r.i] := case when r.same then 'known' else 'reused' end;
    end loop;

    if p_hold is not null and v_outcome[1] is null then
        select h.no, h.amount, h.state into v_hold
        from ledger.holds h where h.book = p_book and h.key = p_hold for update;
        if not found then
            v_outcome[1] := 'hold_unknown';
        elsif v_hold.state <> 'open' then
            v_outcome[1] := 'hold_ended';
        else
            f := array_position(v_no, v_hold.no);
            select sum(m.amount) into v_drawn
            from unnest(p_from, p_amount) as m (place, amount) where m.place = f;
            if v_drawn is null then
                v_outcome[1] := 'hold_other';
            elsif v_drawn > v_hold.amount then
                v_outcome[1] := 'hold_small';
                v_required[1] := v_drawn;
                v_available[1] := v_hold.amount;
            else
                v_held[f] := v_held[f] - v_hold.amount;
            end if;
        end if;
    end if;

    for t in 1 .. v_transfers loop
        continue when v_outcome[t] is not null;
        v_begin := v_moves;
        for m in p_first[t] .. p_first[t + 1] - 1 loop
            f := p_from[m];
            d := p_to[m];
            x := p_amount[m];
            if not v_floats[f] and v_balance[f] - v_held[f] < x then
                v_outcome[t] := 'short';
                v_account[t] := f;
                exit;
            elsif v_balance[d] > c_most - x or v_balance[f] < x - c_most then
                v_outcome[t] := 'overflow';
                v_account[t] := d;
                exit;
            end if;
            v_balance[f] := v_balance[f] - x;
            v_balance[d] := v_balance[d] + x;
            v_moves := v_moves + 1;
            m_id[v_moves] := p_ids[t];
            m_n[v_moves] := m - p_first[t];
            m_asset[v_moves] := p_assets[f];
            m_from[v_moves] := v_no[f];
            m_to[v_moves] := v_no[d];
            m_amount[v_moves] := x;
            m_from_after[v_moves] := case when v_floats[f] then null else v_balance[f] end;
            m_to_after[v_moves] := case when v_floats[d] then null else v_balance[d] end;
        end loop;
        if v_outcome[t] is null then
            v_fresh := v_fresh + 1;
        else
            -- Nothing of a refused transfer stays.
            for m in p_first[t] .. p_first[t] + (v_moves - v_begin) - 1 loop
                v_balance[p_from[m]] := v_balance[p_from[m]] + p_amount[m];
                v_balance[p_to[m]] := v_balance[p_to[m]] - p_amount[m];
            end loop;
            v_moves := v_begin;
            f := v_account[t];
            if v_outcome[t] = 'short' then
                v_available[t] := v_balance[f] - v_held[f];
                v_required[t] := 0;
                for m in p_first[t] .. p_first[t + 1] - 1 loop
                    if p_from[m] = f then
                        v_required[t] := v_required[t] + p_amount[m];
                    end if;
                end loop;
            end if;
        end if;
    end loop;

    if v_fresh > 0 then
        with fresh as (
            insert into ledger.transfers (book, id, key, kind, reference, digest, created_at)
            select p_book, w.id, w.key, w.kind, w.reference, w.digest, p_at
            from unnest(p_ids, p_keys, p_kinds, p_references, p_digests, v_outcome)
                as w (id, key, kind, reference, digest, outcome)
            where w.outcome is null order by w.key collate "C"
            on conflict (book, key) do nothing returning id
        )
        insert into ledger.unchained (book, transfer_id) select p_book, id from fresh;
        get diagnostics v_count = row_count;
        if v_count < v_fresh and v_transfers > 1 then
            -- Somebody else posted one of the keys over other accounts just now; what was decided on may be wrong.
            raise exception 'A key was taken meanwhile' using errcode = 'serialization_failure';
        elsif v_count < v_fresh then
            select t.id, t.digest = p_digests[1] as same into r
            from ledger.transfers t where t.book = p_book and t.key = p_keys[1];
            v_id[1] := r.id;
            v_outcome[1] := case when r.same then 'known' else 'reused' end;
        else
            if p_hold is not null then
                update ledger.holds h set state = 'captured', transfer_id = p_ids[1], ended_at = p_at
                where h.book = p_book and h.key = p_hold;
            end if;
            insert into ledger.moves (book, transfer_id, n, asset, from_no, to_no, amount, from_after, to_after)
            select p_book, w.* from unnest(
                m_id[1:v_moves], m_n[1:v_moves], m_asset[1:v_moves], m_from[1:v_moves], m_to[1:v_moves],
                m_amount[1:v_moves], m_from_after[1:v_moves], m_to_after[1:v_moves]) as w;
        end if;
    end if;
    if v_fresh < v_transfers and cardinality(v_created) > 0 then
        delete from ledger.accounts a where a.no = any (v_created) and a.version = 0 and not a.floating;
    end if;

    for t in 1 .. v_transfers loop
        o_outcome := coalesce(v_outcome[t], 'posted');
        o_id := v_id[t];
        o_account := v_account[t];
        o_required := v_required[t];
        o_available := v_available[t];
        return next;
    end loop;
end
$$;

-- Reserves an amount. Outcomes: held, known, reused, short.
create function ledger.hold(
    p_book text, p_at timestamptz, p_id text, p_key text, p_path text, p_asset text, p_amount bigint)
returns table (o_outcome text, o_id text, o_available bigint)
language plpgsql as $$
declare
    v_account record;
    v_known   record;
begin
    select a.no, a.balance - a.held as available into v_account
    from ledger.accounts a where a.book = p_book and a.path = p_path and a.asset = p_asset for no key update;
    o_available := coalesce(v_account.available, 0);
    select h.id, h.no = v_account.no and h.amount = p_amount as same into v_known
    from ledger.holds h where h.book = p_book and h.key = p_key;
    if not found and o_available < p_amount then
        o_outcome := 'short';
    elsif not found then
        insert into ledger.holds (book, id, key, no, amount, created_at)
        values (p_book, p_id, p_key, v_account.no, p_amount, p_at)
        on conflict (book, key) do nothing;
        if found then
            o_outcome := 'held';
            o_id := p_id;
        end if;
    end if;
    if o_outcome is null then
        select h.id, h.no = v_account.no and h.amount = p_amount as same into v_known
        from ledger.holds h where h.book = p_book and h.key = p_key;
        o_outcome := case when v_known.same then 'known' else 'reused' end;
        o_id := v_known.id;
    end if;
    return next;
end
$$;

-- Ends a hold. Outcomes: released, ended, unknown.
create function ledger.release(p_book text, p_at timestamptz, p_key text) returns text
language plpgsql as $$
declare
    v_no bigint;
begin
    select h.no into v_no from ledger.holds h where h.book = p_book and h.key = p_key;
    if not found then
        return 'unknown';
    end if;
    -- The account before the hold, as whoever captures it does.
    perform 1 from ledger.accounts a where a.no = v_no for no key update;
    update ledger.holds h set state = 'released', ended_at = p_at
    where h.book = p_book and h.key = p_key and h.state = 'open';
    return case when found then 'released' else 'ended' end;
end
$$;
