-- Words that must not be found again, in every place that holds something of a customer ($1 in the
-- text below: 00000000-0000-0000-0000-0000000000c1) and a provider (…0000000000d1).
insert into identity.users (id, phone, phone_hash, email, email_hash, password_hash, user_type, role,
    status, phone_verified, created_at, updated_at)
select ids.id, 'osta1.canary', decode(repeat(ids.n, 32), 'hex'), 'osta1.canary', decode(repeat(ids.n, 32), 'hex'),
    '$argon2id$canary', ids.role, ids.role, 'inactive', true, now(), now()
from (values ('00000000-0000-0000-0000-0000000000c1'::uuid, 'c1', 'customer'),
             ('00000000-0000-0000-0000-0000000000d1'::uuid, 'd1', 'service_provider')) ids (id, n, role);
insert into identity.customer_profiles (id, user_id, first_name, last_name, search_name, date_of_birth,
    gender, profile_image_url, preferred_language, notification_preferences, created_at, updated_at)
select gen_random_uuid(), id, 'canary', 'canary', 'canary canary', '1990-01-01', 'female', 'canary', 'ar',
    '{"push": true, "sms": true, "email": true}', now(), now() from identity.users;
insert into identity.addresses (id, user_id, label, contact_name, contact_phone, governorate, district,
    street, building, floor, apartment, landmark, directions, postal_code, lat, lng, is_default,
    created_at, updated_at)
values (gen_random_uuid(), '00000000-0000-0000-0000-0000000000c1', 'canary', 'canary', 'osta1.canary',
    'EG-C', 'canary', 'canary', 'canary', 'canary', 'canary', 'canary', 'canary', '11431', 30.123456,
    31.654321, true, now(), now());
insert into identity.sessions (id, user_id, user_agent, created_at, last_used_at, expires_at)
values (gen_random_uuid(), '00000000-0000-0000-0000-0000000000c1', 'canary', now(), now(), now());
insert into identity.deletions (id, user_id, state, erase_at, created_at)
select gen_random_uuid(), id, 'erasing', now(), now() from identity.users;

insert into providers.service_provider_profiles (id, first_name, last_name, national_id,
    national_id_hash, national_id_last4, check_digit_plausible, date_of_birth, gender,
    verification_status, home, languages, bio, queued_at, verified_at, created_at, updated_at,
    search_name)
values ('00000000-0000-0000-0000-0000000000d1', 'canary', 'canary', 'osta1.canary',
    decode(repeat('d1', 32), 'hex'), '1234', true, '1990-01-01', 'female', 'verified',
    ST_SetSRID(ST_MakePoint(31.654321, 30.123456), 4326), '{ar}', 'canary', now(), now(), now(), now(),
    'canary canary');
insert into providers.documents (id, provider_id, kind, side, object_key, media_type, size_bytes,
    sha256, state, created_at)
values (gen_random_uuid(), '00000000-0000-0000-0000-0000000000d1', 'selfie', 'single', 'canary/selfie',
    'image/png', 1, decode(repeat('d1', 32), 'hex'), 'uploaded', now());
insert into providers.provider_service_areas (id, provider_id, area_name, center, radius_m, sort_order,
    created_at)
values (gen_random_uuid(), '00000000-0000-0000-0000-0000000000d1', 'canary',
    ST_SetSRID(ST_MakePoint(31.654321, 30.123456), 4326), 1000, 0, now());
insert into providers.hours_exceptions (id, provider_id, starts_at, ends_at, works, note, created_at)
values (gen_random_uuid(), '00000000-0000-0000-0000-0000000000d1', now(), now() + interval '1 h', false,
    'canary', now());
insert into providers.decisions (id, provider_id, kind, from_status, to_status, reason, evidence,
    operator_id, appeal_until, created_at)
values ('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000d1', 'suspended',
    'verified', 'suspended', 'canary', 'canary', gen_random_uuid(), now(), now());
insert into providers.appeals (id, provider_id, decision_id, against_operator, statement, state, reason,
    decided_by, decided_at, due_at, created_at)
values (gen_random_uuid(), '00000000-0000-0000-0000-0000000000d1',
    '00000000-0000-0000-0000-0000000000e1', gen_random_uuid(), 'canary', 'upheld', 'canary',
    gen_random_uuid(), now(), now(), now());

insert into booking.bookings (id, number, customer_id, provider_id, quote_id, service_id, category_id,
    service_code, service_name_ar, service_name_en, pricing, needs_certificate, warranty_days,
    commission_bp, parts_cap, quantity, booking_status, stage, instant, scheduled_date, ends_at,
    estimated_duration, service_address_sealed, governorate, district_ar, district_en, zone_id, pin,
    special_instructions_sealed, payment_method, approved_total, inspection_fee, total_amount,
    platform_promotion, work_amount, parts_amount, platform_commission, tax_amount, provider_earnings,
    rounding_amount, confirmed_at, cancelled_at, cancel_reason, cancel_verdict, cancel_rule,
    disputed_at, dispute_reason, dispute_after_completion, created_at, updated_at)
