-- How often a promotion may be used, in all and by one customer, and how much it may give away. Null:
-- no limit, so former code goes on writing. What was used is counted on the row that is locked anyway.
alter table catalog.promotions
    add column max_uses integer
        constraint promotions_max_uses_check check (max_uses between 1 and 10000000),
    add column max_uses_per_customer integer
        constraint promotions_max_uses_per_customer_check check (max_uses_per_customer between 1 and 1000),
    add column budget bigint
        constraint promotions_budget_check check (budget between 1 and 100000000000),
    -- Moved only together with a row of promotion_uses.
    add column uses integer not null default 0 constraint promotions_uses_check check (uses >= 0),
    add column spent bigint not null default 0 constraint promotions_spent_check check (spent >= 0);

-- One use of a promotion by one quote. reserved: a booking is being made of the quote. used: it was
-- made. released: it came to nothing, and counts for nothing. Kept as long as the promotion: this is
-- what the platform's promotion budget was spent on.
create table catalog.promotion_uses (
    quote_id     uuid        primary key,
    promotion_id uuid        not null references catalog.promotions (id),
    booking_id   uuid        not null,
    customer_id  uuid        not null,
    amount       bigint      not null constraint promotion_uses_amount_check check (amount >= 0),
    state        text        not null
        constraint promotion_uses_state_check check (state in ('reserved', 'used', 'released')),
    created_at   timestamptz not null,
    updated_at   timestamptz not null
);
-- How often a customer used a promotion.
create index promotion_uses_customer_idx on catalog.promotion_uses (promotion_id, customer_id)
    where state <> 'released';
-- What became of a booking's use.
create index promotion_uses_booking_idx on catalog.promotion_uses (booking_id);
-- Reservations that no booking followed.
create index promotion_uses_reserved_idx on catalog.promotion_uses (promotion_id, created_at)
    where state = 'reserved';
