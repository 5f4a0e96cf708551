-- Double entry. A move takes an amount from one account and gives it to another of the same book and asset, so nothing
-- that stands here can be out of balance. Balances follow from moves and holds by triggers; nobody else may write them.
create schema ledger;

-- An account under platform: or stripe: floats: it may fall below zero, and nobody waits for its row. What it gained
-- and lost is put beside it (unfolded) and added to its balance later; its balance is the sum of both.
create table ledger.accounts (
    no       bigint not null generated always as identity,
    book     text   not null collate "C",
    path     text   not null collate "C",
    asset    text   not null collate "C",
    floating boolean not null generated always as (path like 'platform:%' or path like 'stripe:%') stored,
    balance  bigint not null default 0,
    held     bigint not null default 0,
    version  bigint not null default 0,
    primary key (book, path, asset),
    constraint accounts_no unique (no),
    constraint accounts_held check (held >= 0),
    constraint accounts_covered check (floating or balance >= held)
) with (fillfactor = 70);

create table ledger.unfolded (
    no    bigint not null,
    delta bigint not null
);

create table ledger.transfers (
    book       text        not null collate "C",
    id         text        not null collate "C",
    key        text        not null collate "C",
    kind       text        not null,
    reference  text        not null,
    digest     bytea       not null,
    created_at timestamptz not null,
    primary key (book, id),
    constraint transfers_key unique (book, key),
    constraint transfers_key_length check (length(key) between 1 and 200)
);

create sequence ledger.move_seq as bigint;

-- The balances after it are null for accounts that float. Amounts have a limit so that no sum of what waits to be folded
-- leaves the range of a bigint.
create table ledger.moves (
    book        text   not null collate "C",
    transfer_id text   not null collate "C",
    n           int    not null,
    seq         bigint not null default nextval('ledger.move_seq'),
    asset       text   not null collate "C",
    from_no     bigint not null,
    to_no       bigint not null,
    amount      bigint not null,
    from_after  bigint,
    to_after    bigint,
    primary key (book, transfer_id, n),
    constraint moves_amount check (amount between 1 and 1000000000000000),
    constraint moves_two_accounts check (from_no <> to_no)
);
create index moves_out on ledger.moves (from_no, seq);
create index moves_in on ledger.moves (to_no, seq);

create table ledger.holds (
    book        text        not null collate "C",
    id          text        not null collate "C",
    key         text        not null collate "C",
    no          bigint      not null,
    amount      bigint      not null,
    state       text        not null default 'open',
    transfer_id text collate "C",
    created_at  timestamptz not null,
    ended_at    timestamptz,
    primary key (book, key),
    constraint holds_key_length check (length(key) between 1 and 200),
    constraint holds_amount check (amount between 1 and 1000000000000000),
    constraint holds_end check (
        state = 'open' and transfer_id is null and ended_at is null
        or state = 'captured' and transfer_id is not null and ended_at is not null
        or state = 'released' and transfer_id is null and ended_at is not null)
);
create index holds_open on ledger.holds (no) where state = 'open';

-- The chain of a book's transfers: each link's hash covers its transfer, its moves and the hash before it.
create table ledger.links (
    book        text   not null collate "C",
    no          bigint not null,
    transfer_id text   not null collate "C",
    hash        bytea  not null,
    primary key (book, no),
    constraint links_transfer unique (book, transfer_id)
);

create table ledger.unchained (
    book        text not null collate "C",
    transfer_id text not null collate "C"
);

-- What was posted stays, unless its whole book goes: whoever clears a book names it in the setting ledger.closing.
create function ledger.refuse() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and tg_level = 'ROW' then
        if current_setting('ledger.closing', true) = old.book then
            return old;
        end if;
    end if;
    raise exception '% of ledger.% is refused: what was posted stays; post a transfer that reverses it',
        lower(tg_op), tg_table_name using errcode = '42501';
end
$$;

create trigger transfers_stay before update or delete on ledger.transfers for each row execute function ledger.refuse();
create trigger moves_stay before update or delete on ledger.moves for each row execute function ledger.refuse();
create trigger links_stay before update or delete on ledger.links for each row execute function ledger.refuse();
create trigger holds_stay before delete on ledger.holds for each row execute function ledger.refuse();

