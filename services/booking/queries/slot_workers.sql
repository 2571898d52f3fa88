-- Who could do a job at a place at all, whenever it is, and when each works. Step by step, each
-- fenced (materialized, offset 0): first who offers the service, then whose areas hold the place,
-- then the rest of those. Left to itself PostgreSQL thinks that one provider serves a place, and
-- goes through everybody who lives near for each of hundreds: seven seconds instead of ten
-- milliseconds, and that with the plan for any parameters which a prepared statement ends with.
-- $1 lng, $2 lat, $3 service, $4 whether a certificate is needed, $5 widest way from home,
-- $6 customer who asks, $7 nobody but this one, $8 today
with place as materialized (
    select ST_SetSRID(ST_MakePoint($1::float8, $2::float8), 4326) as spot,
           ST_SetSRID(ST_MakePoint($1::float8, $2::float8), 4326)::geography as ground
), offering as materialized (
    select s.provider_id
    from booking.provider_services s
    where s.service_id = $3 and (s.is_certified or not $4)
      and ($7::uuid is null or s.provider_id = $7)
      and s.provider_id is distinct from $6
), serving as materialized (
    select distinct o.provider_id
    from place, offering o
    cross join lateral (
        select a.center, a.radius_m, a.polygon, a.bounds
        from booking.provider_areas a where a.provider_id = o.provider_id
        offset 0
    ) area
    where area.bounds && place.spot
      and (ST_DWithin(area.center, place.ground, area.radius_m)
           or ST_Covers(area.polygon, place.spot))
)
select w.provider_id as "provider_id!",
       w.weekly_hours as "weekly_hours!: Json<Vec<contracts::providers::WeeklyInterval>>",
       w.exceptions as "exceptions!: Json<Vec<contracts::providers::HoursException>>",
       w.notice_minutes as "notice_minutes!",
       w.daily_limit as "daily_limit!",
       w.documents_valid_until as "documents_until?",
       ST_Distance(w.home, place.ground, false) as "home_m!"
from place, serving
cross join lateral (
    select p.provider_id, p.weekly_hours, p.exceptions, p.notice_minutes, p.daily_limit,
           p.documents_valid_until, p.home
    from booking.providers p
    where p.provider_id = serving.provider_id
      and p.verification = 'verified' and p.is_active and p.documents_valid
      and (p.documents_valid_until is null or p.documents_valid_until >= $8)
    offset 0
) w
where ST_DWithin(w.home, place.ground, $5::float8)
  and not exists (select from booking.provider_debts d
                  where d.provider_id = w.provider_id and d.state = 'hard')
  and not exists (select from booking.blocks b
                  where b.blocker_id = $6 and b.blocked_id = w.provider_id)
  and not exists (select from booking.blocks b
                  where b.blocker_id = w.provider_id and b.blocked_id = $6)
