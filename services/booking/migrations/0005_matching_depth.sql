-- Matching at depth: bookings that are decided together, the second in line, and what is learned
-- from answers.

-- Bookings whose search waits for the end of its batch window. A row lives for seconds: the batch that
-- decides the booking removes it. Rows of a batch that failed are taken by the next one.
create table booking.search_queue (
    booking_id uuid        primary key references booking.bookings (id),
    -- The end of the window.
    due_at     timestamptz not null,
    created_at timestamptz not null
);
-- What a batch takes, oldest first.
create index search_queue_due_idx on booking.search_queue (due_at, booking_id);

-- Searches that were decided together. `record` is dispatch::Batch: with the records of its rounds
-- it decides the same again. Kept as long as the rounds.
create table booking.search_batches (
    id         uuid        primary key,
    -- How the pairs were found: nobody wanted the same; at the least total; cheapest pair first.
    method     text        not null check (method in ('uncontested', 'exact', 'greedy')),
    -- How many searches, and how many of them were given somebody.
    searches   integer     not null check (searches > 1),
    given      integer     not null check (given between 0 and searches),
    -- What the pairs cost together, in milliseconds of travel.
    total_ms   bigint      not null,
    record     jsonb       not null,
    created_at timestamptz not null
);

alter table booking.search_rounds
    -- The batch that decided it, if it was not alone.
    add column batch_id uuid references booking.search_batches (id),
    -- Nobody was asked, because it was worth waiting for a better match.
    add column waits    boolean not null default false;
-- The rounds of a batch.
create index search_rounds_batch_idx on booking.search_rounds (batch_id) where batch_id is not null;

-- Another booking of the same batch got this provider.
alter table booking.search_outcomes add column taken boolean not null default false;

-- Who would have been asked next for scheduled work: asked first when the first drops out. At most
-- one a booking, the latest.
create table booking.backups (
    booking_id  uuid        primary key references booking.bookings (id),
    provider_id uuid        not null,
    -- The search that ranked it, and its rank there.
    search_id   uuid        not null references booking.searches (id),
    rank        integer     not null check (rank > 1),
    created_at  timestamptz not null
);
create index backups_search_idx on booking.backups (search_id);

-- How a provider answered offers on a day (Cairo), by kind of hour: from this matching learns how
-- likely it is to accept now. Removed after half a year.
create table booking.provider_answers (
    provider_id uuid        not null,
    day         date        not null,
    hour_kind   text        not null check (hour_kind in ('workday', 'evening', 'weekend', 'night')),
    -- Offers that it accepted, declined or let expire.
    answers     integer     not null default 0 check (answers >= 0),
    accepts     integer     not null default 0,
    created_at  timestamptz not null,
    primary key (provider_id, day, hour_kind),
    check (accepts between 0 and answers)
);
-- What is old enough to be removed.
create index provider_answers_day_idx on booking.provider_answers (day);
