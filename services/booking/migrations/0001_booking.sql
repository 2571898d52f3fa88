-- Bookings and everything that happens in the life of one. Money is bigint piastres. The
-- requirements' columns keep their names (booking_status, scheduled_date, total_amount, …).

-- The agreement to do one service, at one address, in one time window. `booking_status` is exactly
-- the requirements' set; `stage` refines it. What is true in a status is tied to it by checks.
create table booking.bookings (
    id                    uuid        primary key,
    -- For people and support: OS-7K2M4Q.
    number                text        not null check (number ~ '^OS-[2-9A-HJ-NP-Z]{6}$'),
    version               integer     not null default 1 check (version > 0),
    customer_id           uuid        not null,
    provider_id           uuid,
    -- The catalog's quote: its numbers are copied, so that nothing depends on it later.
    quote_id              uuid        not null,

    -- The service as it was when the quote was made.
    service_id            uuid        not null,
    category_id           uuid        not null,
    service_code          text        not null,
    service_name_ar       text        not null,
    service_name_en       text        not null,
    pricing               text        not null check (pricing in ('fixed_scope', 'inspection_first')),
    needs_certificate     boolean     not null,
    warranty_days         integer     not null check (warranty_days >= 0),
    commission_bp         integer     not null check (commission_bp between 0 and 10000),
    -- How much parts may cost in all without an operator.
    parts_cap             bigint      not null check (parts_cap >= 0),
    quantity              integer     not null check (quantity > 0),
    -- The provider whose own price was quoted, if the customer chose one.
    wanted_provider_id    uuid,
    wants_language        text        check (wants_language in ('ar', 'en')),
    wants_gender          text        check (wants_gender in ('male', 'female')),

    booking_status        text        not null check (booking_status in
        ('pending', 'confirmed', 'in_progress', 'completed', 'cancelled', 'disputed')),
    stage                 text        not null,

    -- The window. scheduled_date is its start.
    instant               boolean     not null,
    scheduled_date        timestamptz not null,
    ends_at               timestamptz not null,
    estimated_duration    integer     not null check (estimated_duration > 0),
    actual_start_time     timestamptz,
    actual_end_time       timestamptz,
    actual_duration       integer     check (actual_duration >= 0),

    -- Where. The full address (street, building, floor, apartment, landmark) is personal data and
    -- sealed JSON; governorate, district and pin are needed in clear.
    service_address_sealed text       not null,
    governorate           text        not null,
    district_ar           text        not null,
    district_en           text        not null,
    zone_id               uuid        not null,
    pin                   geography(point, 4326) not null,
    -- What the customer wrote for the provider; may name people and phones, so it is sealed.
    special_instructions_sealed text,

    -- The price. approved_total is what the customer has approved so far, exactly; total_amount is
    -- what it pays (for cash rounded down to the pound), so an invoice never exceeds the approval.
    payment_method        text        not null check (payment_method in ('cash', 'card', 'wallet', 'bank_transfer')),
    payment_status        text        not null default 'pending' check (payment_status in
        ('pending', 'paid', 'refunded', 'disputed')),
    approved_total        bigint      not null check (approved_total >= 0),
    inspection_fee        bigint      not null check (inspection_fee >= 0),
    total_amount          bigint      not null check (total_amount >= 0),
    platform_promotion    bigint      not null check (platform_promotion >= 0),
    work_amount           bigint      not null check (work_amount >= 0),
    parts_amount          bigint      not null check (parts_amount >= 0),
    platform_commission   bigint      not null check (platform_commission >= 0),
    tax_amount            bigint      not null check (tax_amount >= 0),
    provider_earnings     bigint      not null,
    rounding_amount       bigint      not null check (rounding_amount between -99 and 99),

    -- pending / awaiting_payment: until when the money is awaited.
    payment_due_at        timestamptz,
    -- confirmed: the customer's 4-digit code, sealed, and its lock after five wrong ones.
    start_code_sealed     text,
    code_attempts         smallint    not null default 0 check (code_attempts between 0 and 5),
    code_locked_until     timestamptz,
    confirmed_at          timestamptz,
    en_route_at           timestamptz,
    arrived_at            timestamptz,
    -- How the arrival was established: a fix within 150 m, the provider's word while tracking was
    -- away, or an operator.
    arrived_by            text        check (arrived_by in ('fix', 'unverified', 'operator')),
    -- in_progress / awaiting_approval: what the work goes back to.
    resume_stage          text        check (resume_stage in ('inspecting', 'working')),
    -- Which visit this is: a paused job may go on another day.
    visit                 smallint    not null default 1 check (visit between 1 and 20),
    money_settled_at      timestamptz,
    -- The customer said, or 48 hours of silence said, that the work is done.
    work_confirmed_at     timestamptz,
    work_confirmed_by     text        check (work_confirmed_by in ('customer', 'timer')),

    cancelled_at          timestamptz,
    cancel_reason         text        check (cancel_reason in ('by_customer', 'by_provider', 'by_operator',
        'no_provider', 'payment_expired', 'no_show_customer', 'no_show_provider')),
    cancel_verdict        text        check (cancel_verdict in ('no_fault', 'customer_at_fault', 'provider_at_fault')),
    cancel_rule           text,
    cancel_fee            bigint      not null default 0 check (cancel_fee >= 0),
    cancel_fee_to_provider bigint     not null default 0 check (cancel_fee_to_provider >= 0),
    -- What a cancellation would have cost the customer when it asked to reschedule: a reschedule is
    -- never a way around a fee.
    fee_floor             bigint      not null default 0 check (fee_floor >= 0),

    disputed_at           timestamptz,
    dispute_reason        text,
    -- Whether the work had been completed before the dispute (else an operator stopped it).
    dispute_after_completion boolean,
    dispute_decided_at    timestamptz,
    refund_amount         bigint      not null default 0 check (refund_amount >= 0),

    -- How often a search was begun, and how often a provider left.
    search_no             integer     not null default 0 check (search_no >= 0),
    drop_outs             integer     not null default 0 check (drop_outs >= 0),
    created_at            timestamptz not null,
    updated_at            timestamptz not null,

    constraint bookings_number_key unique (number),
    -- A quote is used once.
    constraint bookings_quote_key unique (quote_id),
    constraint bookings_window_check check (ends_at > scheduled_date),
    constraint bookings_stage_check check (case booking_status
        when 'pending' then stage in ('awaiting_payment', 'searching', 'offered')
        when 'confirmed' then stage in ('assigned', 'en_route', 'arrived')
        when 'in_progress' then stage in ('inspecting', 'awaiting_approval', 'working', 'paused')
        when 'completed' then stage in ('done', 'settled')
        when 'cancelled' then stage = 'closed'
        when 'disputed' then stage in ('open', 'under_review')
        else false end),
    -- Confirmed means: a provider is bound. Pending means: none is.
    constraint bookings_provider_check check (case booking_status
        when 'pending' then provider_id is null and confirmed_at is null
        when 'cancelled' then (provider_id is null) = (confirmed_at is null)
        else provider_id is not null and confirmed_at is not null end),
    constraint bookings_own_check check (provider_id <> customer_id),
    constraint bookings_payment_due_check check ((stage = 'awaiting_payment') = (payment_due_at is not null)),
    constraint bookings_code_check check ((booking_status = 'confirmed') = (start_code_sealed is not null)),
    constraint bookings_way_check check (
        (stage <> 'assigned' or en_route_at is null)
        and (stage not in ('en_route', 'arrived') or en_route_at is not null)
        and (arrived_at is null or en_route_at is not null)
        and ((arrived_at is null) = (arrived_by is null))
        and (stage <> 'en_route' or arrived_at is null)
        and (booking_status not in ('in_progress', 'completed', 'disputed') and stage <> 'arrived'
             or arrived_at is not null)),
    constraint bookings_work_check check (
        (booking_status not in ('pending', 'confirmed') or actual_start_time is null)
        and (booking_status not in ('in_progress', 'completed', 'disputed') or actual_start_time is not null)
        and (booking_status not in ('completed', 'disputed') or actual_end_time is not null)
        and (booking_status <> 'in_progress' or actual_end_time is null)
        and (actual_end_time is null or actual_end_time >= actual_start_time)
        and ((actual_end_time is null) = (actual_duration is null))),
    constraint bookings_resume_check check ((stage = 'awaiting_approval') = (resume_stage is not null)),
    constraint bookings_settled_check check (stage <> 'settled' or money_settled_at is not null),
    constraint bookings_confirmed_work_check check ((work_confirmed_at is null) = (work_confirmed_by is null)),
    constraint bookings_cancelled_check check (
        (booking_status = 'cancelled') = (cancelled_at is not null)
        and (cancelled_at is null) = (cancel_reason is null)
        and (cancelled_at is null) = (cancel_verdict is null)
        and (cancelled_at is null) = (cancel_rule is null)
        and (cancelled_at is not null or cancel_fee = 0)
        and cancel_fee_to_provider <= cancel_fee),
    -- Never against the side that was not at fault.
    constraint bookings_fee_check check (cancel_fee = 0 or cancel_verdict = 'customer_at_fault'),
    constraint bookings_disputed_check check (
        (booking_status <> 'disputed' or disputed_at is not null and dispute_decided_at is null)
        and (disputed_at is null) = (dispute_reason is null)
        and (disputed_at is null) = (dispute_after_completion is null)
        and (dispute_decided_at is null or disputed_at is not null)
        and (refund_amount = 0 or dispute_decided_at is not null)
        and refund_amount <= total_amount),
    constraint bookings_approved_check check (
        total_amount <= approved_total
        and approved_total = work_amount + parts_amount - platform_promotion),
    constraint bookings_settlement_check check (
        total_amount + platform_promotion
        = provider_earnings + platform_commission + tax_amount + parts_amount + rounding_amount)
);
-- A customer's bookings, newest first.
create index bookings_customer_idx on booking.bookings (customer_id, created_at desc, id desc);
-- A provider's bookings, newest first.
create index bookings_provider_idx on booking.bookings (provider_id, created_at desc, id desc)
    where provider_id is not null;
