-- Journeys at full depth: what is noticed about them, how long ways really take, who may look
-- without an account, and alarms.

-- What a share link shows of the provider.
alter table tracking.provider_states add column has_photo boolean not null default false;

-- The address's district, for share links and alarms: all that anybody else learns of the address.
-- Null for journeys that were told of before this column was there.
alter table tracking.journeys
    add column district_ar text,
    add column district_en text,
    add constraint journeys_district_check check ((district_ar is null) = (district_en is null));

-- Who was last taken from a visit under way, and when: whoever leaves it at the door must not leave
-- the other side, nor itself, without the alarm. Null where nobody left.
alter table tracking.journeys
    add column left_by uuid,
    add column left_at timestamptz,
    add constraint journeys_left_check check ((left_by is null) = (left_at is null));

-- What was noticed about a journey, and when it no longer held. Goes with its journey after 90 days.
create table tracking.journey_signals (
    id              uuid        primary key,
    booking_id      uuid        not null references tracking.journeys on delete cascade,
    provider_id     uuid        not null,
    kind            text        not null check (kind in
        ('stopped', 'retreating', 'stalled', 'dark', 'near')),
    -- By the device's clock, except what silence told.
    raised_at       timestamptz not null,
    -- When it had been near for a while.
    dwelt_at        timestamptz,
    cleared_at      timestamptz,
    cleared_because text        check (cleared_because in ('seen', 'moved_on')),
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    constraint journey_signals_dwelt_check check (dwelt_at is null or kind = 'near'),
    constraint journey_signals_cleared_check check
        ((cleared_at is null) = (cleared_because is null))
);
-- Nothing is raised twice without being cleared in between; serves "what holds now" as well.
create unique index journey_signals_open_key on tracking.journey_signals (booking_id, kind)
    where cleared_at is null;
-- Deleting a journey with its signals.
create index journey_signals_booking_idx on tracking.journey_signals (booking_id);

-- How long ways took beside how long they were thought to take: one row a way that ended at its
-- address. Estimates of arrivals learn from the last 90 days; older rows are deleted. A cell is
-- about five kilometres wide and says nothing about whose address it was.
create table tracking.travel_samples (
    booking_id  uuid        not null,
    set_out_at  timestamptz not null,
    arrived_at  timestamptz not null,
    governorate text        not null,
    -- Twentieths of a degree, of the address.
    cell_lat    smallint    not null,
    cell_lng    smallint    not null,
    traffic     text        not null check (traffic in ('peak', 'off_peak', 'night')),
    estimated_s integer     not null check (estimated_s > 0),
    actual_s    integer     not null check (actual_s > 0),
    -- Which bucket of the logarithm of actual over estimated time it falls into.
    bucket      smallint    not null check (bucket between 0 and 47),
    created_at  timestamptz not null,
    -- A way is learned from once.
    primary key (booking_id, set_out_at)
);
-- The window that is read, and what leaves it.
create index travel_samples_arrived_idx on tracking.travel_samples (arrived_at);

-- Links that show one journey to somebody without an account. Only a keyed hash of the token is
-- kept. Goes with its journey.
create table tracking.share_links (
    id             uuid        primary key,
    booking_id     uuid        not null references tracking.journeys on delete cascade,
    token_hash     bytea       not null unique check (length(token_hash) = 32),
    expires_at     timestamptz not null,
    revoked_at     timestamptz,
    -- Visits: looks with ten minutes or more between them.
    opened         integer     not null default 0 check (opened >= 0),
    last_opened_at timestamptz,
    created_at     timestamptz not null,
    constraint share_links_expires_check check (expires_at > created_at)
);
-- The links of a booking, newest first.
create index share_links_booking_idx on tracking.share_links (booking_id, created_at desc);

-- Alarms. The row keeps ids, times and counts; what the person said and where it was stands sealed
-- in the presses and is deleted 90 days after the alarm was closed. No key to the journey: an
-- alarm outlives it.
create table tracking.sos_alarms (
    id              uuid        primary key,
    booking_id      uuid        not null,
    number          text        not null,
    side            text        not null check (side in ('customer', 'provider')),
    customer_id     uuid        not null,
    provider_id     uuid        not null,
    district_ar     text,
    district_en     text,
    -- The other side must not learn of it; never becomes false again.
    silent          boolean     not null,
    presses         integer     not null check (presses > 0),
    raised_at       timestamptz not null,
    escalations     integer     not null default 0 check (escalations >= 0),
    acknowledged_at timestamptz,
    acknowledged_by uuid,
    closed_at       timestamptz,
    closed_by       uuid,
    -- What the operator wrote when closing it, sealed.
    sealed_outcome  text,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    constraint sos_alarms_acknowledged_check check
        ((acknowledged_at is null) = (acknowledged_by is null)),
    constraint sos_alarms_closed_check check
        ((closed_at is null) = (closed_by is null)),
    constraint sos_alarms_district_check check ((district_ar is null) = (district_en is null))
);
-- One open alarm a booking and side: pressing again adds to it. Another provider of the same
-- booking is another person in danger.
create unique index sos_alarms_open_key on tracking.sos_alarms (booking_id, side, provider_id)
    where closed_at is null;
-- The operators' list: open first, then acknowledged, then closed; the newest first.
create index sos_alarms_list_idx on tracking.sos_alarms
    ((case when closed_at is not null then 2 when acknowledged_at is not null then 1 else 0 end),
     raised_at desc, id desc);

-- Each press of the button.
create table tracking.sos_presses (
    id             uuid        primary key,
    alarm_id       uuid        not null references tracking.sos_alarms on delete cascade,
    pressed_at     timestamptz not null,
    -- contracts::tracking::SosDetails as JSON, sealed.
    sealed_details text        not null,
    created_at     timestamptz not null
);
-- The presses of an alarm in their order.
create index sos_presses_alarm_idx on tracking.sos_presses (alarm_id, pressed_at);
