-- Schema identity: who people are, how they prove it, and where they live.
--
-- Phone, email and an address's contact phone are sealed by the application (`osta1.…`); what must
-- be found again stands beside it as a keyed hash of 32 bytes.

-- Everybody with an account. The phone is the root identity; `role` narrows the user type of staff.
create table identity.users (
    id                 uuid primary key,
    phone              text not null check (phone like 'osta1.%'),
    phone_hash         bytea not null unique check (octet_length(phone_hash) = 32),
    email              text check (email like 'osta1.%'),
    email_hash         bytea unique check (octet_length(email_hash) = 32),
    -- argon2id as a PHC string; null for people who log in by code only.
    password_hash      text check (password_hash like '$argon2id$%'),
    user_type          text not null check (user_type in ('customer', 'service_provider', 'admin')),
    role               text not null
                       check (role in ('customer', 'service_provider', 'admin', 'support', 'finance', 'operations')),
    status             text not null
                       check (status in ('active', 'inactive', 'suspended', 'pending_verification')),
    phone_verified     boolean not null,
    email_verified     boolean not null default false,
    terms_accepted_at  timestamptz,
    last_login         timestamptz,
    created_at         timestamptz not null,
    updated_at         timestamptz not null,
    check ((email is null) = (email_hash is null)),
    check (email is not null or not email_verified),
    -- Nobody is active whose phone was never proved.
    check (status <> 'active' or phone_verified),
    check (user_type = case when role in ('customer', 'service_provider') then role else 'admin' end)
);
-- The operators' list of users, newest first.
create index users_created_at_id_idx on identity.users (created_at desc, id desc);
-- The same list filtered by role.
create index users_role_created_at_idx on identity.users (role, created_at desc, id desc);

-- What an account says of its person. Every account has one, whatever its role; the name is the
-- requirements' own. Names stay empty until the person gives them.
create table identity.customer_profiles (
    id                        uuid primary key,
    user_id                   uuid not null unique references identity.users (id) on delete cascade,
    first_name                varchar(100) not null,
    last_name                 varchar(100) not null,
    date_of_birth             date,
    gender                    text check (gender in ('male', 'female', 'other')),
    profile_image_url         text,
    preferred_language        text not null check (preferred_language in ('ar', 'en')),
    notification_preferences  jsonb not null,
    created_at                timestamptz not null,
    updated_at                timestamptz not null
);

-- Saved addresses, in the Egyptian form: landmark and pin matter more than the postal code.
create table identity.addresses (
    id             uuid primary key,
    user_id        uuid not null references identity.users (id) on delete cascade,
    label          text,
    contact_name   text,
    contact_phone  text check (contact_phone like 'osta1.%'),
    governorate    text not null check (governorate like 'EG-%'),
    district       text not null,
    street         text not null,
    building       text,
    floor          text,
    apartment      text,
    landmark       text,
    directions     text,
    postal_code    text check (postal_code ~ '^\d{5}(\d{2})?$'),
    -- WGS84, inside Egypt's bounding box.
    lat            double precision not null check (lat between 21.9 and 31.8),
    lng            double precision not null check (lng between 24.6 and 37.1),
    is_default     boolean not null,
    created_at     timestamptz not null,
    updated_at     timestamptz not null
);
-- A person's addresses, newest first; also the foreign key.
create index addresses_user_id_created_at_idx on identity.addresses (user_id, created_at desc, id desc);
-- At most one default a person.
create unique index addresses_one_default_key on identity.addresses (user_id) where is_default;

-- A log-in: the family of refresh tokens that follow from it. Ended ones are kept until the purge,
-- so that a token of an ended family is recognised.
create table identity.sessions (
    id            uuid primary key,
    user_id       uuid not null references identity.users (id) on delete cascade,
    user_agent    text check (length(user_agent) <= 200),
    created_at    timestamptz not null,
    last_used_at  timestamptz not null,
    -- However often it is refreshed, a session does not outlive this.
    expires_at    timestamptz not null,
    ended_at      timestamptz,
    end_reason    text check (end_reason in
                  ('logged_out', 'ended_elsewhere', 'reuse', 'suspended', 'password_changed')),
    check ((ended_at is null) = (end_reason is null))
);
-- A person's open sessions: the list, ending all of them; also the foreign key.
create index sessions_user_id_created_at_idx on identity.sessions (user_id, created_at desc, id desc);
-- The daily purge.
create index sessions_expires_at_idx on identity.sessions (expires_at);

-- Refresh tokens. Only the SHA-256 of their 256 random bits is kept. The successor of a used one is
-- kept sealed for a few seconds, to answer two tabs and lost answers alike.
create table identity.refresh_tokens (
    token_hash        bytea primary key check (octet_length(token_hash) = 32),
    session_id        uuid not null references identity.sessions (id) on delete cascade,
    created_at        timestamptz not null,
    expires_at        timestamptz not null,
    used_at           timestamptz,
    successor_hash    bytea unique references identity.refresh_tokens (token_hash)
                      on delete set null,
    sealed_successor  text check (sealed_successor like 'osta1.%'),
    check (used_at is not null or (successor_hash is null and sealed_successor is null))
);
-- The foreign key; every token of a family when it is purged.
create index refresh_tokens_session_id_idx on identity.refresh_tokens (session_id);
-- The daily purge.
create index refresh_tokens_expires_at_idx on identity.refresh_tokens (expires_at);
-- Forgetting successors once their seconds are over.
create index refresh_tokens_used_at_idx on identity.refresh_tokens (used_at)
    where sealed_successor is not null;

-- One-time codes. A row is written for every request, also when nothing is sent because the phone
-- has no account: the limits, the answer and its time are then the same for every phone.
create table identity.otp_codes (
    id            uuid primary key,
    phone_hash    bytea not null check (octet_length(phone_hash) = 32),
    -- Keyed hash of the network address that asked.
    address_hash  bytea not null check (octet_length(address_hash) = 32),
    purpose       text not null check (purpose in ('log_in', 'verify_phone', 'reset_password')),
    -- Keyed hash of the row's id and the code.
    code_hash     bytea not null check (octet_length(code_hash) = 32),
    attempts      smallint not null default 0 check (attempts between 0 and 5),
    created_at    timestamptz not null,
    expires_at    timestamptz not null,
    used_at       timestamptz
);
-- The newest code of a phone, and how many it got in the last hour.
create index otp_codes_phone_hash_created_at_idx on identity.otp_codes (phone_hash, created_at desc);
-- How many a network address asked for in the last day.
create index otp_codes_address_hash_created_at_idx on identity.otp_codes (address_hash, created_at desc);
-- The daily purge.
create index otp_codes_created_at_idx on identity.otp_codes (created_at);

-- RSA-3072 keys that sign access tokens. The newest without `retired_at` signs; a retired one is
-- published until `verify_until`, so that tokens it signed live out their time.
create table identity.signing_keys (
    kid           text primary key,
    -- PKCS#8, base64, sealed.
    private_key   text not null check (private_key like 'osta1.%'),
    public_jwk    jsonb not null,
    created_at    timestamptz not null,
    retired_at    timestamptz,
    verify_until  timestamptz,
    check ((retired_at is null) = (verify_until is null))
);
-- One key signs.
create unique index signing_keys_one_current_key on identity.signing_keys ((true))
    where retired_at is null;
