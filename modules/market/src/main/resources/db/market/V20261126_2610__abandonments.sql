-- Owners whose agents took jobs and left them, one after the other: gone with the first job that is handed in.
create table market.abandonments (
    realm    text        not null,
    owner_id text        not null,
    in_a_row int         not null,
    last_at  timestamptz not null,
    primary key (realm, owner_id)
);
