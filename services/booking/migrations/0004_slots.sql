-- Times that can be kept: where reserved time is spent, holds during checkout, public holidays,
-- maintenance plans, and the second visit that both sides agree on.

-- Where a reservation is spent, so that the way from it and to it is known without its booking; a
-- hold has none yet. WGS84 degrees.
alter table booking.reservations
    add column lat double precision check (lat between -90 and 90),
    add column lng double precision check (lng between -180 and 180);
update booking.reservations r
    set lat = ST_Y(b.pin::geometry), lng = ST_X(b.pin::geometry)
    from booking.bookings b where b.id = r.booking_id;
-- Whoever reserves without saying where (the former version of the service) means the address.
create function booking.place_reservation() returns trigger language plpgsql as $$
begin
    select ST_Y(b.pin::public.geometry), ST_X(b.pin::public.geometry) into new.lat, new.lng
    from booking.bookings b where b.id = new.booking_id;
    return new;
end $$;
create trigger reservations_place before insert on booking.reservations
    for each row when (new.lat is null or new.lng is null)
    execute function booking.place_reservation();
alter table booking.reservations alter column lat set not null, alter column lng set not null;
-- The calendars of all who could come, in one index-only scan.
create index reservations_calendar_idx on booking.reservations (provider_id, lower(during))
    include (during, kind, expires_at, lat, lng, booking_id);
-- Planned work that is offered to somebody: promised to nobody else meanwhile.
create index offers_open_idx on booking.offers (provider_id) where status = 'open';

-- The box around an area: "which areas may hold this pin?" from an index. A circle's box is one
-- percent wider than its radius, so that it never misses what the exact test finds.
alter table booking.provider_areas add column bounds geometry(geometry, 4326)
    generated always as (coalesce(polygon, ST_Expand(center::geometry,
        radius_m * 1.01 / (111320.0 * greatest(cos(radians(ST_Y(center::geometry))), 0.01)),
        radius_m * 1.01 / 110500.0))) stored;
create index provider_areas_bounds_idx on booking.provider_areas using gist (bounds);

-- A provider's time held for a customer who is about to order. Its reservation has the same id;
-- ordering gives the reservation to the booking.
create table booking.holds (
    id          uuid             primary key,
    customer_id uuid             not null,
    service_id  uuid             not null,
    provider_id uuid             not null,
    lat         double precision not null check (lat between -90 and 90),
    lng         double precision not null check (lng between -180 and 180),
    starts_at   timestamptz      not null,
    ends_at     timestamptz      not null,
    state       text             not null check (state in ('held', 'used', 'given_back', 'expired')),
    booking_id  uuid             references booking.bookings (id),
    expires_at  timestamptz      not null,
    created_at  timestamptz      not null,
    ended_at    timestamptz,
    check (ends_at > starts_at),
    check ((state = 'held') = (ended_at is null)),
    check ((state = 'used') = (booking_id is not null))
);
-- One hold a customer at a time.
create unique index holds_customer_idx on booking.holds (customer_id) where state = 'held';
create index holds_booking_idx on booking.holds (booking_id) where booking_id is not null;
-- Forgetting holds that ended, which hold precise places.
create index holds_ended_idx on booking.holds (ended_at) where ended_at is not null;

-- Public holidays, as staff says: Islamic dates are decided by sighting, and days off are moved
-- by decree. Cairo's days.
create table booking.holidays (
    day        date        primary key,
    name_ar    text        not null check (length(name_ar) between 1 and 100),
    name_en    text        not null check (length(name_en) between 1 and 100),
    -- Weekly hours don't hold on that day; who works all the same says so with extra hours.
    closes     boolean     not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

-- A visit that comes again and again. Wall time in Cairo.
create table booking.plans (
    id                  uuid             primary key,
    version             integer          not null default 1 check (version > 0),
    customer_id         uuid             not null,
    service_id          uuid             not null,
    service_name_ar     text             not null,
    service_name_en     text             not null,
    quantity            integer          not null check (quantity between 1 and 1000),
    -- Who comes where free; else anybody.
    provider_id         uuid,
    rhythm              text             not null check (rhythm in ('weekly', 'two_weeks', 'monthly')),
    -- The day of the first visit; the others follow from it.
    starts_on           date             not null,
    minute_of_day       smallint         not null check (minute_of_day between 0 and 1439),
    -- contracts::identity::Address as JSON, and what the customer wrote: personal, so sealed.
    address_sealed      text             not null,
    instructions_sealed text,
    lat                 double precision not null check (lat between -90 and 90),
    lng                 double precision not null check (lng between -180 and 180),
    payment_method      text             not null check (payment_method in ('cash', 'card', 'wallet', 'bank_transfer')),
    wants_language      text             check (wants_language in ('ar', 'en')),
    wants_gender        text             check (wants_gender in ('male', 'female')),
    state               text             not null check (state in ('active', 'paused', 'ended')),
    -- The how-manieth visit is the next one to be ordered, from 0.
    next_no             integer          not null default 0 check (next_no >= 0),
    created_at          timestamptz      not null,
    updated_at          timestamptz      not null,
    ended_at            timestamptz,
    check ((state = 'ended') = (ended_at is not null))
);
-- A customer's plans, newest first.
create index plans_customer_idx on booking.plans (customer_id, created_at desc, id desc);

-- What became of each visit of a plan: decided once, whatever runs twice.
create table booking.plan_visits (
    plan_id    uuid        not null references booking.plans (id),
    visit_on   date        not null,
    state      text        not null check (state in ('booked', 'skipped', 'failed')),
    booking_id uuid        references booking.bookings (id),
    -- Why it failed: a stable code and the words for the customer.
    code       text,
    reason_ar  text,
    reason_en  text,
    created_at timestamptz not null,
    primary key (plan_id, visit_on),
    check ((state = 'booked') = (booking_id is not null)),
    check ((state = 'failed') = (code is not null)
           and (code is null) = (reason_ar is null) and (code is null) = (reason_en is null))
);
create unique index plan_visits_booking_idx on booking.plan_visits (booking_id)
    where booking_id is not null;

-- A proposed time is another time for the visit, or the time of a further visit of paused work.
alter table booking.reschedule_proposals
    add column kind text not null default 'move' check (kind in ('move', 'next_visit'));
