-- What operators change of services, categories and zones: what, from when on, who and why. A change
-- of the future waits here and is written at its moment, by a job or by whoever reads first.
create table catalog.changes (
    id         uuid        primary key,
    subject    text        not null check (subject in ('service', 'category', 'zone')),
    subject_id uuid        not null,
    state      text        not null check (state in ('waiting', 'applied', 'withdrawn', 'failed')),
    -- From when on it holds.
    valid_from timestamptz not null,
    -- What was sent, without version, moment and reason.
    value      jsonb       not null,
    -- How it was before, as operators see it; null where it was made, or not written yet.
    before     jsonb,
    -- The version it has with it.
    version    bigint      check (version > 0),
    made_by    uuid        not null,
    reason     text        check (length(reason) between 1 and 500),
    -- Why it could not be written at its moment: a stable code.
    trouble    text,
    created_at timestamptz not null,
    ended_at   timestamptz,
    check ((state = 'waiting') = (ended_at is null)),
    check ((state = 'applied') = (version is not null)),
    check ((state = 'failed') = (trouble is not null))
);
-- One waiting change of a thing: it replaces the whole, so a second one would undo the first.
create unique index changes_waiting_idx on catalog.changes (subject, subject_id)
    where state = 'waiting';
-- What is due.
create index changes_due_idx on catalog.changes (valid_from) where state = 'waiting';
-- The history of a thing, newest first.
create index changes_subject_idx on catalog.changes (subject, subject_id, created_at desc, id desc);

-- Counts what was written, so that caches know what they hold is old.
create table catalog.stamp (
    only_one   boolean     primary key default true check (only_one),
    written    bigint      not null,
    created_at timestamptz not null
);
insert into catalog.stamp (written, created_at) values (0, now());
