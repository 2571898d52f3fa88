-- The taken time of providers, one row each: visits, unexpired holds, and planned work that is
-- offered to them right now. Calendar by calendar: asked for all providers at once, PostgreSQL
-- may go through the exclusion constraint's index instead, which takes a hundred times as long.
-- What does not count is looked up apart, so that the calendar's index alone answers for the rest;
-- and each calendar is put together as it comes, without sorting all of them once more.
-- $1 providers, $2 and $3 the span, $4 now, $5 all but this hold, $6 all but this booking, $7 buffer
with excepted as materialized (
    select r.provider_id, lower(r.during) as starts_at
    from booking.reservations r where r.id = $5
    union all
    select r.provider_id, lower(r.during)
    from booking.reservations r where r.booking_id = $6
)
select who.id as "provider_id!",
       calendar.starts_at as "starts_at!: Vec<kernel::Instant>",
       calendar.until as "until!: Vec<kernel::Instant>",
       calendar.lat as "lat!: Vec<f64>",
       calendar.lng as "lng!: Vec<f64>"
from unnest($1::uuid[]) as who (id)
cross join lateral (
    select array_agg(taken.starts_at) as starts_at, array_agg(taken.until) as until,
           array_agg(taken.lat) as lat, array_agg(taken.lng) as lng
    from (
        select * from (
            select lower(r.during) as starts_at, upper(r.during) as until, r.lat, r.lng
            from booking.reservations r
            where r.provider_id = who.id
              and lower(r.during) >= $2::timestamptz - interval '2 days'
              and lower(r.during) < $3::timestamptz + interval '1 day'
              and (r.expires_at is null or r.expires_at > $4)
              and not exists (select from excepted e
                              where e.provider_id = who.id and e.starts_at = lower(r.during))
            union all
            select b.scheduled_date, b.ends_at + $7::interval,
                   ST_Y(b.pin::geometry), ST_X(b.pin::geometry)
            from booking.offers o join booking.bookings b on b.id = o.booking_id
            where o.provider_id = who.id and o.status = 'open' and not o.instant
              and o.expires_at > $4
              and ($6::uuid is null or b.id <> $6)
              and not exists (select from booking.reservations r
                              where r.booking_id = b.id and r.provider_id = o.provider_id)
            offset 0
        ) any_order
        order by any_order.starts_at
        offset 0
    ) taken
) calendar
where calendar.starts_at is not null
