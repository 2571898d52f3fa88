-- Who could do a job at a place at all, whenever it is, and when each works. Boxes and services
-- first, in a step of their own: the exact distances cost most.
-- $1 lng, $2 lat, $3 service, $4 whether a certificate is needed, $5 widest way from home,
-- $6 customer who asks, $7 nobody but this one, $8 today
with near as materialized (
    select a.provider_id, a.center, a.radius_m, a.polygon
    from booking.provider_areas a
    join booking.provider_services s on s.provider_id = a.provider_id and s.service_id = $3
    where a.bounds && ST_SetSRID(ST_MakePoint($1::float8, $2::float8), 4326)
      and (s.is_certified or not $4)
      and ($7::uuid is null or a.provider_id = $7)
)
select p.provider_id as "provider_id!",
       p.weekly_hours as "weekly_hours!: Json<Vec<contracts::providers::WeeklyInterval>>",
       p.exceptions as "exceptions!: Json<Vec<contracts::providers::HoursException>>",
       p.notice_minutes as "notice_minutes!",
       p.daily_limit as "daily_limit!",
       p.documents_valid_until as "documents_until?",
       ST_Distance(p.home, place.spot, false) as "home_m!"
from (select ST_SetSRID(ST_MakePoint($1::float8, $2::float8), 4326)::geography as spot) place
cross join (
    select distinct n.provider_id from near n
    where ST_DWithin(n.center, ST_SetSRID(ST_MakePoint($1::float8, $2::float8), 4326)::geography,
                     n.radius_m)
       or ST_Covers(n.polygon, ST_SetSRID(ST_MakePoint($1::float8, $2::float8), 4326))
) serving
join booking.providers p on p.provider_id = serving.provider_id
where p.verification = 'verified' and p.is_active and p.documents_valid
  and (p.documents_valid_until is null or p.documents_valid_until >= $8)
  and ST_DWithin(p.home, place.spot, $5::float8)
  and p.provider_id is distinct from $6
  and not exists (select from booking.provider_debts d
                  where d.provider_id = p.provider_id and d.state = 'hard')
  and not exists (select from booking.blocks b
                  where (b.blocker_id = $6 and b.blocked_id = p.provider_id)
                     or (b.blocker_id = p.provider_id and b.blocked_id = $6))
