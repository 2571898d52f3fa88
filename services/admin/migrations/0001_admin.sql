-- What operators see and did. Everything here is built from events.

-- Bookings as figures need them. From the booking events.
create table admin.bookings (
    booking_id     uuid        primary key,
    customer_id    uuid        not null,
    provider_id    uuid,
    service_id     uuid        not null,
    category_id    uuid        not null,
    zone_id        uuid        not null,
    governorate    text        not null,
    instant        boolean     not null,
    payment_method text        not null,
    status         text        not null check (status in
        ('pending', 'confirmed', 'in_progress', 'completed', 'cancelled', 'disputed')),
    cancel_reason  text,
    -- What the customer pays, and what the platform takes of it, in piastres.
    total          bigint      not null,
    commission     bigint      not null,
    taxes          bigint      not null,
    created_at     timestamptz not null,
    -- When a provider was bound first; how long that took is the time to match.
    confirmed_at   timestamptz,
    started_at     timestamptz,
    completed_at   timestamptz,
    cancelled_at   timestamptz,
    -- How often nobody was found, and how often a provider left.
    unmatched      integer     not null default 0 check (unmatched >= 0),
    released       integer     not null default 0 check (released >= 0),
    disputed       boolean     not null default false
);
-- Figures of a period, of a zone and of a category in a period.
create index bookings_created_idx on admin.bookings (created_at);
create index bookings_zone_idx on admin.bookings (zone_id, created_at);
create index bookings_category_idx on admin.bookings (category_id, created_at);
create index bookings_completed_idx on admin.bookings (completed_at) where completed_at is not null;

-- Offers and what became of them. From the offer events.
create table admin.offers (
    offer_id    uuid        primary key,
    booking_id  uuid        not null,
    provider_id uuid        not null,
    outcome     text        not null default 'open' check (outcome in
        ('open', 'accepted', 'declined', 'expired', 'withdrawn')),
    created_at  timestamptz not null
);
create index offers_created_idx on admin.offers (created_at);
create index offers_booking_idx on admin.offers (booking_id, provider_id);

-- People by role and the day they came. From user.changed; no names, no numbers.
create table admin.people (
    user_id       uuid        primary key,
    role          text        not null,
    status        text        not null,
    registered_at timestamptz not null,
    created_at    timestamptz not null default now()
);
create index people_registered_idx on admin.people (registered_at);

-- Revealed ratings. From rating.revealed.
create table admin.ratings (
    rating_id  uuid        primary key,
    booking_id uuid        not null,
    to_user    uuid        not null,
    stars      smallint    not null check (stars between 1 and 5),
    created_at timestamptz not null
);
create index ratings_created_idx on admin.ratings (created_at);

-- Categories and services by name. From catalog.service_changed.
create table admin.services (
    service_id       uuid        primary key,
    category_id      uuid        not null,
    name_ar          text        not null,
    name_en          text        not null,
    category_name_ar text        not null,
    category_name_en text        not null,
    created_at       timestamptz not null default now()
);
create index services_category_idx on admin.services (category_id);

-- Every operator action, chained: each row's hash covers the row and the hash before it, so that a
-- changed, missing or inserted row is found. Nobody may change or delete a row.
create table admin.audit_log (
    seq          bigint      primary key check (seq > 0),
    action_id    uuid        not null unique,
    operator_id  uuid        not null,
    action       text        not null,
    subject_type text        not null,
    subject_id   text        not null,
    reason       text,
    details      jsonb       not null,
    occurred_at  timestamptz not null,
    prev_hash    bytea       not null check (length(prev_hash) = 32),
    hash         bytea       not null check (length(hash) = 32),
    created_at   timestamptz not null default now()
);
-- One operator's actions, and the story of one thing.
create index audit_log_operator_idx on admin.audit_log (operator_id, seq desc);
create index audit_log_subject_idx on admin.audit_log (subject_type, subject_id, seq desc);

create function admin.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is append-only' using errcode = 'restrict_violation';
end $$;
create trigger audit_log_append_only before update or delete on admin.audit_log
    for each row execute function admin.refuse_change();
create trigger audit_log_no_truncate before truncate on admin.audit_log
    for each statement execute function admin.refuse_change();
