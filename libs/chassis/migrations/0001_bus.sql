-- The platform's backbone: the event log (outbox and bus in one), subscribers' cursors, parked
-- events, jobs and idempotency keys. Owned by chassis; every service's role may use it.

-- Written by commands in their own transaction. The stamper moves committed rows to bus.events
-- in the order of seq; an aggregate's rows are in its own order because its head is locked.
create table bus.outbox (
    seq            bigint generated always as identity primary key,
    id             uuid        not null unique,
    producer       text        not null,
    aggregate_type text        not null,
    aggregate_id   uuid        not null,
    version        bigint      not null check (version > 0),
    type           text        not null,
    payload        jsonb       not null,
    trace          text,
    occurred_at    timestamptz not null,
    created_at     timestamptz not null default now(),
    unique (aggregate_type, aggregate_id, version)
);

-- The last version of each aggregate. Locking its row until the commit is what keeps an
-- aggregate's events in order and makes (aggregate, version) unique for ever, also after the
-- event itself was dropped with its partition.
create table bus.heads (
    aggregate_type text        not null,
    aggregate_id   uuid        not null,
    version        bigint      not null check (version > 0),
    created_at     timestamptz not null default now(),
    primary key (aggregate_type, aggregate_id)
);

-- The log proper: committed events with their final position.
create table bus.events (
    position       bigint      not null,
    id             uuid        not null,
    producer       text        not null,
    aggregate_type text        not null,
    aggregate_id   uuid        not null,
    version        bigint      not null,
    type           text        not null,
    payload        jsonb       not null,
    trace          text,
    occurred_at    timestamptz not null,
    created_at     timestamptz not null,
    primary key (position)
) partition by range (position);
-- Operators read one aggregate's story.
create index events_aggregate_idx on bus.events (aggregate_id, version);

-- The last position given out. One row.
create table bus.stamp (
    only_row   boolean     primary key default true check (only_row),
    position   bigint      not null default 0 check (position >= 0),
    created_at timestamptz not null default now()
);
insert into bus.stamp default values;

-- How far each subscriber has come. It moves in the transaction of the effect.
create table bus.cursors (
    subscriber text        primary key,
    position   bigint      not null check (position >= 0),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

-- Events a subscriber could not apply, and all later ones of the same aggregate: order is kept
-- per aggregate while everybody else goes on.
create table bus.parked (
    subscriber      text        not null,
    position        bigint      not null,
    aggregate_type  text        not null,
    aggregate_id    uuid        not null,
    type            text        not null,
    event           jsonb       not null,
    attempts        integer     not null default 0 check (attempts >= 0),
    last_error      text,
    next_attempt_at timestamptz not null,
    created_at      timestamptz not null default now(),
    primary key (subscriber, position)
);
-- A subscriber asks whether an aggregate is parked before it applies an event.
create index parked_aggregate_idx on bus.parked (subscriber, aggregate_type, aggregate_id, position);
-- The retry picks what is due.
create index parked_due_idx on bus.parked (subscriber, next_attempt_at);

-- Timers and background work. A job is scheduled in the transaction that needs it.
create table bus.jobs (
    id           uuid        primary key,
    service      text        not null,
    kind         text        not null,
    key          text        not null,
    payload      jsonb       not null default '{}',
    run_at       timestamptz not null,
    attempts     integer     not null default 0 check (attempts >= 0),
    leased_until timestamptz,
    last_error   text,
    dead_at      timestamptz,
    trace        text,
    created_at   timestamptz not null default now(),
    unique (service, kind, key)
);
-- The runner picks what is due.
create index jobs_due_idx on bus.jobs (service, run_at) where dead_at is null;

-- Answers given to requests with an Idempotency-Key. Written in the transaction of the effect; a
-- key being worked on is an advisory lock and leaves no row behind when its process dies.
create table bus.idempotency (
    account      text        not null,
    route        text        not null,
    key          text        not null check (length(key) between 1 and 255),
    body_hash    bytea       not null,
    status       smallint    not null,
    answer       bytea       not null,
    created_at   timestamptz not null,
    primary key (account, route, key)
);
-- Retention drops old answers.
create index idempotency_created_idx on bus.idempotency (created_at);
