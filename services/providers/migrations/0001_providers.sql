-- Schema `providers`: who does the work, what they proved, what they offer, where and when.
--
-- The requirements' tables keep their names. Where a column means more here, its comment says how
-- the requirements' column is had from it.

-- Accounts as identity tells of them (read model of `user.changed`).
create table providers.users (
    id            uuid primary key,
    role          text        not null,
    status        text        not null
        check (status in ('active', 'inactive', 'suspended', 'pending_verification')),
    lang          text        not null check (lang in ('ar', 'en')),
    registered_at timestamptz not null,
    created_at    timestamptz not null,
    updated_at    timestamptz not null
);

-- Services as the catalog tells of them (read model of `catalog.service_changed`).
create table providers.services (
    id                uuid primary key,
    category_id       uuid        not null,
    code              text        not null,
    name_ar           text        not null,
    name_en           text        not null,
    category_name_ar  text        not null,
    category_name_en  text        not null,
    -- Piastres. A provider's own price stays within a band around it.
    base_price        bigint      not null check (base_price >= 0),
    needs_certificate boolean     not null,
    is_active         boolean     not null,
    created_at        timestamptz not null,
    updated_at        timestamptz not null
);

-- One row a provider. A provider is a user, so its id is the user's.
create table providers.service_provider_profiles (
    id                      uuid primary key,
    user_id                 uuid        not null generated always as (id) stored,
    first_name              text        not null check (char_length(first_name) between 1 and 100),
    last_name               text        not null check (char_length(last_name) between 1 and 100),
    -- Sealed by the application (AES-256-GCM); clear digits can't be stored by mistake.
    national_id             text        not null check (national_id like 'osta1.%'),
    -- Keyed hash (HMAC-SHA-256): one account a national ID, without the ID.
    national_id_hash        bytea       not null
        constraint service_provider_profiles_national_id_hash_key unique
        check (octet_length(national_id_hash) = 32),
    national_id_last4       text        not null check (national_id_last4 ~ '^[0-9]{4}$'),
    -- Whether the last digit fits the commonly used algorithm: a hint for the reviewer only.
    check_digit_plausible   boolean     not null,
    date_of_birth           date        not null,
    gender                  text        not null check (gender in ('male', 'female')),
    -- The accepted profile photo, served at /api/v1/providers/{id}/photo (`profile_image_url` of
    -- the requirements).
    photo_document_id       uuid,
    -- The requirements know pending, verified, rejected, suspended: `applied`,
    -- `documents_submitted` and `under_review` are its `pending`, told apart.
    verification_status     text        not null check (verification_status in
        ('applied', 'documents_submitted', 'under_review', 'verified', 'rejected', 'suspended')),
    -- What the criminal-record certificate says.
    background_check_status text        not null default 'pending'
        check (background_check_status in ('pending', 'passed', 'failed', 'expired')),
    -- Read model of `rating.reputation_changed`, in thousandths of a star.
    rating_mean_milli       integer     check (rating_mean_milli between 0 and 5000),
    rating_count            integer     not null default 0 check (rating_count >= 0),
    average_rating          numeric(3, 2) not null
        generated always as ((coalesce(rating_mean_milli, 0) / 1000.0)::numeric(3, 2)) stored,
    -- Read models of `booking.completed`. Earnings in piastres, for screens: the ledger of
    -- payments is what is owed.
    total_jobs_completed    integer     not null default 0 check (total_jobs_completed >= 0),
    total_earnings          bigint      not null default 0,
    -- The online switch for instant work.
    is_available            boolean     not null default false,
    -- The provider's own pause switch. Whether it takes work at all also needs a good account.
    is_active               boolean     not null default true,
    home                    geometry(Point, 4326) not null,
    languages               text[]      not null
        check (cardinality(languages) between 1 and 2 and languages <@ array['ar', 'en']),
    notice_minutes          integer     not null default 120
        check (notice_minutes between 0 and 10080),
    -- Most jobs a day; 0 is no limit.
    daily_limit             integer     not null default 0 check (daily_limit between 0 and 50),
    bio                     text        check (char_length(bio) between 1 and 1000),
    preferred_language      text        not null default 'ar'
        check (preferred_language in ('ar', 'en')),
    -- Grows with every change of the profile, for optimistic locking.
    version                 bigint      not null default 1,
    -- Since when an operator should look at it: the queue's order.
    queued_at               timestamptz not null,
    submitted_at            timestamptz,
    -- When it was verified first.
    verified_at             timestamptz,
    created_at              timestamptz not null,
    updated_at              timestamptz not null,
    constraint only_verified_are_online
        check (not is_available or verification_status = 'verified'),
    constraint verified_have_a_date
        check (verification_status not in ('verified', 'suspended') or verified_at is not null)
);
-- The verification queue (`GET /admin/providers?status=`), oldest first.
create index service_provider_profiles_queue_idx
    on providers.service_provider_profiles (verification_status, queued_at, id);
-- All providers, oldest first (`GET /admin/providers`).
create index service_provider_profiles_queued_at_idx
    on providers.service_provider_profiles (queued_at, id);

