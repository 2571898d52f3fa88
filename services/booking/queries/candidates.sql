-- Providers of a trade who live within the widest radius of an address, or are there now, with
-- every fact that the gates and the cost look at.
-- $1 lng, $2 lat, $3 category, $4 service, $5 widest radius, $6 live providers, $7 start, $8 end with
-- buffer, $9 and $10 the day, $11 now, $12 booking, $13 search, $14 customer, $15 today, $16 today
-- minus 30 days, $17 today minus 90 days, $18 nobody but this one, $19 the kind of hour it is now
with place as (
    select ST_SetSRID(ST_MakePoint($1::float8, $2::float8), 4326)::geography as pin
), trade as (
    select distinct provider_id from booking.provider_services where category_id = $3
), near as (
    select p.* from booking.providers p join trade using (provider_id) cross join place
    where (ST_DWithin(p.home, place.pin, $5::float8) or p.provider_id = any($6::uuid[]))
      and ($18::uuid is null or p.provider_id = $18)
), stats as (
    select s.provider_id,
           sum(accepts + declines + expiries) filter (where day > $16::date) as offers_30d,
           sum(accepts) filter (where day > $16::date) as accepts_30d,
           sum(at_fault) filter (where day > $16::date) as dropped_30d,
           sum(completions + excused + at_fault) as ended_90d,
           sum(completions + excused) as kept_90d,
           sum(earnings) filter (where day = $15::date) as income_today
    from booking.provider_stats s join near using (provider_id)
    where day > $17::date
    group by s.provider_id
), answers as (
    select a.provider_id, sum(answers) as answers, sum(accepts) as accepts
    from booking.provider_answers a join near using (provider_id)
    where day > $17::date and hour_kind = $19
    group by a.provider_id
)
select n.provider_id as "provider_id!",
       n.verification = 'verified' as "verified!",
       n.is_active as "is_active!",
       n.documents_valid as "documents_valid!",
       n.documents_valid_until as "documents_valid_until?",
       n.is_online as "is_online!",
       n.speaks_ar as "speaks_ar!",
       n.speaks_en as "speaks_en!",
       n.gender as "gender?",
       ST_Distance(n.home, place.pin) as "home_m?",
       n.weekly_hours as "weekly_hours!: Json<Vec<contracts::providers::WeeklyInterval>>",
       n.exceptions as "exceptions!: Json<Vec<contracts::providers::HoursException>>",
       n.notice_minutes as "notice_minutes!",
       n.daily_limit as "daily_limit!",
       ps.provider_id is not null as "offers_service!",
       coalesce(ps.is_certified, false) as "certified!",
       ps.custom_price as "custom_price?",
       exists (select from booking.provider_areas a where a.provider_id = n.provider_id
           and (ST_DWithin(a.center, place.pin, a.radius_m)
                or ST_Covers(a.polygon, place.pin::geometry))) as "serves_address!",
       not exists (select from booking.reservations r where r.provider_id = n.provider_id
           and r.during && tstzrange($7, $8) and (r.expires_at is null or r.expires_at > $11)
           and r.booking_id is distinct from $12) as "free!",
       before.until as "before_until?",
       before.away_m as "before_m?",
       after.starts_at as "after_starts_at?",
       after.away_m as "after_m?",
       (select count(*) from booking.reservations r where r.provider_id = n.provider_id
           and r.kind = 'visit' and r.during && tstzrange($9, $10)
           and r.booking_id is distinct from $12) as "jobs_that_day!",
       exists (select from booking.blocks b
           where b.blocker_id = $14 and b.blocked_id = n.provider_id) as "blocked_by_customer!",
       exists (select from booking.blocks b
           where b.blocker_id = n.provider_id and b.blocked_id = $14) as "blocks_customer!",
       coalesce(d.balance, 0) as "balance!",
       coalesce(d.state = 'hard', false) as "debt_is_hard!",
       -- Whoever repairs its own work for free may miss one offer; what it bears hangs on it.
       (select coalesce(sum(case o.status when 'expired' then 1 else 2 end), 0)
        from booking.offers o where o.search_id = $13 and o.provider_id = n.provider_id)
       >= case when exists (select from booking.warranty_claims w
               where w.visit_booking_id = $12 and w.first_provider = n.provider_id)
          then 2 else 1 end
       or exists (select from booking.drop_outs x
           where x.booking_id = $12 and x.provider_id = n.provider_id) as "already_asked!",
       exists (select from booking.offers o where o.provider_id = n.provider_id
           and o.status = 'open' and o.instant and o.expires_at > $11) as "open_instant_offer!",
       exists (select from booking.reservations r where r.provider_id = n.provider_id
           and r.booking_id = $12 and r.kind = 'hold' and r.expires_at > $11) as "holds_slot!",
       exists (select from booking.favourites f
           where f.customer_id = $14 and f.provider_id = n.provider_id) as "favourite!",
       exists (select from booking.backups k
           where k.booking_id = $12 and k.provider_id = n.provider_id) as "is_backup!",
       q.mean_milli as "mean_milli?",
       q.low_milli as "low_milli?",
       q.high_milli as "high_milli?",
       coalesce(s.offers_30d, 0) as "offers_30d!",
       coalesce(s.accepts_30d, 0) as "accepts_30d!",
       coalesce(a.answers, 0) as "answers_then!",
       coalesce(a.accepts, 0) as "accepts_then!",
       coalesce(s.ended_90d, 0) as "ended_90d!",
       coalesce(s.kept_90d, 0) as "kept_90d!",
       coalesce(s.dropped_30d, 0) as "dropped_30d!",
       coalesce(s.income_today, 0)::bigint as "income_today!",
       lately.last_offer_at as "last_offer_at?",
       coalesce(lately.offers_24h, 0) as "offers_24h!",
       (select count(*) from booking.bookings b where b.provider_id = n.provider_id
           and b.service_id = $4 and b.booking_status = 'completed') as "jobs_of_service!"
from near n
cross join place
left join booking.provider_services ps on ps.provider_id = n.provider_id and ps.service_id = $4
left join booking.provider_debts d on d.provider_id = n.provider_id
left join booking.reputations q on q.user_id = n.provider_id
left join stats s on s.provider_id = n.provider_id
left join answers a on a.provider_id = n.provider_id
left join lateral (
    select upper(r.during) as until,
           ST_Distance(ST_SetSRID(ST_MakePoint(r.lng, r.lat), 4326)::geography, place.pin) as away_m
    from booking.reservations r
    where r.provider_id = n.provider_id and (r.expires_at is null or r.expires_at > $11)
      and r.during && tstzrange($7::timestamptz - interval '1 day', $7)
      and r.booking_id is distinct from $12
    order by lower(r.during) desc limit 1
) before on true
left join lateral (
    select lower(r.during) as starts_at,
           ST_Distance(ST_SetSRID(ST_MakePoint(r.lng, r.lat), 4326)::geography, place.pin) as away_m
    from booking.reservations r
    where r.provider_id = n.provider_id and (r.expires_at is null or r.expires_at > $11)
      and lower(r.during) >= $7
      and r.during && tstzrange($7, $7::timestamptz + interval '1 day')
      and r.booking_id is distinct from $12
    order by lower(r.during) limit 1
) after on true
left join lateral (
    select max(o.created_at) as last_offer_at,
           count(*) filter (where o.created_at > $11::timestamptz - interval '24 hours') as offers_24h
    from booking.offers o where o.provider_id = n.provider_id
        and o.created_at > $11::timestamptz - interval '90 days'
) lately on true
order by n.provider_id