create trigger transfers_whole before truncate on ledger.transfers execute function ledger.refuse();
create trigger moves_whole before truncate on ledger.moves execute function ledger.refuse();
create trigger links_whole before truncate on ledger.links execute function ledger.refuse();
create trigger holds_whole before truncate on ledger.holds execute function ledger.refuse();
create trigger accounts_whole before truncate on ledger.accounts execute function ledger.refuse();
create trigger unfolded_whole before truncate on ledger.unfolded execute function ledger.refuse();
create trigger unchained_whole before truncate on ledger.unchained execute function ledger.refuse();

-- A balance changes only below a trigger, that is, through moves, holds and folding. An account that never moved may go.
create trigger accounts_follow before update on ledger.accounts
    for each row when (pg_trigger_depth() = 0) execute function ledger.refuse();
create trigger accounts_stay before delete on ledger.accounts
    for each row when (old.version > 0 or old.floating) execute function ledger.refuse();

create function ledger.require_empty_account() returns trigger language plpgsql as $$
begin
    raise exception 'An account begins with nothing: give it a balance by a transfer' using errcode = '42501';
end
$$;
create trigger accounts_begin before insert on ledger.accounts for each row
    when (new.balance <> 0 or new.held <> 0 or new.version <> 0) execute function ledger.require_empty_account();

-- One statement for each account, found by its number: a join would be planned by what PostgreSQL guesses of the tables.
create function ledger.apply_moves() returns trigger language plpgsql as $$
declare
    d record;
begin
    for d in
        select no, book, asset, sum(delta)::bigint as delta, count(*) as sides
        from (select from_no as no, book, asset, -amount as delta from fresh
              union all
              select to_no, book, asset, amount from fresh) side
        group by no, book, asset order by no
    loop
        update ledger.accounts a set balance = a.balance + d.delta, version = a.version + d.sides
        where a.no = d.no and a.book = d.book and a.asset = d.asset and not a.floating;
        continue when found;
        insert into ledger.unfolded (no, delta) select a.no, d.delta from ledger.accounts a
        where a.no = d.no and a.book = d.book and a.asset = d.asset and a.floating;
        if not found then
            raise exception 'A move names an account of another book or asset, or one that does not exist'
                using errcode = '23514';
        end if;
    end loop;
    return null;
end
$$;
create trigger moves_apply after insert on ledger.moves
    referencing new table as fresh for each statement execute function ledger.apply_moves();

create trigger unfolded_follow before insert or update on ledger.unfolded
    for each row when (pg_trigger_depth() = 0) execute function ledger.refuse();

-- Whoever takes rows away here adds them to the balance by that.
create function ledger.fold() returns trigger language plpgsql as $$
begin
    update ledger.accounts a set balance = a.balance + d.delta
    from (select no, sum(delta)::bigint as delta from gone group by no) d where a.no = d.no;
    return null;
end
$$;
create trigger unfolded_fold after delete on ledger.unfolded
    referencing old table as gone for each statement execute function ledger.fold();

create function ledger.apply_hold() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'open' then
            raise exception 'A hold begins open' using errcode = '23514';
        end if;
        update ledger.accounts set held = held + new.amount, version = version + 1
        where no = new.no and book = new.book and not floating;
    else
        if old.state <> 'open' or new.state = 'open'
            or (new.book, new.id, new.key, new.no, new.amount, new.created_at)
                is distinct from (old.book, old.id, old.key, old.no, old.amount, old.created_at) then
            raise exception 'A hold ends once, and nothing else of it changes' using errcode = '42501';
        end if;
        update ledger.accounts set held = held - new.amount, version = version + 1
        where no = new.no and book = new.book and not floating;
    end if;
    if not found then
        raise exception 'A hold names an account of another book, one that floats, or none' using errcode = '23514';
    end if;
    return null;
end
$$;
create trigger holds_apply after insert or update on ledger.holds for each row execute function ledger.apply_hold();
