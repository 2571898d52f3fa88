with pin as (select st_setsrid(st_makepoint($1, $2), 4326) as p)
select z.id, z.name_ar, z.name_en,
    z.opening_hours as "opening_hours: Json<WeeklyHours>",
    st_y(z.hub) as "hub_lat!", st_x(z.hub) as "hub_lng!",
    z.free_distance_m, z.travel_fee_per_km,
    z.surge_min_bp, z.surge_max_bp, z.surge_bp, z.surge_until as "surge_until?",
    coalesce(d.name_ar, z.name_ar) as "district_ar!",
    coalesce(d.name_en, z.name_en) as "district_en!",
    coalesce(d.governorate, z.governorate) as "district_governorate!"
from pin
    join catalog.zones z on z.is_active and st_dwithin(z.area, pin.p, 0.000001)
    left join lateral (
        select d.name_ar, d.name_en, d.governorate,
            st_distance(d.location::geography, pin.p::geography) as away_m
        from catalog.districts d where d.zone_id = z.id
        order by away_m, d.id limit 1) d on true
order by coalesce(d.away_m, st_distance(z.hub::geography, pin.p::geography)), z.id
limit 1
