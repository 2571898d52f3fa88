-- Schema `tracking`: where providers are, where they were, and who may look.
--
-- Nothing is kept outside an online shift or a journey, and history is dropped after 90 days. The
-- live positions are in the memory of the process; these tables are written behind it in batches.
-- That is why no foreign key ties positions to the two read models: a position may be written a
-- moment before the transaction that told this process of the shift is committed.

-- Providers as providers tells of them (read model of `provider.changed`).
create table tracking.provider_states (
    provider_id  uuid        primary key,
    -- The version of the provider's last applied event: older ones change nothing.
    version      bigint      not null check (version > 0),
    display_name text        not null,
    -- Verified, active and online.
    on_shift     boolean     not null,
    -- Since when; fixes from before are refused.
    shift_since  timestamptz,
    services     uuid[]      not null,
    created_at   timestamptz not null,
    updated_at   timestamptz not null,
    constraint provider_states_shift_since_check check ((shift_since is not null) = on_shift)
);
-- Processes that did not apply an event themselves read what changed since they last looked.
create index provider_states_updated_idx on tracking.provider_states (updated_at);

-- Bookings as booking tells of them: who may follow whom, and when.
create table tracking.journeys (
    booking_id  uuid             primary key,
    version     bigint           not null check (version > 0),
    number      text             not null,
    customer_id uuid             not null,
    provider_id uuid,
    phase       text             not null check (phase in
        ('unassigned', 'assigned', 'en_route', 'arrived', 'working', 'paused', 'ended')),
    -- Since when the journey is on; the customer sees no position from before.
    on_since    timestamptz,
    ended_at    timestamptz,
    -- The address's pin, for the estimate of the arrival.
    latitude    double precision not null check (latitude between -90 and 90),
    longitude   double precision not null check (longitude between -180 and 180),
    governorate text             not null,
    created_at  timestamptz      not null,
    updated_at  timestamptz      not null,
    constraint journeys_provider_check check (case phase
        when 'unassigned' then provider_id is null
        when 'ended' then true
        else provider_id is not null end),
    constraint journeys_on_since_check check (
        (on_since is not null) = (phase in ('en_route', 'arrived', 'working'))),
    constraint journeys_ended_at_check check ((ended_at is not null) = (phase = 'ended'))
);
-- Whether a provider that went off shift is still on a journey.
create index journeys_provider_idx on tracking.journeys (provider_id) where on_since is not null;
-- As for provider_states.
create index journeys_updated_idx on tracking.journeys (updated_at);
-- Retention: the address's pin goes with the history, after 90 days.
create index journeys_ended_idx on tracking.journeys (ended_at) where ended_at is not null;

-- The history of positions, one partition a day, dropped after 90 days. The requirements' columns
-- keep their names. The primary key makes a batch that is sent twice harmless and serves the one
-- query: a provider's track between two instants.
create table tracking.provider_locations (
    id           uuid             not null default gen_random_uuid(),
    provider_id  uuid             not null,
    -- The journey it belongs to, if one was on.
    booking_id   uuid,
    latitude     double precision not null check (latitude between 21.9 and 31.8),
    longitude    double precision not null check (longitude between 24.6 and 37.1),
    -- Metres.
    accuracy     real             not null check (accuracy between 0 and 200),
    -- Degrees from north.
    heading      real             check (heading >= 0 and heading < 360),
    -- Kilometres an hour.
    speed        real             check (speed between 0 and 500),
    -- Whether it was on shift; false on a journey outside a shift.
    is_online    boolean          not null,
    -- Whether the device said that the position is made up.
    is_mock      boolean          not null,
    flags        text[]           not null check (flags <@ array['mock', 'jump']),
    -- When it was there, by the device's clock.
    device_time  timestamptz      not null,
    -- When we heard of it.
    received_at  timestamptz      not null,
    last_updated timestamptz      not null generated always as (received_at) stored,
    created_at   timestamptz      not null,
    primary key (provider_id, device_time)
) partition by range (device_time);

-- The newest position of each provider, to fill the live index after a restart and to say honestly
-- how old a position is that has left the index.
create table tracking.last_positions (
    provider_id uuid             primary key,
    latitude    double precision not null check (latitude between 21.9 and 31.8),
    longitude   double precision not null check (longitude between 24.6 and 37.1),
    accuracy    real             not null check (accuracy between 0 and 200),
    heading     real             check (heading >= 0 and heading < 360),
    speed       real             check (speed between 0 and 500),
    flags       text[]           not null check (flags <@ array['mock', 'jump']),
    device_time timestamptz      not null,
    received_at timestamptz      not null,
    created_at  timestamptz      not null,
    updated_at  timestamptz      not null
) with (fillfactor = 50);
-- No further index: every update changes the times, and without one it stays on its page (HOT). A
-- restart reads the whole table once.
