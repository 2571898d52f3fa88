-- What a warranty visit costs whom follows a verdict; a free visit whose visit was cancelled waits for
-- its customer; what a service asks for before its work is done.

-- Null: a dispute ended with another visit, and its customer has not chosen a time yet. A claim whose
-- visit was cancelled keeps it until the next one is made.
alter table booking.warranty_claims alter column visit_booking_id drop not null;
alter table booking.warranty_claims
    add column origin text not null default 'warranty'
        constraint warranty_claims_origin_check check (origin in ('warranty', 're_service')),
    -- What the one that went instead of the first provider earned.
    add column earned bigint not null default 0
        constraint warranty_claims_earned_check check (earned >= 0),
    -- Whether the first provider could have gone itself; null until another one went.
    add column fair_chance boolean,
    -- When staff said whether the first work was at fault.
    add column judged_at timestamptz;
update booking.warranty_claims set judged_at = closed_at where at_fault is not null;
-- waiting: the customer chooses a time for the visit.
alter table booking.warranty_claims drop constraint warranty_claims_state_check;
alter table booking.warranty_claims add constraint warranty_claims_state_check
    check (state in ('open', 'waiting', 'done', 'refused', 'withdrawn'));
alter table booking.warranty_claims drop constraint warranty_claims_check;
alter table booking.warranty_claims add constraint warranty_claims_closed_check
    check ((state in ('open', 'waiting')) = (closed_at is null));
alter table booking.warranty_claims add constraint warranty_claims_visit_check
    check (state not in ('open', 'done') or visit_booking_id is not null);
-- At most one claim a booking that is open or waits.
create unique index warranty_claims_living_idx on booking.warranty_claims (booking_id)
    where state in ('open', 'waiting');
drop index booking.warranty_claims_open_idx;

-- What the service asked for when the booking was made; the catalog's changes don't reach it. Items
-- are texts in Arabic and English, in their order.
alter table booking.bookings
    add column checklist jsonb not null default '[]'
        constraint bookings_checklist_check check (jsonb_typeof(checklist) = 'array'),
    add column photos_before smallint not null default 0
        constraint bookings_photos_before_check check (photos_before between 0 and 10),
    add column photos_after smallint not null default 0
        constraint bookings_photos_after_check check (photos_after between 0 and 10);

-- Items of a checklist that the provider ticked off.
create table booking.checklist_ticks (
    booking_id uuid        not null references booking.bookings (id),
    -- The place of the item in the booking's checklist, from 0.
    item       smallint    not null check (item between 0 and 49),
    ticked_by  uuid        not null,
    created_at timestamptz not null,
    primary key (booking_id, item)
);

-- Pictures of the place before the work.
alter table booking.booking_photos drop constraint booking_photos_purpose_check;
alter table booking.booking_photos add constraint booking_photos_purpose_check
    check (purpose in ('parts', 'before', 'completion', 'dispute', 'warranty'));
