-- Which job a warranty visit repairs, so that what a provider bears of a job is found in the ledger
-- whatever it bears it for. Kept as long as the entries.
create table payments.warranty_visits (
    visit_booking_id uuid        primary key references payments.bookings (id),
    -- The job whose work was repaired, and whose work it was.
    booking_id       uuid        not null,
    first_provider   uuid        not null,
    created_at       timestamptz not null
);
-- A job's visits.
create index warranty_visits_booking_idx on payments.warranty_visits (booking_id);
