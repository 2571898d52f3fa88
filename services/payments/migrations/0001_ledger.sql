-- The double-entry ledger. Amounts are piastres seen from the platform: a positive posting is
-- money the platform owes the account (credit), a negative one is money owed to it or held for it
-- (debit). Nothing here is ever changed or removed; undoing is a new entry that names the old one.

-- The chart (README.md explains each kind). One account for a kind and an owner or gateway.
create table payments.accounts (
    id         uuid        primary key,
    kind       text        not null,
    -- The customer or provider it belongs to; null for the platform's own.
    owner_id   uuid,
    -- The gateway whose money it counts.
    gateway    text,
    created_at timestamptz not null,
    constraint accounts_kind_check check (kind in (
        'customer_wallet', 'customer_receivable', 'provider_payable', 'gateway_clearing',
        'cash_in_hand', 'bank', 'platform_revenue', 'vat_payable', 'promotions', 'refunds',
        'disputes_held', 'rounding')),
    constraint accounts_owner_check check (
        (kind in ('customer_wallet', 'customer_receivable', 'provider_payable'))
        = (owner_id is not null)),
    constraint accounts_gateway_check check ((kind = 'gateway_clearing') = (gateway is not null))
);
-- Finds an account, and lets none exist twice.
create unique index accounts_identity_idx on payments.accounts
    (kind, coalesce(owner_id, '00000000-0000-0000-0000-000000000000'), coalesce(gateway, ''));
-- An owner's accounts.
create index accounts_owner_idx on payments.accounts (owner_id) where owner_id is not null;

insert into payments.accounts (id, kind, created_at) values
    ('00000000-0000-7000-8000-00000000a001', 'cash_in_hand', now()),
    ('00000000-0000-7000-8000-00000000a002', 'bank', now()),
    ('00000000-0000-7000-8000-00000000a003', 'platform_revenue', now()),
    ('00000000-0000-7000-8000-00000000a004', 'vat_payable', now()),
    ('00000000-0000-7000-8000-00000000a005', 'promotions', now()),
    ('00000000-0000-7000-8000-00000000a006', 'refunds', now()),
    ('00000000-0000-7000-8000-00000000a007', 'disputes_held', now()),
    ('00000000-0000-7000-8000-00000000a008', 'rounding', now());

-- One thing that happened to money: the header of a balanced set of postings.
create table payments.entries (
    id           uuid        primary key,
    -- Which template made it: wallet_job_settled, payout …
    template     text        not null check (length(template) between 1 and 40),
    -- What it is for, so that the same thing is never posted twice: `settle:<booking>`.
    business_key text        not null constraint entries_business_key_key unique
                             check (length(business_key) between 1 and 400),
    booking_id   uuid,
    payment_id   uuid,
    -- The entry it undoes. An entry is undone at most once.
    reverses     uuid        constraint entries_reverses_key unique references payments.entries (id),
    -- The operator who made it; null for what events made.
    operator_id  uuid,
    -- Why, in the operator's words.
    memo         text        check (length(memo) <= 500),
    -- The transaction that wrote it: afterwards it takes no more postings.
    posted_in    xid8        not null,
    created_at   timestamptz not null,
    constraint entries_reverses_other_check check (reverses <> id)
);
-- Operators read the ledger newest first, all of it, by template or by booking.
create index entries_created_idx on payments.entries (created_at, id);
create index entries_template_idx on payments.entries (template, created_at, id);
create index entries_booking_idx on payments.entries (booking_id) where booking_id is not null;

-- What one entry does to one account. The account is checked by the trigger below and not by a
-- foreign key: its row lock would make every booking write to the platform's few account rows.
create table payments.postings (
    entry_id        uuid        not null references payments.entries (id),
    account_id      uuid        not null,
    amount          bigint      not null,
    -- For accounts with an owner: the how-manieth posting of the account, and its balance then.
    account_version bigint,
    balance_after   bigint,
    -- The transaction that wrote it: what the roll-up of platform accounts goes by.
    posted_in       xid8        not null,
    created_at      timestamptz not null,
    primary key (entry_id, account_id),
    constraint postings_amount_check check (
        amount <> 0 and amount between -1000000000000000 and 1000000000000000),
    -- Pages of a statement, in the order in which the balance moved.
    constraint postings_account_version_key unique (account_id, account_version)
);
-- Sums a platform account from its roll-up on.
create index postings_account_idx on payments.postings (account_id, posted_in) include (amount);

-- Balances of accounts with an owner, moved by triggers only. Platform accounts have none: one
-- row that every booking updates would serialise all bookings. They are summed (see rollups).
create table payments.balances (
    account_id uuid        primary key references payments.accounts (id),
    kind       text        not null,
    owner_id   uuid        not null,
    balance    bigint      not null default 0,
    -- Wallets: what is set aside for bookings, part of the balance.
    held       bigint      not null default 0,
    version    bigint      not null default 0,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint balances_held_check check (held >= 0 and (held = 0 or kind = 'customer_wallet')),
    constraint balances_wallet_check check (kind <> 'customer_wallet' or balance >= held),
    constraint balances_receivable_check check (kind <> 'customer_receivable' or balance <= 0)
);
-- An owner's balance, locked before money is decided on.
create unique index balances_owner_idx on payments.balances (owner_id, kind);

