-- What people say of each other after a visit.

-- Completed bookings, the only ones that can be rated. From BookingCompleted.
create table ratings.bookings (
    booking_id   uuid        primary key,
    customer_id  uuid        not null,
    provider_id  uuid        not null,
    service_id   uuid        not null,
    completed_at timestamptz not null,
    -- Both sides rated, or the time is over: nothing is hidden any more.
    revealed_at  timestamptz,
    created_at   timestamptz not null default now(),
    check (provider_id <> customer_id)
);
-- "What may I still rate?"
create index bookings_customer_idx on ratings.bookings (customer_id, completed_at desc);
create index bookings_provider_idx on ratings.bookings (provider_id, completed_at desc);

-- One rating a booking and side, written once.
create table ratings.ratings (
    id             uuid        primary key,
    booking_id     uuid        not null references ratings.bookings (booking_id),
    from_user      uuid        not null,
    to_user        uuid        not null,
    -- Of whom: the provider, or the customer.
    of_role        text        not null check (of_role in ('service_provider', 'customer')),
    -- Hundredths of a star: the mean of the four aspects, or what the provider gave.
    stars_centi    smallint    not null check (stars_centi between 100 and 500),
    quality        smallint    check (quality between 1 and 5),
    punctuality    smallint    check (punctuality between 1 and 5),
    price_fairness smallint    check (price_fairness between 1 and 5),
    cleanliness    smallint    check (cleanliness between 1 and 5),
    comment        text        check (length(comment) between 1 and 2000),
    -- hidden: the other side has not rated yet. held: an operator looks at it first.
    state          text        not null check (state in ('hidden', 'visible', 'held', 'removed')),
    -- Why it is held or was removed: stable words.
    reasons        text[]      not null default '{}',
    reply          text        check (length(reply) between 1 and 1000),
    replied_at     timestamptz,
    created_at     timestamptz not null,
    revealed_at    timestamptz,
    constraint ratings_once_key unique (booking_id, from_user),
    check ((reply is null) = (replied_at is null)),
    check (of_role = 'customer' or (quality is not null and punctuality is not null
        and price_fairness is not null and cleanliness is not null)),
    check (state <> 'visible' or revealed_at is not null)
);
-- A provider's page: visible ratings, newest first; and its reputation.
create index ratings_to_idx on ratings.ratings (to_user, revealed_at desc, id desc) where state = 'visible';
-- What somebody wrote lately, for finding bursts.
create index ratings_from_idx on ratings.ratings (from_user, created_at desc);
-- The operators' queue.
create index ratings_held_idx on ratings.ratings (created_at, id) where state = 'held';

-- A rating says what was said when it was said: only its state and the one reply may change.
create function ratings.refuse_rewriting() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.reply is not null and new.reply is distinct from old.reply
       or (new.id, new.booking_id, new.from_user, new.to_user, new.of_role, new.stars_centi, new.created_at)
          is distinct from
          (old.id, old.booking_id, old.from_user, old.to_user, old.of_role, old.stars_centi, old.created_at) then
        raise exception 'a rating is written once' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger ratings_written_once before update or delete on ratings.ratings
    for each row execute function ratings.refuse_rewriting();

-- Somebody's reputation, from visible ratings only.
create table ratings.reputations (
    user_id     uuid        primary key,
    of_role     text        not null check (of_role in ('service_provider', 'customer')),
    mean_milli  integer     not null check (mean_milli between 1000 and 5000),
    low_milli   integer     not null check (low_milli between 1000 and 5000),
    high_milli  integer     not null check (high_milli between 1000 and 5000),
    count       integer     not null check (count >= 0),
    computed_at timestamptz not null,
    created_at  timestamptz not null default now(),
    check (low_milli <= mean_milli and mean_milli <= high_milli)
);
-- Reputations fade: the oldest are computed anew.
create index reputations_computed_idx on ratings.reputations (computed_at);
