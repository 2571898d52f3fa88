-- In metres (UTM 36N, good for Cairo and Alexandria): circles of 3 km around every district, gaps
-- below 4 km closed, holes filled; then cut along the lines halfway between districts.
with points as (
    select z.zone_id, st_transform(st_setsrid(st_makepoint(z.lng, z.lat), 4326), 32636) as p
    from unnest($1::uuid[], $2::float8[], $3::float8[]) as z(zone_id, lng, lat)
), circles as (
    select st_buffer(st_buffer(st_union(st_buffer(p, 3000)), 2000), -2000) as g from points
), cover as (
    select st_union(st_makepolygon(st_exteriorring(part.geom))) as g
    from circles, lateral st_dump(circles.g) part
), cells as (
    select (st_dump(st_voronoipolygons(st_collect(p), 0, st_expand(st_collect(p), 20000)))).geom as cell
    from points
)
select zone_id as "zone_id!",
    st_asgeojson(st_multi(st_makevalid(st_transform(
        st_intersection(st_union(cells.cell), cover.g), 4326))), 7) as "area!"
from points join cells on st_contains(cells.cell, points.p) cross join cover
group by zone_id, cover.g
