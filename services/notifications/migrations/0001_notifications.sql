-- Who is told what, in which language, through which channel, and what became of it.

-- Read model of people, from user.changed. The contact (name, phone, email) stays sealed as it
-- came; preferences decide about channels, never about the inbox.
create table notifications.recipients (
    user_id        uuid        primary key,
    role           text        not null,
    status         text        not null
        check (status in ('active', 'inactive', 'suspended', 'pending_verification')),
    lang           text        not null check (lang in ('ar', 'en')),
    sealed_contact text        not null,
    by_sms         boolean     not null,
    by_email       boolean     not null,
    -- When the welcome was told; a person is welcomed once.
    welcomed_at    timestamptz,
    created_at     timestamptz not null,
    updated_at     timestamptz not null
);

-- Read model of bookings: what a message about money or a rating needs to name one.
create table notifications.bookings (
    booking_id      uuid        primary key,
    number          text        not null,
    service_name_ar text        not null,
    service_name_en text        not null,
    starts_at       timestamptz not null,
    instant         boolean     not null,
    created_at      timestamptz not null
);

-- Read model of providers: the name customers may see, and how the debt stood when last told.
create table notifications.providers (
    provider_id  uuid        primary key,
    display_name text,
    debt         text        not null default 'clear' check (debt in ('clear', 'soft', 'hard')),
    created_at   timestamptz not null
);

-- The inbox. Title and body as they were rendered for the recipient; params render the same again
-- in the other language. Partitioned by day and dropped after 180 days.
create table notifications.notifications (
    id           uuid        not null,
    recipient_id uuid        not null,
    kind         text        not null,
    lang         text        not null check (lang in ('ar', 'en')),
    title        text        not null,
    body         text        not null,
    params       jsonb       not null,
    booking_id   uuid,
    read_at      timestamptz check (read_at >= created_at),
    created_at   timestamptz not null,
    primary key (created_at, id)
) partition by range (created_at);
-- A person's inbox, newest first.
create index notifications_recipient_idx
    on notifications.notifications (recipient_id, created_at desc, id desc);
-- How much of it is unread, and marking it all read.
create index notifications_unread_idx
    on notifications.notifications (recipient_id) where read_at is null;

-- One row for each event, recipient and channel, the inbox included: the row that makes sure that
-- nobody is told twice. No foreign key to the inbox, whose partitions are dropped on their own.
create table notifications.deliveries (
    id                  uuid        primary key,
    event_id            uuid        not null,
    notification_id     uuid,
    -- Null for one-time codes: the phone may not have an account yet.
    recipient_id        uuid,
    channel             text        not null check (channel in ('in_app', 'sms', 'email')),
    kind                text        not null,
    lang                text        not null check (lang in ('ar', 'en')),
    params              jsonb       not null,
    -- Phone and code of a one-time code. The code is erased as soon as nothing more is sent.
    sealed_to           text,
    sealed_code         text,
    state               text        not null check (state in
        ('queued', 'sending', 'sent', 'failed', 'unknown', 'dead', 'skipped')),
    attempts            integer     not null default 0 check (attempts >= 0),
    -- Set before the outside world is asked, so that a crash in between is noticed.
    sending_since       timestamptz,
    -- Who took it, and its name for it.
    sender              text,
    provider_message_id text,
    -- A stable code, never what the other side wrote.
    last_error          text,
    next_attempt_at     timestamptz,
    -- When it is of no use any more.
    useful_until        timestamptz not null,
    sent_at             timestamptz,
    created_at          timestamptz not null,
    updated_at          timestamptz not null,
    constraint deliveries_sending_check check ((state = 'sending') = (sending_since is not null)),
    constraint deliveries_sent_check check ((state = 'sent') = (sent_at is not null)),
    constraint deliveries_next_check
        check ((state in ('queued', 'failed')) = (next_attempt_at is not null)),
    constraint deliveries_code_check
        check (sealed_code is null or state in ('queued', 'sending', 'failed')),
    constraint deliveries_to_check check ((recipient_id is null) = (sealed_to is not null))
);
-- Nobody is told twice of the same event through the same channel.
create unique index deliveries_event_recipient_channel_key
    on notifications.deliveries (event_id, recipient_id, channel) where recipient_id is not null;
create unique index deliveries_event_channel_key
    on notifications.deliveries (event_id, channel) where recipient_id is null;
-- Operators look at the newest, often of one state.
create index deliveries_created_idx on notifications.deliveries (created_at desc, id desc);
create index deliveries_state_idx on notifications.deliveries (state, created_at desc, id desc);
