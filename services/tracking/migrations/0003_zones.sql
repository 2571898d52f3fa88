-- Zones: what the catalogue tells of them, and who was in which.

-- The read model of zones. `polygons` is contracts::catalog::ZoneFacts::polygons.
create table tracking.zones (
    zone_id    uuid         primary key,
    version    bigint       not null,
    name_ar    varchar(100) not null,
    name_en    varchar(100) not null,
    polygons   jsonb        not null check (jsonb_typeof(polygons) = 'array'),
    is_active  boolean      not null,
    created_at timestamptz  not null,
    updated_at timestamptz  not null
);

-- When a provider on shift or on a journey was in a zone. Forgotten after 90 days, as positions.
create table tracking.zone_stays (
    id           uuid         primary key,
    provider_id  uuid         not null,
    zone_id      uuid         not null,
    name_ar      varchar(100) not null,
    name_en      varchar(100) not null,
    -- The journey that was on when it entered.
    booking_id   uuid,
    -- By the device's clock; the end by ours where silence or the end of the shift told.
    entered_at   timestamptz  not null,
    dwelt_at     timestamptz,
    left_at      timestamptz,
    left_because text         check (left_because in ('seen', 'off_duty', 'silent', 'zone_closed')),
    created_at   timestamptz  not null,
    updated_at   timestamptz  not null,
    constraint zone_stays_left_check check ((left_at is null) = (left_because is null))
);
-- Nobody is in two zones at once, and nobody enters twice without leaving in between.
create unique index zone_stays_open_key on tracking.zone_stays (provider_id) where left_at is null;
-- A provider's stays, to hand them out and to erase them.
create index zone_stays_provider_idx on tracking.zone_stays (provider_id, entered_at);
-- What is old enough to be forgotten.
create index zone_stays_left_idx on tracking.zone_stays (left_at) where left_at is not null;
