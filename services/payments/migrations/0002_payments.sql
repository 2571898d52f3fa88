-- What bookings cost, who paid how, and what came of it. Rows of the ledger are written only
-- together with these, so that both always tell the same.

-- People as identity tells of them: whose wallet or balance an operator may touch.
create table payments.people (
    user_id    uuid        primary key,
    role       text        not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

-- Bookings as their own service tells of them: what payments, receipts and statements show.
create table payments.bookings (
    id          uuid        primary key,
    number      text        not null,
    customer_id uuid        not null,
    provider_id uuid,
    service_ar  text        not null,
    service_en  text        not null,
    status      text        not null,
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);

-- One attempt to move money for one booking through one method. The status is the requirements'
-- own set; the stage says more precisely where it stands.
create table payments.payments (
    id           uuid        primary key,
    booking_id   uuid        not null references payments.bookings (id),
    customer_id  uuid        not null,
    provider_id  uuid,
    method       text        not null check (method in ('cash', 'card', 'wallet', 'bank_transfer')),
    -- What was asked for, and after the settlement what the customer paid.
    amount       bigint      not null check (amount >= 0),
    refunded     bigint      not null default 0 check (refunded >= 0),
    status       text        not null,
    stage        text        not null,
    failure_code text,
    settled_at   timestamptz,
    created_at   timestamptz not null,
    updated_at   timestamptz not null,
    constraint payments_stage_check check (
        (status = 'pending' and stage in ('due', 'authorised', 'failed', 'void'))
        or (status = 'paid' and stage in ('settled', 'fee'))
        or (status = 'refunded' and stage in ('released', 'refunded'))
        or (status = 'disputed' and stage = 'held')),
    constraint payments_failure_check check ((stage = 'failed') = (failure_code is not null)),
    constraint payments_settled_check check (
        stage not in ('settled', 'fee', 'refunded') or settled_at is not null),
    constraint payments_refund_check check (refunded <= amount)
);
-- A booking has one payment that lives; failed attempts stay beside it.
create unique index payments_booking_key on payments.payments (booking_id) where stage <> 'failed';
-- A booking's attempts.
create index payments_booking_idx on payments.payments (booking_id);
-- A customer's payments, newest first.
create index payments_customer_idx on payments.payments (customer_id, created_at, id);

-- Money of a wallet set aside for a booking. It stays in the balance and can't be spent twice.
create table payments.holds (
    payment_id uuid        primary key references payments.payments (id),
    account_id uuid        not null references payments.accounts (id),
    amount     bigint      not null check (amount > 0),
    state      text        not null check (state in ('active', 'captured', 'released')),
    created_at timestamptz not null,
    ended_at   timestamptz,
    constraint holds_ended_check check ((state = 'active') = (ended_at is null))
);
-- A wallet's holds.
create index holds_account_idx on payments.holds (account_id);

-- A hold begins active, ends once, and takes the wallet's `held` with it.
create function payments.move_hold() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' and new.state = 'active' then
        update payments.balances b set held = b.held + new.amount, updated_at = new.created_at
        where b.account_id = new.account_id and b.kind = 'customer_wallet';
    elsif tg_op = 'UPDATE' and old.state = 'active' and new.state <> 'active'
        and (new.payment_id, new.account_id, new.amount) = (old.payment_id, old.account_id, old.amount)
    then
        update payments.balances b set held = b.held - old.amount, updated_at = new.ended_at
        where b.account_id = new.account_id;
    else
        raise exception 'a hold begins active and ends once'
            using errcode = 'restrict_violation', constraint = 'holds_life_check';
    end if;
    if not found then
        raise exception 'a hold needs a wallet'
            using errcode = 'foreign_key_violation', constraint = 'holds_wallet_check';
    end if;
    return null;
end $$;
create trigger holds_move after insert or update on payments.holds
    for each row execute function payments.move_hold();
create trigger holds_keep before delete or truncate on payments.holds
    for each statement execute function payments.refuse_change();

-- A completed booking's price, divided and paid. The identity of the price is checked here too.
create table payments.settlements (
    booking_id      uuid        primary key references payments.bookings (id),
    payment_id      uuid        not null unique references payments.payments (id),
    customer_id     uuid        not null,
    provider_id     uuid        not null,
    method          text        not null,
    total           bigint      not null check (total >= 0),
    promotion       bigint      not null check (promotion >= 0),
    work            bigint      not null,
    parts           bigint      not null,
    commission      bigint      not null,
    taxes           bigint      not null,
    earnings        bigint      not null,
    rounding        bigint      not null,
    -- Where the total came from.
    by_cash         bigint      not null check (by_cash >= 0),
    by_wallet       bigint      not null check (by_wallet >= 0),
    by_receivable   bigint      not null check (by_receivable >= 0),
    created_at      timestamptz not null,
    constraint settlements_identity_check check (
        total + promotion = earnings + commission + taxes + parts + rounding),
    constraint settlements_work_check check (work = earnings + commission + taxes),
    constraint settlements_rounding_check check (rounding between -99 and 99),
    constraint settlements_sources_check check (total = by_cash + by_wallet + by_receivable)
);
-- A provider's jobs, newest first, and its weeks.
create index settlements_provider_idx on payments.settlements (provider_id, created_at, booking_id);

-- Cancellation fees that were charged.
create table payments.fees (
    booking_id    uuid        primary key references payments.bookings (id),
    payment_id    uuid        not null unique references payments.payments (id),
    customer_id   uuid        not null,
    provider_id   uuid,
    total         bigint      not null check (total > 0),
    to_provider   bigint      not null check (to_provider >= 0),
    net           bigint      not null check (net >= 0),
    vat           bigint      not null check (vat >= 0),
    by_wallet     bigint      not null check (by_wallet >= 0),
    by_receivable bigint      not null check (by_receivable >= 0),
    created_at    timestamptz not null,
    constraint fees_identity_check check (total = to_provider + net + vat),
    constraint fees_sources_check check (total = by_wallet + by_receivable),
    constraint fees_provider_check check (to_provider = 0 or provider_id is not null)
);
-- A provider's fees within the reserve window.
create index fees_provider_idx on payments.fees (provider_id, created_at);

-- Disputes of settled bookings: what is held of the provider's share until the decision.
create table payments.disputes (
    id          uuid        primary key,
    booking_id  uuid        not null references payments.bookings (id),
    provider_id uuid,
    held        bigint      not null check (held >= 0),
    refund      bigint      check (refund >= 0),
    created_at  timestamptz not null,
    decided_at  timestamptz,
    constraint disputes_decided_check check ((refund is null) = (decided_at is null)),
    constraint disputes_provider_check check (held = 0 or provider_id is not null)
);
-- One open dispute a booking.
create unique index disputes_open_key on payments.disputes (booking_id) where decided_at is null;
create index disputes_booking_idx on payments.disputes (booking_id);
-- What is held of a provider now: such money is no debt of its yet.
create index disputes_provider_idx on payments.disputes (provider_id) where decided_at is null;

-- The last number given out in each series (a year). The row is locked until the receipt is
-- committed: that is what leaves no gaps.
create table payments.receipt_series (
    series     text        primary key,
    last       bigint      not null check (last >= 0),
    created_at timestamptz not null,
    updated_at timestamptz not null
);

-- Receipts as they were issued. Never changed.
create table payments.receipts (
    series      text        not null references payments.receipt_series (series),
    number      bigint      not null check (number > 0),
    booking_id  uuid        not null unique references payments.bookings (id),
    payment_id  uuid        not null unique references payments.payments (id),
    customer_id uuid        not null,
    provider_id uuid,
    total       bigint      not null,
    -- The lines as printed, each with net, rate, tax and supplier.
    body        jsonb       not null,
    created_at  timestamptz not null,
    primary key (series, number)
);
create trigger receipts_append_only before update or delete or truncate on payments.receipts
    for each statement execute function payments.refuse_change();
