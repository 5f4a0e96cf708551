-- What an account's entries came to by kind, up to one of its moves, so that a wallet need not add up its whole past.
-- Only for accounts that do not float: there the row's lock keeps the moves of an account in the order of their numbers.
create table ledger.tallies (
    no    bigint not null,
    kind  text   not null,
    seq   bigint not null,
    total bigint not null,
    primary key (no, kind)
);
