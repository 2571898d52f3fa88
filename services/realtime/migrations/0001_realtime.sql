-- Schema `realtime`: what the open sockets need to know besides what they are told. What is told
-- lives in the log (`bus.events`) and in memory; nothing of it is kept here.

-- Which log the numbers of rooms belong to. One row, made once. After the database was set back to
-- an older state its positions begin again below numbers that clients have seen: whoever restores
-- a backup deletes the row, and the next start makes a new one.
create table realtime.epochs (
    only_one   boolean     primary key default true check (only_one),
    epoch      uuid        not null,
    created_at timestamptz not null
);

-- Accounts as identity tells of them (read model of `user.changed`): a token that is still good
-- does not let in somebody who was suspended since. Found by the primary key only. A row lives as
-- long as the account.
create table realtime.accounts (
    user_id    uuid        primary key,
    -- The version of the account's last applied event: older ones change nothing.
    version    bigint      not null check (version > 0),
    role       text        not null,
    is_active  boolean     not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

-- Who takes part in which booking, as booking tells it: a room that opens here without having
-- heard of its booking's past knows whose position may be shown in it. Rows of bookings that
-- ended are dropped after a day: their rooms show no positions any more.
create table realtime.bookings (
    booking_id  uuid        primary key,
    version     bigint      not null check (version > 0),
    customer_id uuid        not null,
    -- The bound provider.
    provider_id uuid,
    -- When it was over: completed, cancelled.
    ended_at    timestamptz,
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);
-- Retention.
create index bookings_ended_idx on realtime.bookings (ended_at) where ended_at is not null;