-- Which documents a provider needs: configuration. `category_id` null is for everybody, else for
-- who offers a service of that category. `when_certified`: only for who offers a service that
-- needs a certificate.
create table providers.document_requirements (
    id             uuid primary key,
    category_id    uuid,
    kind           text        not null,
    side           text        not null default 'single',
    is_required    boolean     not null,
    when_certified boolean     not null default false,
    -- Whether the upload must say when it expires.
    needs_expiry   boolean     not null,
    sort_order     integer     not null,
    created_at     timestamptz not null
);
create unique index document_requirements_rule_idx on providers.document_requirements
    (coalesce(category_id, '00000000-0000-0000-0000-000000000000'), kind, side);

insert into providers.document_requirements
    (id, kind, side, is_required, when_certified, needs_expiry, sort_order, created_at)
values
    ('01980000-0000-7000-8000-000000000001', 'national_id', 'front', true, false, false, 1, now()),
    -- The expiry date stands on the back of the card.
    ('01980000-0000-7000-8000-000000000002', 'national_id', 'back', true, false, true, 2, now()),
    ('01980000-0000-7000-8000-000000000003', 'selfie', 'single', true, false, false, 3, now()),
    ('01980000-0000-7000-8000-000000000004', 'criminal_record', 'single', true, false, true, 4, now()),
    ('01980000-0000-7000-8000-000000000005', 'skill_certificate', 'single', true, true, false, 5, now()),
    ('01980000-0000-7000-8000-000000000006', 'profile_photo', 'single', false, false, false, 6, now()),
    ('01980000-0000-7000-8000-000000000007', 'tax_card', 'single', false, false, true, 7, now());

-- Uploaded files. The content is sealed in object storage; a row never changes its file.
create table providers.documents (
    id          uuid primary key,
    provider_id uuid        not null references providers.service_provider_profiles (id),
    kind        text        not null check (kind in ('national_id', 'selfie', 'criminal_record',
        'skill_certificate', 'tax_card', 'profile_photo')),
    side        text        not null check (side in ('front', 'back', 'single')),
    object_key  text        not null unique,
    media_type  text        not null
        check (media_type in ('image/jpeg', 'image/png', 'image/webp', 'application/pdf')),
    -- Of the content as stored, before sealing.
    size_bytes  bigint      not null check (size_bytes between 1 and 10485760),
    sha256      bytea       not null check (octet_length(sha256) = 32),
    state       text        not null check (state in ('uploaded', 'accepted', 'rejected', 'expired')),
    -- The last day it is good.
    expires_on  date,
    reviewer_id uuid,
    note        text        check (char_length(note) between 1 and 1000),
    decided_at  timestamptz,
    -- The smallest number of days (30, 15, 1) its expiry was announced for.
    warned_days integer,
    -- When a newer one took its place; null is current.
    replaced_at timestamptz,
    created_at  timestamptz not null,
    constraint national_id_has_two_sides check ((kind = 'national_id') = (side <> 'single')),
    constraint decided_has_reviewer
        check ((state = 'uploaded') = (decided_at is null) and (state = 'uploaded') = (reviewer_id is null)),
    constraint rejected_has_note check (state <> 'rejected' or note is not null),
    constraint expired_had_a_date check (state <> 'expired' or expires_on is not null)
);
-- A provider's documents (checklist, operator's view).
create index documents_provider_id_idx on providers.documents (provider_id, created_at);
-- The same file is refused while it is current.
create unique index documents_same_file_idx
    on providers.documents (provider_id, sha256) where replaced_at is null;
-- One waiting and one accepted at a time; certificates may be several.
create unique index documents_one_current_idx on providers.documents (provider_id, kind, side, state)
    where replaced_at is null and kind <> 'skill_certificate' and state in ('uploaded', 'accepted');
-- The daily expiry check.
create index documents_expiry_idx on providers.documents (expires_on)
    where state = 'accepted' and replaced_at is null and expires_on is not null;

alter table providers.service_provider_profiles
    add constraint service_provider_profiles_photo_fkey
    foreign key (photo_document_id) references providers.documents (id);
create index service_provider_profiles_photo_idx
    on providers.service_provider_profiles (photo_document_id);

-- What a provider offers.
create table providers.provider_services (
    id                      uuid primary key,
    provider_id             uuid        not null references providers.service_provider_profiles (id),
    service_id              uuid        not null references providers.services (id),
    -- Piastres; null is the catalog's price.
    custom_price            bigint      check (custom_price > 0),
    experience_years        integer     not null default 0 check (experience_years between 0 and 60),
    -- `certification_url` of the requirements.
    certificate_document_id uuid references providers.documents (id),
    -- Whether that certificate is accepted and good today.
    is_certified            boolean     not null default false,
    is_active               boolean     not null default true,
    created_at              timestamptz not null,
    unique (provider_id, service_id),
    constraint certified_has_certificate
        check (not is_certified or certificate_document_id is not null)
);
create index provider_services_service_id_idx on providers.provider_services (service_id);
create index provider_services_certificate_idx
    on providers.provider_services (certificate_document_id);

