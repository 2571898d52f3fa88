-- What keeps both sides honest and safe: how a provider got along on its way, what customers get for
-- time they lost, disputes with evidence and proposals, warranty claims, and the hash-chained record
-- of a job. Kept as long as the booking; texts and pictures of disputes and claims go with it.

-- A bound provider's way to the address, one row a binding (drop_no: how many had left before). What
-- a cancellation is judged by. Distances only, never positions.
create table booking.journeys (
    booking_id    uuid        not null references booking.bookings (id),
    drop_no       integer     not null check (drop_no >= 0),
    provider_id   uuid        not null,
    set_out_at    timestamptz not null,
    -- How far from the address it set out; null when nobody knew.
    from_m        integer     check (from_m >= 0),
    -- What tracking reports of it, until it reports the end of it.
    trouble       text        check (trouble in ('stalled', 'retreating', 'dark')),
    trouble_since timestamptz,
    created_at    timestamptz not null,
    primary key (booking_id, drop_no),
    check ((trouble is null) = (trouble_since is null))
);

-- What a customer gets because the provider was at fault and its time is lost.
create table booking.compensations (
    booking_id  uuid        primary key references booking.bookings (id),
    amount      bigint      not null check (amount > 0),
    payer       text        not null check (payer in ('provider', 'platform')),
    rule        text        not null,
    created_at  timestamptz not null
);

-- A dispute: what is claimed, wanted and by when both sides have told theirs. Where it stands in the
-- booking's life is the booking's own status; this says how far the talk has come.
create table booking.disputes (
    booking_id     uuid        primary key references booking.bookings (id),
    opened_by      text        not null check (opened_by in ('customer', 'operator')),
    kind           text        not null check (kind in
        ('not_fixed', 'poor_work', 'damage', 'overcharged', 'incomplete', 'behaviour', 'stopped_by_staff', 'other')),
    wanted         text        not null check (wanted in ('none', 're_service', 'partial_refund', 'full_refund')),
    wanted_amount  bigint      check (wanted_amount > 0),
    state          text        not null check (state in ('evidence', 'proposal', 'escalated', 'decided')),
    evidence_until timestamptz not null,
    outcome        text        check (outcome in ('none', 're_service', 'partial_refund', 'full_refund')),
    -- agreed: both sides said yes to a proposal. decided: staff.
    decided_by     text        check (decided_by in ('agreed', 'operator')),
    decided_at     timestamptz,
    created_at     timestamptz not null,
    check ((wanted = 'partial_refund') = (wanted_amount is not null)),
    check ((state = 'decided') = (decided_at is not null)),
    check ((decided_at is null) = (outcome is null) and (decided_at is null) = (decided_by is null))
);
-- The operators' queue: what waits for them, oldest first.
create index disputes_waiting_idx on booking.disputes (created_at) where state <> 'decided';

-- Disputes from before: their evidence window counts from their opening.
insert into booking.disputes (booking_id, opened_by, kind, wanted, state, evidence_until, outcome, decided_by,
                              decided_at, created_at)
select id, case when dispute_after_completion then 'customer' else 'operator' end, 'other', 'none',
       case when dispute_decided_at is null then 'evidence' else 'decided' end,
       disputed_at + interval '48 hours',
       case when dispute_decided_at is null then null
            when booking_status = 'cancelled' then 'full_refund'
            when refund_amount > 0 then 'partial_refund' else 'none' end,
       case when dispute_decided_at is not null then 'operator' end, dispute_decided_at, disputed_at
from booking.bookings where disputed_at is not null;

-- What a side says and shows, up to the deadline. The text is sealed: it may name people. Null: it was
-- forgotten with its author.
create table booking.dispute_evidence (
    id          uuid        primary key,
    booking_id  uuid        not null references booking.disputes (booking_id),
    side        text        not null check (side in ('customer', 'provider')),
    text_sealed text,
    photo_ids   uuid[]      not null,
    created_at  timestamptz not null
);
-- A dispute's evidence, in its order.
create index dispute_evidence_booking_idx on booking.dispute_evidence (booking_id, created_at, id);

