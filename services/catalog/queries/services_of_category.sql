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
    c.sort_order as rank
from catalog.services s join catalog.service_categories c on c.id = s.category_id
    left join catalog.service_scores r on r.service_id = s.id
where s.category_id = $1
order by s.sort_order, s.id