-- The operators' board by status, newest first.
create index bookings_status_idx on booking.bookings (booking_status, created_at desc, id desc);
-- The operators' board of a day.
create index bookings_scheduled_idx on booking.bookings (scheduled_date);
-- The operators' board without a filter, newest first.
create index bookings_created_idx on booking.bookings (created_at desc, id desc);
-- How many jobs of a service a provider has done (matching: experience).
create index bookings_experience_idx on booking.bookings (provider_id, service_id)
    where booking_status = 'completed';

-- What the customer has approved, line by line: the quote's lines and those of approved estimates
-- and change orders. They add up to approved_total.
create table booking.booking_lines (
    booking_id  uuid        not null references booking.bookings (id),
    position    smallint    not null check (position >= 0),
    source      text        not null check (source in ('quote', 'estimate', 'change_order')),
    -- The estimate or change order.
    source_id   uuid,
    kind        text        not null check (kind in ('service', 'inspection', 'travel', 'emergency', 'surge',
        'labour', 'parts', 'promotion', 'inspection_credit', 'vat')),
    name_ar     text        not null,
    name_en     text        not null,
    quantity    integer     not null check (quantity > 0),
    unit_price  bigint      not null,
    amount      bigint      not null,
    created_at  timestamptz not null,
    primary key (booking_id, position),
    check ((source = 'quote') = (source_id is null))
);

