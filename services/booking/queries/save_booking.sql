-- A moved booking, saved where nobody has changed it since.
update booking.bookings set
    version = version + 1, booking_status = $3, stage = $4, provider_id = $5,
    scheduled_date = $6, ends_at = $7, actual_start_time = $8, actual_end_time = $9,
    actual_duration = $10, payment_status = $11, approved_total = $12, total_amount = $13,
    platform_promotion = $14, work_amount = $15, parts_amount = $16,
    platform_commission = $17, tax_amount = $18, provider_earnings = $19,
    rounding_amount = $20, payment_due_at = $21, start_code_sealed = $22,
    code_attempts = $23, code_locked_until = $24, confirmed_at = $25, en_route_at = $26,
    arrived_at = $27, arrived_by = $28, resume_stage = $29, visit = $30,
    money_settled_at = $31, work_confirmed_at = $32, work_confirmed_by = $33,
    cancelled_at = $34, cancel_reason = $35, cancel_verdict = $36, cancel_rule = $37,
    cancel_fee = $38, cancel_fee_to_provider = $39, fee_floor = $40, disputed_at = $41,
    -- What is said in a dispute is sealed beside it; former code needs something here.
    dispute_reason = case when $41::timestamptz is null then null else coalesce(dispute_reason, '—') end,
    dispute_after_completion = $42, dispute_decided_at = $43, refund_amount = $44, search_no = $45,
    drop_outs = $46, updated_at = $47
where id = $1 and version = $2
