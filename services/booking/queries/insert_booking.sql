-- A new booking.
insert into booking.bookings (
    id, number, version, customer_id, quote_id, service_id, category_id, service_code,
    service_name_ar, service_name_en, pricing, needs_certificate, warranty_days,
    commission_bp, parts_cap, quantity, wanted_provider_id, wants_language, wants_gender,
    booking_status, stage, instant, scheduled_date, ends_at, estimated_duration,
    service_address_sealed, governorate, district_ar, district_en, zone_id, pin,
    special_instructions_sealed, payment_method, payment_status, approved_total,
    inspection_fee, total_amount, platform_promotion, work_amount, parts_amount,
    platform_commission, tax_amount, provider_earnings, rounding_amount, payment_due_at,
    created_at, updated_at, checklist, photos_before, photos_after,
    cancellation_version, rules_version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
    $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30,
    ST_SetSRID(ST_MakePoint($31, $32), 4326)::geography, $33, $34, $35, $36, $37, $38, $39,
    $40, $41, $42, $43, $44, $45, $46, $47, $47, $48, $49, $50, $51,
    $52)