-- Every move of a booking: who, when, from, to, why. Written in the transaction of the move.
create table booking.booking_status_history (
    id              uuid        primary key,
    booking_id      uuid        not null references booking.bookings (id),
    -- The version of the booking after the move.
    version         integer     not null check (version > 0),
    previous_status text,
    new_status      text        not null,
    previous_stage  text,
    new_stage       text        not null,
    -- Nobody: a timer or another service's fact.
    changed_by      uuid,
    changed_by_kind text        not null check (changed_by_kind in ('customer', 'provider', 'operator', 'system')),
    -- A stable word: created, offered, accepted, en_route, cancelled, …
    action          text        not null,
    -- The rule, or the words of who did it.
    change_reason   text,
    created_at      timestamptz not null,
    unique (booking_id, version),
    check ((changed_by_kind = 'system') = (changed_by is null))
);

create function booking.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger booking_status_history_append_only
    before update or delete on booking.booking_status_history
    for each row execute function booking.refuse_change();

-- Providers that left a booking, so that its next search does not ask them again and their rates
-- count only what was their fault.
create table booking.drop_outs (
    booking_id  uuid        not null references booking.bookings (id),
    drop_no     integer     not null check (drop_no > 0),
    provider_id uuid        not null,
    verdict     text        not null check (verdict in ('no_fault', 'customer_at_fault', 'provider_at_fault')),
    rule        text        not null,
    reason      text,
    created_at  timestamptz not null,
    primary key (booking_id, drop_no)
);
-- A provider's recent drop-outs.
create index drop_outs_provider_idx on booking.drop_outs (provider_id, created_at);

-- One row a provider, to lock: whoever changes a provider's reservations locks its row first
-- (measured: without it contention falls to a tenth, with stalls).
create table booking.provider_calendars (
    provider_id uuid        primary key,
    created_at  timestamptz not null
);

-- Taken time. `during` is the visit with the fixed minimum buffer after it; the exclusion
-- constraint makes a double booking impossible, whatever the code does. Travel between two
-- visits is checked by the command. Holds expire; commands delete the expired ones first.
create table booking.reservations (
    id          uuid        primary key,
    provider_id uuid        not null references booking.provider_calendars (provider_id),
    booking_id  uuid        references booking.bookings (id),
    visit       smallint    not null default 1 check (visit > 0),
    kind        text        not null check (kind in ('visit', 'hold')),
    during      tstzrange   not null check (not isempty(during) and not lower_inf(during) and not upper_inf(during)),
    expires_at  timestamptz,
    created_at  timestamptz not null,
    constraint reservations_overlap_excl exclude using gist (provider_id with =, during with &&),
    check ((kind = 'hold') = (expires_at is not null)),
    check (kind = 'hold' or booking_id is not null)
);
-- A booking's reserved visits; also one row a visit.
create unique index reservations_booking_idx on booking.reservations (booking_id, visit)
    where booking_id is not null;

