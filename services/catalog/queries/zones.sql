select z.id, z.code, z.name_ar, z.name_en, z.governorate,
    z.opening_hours as "opening_hours: Json<WeeklyHours>",
    st_y(z.hub) as "hub_lat!", st_x(z.hub) as "hub_lng!",
    z.free_distance_m, z.travel_fee_per_km,
    z.surge_min_bp, z.surge_max_bp, z.surge_bp, z.surge_until,
    z.is_active, z.version,
    -- Six digits of a degree are a decimetre.
    case when $1::bool then st_asgeojson(z.area, 6)::jsonb end as "area?"
from catalog.zones z
order by z.code