values ('00000000-0000-0000-0000-0000000000b1', 'OS-7K2M4Q', '00000000-0000-0000-0000-0000000000c1',
    '00000000-0000-0000-0000-0000000000d1', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
    'plumbing.x', 'سباكة', 'Plumbing', 'fixed_scope', false, 30, 1500, 0, 1, 'cancelled', 'closed',
    true, now(), now() + interval '1 h', 60, 'osta1.canary', 'EG-C', 'المعادي', 'Maadi',
    gen_random_uuid(), ST_SetSRID(ST_MakePoint(31.654321, 30.123456), 4326)::geography, 'osta1.canary',
    'cash', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, now(), now(), 'by_customer', 'no_fault', 'free', now(),
    'canary', true, now(), now());
insert into booking.booking_status_history (id, booking_id, version, new_status, new_stage, changed_by,
    changed_by_kind, action, change_reason, created_at)
values (gen_random_uuid(), '00000000-0000-0000-0000-0000000000b1', 1, 'cancelled', 'closed',
    '00000000-0000-0000-0000-0000000000c1', 'customer', 'cancelled', 'canary', now());
insert into booking.drop_outs (booking_id, drop_no, provider_id, verdict, rule, reason, created_at)
values ('00000000-0000-0000-0000-0000000000b1', 1, '00000000-0000-0000-0000-0000000000d1', 'no_fault',
    'rule', 'canary', now());
insert into booking.reschedule_proposals (id, booking_id, by_side, starts_at, reason, state, created_at)
values (gen_random_uuid(), '00000000-0000-0000-0000-0000000000b1', 'customer', now(), 'canary', 'open',
    now());
insert into booking.estimates (id, booking_id, provider_id, note, labour, parts, credit, total, state,
    created_at)
values (gen_random_uuid(), '00000000-0000-0000-0000-0000000000b1',
    '00000000-0000-0000-0000-0000000000d1', 'canary', 0, 0, 0, 0, 'proposed', now());
insert into booking.booking_photos (id, booking_id, uploaded_by, purpose, storage_key, content_type,
    size_bytes, created_at)
values (gen_random_uuid(), '00000000-0000-0000-0000-0000000000b1',
    '00000000-0000-0000-0000-0000000000c1', 'dispute', 'canary/photo', 'image/png', 1, now());
insert into booking.people (user_id, role, status, lang, sealed_contact, created_at)
values ('00000000-0000-0000-0000-0000000000c1', 'customer', 'inactive', 'ar', 'osta1.canary', now());

insert into tracking.journeys (booking_id, version, number, customer_id, provider_id, phase, ended_at,
    latitude, longitude, governorate, created_at, updated_at)
values ('00000000-0000-0000-0000-0000000000b1', 1, 'OS-7K2M4Q', '00000000-0000-0000-0000-0000000000c1',
    '00000000-0000-0000-0000-0000000000d1', 'ended', now(), 30.123456, 31.654321, 'EG-C', now(), now());
insert into tracking.last_positions (provider_id, latitude, longitude, accuracy, flags, device_time,
    received_at, created_at, updated_at)
values ('00000000-0000-0000-0000-0000000000d1', 30.123456, 31.654321, 5, '{}', now(), now(), now(), now());

insert into notifications.recipients (user_id, role, status, lang, sealed_contact, by_sms, by_email,
    created_at, updated_at)
select id, role, 'inactive', 'ar', 'osta1.canary', true, true, now(), now() from identity.users;
insert into notifications.deliveries (id, event_id, recipient_id, channel, kind, lang, params, state,
    useful_until, created_at, updated_at)
values (gen_random_uuid(), gen_random_uuid(), '00000000-0000-0000-0000-0000000000c1', 'in_app', 'x',
    'ar', '{"reason": "canary"}', 'skipped', now(), now(), now());
insert into notifications.devices (id, user_id, endpoint_hash, sealed_subscription, label, created_at,
    updated_at)
values (gen_random_uuid(), '00000000-0000-0000-0000-0000000000c1', '\x01', 'osta1.canary', 'canary', now(),
    now());
insert into notifications.conversations (id, kind, person_id, sealed_subject, state, created_at,
    updated_at)
values ('00000000-0000-0000-0000-0000000000a1', 'support', '00000000-0000-0000-0000-0000000000c1',
    'osta1.canary', 'open', now(), now());
insert into notifications.chat_messages (conversation_id, seq, id, kind, side, sender_id, sealed_body,
    created_at)
values ('00000000-0000-0000-0000-0000000000a1', 1, gen_random_uuid(), 'text', 'customer',
    '00000000-0000-0000-0000-0000000000c1', 'osta1.canary', now());

insert into ratings.bookings (booking_id, customer_id, provider_id, service_id, completed_at)
values ('00000000-0000-0000-0000-0000000000b1', '00000000-0000-0000-0000-0000000000c1',
    '00000000-0000-0000-0000-0000000000d1', gen_random_uuid(), now());
insert into ratings.ratings (id, booking_id, from_user, to_user, of_role, stars_centi, quality,
    punctuality, price_fairness, cleanliness, comment, state, reply, replied_at, created_at, revealed_at)
values (gen_random_uuid(), '00000000-0000-0000-0000-0000000000b1',
    '00000000-0000-0000-0000-0000000000c1', '00000000-0000-0000-0000-0000000000d1', 'service_provider',
    500, 5, 5, 5, 5, 'canary', 'visible', 'canary', now(), now(), now());