-- Another time, proposed by one side and accepted or declined by the other.
create table booking.reschedule_proposals (
    id          uuid        primary key,
    booking_id  uuid        not null references booking.bookings (id),
    by_side     text        not null check (by_side in ('customer', 'provider')),
    starts_at   timestamptz not null,
    reason      text,
    -- What a cancellation would have cost the customer when it proposed.
    fee_floor   bigint      not null default 0 check (fee_floor >= 0),
    state       text        not null check (state in ('open', 'accepted', 'declined', 'withdrawn')),
    created_at  timestamptz not null,
    decided_at  timestamptz,
    check ((state = 'open') = (decided_at is null))
);
-- At most one open proposal a booking; also finds it.
create unique index reschedule_proposals_open_idx on booking.reschedule_proposals (booking_id)
    where state = 'open';
create index reschedule_proposals_booking_idx on booking.reschedule_proposals (booking_id);

-- A price proposed on site after inspection.
create table booking.estimates (
    id          uuid        primary key,
    booking_id  uuid        not null references booking.bookings (id),
    provider_id uuid        not null,
    note        text,
    labour      bigint      not null check (labour >= 0),
    parts       bigint      not null check (parts >= 0),
    -- The inspection fee given back when it is approved.
    credit      bigint      not null check (credit >= 0),
    -- What the customer would pay in all.
    total       bigint      not null check (total >= 0),
    state       text        not null check (state in ('proposed', 'approved', 'declined', 'withdrawn')),
    created_at  timestamptz not null,
    decided_at  timestamptz,
    check ((state = 'proposed') = (decided_at is null))
);
-- A booking's estimates; at most one waits for the customer, and one is approved.
create index estimates_booking_idx on booking.estimates (booking_id);
create unique index estimates_proposed_idx on booking.estimates (booking_id) where state = 'proposed';
create unique index estimates_approved_idx on booking.estimates (booking_id) where state = 'approved';

create table booking.estimate_lines (
    estimate_id uuid        not null references booking.estimates (id),
    position    smallint    not null check (position >= 0),
    kind        text        not null check (kind in ('labour', 'parts')),
    name        text        not null,
    quantity    integer     not null check (quantity > 0),
    unit_price  bigint      not null check (unit_price >= 0),
    amount      bigint      not null check (amount >= 0),
    created_at  timestamptz not null,
    primary key (estimate_id, position)
);

-- Extra work or parts proposed during the visit.
create table booking.change_orders (
    id          uuid        primary key,
    booking_id  uuid        not null references booking.bookings (id),
    provider_id uuid        not null,
    note        text,
    labour      bigint      not null check (labour >= 0),
    parts       bigint      not null check (parts >= 0),
    -- What it adds.
    amount      bigint      not null check (amount > 0),
    state       text        not null check (state in ('proposed', 'approved', 'declined', 'withdrawn')),
    created_at  timestamptz not null,
    decided_at  timestamptz,
    check (amount = labour + parts),
    check ((state = 'proposed') = (decided_at is null))
);
create index change_orders_booking_idx on booking.change_orders (booking_id);
-- At most one waits for the customer.
create unique index change_orders_proposed_idx on booking.change_orders (booking_id) where state = 'proposed';

-- Pictures of a visit. The file is in object storage under `storage_key`.
create table booking.booking_photos (
    id           uuid        primary key,
    booking_id   uuid        not null references booking.bookings (id),
    uploaded_by  uuid        not null,
    -- parts: a part and its receipt. completion: the finished work. dispute: evidence.
    purpose      text        not null check (purpose in ('parts', 'completion', 'dispute')),
    storage_key  text        not null,
    content_type text        not null,
    size_bytes   integer     not null check (size_bytes > 0),
    created_at   timestamptz not null
);
create index booking_photos_booking_idx on booking.booking_photos (booking_id);

create table booking.change_order_lines (
    change_order_id uuid        not null references booking.change_orders (id),
    position        smallint    not null check (position >= 0),
    kind            text        not null check (kind in ('labour', 'parts')),
    name            text        not null,
    quantity        integer     not null check (quantity > 0),
    unit_price      bigint      not null check (unit_price >= 0),
    amount          bigint      not null check (amount >= 0),
    photo_id        uuid        references booking.booking_photos (id),
    created_at      timestamptz not null,
    primary key (change_order_id, position),
    -- Parts show the part and its receipt.
    check (kind = 'labour' or photo_id is not null)
);
create index change_order_lines_photo_idx on booking.change_order_lines (photo_id) where photo_id is not null;
