-- Webhooks: what partners' programs are told, and what became of it; and browsers that are forgotten
-- with the log-in they belong to.

-- Read model of partners, from partner.changed.
create table notifications.partners (
    partner_id uuid        primary key,
    created_at timestamptz not null
);

-- Where a partner's programs are told. The address may hold a token and is sealed, as the secret is.
create table notifications.webhook_endpoints (
    id              uuid        primary key,
    partner_id      uuid        not null,
    sealed_url      text        not null check (sealed_url like 'osta1.%'),
    description     text        check (length(description) <= 200),
    -- The types it is told of; none means all.
    event_types     text[]      not null,
    sealed_secret   text        not null check (sealed_secret like 'osta1.%'),
    -- The secret before, with which messages are signed too until then.
    sealed_previous text        check (sealed_previous like 'osta1.%'),
    previous_until  timestamptz,
    -- Why nothing is sent: its owner's wish, the receiver said it is gone, or it failed too long.
    off_reason      text        check (off_reason in ('by_owner', 'gone', 'failing')),
    off_at          timestamptz,
    -- The first attempt that failed since the last that did not.
    failing_since   timestamptz,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    check ((sealed_previous is null) = (previous_until is null)),
    check ((off_reason is null) = (off_at is null))
);
-- A partner's endpoints.
create index webhook_endpoints_partner_idx
    on notifications.webhook_endpoints (partner_id, created_at desc, id desc);

-- One message for each event and endpoint.
create table notifications.webhook_messages (
    id              uuid        primary key,
    endpoint_id     uuid        not null
        references notifications.webhook_endpoints (id) on delete cascade,
    event_id        uuid        not null,
    event_type      text        not null,
    occurred_at     timestamptz not null,
    booking_id      uuid,
    -- What the event says of a payment; no personal data.
    payment         jsonb,
    -- As it was sent first; every further attempt sends the same bytes.
    sealed_body     text        check (sealed_body like 'osta1.%'),
    state           text        not null check (state in ('waiting', 'delivered', 'failed')),
    -- Attempts of this round; a replay begins a new one.
    attempts        integer     not null default 0 check (attempts >= 0),
    next_attempt_at timestamptz,
    ended_at        timestamptz,
    created_at      timestamptz not null,
    constraint webhook_messages_once_key unique (endpoint_id, event_id),
    check ((state = 'waiting') = (next_attempt_at is not null)),
    check ((state = 'waiting') = (ended_at is null))
);
-- An endpoint's messages, newest first.
create index webhook_messages_endpoint_idx
    on notifications.webhook_messages (endpoint_id, created_at desc, id desc);
-- Those that are to be forgotten.
create index webhook_messages_created_at_idx on notifications.webhook_messages (created_at);

-- Every attempt: what the receiver answered, and how fast.
create table notifications.webhook_attempts (
    id            uuid        primary key,
    message_id    uuid        not null
        references notifications.webhook_messages (id) on delete cascade,
    -- None when there was no answer; then the code says why.
    status        smallint    check (status between 100 and 999),
    error         text,
    elapsed_ms    integer     not null check (elapsed_ms >= 0),
    -- The first kibibyte of the answer.
    sealed_answer text        check (sealed_answer like 'osta1.%'),
    created_at    timestamptz not null,
    check ((status is null) = (error is not null))
);
-- A message's attempts.
create index webhook_attempts_message_idx
    on notifications.webhook_attempts (message_id, created_at, id);

-- The log-in in which a browser was registered; it is forgotten with it. Those from before end with
-- their push service's word, or are renewed.
alter table notifications.devices add column session_id uuid;
-- The browsers of a log-in that ended.
create index devices_session_idx on notifications.devices (session_id) where session_id is not null;
