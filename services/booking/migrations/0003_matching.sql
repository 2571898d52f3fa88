-- Searches for a provider, who was considered and why, and the offers made.

-- One search of a booking: from its start until somebody accepts, the customer is asked, or the
-- booking ends. A booking whose provider left has several.
create table booking.searches (
    id            uuid        primary key,
    booking_id    uuid        not null references booking.bookings (id),
    search_no     integer     not null check (search_no > 0),
    mode          text        not null check (mode in ('instant', 'scheduled')),
    state         text        not null check (state in ('running', 'found', 'exhausted', 'ended')),
    -- The last round that was decided; 0 before the first.
    round         integer     not null default 0 check (round >= 0),
    radius_m      integer     not null default 0 check (radius_m >= 0),
    created_at    timestamptz not null,
    ended_at      timestamptz,
    unique (booking_id, search_no),
    check ((state = 'running') = (ended_at is null))
);
-- One running search a booking.
create unique index searches_running_idx on booking.searches (booking_id) where state = 'running';

-- One decided round. `record` is dispatch::Record: everything the decision was made from and the
-- decision, so that replaying it gives the same. Distances, never positions.
create table booking.search_rounds (
    search_id  uuid        not null references booking.searches (id),
    round      integer     not null check (round > 0),
    radius_m   integer     not null check (radius_m > 0),
    record     jsonb       not null,
    -- How many eligible ones within the radius were not offered the booking.
    left_over  integer     not null check (left_over >= 0),
    created_at timestamptz not null,
    primary key (search_id, round)
);

-- Exactly one outcome a provider considered and round: the gate that kept it out, or what it
-- would cost, term by term, and its rank.
create table booking.search_outcomes (
    search_id   uuid        not null,
    round       integer     not null,
    provider_id uuid        not null,
    fate        text        not null check (fate in ('gated', 'out_of_radius', 'scored', 'offered')),
    gate        text,
    rank        integer     check (rank > 0),
    cost        bigint,
    terms       jsonb,
    distance_m  integer     check (distance_m >= 0),
    created_at  timestamptz not null,
    constraint search_outcomes_key primary key (search_id, round, provider_id),
    foreign key (search_id, round) references booking.search_rounds (search_id, round),
    check ((fate = 'gated') = (gate is not null)),
    check ((fate in ('scored', 'offered')) = (rank is not null)),
    check ((rank is null) = (cost is null) and (rank is null) = (terms is null))
);
-- "Why not me": a provider's outcomes, newest first.
create index search_outcomes_provider_idx on booking.search_outcomes (provider_id, created_at desc);

-- A booking shown to one provider for a bounded time.
create table booking.offers (
    id          uuid        primary key,
    booking_id  uuid        not null references booking.bookings (id),
    -- None: an operator assigned by hand.
    search_id   uuid        references booking.searches (id),
    provider_id uuid        not null,
    round       integer     not null check (round >= 0),
    instant     boolean     not null,
    -- dropped: it was accepted, and the provider left later.
    status      text        not null check (status in
        ('open', 'accepted', 'declined', 'expired', 'withdrawn', 'dropped')),
    -- What the provider would earn, parts not counted.
    earnings    bigint      not null check (earnings >= 0),
    distance_m  integer     not null check (distance_m >= 0),
    travel_s    integer     not null check (travel_s >= 0),
    expires_at  timestamptz not null,
    decided_at  timestamptz,
    -- Why it declined: a stable word.
    decline_reason text,
    created_at  timestamptz not null,
    -- A search asks nobody twice.
    constraint offers_search_provider_key unique (search_id, provider_id),
    check ((status = 'open') = (decided_at is null))
);
-- One instant offer at a time per provider; scheduled ones may pile up.
create unique index offers_instant_open_idx on booking.offers (provider_id)
    where status = 'open' and instant;
-- Exactly one winner.
create unique index offers_accepted_idx on booking.offers (booking_id) where status = 'accepted';
-- A booking's open offers, to withdraw them.
create index offers_booking_idx on booking.offers (booking_id);
-- A provider's offers, newest first, and how many it got lately.
create index offers_provider_idx on booking.offers (provider_id, created_at desc, id desc);
