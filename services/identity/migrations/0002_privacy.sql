-- Privacy: what people agreed to, copies of their data, and being forgotten.

-- What a person agreed to or withdrew, by purpose and version of the text: history, never changed.
-- Kept as proof for three years after the account ended, by its pseudonymous id.
create table identity.consents (
    id          uuid        primary key,
    user_id     uuid        not null references identity.users (id) on delete cascade,
    purpose     text        not null check (purpose in ('terms', 'marketing', 'analytics',
        'location', 'identity_documents', 'transfer_abroad')),
    -- The version of the text that was shown.
    version     integer     not null check (version > 0),
    lang        text        not null check (lang in ('ar', 'en')),
    granted     boolean     not null,
    -- How it was said: at registration, or on the privacy screen.
    channel     text        not null check (channel in ('registration', 'privacy_screen')),
    created_at  timestamptz not null
);
-- The latest of each purpose, and the history.
create index consents_user_id_idx on identity.consents (user_id, purpose, created_at desc, id desc);

create function identity.refuse_consent_change() returns trigger language plpgsql as $$
begin
    raise exception 'a consent is never changed, only followed by another'
        using errcode = 'restrict_violation';
end $$;
create trigger consents_append_only before update on identity.consents
    for each row execute function identity.refuse_consent_change();

-- Copies of one's data: gathered from every service, kept for a few days, then removed.
create table identity.exports (
    id            uuid        primary key,
    user_id       uuid        not null references identity.users (id) on delete cascade,
    state         text        not null check (state in ('gathering', 'ready', 'expired')),
    -- The services that did not answer in time.
    missing       text[]      not null default '{}',
    ready_at      timestamptz,
    expires_at    timestamptz,
    created_at    timestamptz not null,
    check ((state = 'gathering') = (ready_at is null)),
    check ((ready_at is null) = (expires_at is null))
);
-- A person's copies, newest first.
create index exports_user_id_idx on identity.exports (user_id, created_at desc, id desc);
-- One at a time.
create unique index exports_one_open_idx on identity.exports (user_id) where state = 'gathering';

-- Which services have laid down their part of a copy.
create table identity.export_parts (
    export_id  uuid        not null references identity.exports (id) on delete cascade,
    holder     text        not null,
    created_at timestamptz not null,
    primary key (export_id, holder)
);

-- Wishes to be forgotten. `scheduled` may be taken back until `erase_at`; `erasing` may not.
create table identity.deletions (
    id          uuid        primary key,
    user_id     uuid        not null references identity.users (id) on delete cascade,
    state       text        not null check (state in ('scheduled', 'cancelled', 'erasing', 'erased')),
    erase_at    timestamptz not null,
    -- How often it was put off because something stood in the way when its time came.
    put_off     integer     not null default 0 check (put_off >= 0),
    ended_at    timestamptz,
    created_at  timestamptz not null,
    check ((state in ('cancelled', 'erased')) = (ended_at is not null))
);
create index deletions_user_id_idx on identity.deletions (user_id, created_at desc);
create unique index deletions_one_open_idx on identity.deletions (user_id)
    where state in ('scheduled', 'erasing');

-- The register of erasures: which service erased how much, by pseudonymous id.
create table identity.erasures (
    user_id    uuid        not null references identity.users (id) on delete cascade,
    holder     text        not null,
    row_count  bigint      not null check (row_count >= 0),
    created_at timestamptz not null,
    primary key (user_id, holder)
);

-- When everything personal of the account was erased. The row stays as the pseudonym that bookings
-- and the ledger point to; phone and hashes are random from then on.
alter table identity.users add column erased_at timestamptz;
alter table identity.users add constraint users_erased_are_closed
    check (erased_at is null or (status = 'inactive' and email is null and password_hash is null));

alter table identity.sessions drop constraint sessions_end_reason_check;
alter table identity.sessions add constraint sessions_end_reason_check check (end_reason in
    ('logged_out', 'ended_elsewhere', 'reuse', 'suspended', 'password_changed', 'closed'));
