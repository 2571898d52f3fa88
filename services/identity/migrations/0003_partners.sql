-- Partners: organisations whose programs book for their own customers, and the keys they use.

-- An organisation with an account of its own, opened by an operator. Nobody logs in as it: its
-- phone in `users` is the contact's, beside a random hash that no log-in finds.
create table identity.partners (
    user_id     uuid        primary key references identity.users (id) on delete cascade,
    kind        text        not null check (kind in ('compound', 'insurer', 'marketplace', 'other')),
    name_ar     text        not null check (length(name_ar) between 1 and 100),
    name_en     text        not null check (length(name_en) between 1 and 100),
    -- For the staff.
    note        text        check (length(note) <= 1000),
    version     integer     not null default 1 check (version > 0),
    created_by  uuid        not null,
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);
-- The operators' list, newest first.
create index partners_created_at_idx on identity.partners (created_at desc, user_id desc);

-- Keys of partners' programs. Only a keyed hash of the secret is kept.
create table identity.api_keys (
    id            uuid        primary key,
    partner_id    uuid        not null references identity.partners (user_id) on delete cascade,
    name          text        not null check (length(name) between 1 and 100),
    -- What it may do: at least one thing.
    scopes        text[]      not null check (cardinality(scopes) between 1 and 9),
    -- From where it may come (CIDR); none means from anywhere.
    networks      text[]      not null check (cardinality(networks) <= 20),
    secret_hash   bytea       not null unique check (octet_length(secret_hash) = 32),
    -- The one that took its place; until `expires_at` both are good.
    replaced_by   uuid        unique references identity.api_keys (id),
    expires_at    timestamptz,
    revoked_at    timestamptz,
    last_used_at  timestamptz,
    created_by    uuid        not null,
    created_at    timestamptz not null,
    check (replaced_by is null or expires_at is not null)
);
-- A partner's keys, newest first; also the foreign key.
create index api_keys_partner_id_idx on identity.api_keys (partner_id, created_at desc, id desc);
