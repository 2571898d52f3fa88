-- The taken time of providers, one row each: visits, unexpired holds, and planned work that is
-- offered to them right now. Calendar by calendar: asked for all providers at once, PostgreSQL
-- may go through the exclusion constraint's index instead, which takes a hundred times as long.
-- $1 providers, $2 and $3 the span, $4 now, $5 all but this hold, $6 all but this booking, $7 buffer
select who.id as "provider_id!",
       array_agg(taken.starts_at order by taken.starts_at) as "starts_at!: Vec<kernel::Instant>",
       array_agg(taken.until order by taken.starts_at) as "until!: Vec<kernel::Instant>",
       array_agg(taken.lat order by taken.starts_at) as "lat!: Vec<f64>",
       array_agg(taken.lng order by taken.starts_at) as "lng!: Vec<f64>"
from unnest($1::uuid[]) as who (id)
cross join lateral (
    select lower(r.during) as starts_at, upper(r.during) as until, r.lat, r.lng
    from booking.reservations r
    where r.provider_id = who.id
      and lower(r.during) >= $2::timestamptz - interval '2 days'
      and lower(r.during) < $3::timestamptz + interval '1 day'
      and (r.expires_at is null or r.expires_at > $4)
      and ($5::uuid is null or r.id <> $5)
      and ($6::uuid is null or r.booking_id is distinct from $6)
    union all
    select b.scheduled_date, b.ends_at + $7::interval,
           ST_Y(b.pin::geometry), ST_X(b.pin::geometry)
    from booking.offers o join booking.bookings b on b.id = o.booking_id
    where o.provider_id = who.id and o.status = 'open' and not o.instant and o.expires_at > $4
      and ($6::uuid is null or b.id <> $6)
      and not exists (select from booking.reservations r
                      where r.booking_id = b.id and r.provider_id = o.provider_id)
    offset 0
) taken
group by who.id
