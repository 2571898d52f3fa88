-- Conversations: what people say to each other and to the staff. What was said is sealed.

-- One conversation a booking, from its first confirmation; support conversations besides.
create table notifications.conversations (
    id                uuid        primary key,
    kind              text        not null check (kind in ('booking', 'support')),
    booking_id        uuid,
    booking_number    text,
    service_name_ar   text,
    service_name_en   text,
    -- The booking's customer, or whoever asked the staff.
    person_id         uuid        not null,
    -- Who is bound to the booking now.
    provider_id       uuid,
    -- The first message that whoever is bound next may read: those of another provider's time
    -- are not theirs.
    provider_from_seq bigint      not null default 1 check (provider_from_seq > 0),
    -- The operator who looks after a support conversation.
    assigned_to       uuid,
    sealed_subject    text,
    state             text        not null check (state in ('open', 'waiting', 'closed')),
    -- From then on nobody writes.
    open_until        timestamptz,
    last_seq          bigint      not null default 0 check (last_seq >= 0),
    -- How many messages showed a way around the platform.
    contact_leaks     integer     not null default 0 check (contact_leaks >= 0),
    created_at        timestamptz not null,
    -- When something was last said.
    updated_at        timestamptz not null,
    constraint conversations_booking_check check (kind = 'support' or booking_id is not null),
    constraint conversations_waiting_check
        check (state <> 'waiting' or (kind = 'booking' and provider_id is null)),
    constraint conversations_provider_check check (kind = 'booking' or provider_id is null),
    constraint conversations_assigned_check check (kind = 'support' or assigned_to is null)
);
-- One conversation a booking; events of bookings find theirs.
create unique index conversations_booking_key
    on notifications.conversations (booking_id) where kind = 'booking';
-- Operators look at the newest, mostly of one kind.
create index conversations_kind_idx
    on notifications.conversations (kind, updated_at desc, id desc);
-- A person's own support conversations, to bound how many are open.
create index conversations_person_idx on notifications.conversations (person_id, created_at desc);

-- Who may hear a conversation, from which message on, and how far they heard. Whoever left keeps
-- the row, without any right.
create table notifications.conversation_seats (
    conversation_id uuid        not null
        references notifications.conversations (id) on delete cascade,
    user_id         uuid        not null,
    side            text        not null check (side in ('customer', 'provider', 'operator')),
    from_seq        bigint      not null check (from_seq > 0),
    delivered_seq   bigint      not null default 0 check (delivered_seq >= 0),
    read_seq        bigint      not null default 0 check (read_seq >= 0),
    -- The message up to which the member was told outside the conversation.
    nudged_seq      bigint      not null default 0 check (nudged_seq >= 0),
    left_at         timestamptz,
    created_at      timestamptz not null,
    primary key (conversation_id, user_id),
    constraint conversation_seats_read_check check (read_seq <= delivered_seq)
);
-- A person's conversations.
create index conversation_seats_user_idx
    on notifications.conversation_seats (user_id) where left_at is null;

-- What was said: text and place as sealed JSON. Numbered without gaps by the conversation's row,
-- which whoever writes locks.
create table notifications.chat_messages (
    conversation_id uuid        not null
        references notifications.conversations (id) on delete cascade,
    seq             bigint      not null check (seq > 0),
    -- Made by whoever writes, so that a retry is recognised.
    id              uuid        not null,
    kind            text        not null
        check (kind in ('text', 'photo', 'voice', 'place', 'system')),
    side            text        not null
        check (side in ('customer', 'provider', 'operator', 'system')),
    sender_id       uuid,
    sealed_body     text,
    -- A keyed hash of what was sent: the same id with other content is no retry.
    body_hash       bytea,
    attachment_id   uuid,
    -- What the platform tells; its text is rendered for whoever reads.
    system_code     text,
    -- Whether contact details were taken out.
    masked          boolean     not null default false,
    leaks           text[]      not null default '{}',
    created_at      timestamptz not null,
    primary key (conversation_id, seq),
    constraint chat_messages_id_key unique (conversation_id, id),
    constraint chat_messages_system_check
        check ((kind = 'system') = (system_code is not null) and (kind = 'system') = (side = 'system')),
    constraint chat_messages_attachment_check
        check ((kind in ('photo', 'voice')) = (attachment_id is not null))
);
-- Who shows ways around the platform, for operators.
create index chat_messages_leaks_idx
    on notifications.chat_messages (sender_id, created_at desc) where leaks <> '{}';

-- Photos and voice notes; the files are in the store, sealed. One without a message (`seq`) is
-- dropped after a day.
create table notifications.chat_attachments (
    conversation_id uuid        not null
        references notifications.conversations (id) on delete cascade,
    id              uuid        not null,
    uploaded_by     uuid        not null,
    kind            text        not null check (kind in ('photo', 'voice')),
    media_type      text        not null,
    size_bytes      bigint      not null check (size_bytes > 0),
    duration_ms     bigint      check (duration_ms > 0),
    object_key      text        not null,
    sha256          bytea       not null,
    seq             bigint      check (seq > 0),
    created_at      timestamptz not null,
    primary key (conversation_id, id),
    constraint chat_attachments_voice_check check ((kind = 'voice') = (duration_ms is not null))
);
-- Files that nobody sent.
create index chat_attachments_unsent_idx
    on notifications.chat_attachments (created_at) where seq is null;
