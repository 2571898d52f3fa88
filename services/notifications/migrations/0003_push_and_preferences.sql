-- Push messages to browsers, and what people want to be told how.

-- The key pair that push services know this platform by (RFC 8292). Made once; another one would
-- silence every browser.
create table notifications.push_keys (
    id             smallint    primary key check (id = 1),
    -- PKCS #8, sealed.
    sealed_private text        not null,
    public_key     bytea       not null,
    created_at     timestamptz not null
);

-- Browsers that take push messages. The subscription (endpoint and keys) is sealed: whoever has it
-- can write to that browser.
create table notifications.devices (
    id                  uuid        primary key,
    user_id             uuid        not null,
    -- A keyed hash: one browser is one row, whoever is logged in there now.
    endpoint_hash       bytea       not null,
    sealed_subscription text        not null,
    label               text,
    created_at          timestamptz not null,
    updated_at          timestamptz not null,
    constraint devices_endpoint_key unique (endpoint_hash)
);
-- A person's browsers.
create index devices_user_idx on notifications.devices (user_id, created_at);

alter table notifications.deliveries drop constraint deliveries_channel_check;
alter table notifications.deliveries add constraint deliveries_channel_check
    check (channel in ('in_app', 'push', 'sms', 'email'));

-- Identity's switch for push, beside those for SMS and email.
alter table notifications.recipients add column by_push boolean not null default true;

-- What a person does not want to be told how, by purpose; no row means everything.
create table notifications.preferences (
    user_id    uuid        not null,
    purpose    text        not null check (purpose in ('visits', 'money', 'chat', 'account')),
    by_push    boolean     not null,
    by_sms     boolean     not null,
    by_email   boolean     not null,
    created_at timestamptz not null,
    primary key (user_id, purpose)
);

-- A person's own quiet hours on Cairo's wall clock, in minutes after midnight; no row means the
-- platform's, and a row without them none.
create table notifications.quiet_hours (
    user_id     uuid        primary key,
    from_minute smallint    check (from_minute between 0 and 1439),
    to_minute   smallint    check (to_minute between 0 and 1439),
    created_at  timestamptz not null,
    constraint quiet_hours_both_check check ((from_minute is null) = (to_minute is null)),
    constraint quiet_hours_some_check check (from_minute <> to_minute)
);

-- What one person was told, for whoever helps it.
create index deliveries_recipient_idx
    on notifications.deliveries (recipient_id, created_at desc, id desc);
