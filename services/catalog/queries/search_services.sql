-- Any word may bring a service in (the index answers that); the score says how well each word is
-- found, in the name before anywhere else, and a query's words must be found well on average.
with words as (
    select w.word, w.stem, w.n from unnest($1::text[], $2::text[]) with ordinality as w(word, stem, n)
), hits as (
    select distinct s.id from words w join catalog.services s
        on w.word <% s.search_text or w.stem <% s.search_text
), scored as (
    select h.id, avg(greatest(
            word_similarity(w.word, s.search_name),
            word_similarity(w.stem, s.search_name) * 0.98,
            word_similarity(w.word, s.search_text) * 0.8,
            word_similarity(w.stem, s.search_text) * 0.78)) as score
    from hits h join catalog.services s on s.id = h.id cross join words w
    group by h.id
)
select s.id, s.category_id, c.name_ar as category_ar, c.name_en as category_en,
    c.sort_order as category_sort, c.commission_bp, s.code, s.name_ar, s.name_en, s.description_ar,
    s.description_en, s.keywords, s.base_price, s.price_unit, s.unit_ar, s.unit_en, s.pricing,
    s.typical_min, s.typical_max, s.estimated_duration, s.max_quantity, s.is_emergency_service,
    (s.emergency_surcharge_percentage * 100)::int as "surcharge_bp!", s.warranty_days,
    s.needs_certificate, s.parts_cap,
    s.completion_checklist as "completion_checklist!: Json<Vec<Localized>>",
    s.included as "included!: Json<Vec<Localized>>",
    s.not_included as "not_included!: Json<Vec<Localized>>",
    r.mean_centi as "score_centi?", r.count as "score_count?",
    s.min_photos_before, s.min_photos_after, s.sold_by_platform, s.is_active as own_active,
    c.is_active as category_active, s.sort_order, s.version,
    -(scored.score * 10000)::int as "rank!"
from scored
    join catalog.services s on s.id = scored.id
    join catalog.service_categories c on c.id = s.category_id
    left join catalog.service_scores r on r.service_id = s.id
where scored.score >= 0.45
    and ($3::uuid is null or s.category_id = $3)
    and ($4::bool is null or s.is_emergency_service = $4)
    and ($5 or (s.is_active and c.is_active))
    and ($6::int is null
        or (-(scored.score * 10000)::int, s.sort_order, s.id) > ($6, $7::int, $8::uuid))
order by -(scored.score * 10000)::int, s.sort_order, s.id
limit $9
