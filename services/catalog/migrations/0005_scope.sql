-- What the price of a service covers and what it does not: texts in Arabic and English, in their order.
-- Nothing by default, so former code goes on writing.
alter table catalog.services
    add column included jsonb not null default '[]'
        constraint services_included_check check (jsonb_typeof(included) = 'array'),
    add column not_included jsonb not null default '[]'
        constraint services_not_included_check check (jsonb_typeof(not_included) = 'array');

-- What customers say of visits of a service, from rating.service_score_changed. No foreign key: the
-- ratings may know of a service before this does.
create table catalog.service_scores (
    service_id uuid primary key,
    -- Hundredths of a star.
    mean_centi integer not null
        constraint service_scores_mean_check check (mean_centi between 100 and 500),
    -- How many ratings.
    count integer not null constraint service_scores_count_check check (count > 0),
    created_at timestamptz not null,
    updated_at timestamptz not null
);
