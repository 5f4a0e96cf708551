create schema if not exists market;

-- What Stripe knows a person by, and what the person allows. Money itself stands in the ledger only.
create table market.payers (
    realm text not null,
    account_id text not null,
    customer_id text,
    connect_id text,
    connect_status text not null default 'not_connected'
        check (connect_status in ('not_connected', 'pending', 'active')),
    connect_seen_at timestamptz,
    payment_method_id text,
    auto_enabled boolean not null default false,
    auto_amount_cents int check (auto_amount_cents between 500 and 500000),
    auto_threshold_cents int check (auto_threshold_cents between 0 and 500000),
    auto_declines int not null default 0,
    primary key (realm, account_id),
    check (not auto_enabled
        or auto_amount_cents is not null and auto_threshold_cents is not null and payment_method_id is not null)
);
create unique index payers_customer on market.payers (realm, customer_id) where customer_id is not null;
create unique index payers_connect on market.payers (realm, connect_id) where connect_id is not null;
create index payers_auto on market.payers (realm, account_id) where auto_enabled;

-- What people were asked to pay. The row is written before Stripe is called, so that no call is ever forgotten.
create table market.payments (
    realm text not null,
    id text not null,
    account_id text not null,
    kind text not null check (kind in ('topup', 'auto_topup')),
    asked_cents bigint not null check (asked_cents > 0),
    request_key text,
    -- The object at Stripe that is credited: cs_ of a top-up, pi_ of an automatic one.
    stripe_id text,
    payment_intent text,
    url text,
    state text not null check (state in ('created', 'open', 'paid', 'failed', 'expired')),
    credited_cents bigint,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (realm, id),
    check ((state = 'paid') = (credited_cents is not null))
);
create unique index payments_request on market.payments (realm, account_id, request_key) where request_key is not null;
create unique index payments_stripe on market.payments (realm, stripe_id) where stripe_id is not null;
create index payments_intent on market.payments (realm, payment_intent) where payment_intent is not null;
create index payments_auto on market.payments (realm, account_id, created_at) where kind = 'auto_topup';
create index payments_unclear on market.payments (realm, created_at) where kind = 'auto_topup' and state = 'created';

create table market.withdrawals (
    realm text not null,
    id text not null,
    account_id text not null,
    amount_cents bigint not null check (amount_cents > 0),
    connect_id text not null,
    request_key text,
    status text not null check (status in ('processing', 'paid', 'failed', 'reversed')),
    transfer_id text,
    reversed_cents bigint not null default 0 check (reversed_cents between 0 and amount_cents),
    failure text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (realm, id)
);
create unique index withdrawals_request on market.withdrawals (realm, account_id, request_key)
    where request_key is not null;
create unique index withdrawals_transfer on market.withdrawals (realm, transfer_id) where transfer_id is not null;
create index withdrawals_of on market.withdrawals (realm, account_id, created_at desc);
create index withdrawals_unclear on market.withdrawals (realm, created_at)
    where status = 'processing' and transfer_id is null;

-- Money that Stripe took back from us and we from the wallet; what the wallet could not give is owed.
create table market.takebacks (
    realm text not null,
    id text not null,
    account_id text not null,
    payment_id text not null,
    kind text not null check (kind in ('dispute', 'refund')),
    asked_cents bigint not null check (asked_cents >= 0),
    taken_cents bigint not null check (taken_cents >= 0),
    owed_cents bigint not null check (owed_cents >= 0),
    state text not null check (state in ('open', 'won', 'lost', 'done')),
    updated_at timestamptz not null,
    primary key (realm, id)
);
create index takebacks_open on market.takebacks (realm, account_id) where state = 'open';

-- A warning of fraud holds what the payment gave until somebody looks at it or the money is taken back.
create table market.freezes (
    realm text not null,
    id text not null,
    account_id text not null,
    payment_id text not null,
    hold_key text,
    created_at timestamptz not null,
    ended_at timestamptz,
    primary key (realm, id)
);
create index freezes_open on market.freezes (realm, account_id) where ended_at is null;

-- Each event of Stripe once. One that came before what it speaks of waits, with its text, until that is known.
create table market.stripe_events (
    realm text not null,
    id text not null,
    type text not null,
    waits_for text,
    body text,
    received_at timestamptz not null,
    primary key (realm, id),
    check ((waits_for is null) = (body is null))
);
create index stripe_events_waiting on market.stripe_events (realm, waits_for) where waits_for is not null;
create index stripe_events_old on market.stripe_events (received_at);
