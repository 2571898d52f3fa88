-- What people say in a dispute is sealed. The complaint was in clear beside its own sealed evidence: it
-- goes from there; `dispute_reason` keeps a dash, because former code needs something in it.
alter table booking.disputes
    -- Why it was opened, sealed like evidence. Null: from before, or it was forgotten with its author.
    add column reason_sealed text;
update booking.disputes d set reason_sealed =
    (select e.text_sealed from booking.dispute_evidence e
     where e.booking_id = d.booking_id and e.side = 'customer' order by e.created_at, e.id limit 1)
where opened_by = 'customer';
update booking.bookings b set dispute_reason = '—'
where dispute_reason is not null and exists
    (select from booking.dispute_evidence e where e.booking_id = b.id and e.side = 'customer');
update booking.booking_status_history h set change_reason = null
where action = 'disputed' and change_reason is not null and exists
    (select from booking.dispute_evidence e where e.booking_id = h.booking_id and e.side = 'customer');

-- Why a side proposes something. `text` is from before, and a dash since. Null in both senses: its
-- author was forgotten.
alter table booking.dispute_proposals add column text_sealed text;

-- What was decided lately, for trying other rules on it.
create index search_rounds_created_idx on booking.search_rounds (created_at desc) where batch_id is null;
create index search_batches_created_idx on booking.search_batches (created_at desc);
