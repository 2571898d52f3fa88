-- Read models: what booking keeps of other services' facts, built from their events.

-- Customers and providers as people: state of the account and how to reach them (sealed JSON under
-- contracts::identity::CONTACT_CONTEXT). From UserChanged.
create table booking.people (
    user_id        uuid        primary key,
    role           text        not null,
    status         text        not null check (status in ('active', 'inactive', 'suspended', 'pending_verification')),
    lang           text        not null check (lang in ('ar', 'en')),
    sealed_contact text        not null,
    created_at     timestamptz not null
);

-- Providers with everything the gates look at. From ProviderChanged.
create table booking.providers (
    provider_id           uuid        primary key,
    display_name          text        not null,
    has_photo             boolean     not null,
    verification          text        not null check (verification in
        ('applied', 'documents_submitted', 'under_review', 'verified', 'rejected', 'suspended')),
    documents_valid       boolean     not null,
    documents_valid_until date,
    is_active             boolean     not null,
    is_online             boolean     not null,
    speaks_ar             boolean     not null,
    speaks_en             boolean     not null,
    gender                text        check (gender in ('male', 'female')),
    home                  geography(point, 4326),
    -- [{"weekday": 0, "fromMinute": 540, "toMinute": 1080}], Cairo wall time.
    weekly_hours          jsonb       not null,
    -- [{"startsAt", "endsAt", "works"}]
    exceptions            jsonb       not null,
    notice_minutes        integer     not null check (notice_minutes >= 0),
    -- 0: no limit.
    daily_limit           integer     not null check (daily_limit >= 0),
    verified_at           timestamptz,
    created_at            timestamptz not null,
    updated_at            timestamptz not null
);
-- Providers of the trade around an address.
create index providers_home_idx on booking.providers using gist (home);

-- Where a provider works: a circle or a polygon.
create table booking.provider_areas (
    provider_id uuid        not null references booking.providers (provider_id) on delete cascade,
    position    smallint    not null check (position >= 0),
    center      geography(point, 4326),
    radius_m    integer     check (radius_m > 0),
    polygon     geometry(polygon, 4326),
    created_at  timestamptz not null,
    primary key (provider_id, position),
    check ((center is null) = (radius_m is null)),
    check ((center is null) <> (polygon is null))
);
-- Which areas contain an address.
create index provider_areas_polygon_idx on booking.provider_areas using gist (polygon);
create index provider_areas_center_idx on booking.provider_areas using gist (center);

-- What a provider offers.
create table booking.provider_services (
    provider_id      uuid        not null references booking.providers (provider_id) on delete cascade,
    service_id       uuid        not null,
    category_id      uuid        not null,
    custom_price     bigint      check (custom_price >= 0),
    experience_years smallint    not null check (experience_years >= 0),
    is_certified     boolean     not null,
    created_at       timestamptz not null,
    primary key (provider_id, service_id)
);
-- Providers of a service, and of a trade.
create index provider_services_service_idx on booking.provider_services (service_id);
create index provider_services_category_idx on booking.provider_services (category_id);

-- What somebody is rated. From ReputationChanged; customers and providers.
create table booking.reputations (
    user_id    uuid        primary key,
    mean_milli integer     not null check (mean_milli between 0 and 5000),
    low_milli  integer     not null check (low_milli between 0 and 5000),
    high_milli integer     not null check (high_milli between 0 and 5000),
    count      integer     not null check (count >= 0),
    created_at timestamptz not null
);

-- What a provider owes. From ProviderBalanceChanged.
create table booking.provider_debts (
    provider_id uuid        primary key,
    -- What the platform owes it; negative is its debt.
    balance     bigint      not null,
    state       text        not null check (state in ('clear', 'soft', 'hard')),
    created_at  timestamptz not null
);

-- A provider's day (Cairo) in numbers, for rates over a window and for fairness.
create table booking.provider_stats (
    provider_id  uuid        not null,
    day          date        not null,
    offers       integer     not null default 0 check (offers >= 0),
    accepts      integer     not null default 0 check (accepts >= 0),
    declines     integer     not null default 0 check (declines >= 0),
    expiries     integer     not null default 0 check (expiries >= 0),
    completions  integer     not null default 0 check (completions >= 0),
    -- Bookings that ended without it, and without its fault.
    excused      integer     not null default 0 check (excused >= 0),
    -- Bookings it dropped or missed by its own fault.
    at_fault     integer     not null default 0 check (at_fault >= 0),
    earnings     bigint      not null default 0,
    created_at   timestamptz not null,
    primary key (provider_id, day)
);

-- Providers a customer likes.
create table booking.favourites (
    customer_id uuid        not null,
    provider_id uuid        not null,
    created_at  timestamptz not null,
    primary key (customer_id, provider_id)
);

-- Who doesn't want to meet whom again: a customer a provider, or the other way round.
create table booking.blocks (
    blocker_id uuid        not null,
    blocked_id uuid        not null,
    created_at timestamptz not null,
    primary key (blocker_id, blocked_id),
    check (blocker_id <> blocked_id)
);
