-- Operators look at one kind of disputes and claims: what is decided piles up, what waits is rare.
create index disputes_decided_idx on booking.disputes (created_at desc, booking_id desc) where state = 'decided';
create index warranty_claims_state_idx on booking.warranty_claims (state, created_at desc, id desc);