-- How far each platform account was added up: all postings of transactions below the horizon.
-- Every transaction below it had ended, so none can appear there later.
create table payments.rollups (
    account_id uuid        primary key references payments.accounts (id),
    balance    bigint      not null,
    horizon    xid8        not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

-- The balance of every account. A horizon ahead of this server's transactions comes from a dump
-- restored elsewhere and counts for nothing until the job has started it over.
create view payments.account_balances as
select a.id as account_id, a.kind, a.owner_id, a.gateway,
       case when a.owner_id is not null then coalesce(b.balance, 0)
            else coalesce(r.balance, 0) + coalesce((
                select sum(p.amount) from payments.postings p
                where p.account_id = a.id and p.posted_in >= coalesce(r.horizon, '0'::xid8)), 0)
       end::bigint as balance
from payments.accounts a
left join payments.balances b on b.account_id = a.id
left join payments.rollups r
       on r.account_id = a.id and r.horizon <= pg_snapshot_xmax(pg_current_snapshot());

-- Refuses whatever it is put on.
create function payments.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% of %.% is refused: the ledger is append-only', tg_op, tg_table_schema, tg_table_name
        using errcode = 'restrict_violation', constraint = 'ledger_append_only_check';
end $$;

create trigger accounts_append_only before update or delete on payments.accounts
    for each statement execute function payments.refuse_change();
create trigger accounts_no_truncate before truncate on payments.accounts
    for each statement execute function payments.refuse_change();
create trigger entries_append_only before update or delete on payments.entries
    for each statement execute function payments.refuse_change();
create trigger entries_no_truncate before truncate on payments.entries
    for each statement execute function payments.refuse_change();
create trigger postings_append_only before update or delete on payments.postings
    for each statement execute function payments.refuse_change();
create trigger postings_no_truncate before truncate on payments.postings
    for each statement execute function payments.refuse_change();
alter table payments.accounts enable always trigger accounts_append_only;
alter table payments.accounts enable always trigger accounts_no_truncate;
alter table payments.entries enable always trigger entries_append_only;
alter table payments.entries enable always trigger entries_no_truncate;
alter table payments.postings enable always trigger postings_append_only;
alter table payments.postings enable always trigger postings_no_truncate;

-- Every account with an owner begins with a balance of nothing.
create function payments.open_balance() returns trigger language plpgsql as $$
begin
    if new.owner_id is not null then
        insert into payments.balances (account_id, kind, owner_id, created_at, updated_at)
        values (new.id, new.kind, new.owner_id, new.created_at, new.created_at);
    end if;
    return null;
end $$;
create trigger accounts_open_balance after insert on payments.accounts
    for each row execute function payments.open_balance();

create function payments.stamp_entry() returns trigger language plpgsql as $$
begin
    new.posted_in := pg_current_xact_id();
    return new;
end $$;
create trigger entries_stamp before insert on payments.entries
    for each row execute function payments.stamp_entry();

-- A posting arrives: only while its entry is being written, and only on an account that exists.
-- The owner's balance moves with it.
create function payments.post() returns trigger language plpgsql as $$
declare
    owner uuid;
begin
    select a.owner_id into owner from payments.accounts a where a.id = new.account_id;
    if not found then
        raise exception 'no account %', new.account_id
            using errcode = 'foreign_key_violation', constraint = 'postings_account_id_fkey';
    end if;
    if not exists (select from payments.entries e
                   where e.id = new.entry_id and e.posted_in = pg_current_xact_id()) then
        raise exception 'entry % is closed', new.entry_id
            using errcode = 'restrict_violation', constraint = 'postings_entry_open_check';
    end if;
    new.posted_in := pg_current_xact_id();
    new.account_version := null;
    new.balance_after := null;
    if owner is not null then
        update payments.balances b
        set balance = b.balance + new.amount, version = b.version + 1, updated_at = new.created_at
        where b.account_id = new.account_id
        returning b.balance, b.version into new.balance_after, new.account_version;
    end if;
    return new;
end $$;
create trigger postings_post before insert on payments.postings
    for each row execute function payments.post();

-- At the commit an entry has at least two postings that add up to nothing, and one that undoes
-- another is its exact mirror.
create function payments.check_entry() returns trigger language plpgsql as $$
declare
    entry payments.entries;
    total numeric;
    n     integer;
begin
    if tg_table_name = 'entries' then
        entry := new;
    else
        select * into entry from payments.entries e where e.id = new.entry_id;
    end if;
    select count(*), coalesce(sum(amount), 0) into n, total
    from payments.postings where entry_id = entry.id;
    if n < 2 or total <> 0 then
        raise exception 'entry % has % postings that add up to %', entry.id, n, total
            using errcode = 'check_violation', constraint = 'entries_balanced_check';
    end if;
    if entry.reverses is not null and exists (
        select from (select account_id, amount from payments.postings where entry_id = entry.id) mine
        full join (select account_id, amount from payments.postings where entry_id = entry.reverses) theirs
             on theirs.account_id = mine.account_id
        where mine.amount is distinct from -theirs.amount)
    then
        raise exception 'entry % does not mirror %', entry.id, entry.reverses
            using errcode = 'check_violation', constraint = 'entries_mirror_check';
    end if;
    return null;
end $$;
create constraint trigger entries_balanced after insert on payments.entries
    deferrable initially deferred for each row execute function payments.check_entry();
create constraint trigger postings_balanced after insert on payments.postings
    deferrable initially deferred for each row execute function payments.check_entry();

-- Balances move only from inside the triggers of accounts, postings and holds.
create function payments.guard_balances() returns trigger language plpgsql as $$
begin
    if pg_trigger_depth() < 2 then
        raise exception 'balances follow the ledger and are not written by hand'
            using errcode = 'restrict_violation', constraint = 'balances_follow_check';
    end if;
    return coalesce(new, old);
end $$;
create trigger balances_guard before insert or update or delete on payments.balances
    for each row execute function payments.guard_balances();
create trigger balances_no_truncate before truncate on payments.balances
    for each statement execute function payments.refuse_change();