-- Where a provider works: a polygon, or a distance around a point.
create table providers.provider_service_areas (
    id                  uuid primary key,
    provider_id         uuid        not null references providers.service_provider_profiles (id),
    area_name           text        not null check (char_length(area_name) between 1 and 100),
    area_polygon        geometry(Polygon, 4326),
    center              geometry(Point, 4326),
    radius_m            integer     check (radius_m between 500 and 50000),
    is_primary_area     boolean     not null default false,
    travel_time_minutes integer     not null default 30 check (travel_time_minutes between 0 and 240),
    sort_order          integer     not null,
    created_at          timestamptz not null,
    constraint polygon_or_radius check (
        (area_polygon is null) <> (center is null) and (center is null) = (radius_m is null)),
    constraint polygon_is_valid check (area_polygon is null or st_isvalid(area_polygon))
);
create index provider_service_areas_provider_id_idx
    on providers.provider_service_areas (provider_id, sort_order);
-- Which areas hold a place.
create index provider_service_areas_polygon_idx
    on providers.provider_service_areas using gist (area_polygon);
create unique index provider_service_areas_one_primary_idx
    on providers.provider_service_areas (provider_id) where is_primary_area;

-- When a provider works: Cairo wall time, several intervals a weekday, none overlapping.
create table providers.weekly_hours (
    provider_id uuid        not null references providers.service_provider_profiles (id),
    weekday     smallint    not null check (weekday between 0 and 6),
    from_minute smallint    not null check (from_minute between 0 and 1439),
    to_minute   smallint    not null check (to_minute between 1 and 1440),
    created_at  timestamptz not null,
    primary key (provider_id, weekday, from_minute),
    constraint hours_end_after_start check (from_minute < to_minute),
    constraint hours_do_not_overlap exclude using gist
        (provider_id with =, weekday with =, int4range(from_minute, to_minute) with &&)
);

-- Dated exceptions: time off, or work besides the weekly hours.
create table providers.hours_exceptions (
    id          uuid primary key,
    provider_id uuid        not null references providers.service_provider_profiles (id),
    starts_at   timestamptz not null,
    ends_at     timestamptz not null,
    works       boolean     not null,
    note        text        check (char_length(note) between 1 and 200),
    created_at  timestamptz not null,
    constraint exceptions_end_after_start check (starts_at < ends_at),
    constraint exceptions_do_not_overlap exclude using gist
        (provider_id with =, tstzrange(starts_at, ends_at) with &&)
);
-- A provider's exceptions that are not over.
create index hours_exceptions_provider_id_idx
    on providers.hours_exceptions (provider_id, ends_at);

-- Every decision of an operator on a provider. Append-only by the code; the reason is what the
-- provider reads.
create table providers.decisions (
    id           uuid primary key,
    provider_id  uuid        not null references providers.service_provider_profiles (id),
    kind         text        not null check (kind in ('verified', 'rejected', 'suspended',
        'reinstated', 'appeal_upheld', 'appeal_overturned')),
    from_status  text        not null,
    to_status    text        not null,
    reason       text        not null check (char_length(reason) between 1 and 1000),
    evidence     text        check (char_length(evidence) between 1 and 4000),
    operator_id  uuid        not null,
    appeal_until timestamptz,
    created_at   timestamptz not null,
    -- Due process: nothing against a provider without evidence and a way to appeal.
    constraint adverse_is_appealable check ((kind in ('rejected', 'suspended'))
        = (evidence is not null and appeal_until is not null))
);
create index decisions_provider_id_idx on providers.decisions (provider_id, created_at);

-- One appeal a decision, decided by somebody else.
create table providers.appeals (
    id               uuid primary key,
    provider_id      uuid        not null references providers.service_provider_profiles (id),
    decision_id      uuid        not null references providers.decisions (id)
        constraint appeals_decision_id_key unique,
    -- Who made the decision that is appealed.
    against_operator uuid        not null,
    statement        text        not null check (char_length(statement) between 1 and 4000),
    -- `settled`: the decision was undone before the appeal was decided.
    state            text        not null
        check (state in ('open', 'upheld', 'overturned', 'settled')),
    reason           text        check (char_length(reason) between 1 and 1000),
    decided_by       uuid,
    decided_at       timestamptz,
    -- Until when it should be decided.
    due_at           timestamptz not null,
    created_at       timestamptz not null,
    constraint appeals_decided_by_another
        check (decided_by is null or decided_by <> against_operator),
    constraint appeals_decided_or_not check ((state in ('upheld', 'overturned'))
        = (decided_by is not null and reason is not null))
);
create index appeals_provider_id_idx on providers.appeals (provider_id);
-- The operators' list, oldest first.
create index appeals_queue_idx on providers.appeals (state, created_at, id);

-- Which bookings were counted: a job counts once, however often it is completed.
create table providers.completed_jobs (
    booking_id  uuid primary key,
    provider_id uuid        not null references providers.service_provider_profiles (id),
    -- Piastres.
    earnings    bigint      not null,
    created_at  timestamptz not null
);
create index completed_jobs_provider_id_idx on providers.completed_jobs (provider_id);