-- A way to end a dispute without a decision. The provider's needs the customer's yes, staff's needs
-- both. Unanswered it lapses.
create table booking.dispute_proposals (
    id           uuid        primary key,
    booking_id   uuid        not null references booking.disputes (booking_id),
    by_side      text        not null check (by_side in ('provider', 'operator')),
    outcome      text        not null check (outcome in ('none', 're_service', 'partial_refund', 'full_refund')),
    amount       bigint      check (amount > 0),
    text         text        not null,
    state        text        not null check (state in ('open', 'accepted', 'declined', 'lapsed', 'replaced', 'decided')),
    customer_yes timestamptz,
    provider_yes timestamptz,
    expires_at   timestamptz not null,
    created_at   timestamptz not null,
    closed_at    timestamptz,
    check ((outcome = 'partial_refund') = (amount is not null)),
    check ((state = 'open') = (closed_at is null)),
    check (state <> 'accepted' or customer_yes is not null)
);
-- At most one open proposal a dispute; also finds it.
create unique index dispute_proposals_open_idx on booking.dispute_proposals (booking_id) where state = 'open';
create index dispute_proposals_booking_idx on booking.dispute_proposals (booking_id, created_at);

-- The same fault came back within the warranty: a free visit, itself a booking without a price.
create table booking.warranty_claims (
    id               uuid        primary key,
    -- The booking whose work is repaired, who did it, and what it earned of it.
    booking_id       uuid        not null references booking.bookings (id),
    first_provider   uuid        not null,
    first_earnings   bigint      not null check (first_earnings >= 0),
    customer_id      uuid        not null,
    visit_booking_id uuid        not null constraint warranty_claims_visit_key unique references booking.bookings (id),
    -- What the customer says is wrong again; sealed. Null: it was forgotten with its author.
    fault_sealed     text,
    photo_ids        uuid[]      not null,
    -- open: the visit is looked for or under way. done: it was made. refused: by staff, with a reason.
    -- withdrawn: the visit was cancelled.
    state            text        not null check (state in ('open', 'done', 'refused', 'withdrawn')),
    refusal          text,
    -- Whether the first provider's work was at fault: staff says so after the visit, or nobody ever.
    at_fault         boolean,
    verdict_reason   text,
    -- What the first provider was charged because another one went.
    charged          bigint      not null default 0 check (charged >= 0),
    created_at       timestamptz not null,
    closed_at        timestamptz,
    check ((state = 'open') = (closed_at is null)),
    check ((state = 'refused') = (refusal is not null)),
    check ((at_fault is null) = (verdict_reason is null))
);
-- At most one open claim a booking.
create unique index warranty_claims_open_idx on booking.warranty_claims (booking_id) where state = 'open';
-- A booking's claims.
create index warranty_claims_booking_idx on booking.warranty_claims (booking_id, created_at);
-- The operators' queue, newest first.
create index warranty_claims_created_idx on booking.warranty_claims (created_at desc, id desc);

-- The record of a job: every entry holds the hash of the one before, so that nothing can be changed,
-- left out or put in between without it showing. `body` is the canonical JSON that was hashed, to the
-- byte; what only some may read is in it as a salted digest and here beside it, sealed.
create table booking.job_records (
    booking_id    uuid        not null references booking.bookings (id),
    seq           integer     not null check (seq > 0),
    kind          text        not null,
    body          text        not null,
    private_sealed text,
    hash          bytea       not null check (octet_length(hash) = 32),
    created_at    timestamptz not null,
    primary key (booking_id, seq)
);
-- Nothing but what is private may be forgotten (people's words, when they want to be erased): the
-- chain holds only its digest and stays whole.
create function booking.keep_job_record() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and new.private_sealed is null
        and (new.booking_id, new.seq, new.kind, new.body, new.hash, new.created_at)
          = (old.booking_id, old.seq, old.kind, old.body, old.hash, old.created_at)
    then
        return new;
    end if;
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger job_records_append_only
    before update or delete on booking.job_records
    for each row execute function booking.keep_job_record();

-- Pictures of a fault that came back.
alter table booking.booking_photos drop constraint booking_photos_purpose_check;
alter table booking.booking_photos add constraint booking_photos_purpose_check
    check (purpose in ('parts', 'completion', 'dispute', 'warranty'));
