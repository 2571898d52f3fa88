-- What can be ordered, where, at what price. The schema itself is made by the migration runner.
-- Money is bigint piastres, shares are basis points (1/100 of a percent), places are WGS84.

-- Kinds of work. `code` is stable across installations; ids are derived from it where the
-- platform ships the category.
create table catalog.service_categories (
    id uuid primary key,
    code text not null constraint service_categories_code_key unique
        constraint service_categories_code_check check (code ~ '^[a-z][a-z0-9_]{1,39}$'),
    name_ar varchar(100) not null,
    name_en varchar(100) not null,
    description_ar text,
    description_en text,
    icon_url text,
    -- Further words people search it by, in either language.
    keywords text not null default '',
    commission_bp integer not null default 1500
        constraint service_categories_commission_check check (commission_bp between 0 and 5000),
    is_active boolean not null default true,
    sort_order integer not null default 0,
    -- Optimistic locking: two operators may edit the same category.
    version bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

-- What can be ordered. For `inspection_first` the base price is the fee of the visit, charged
-- once, and `typical_*` says what the repair usually costs afterwards.
create table catalog.services (
    id uuid primary key,
    category_id uuid not null references catalog.service_categories (id),
    code text not null constraint services_code_key unique
        constraint services_code_check check (code ~ '^[a-z][a-z0-9_]{1,39}\.[a-z][a-z0-9_]{1,39}$'),
    name_ar varchar(100) not null,
    name_en varchar(100) not null,
    description_ar text,
    description_en text,
    keywords text not null default '',
    base_price bigint not null
        constraint services_base_price_check check (base_price between 100 and 100000000),
    price_unit varchar(20) not null default 'fixed'
        constraint services_price_unit_check check (price_unit in ('fixed', 'hourly', 'per_item')),
    -- What one of it is called: "متر مربع" / "m²".
    unit_ar varchar(40) not null,
    unit_en varchar(40) not null,
    pricing text not null
        constraint services_pricing_check check (pricing in ('fixed_scope', 'inspection_first')),
    typical_min bigint,
    typical_max bigint,
    -- Minutes for one of it.
    estimated_duration integer not null
        constraint services_duration_check check (estimated_duration between 5 and 2880),
    max_quantity integer not null default 20
        constraint services_max_quantity_check check (max_quantity between 1 and 1000),
    is_emergency_service boolean not null default false,
    emergency_surcharge_percentage numeric(5, 2) not null default 0.00
        constraint services_surcharge_check
        check (emergency_surcharge_percentage between 0 and 100),
    warranty_days integer not null default 30
        constraint services_warranty_check check (warranty_days between 0 and 730),
    needs_certificate boolean not null default false,
    -- How much parts may cost without an operator.
    parts_cap bigint not null
        constraint services_parts_cap_check check (parts_cap between 0 and 100000000),
    -- Only then does the platform owe VAT on the whole price and a quote has a VAT line.
    sold_by_platform boolean not null default false,
    is_active boolean not null default true,
    sort_order integer not null default 0,
    -- Words of the names (the category's too), and of everything that finds the service, folded
    -- by kernel::text::search_key. The database must not have the C locale, or trigrams of Arabic
    -- are empty.
    search_name text not null,
    search_text text not null,
    version bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint services_typical_check check (
        (typical_min is null) = (typical_max is null)
        and coalesce(typical_min, 0) between 0 and coalesce(typical_max, 0)),
    constraint services_emergency_check check (
        is_emergency_service or emergency_surcharge_percentage = 0),
    constraint services_inspection_check check (
        pricing = 'fixed_scope' or (max_quantity = 1 and price_unit = 'fixed'))
);
-- The services of a category, for the category's page and after a change of it.
create index services_category_id_idx on catalog.services (category_id);
-- Search: `term <% search_text`, in both languages and with typing errors.
create index services_search_text_idx on catalog.services using gin (search_text gin_trgm_ops);

-- Where the platform serves, and on which terms. A multiplier of 10000 is "no surge".
create table catalog.zones (
    id uuid primary key,
    code text not null constraint zones_code_key unique
        constraint zones_code_check check (code ~ '^[a-z][a-z0-9-]{1,39}$'),
    name_ar varchar(100) not null,
    name_en varchar(100) not null,
    -- ISO 3166-2, of most of the zone; a pin's own governorate is that of its district.
    governorate varchar(6) not null,
    area geometry(MultiPolygon, 4326) not null
        constraint zones_area_check check (st_isvalid(area) and not st_isempty(area)),
    -- Travel is measured from here.
    hub geometry(Point, 4326) not null,
    -- kernel::cairo::WeeklyHours.
    opening_hours jsonb not null,
    free_distance_m integer not null
        constraint zones_free_distance_check check (free_distance_m between 0 and 100000),
    travel_fee_per_km bigint not null
        constraint zones_travel_fee_check check (travel_fee_per_km between 0 and 10000),
    surge_min_bp integer not null default 10000,
    surge_max_bp integer not null default 15000,
    surge_bp integer not null default 10000,
    -- When the surge ends by itself.
    surge_until timestamptz,
    is_active boolean not null default true,
    version bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint zones_surge_check check (
        10000 <= surge_min_bp and surge_min_bp <= surge_bp
        and surge_bp <= surge_max_bp and surge_max_bp <= 20000)
);
-- "Which zone is this pin in?", for every quote.
create index zones_area_idx on catalog.zones using gist (area);

-- Named neighbourhoods: the words a place is spoken of with.
create table catalog.districts (
    id uuid primary key,
    zone_id uuid references catalog.zones (id),
    governorate varchar(6) not null,
    name_ar varchar(100) not null,
    name_en varchar(100) not null,
    location geometry(Point, 4326) not null,
    created_at timestamptz not null,
    constraint districts_name_key unique (governorate, name_en)
);
-- The districts of a zone, to find the one nearest to a pin.
create index districts_zone_id_idx on catalog.districts (zone_id);
-- The district nearest to a pin where a zone has none of its own.
create index districts_location_idx on catalog.districts using gist (location);

-- Reductions that the platform pays: a share (with an upper bound) or an amount.
create table catalog.promotions (
    id uuid primary key,
    code text not null constraint promotions_code_key unique
        constraint promotions_code_check check (code ~ '^[A-Z0-9]{3,20}$'),
    name_ar varchar(100) not null,
    name_en varchar(100) not null,
    percent_bp integer
        constraint promotions_percent_check check (percent_bp between 1 and 10000),
    amount bigint
        constraint promotions_amount_check check (amount between 1 and 100000000),
    max_discount bigint
        constraint promotions_max_discount_check check (max_discount between 1 and 100000000),
    min_total bigint not null default 0
        constraint promotions_min_total_check check (min_total between 0 and 100000000),
    category_id uuid references catalog.service_categories (id),
    valid_from timestamptz not null,
    valid_until timestamptz not null,
    is_active boolean not null default true,
    version bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint promotions_kind_check check ((percent_bp is null) <> (amount is null)),
    constraint promotions_bound_check check (percent_bp is null or max_discount is not null),
    constraint promotions_validity_check check (valid_from < valid_until)
);
-- The promotions of a category.
create index promotions_category_id_idx on catalog.promotions (category_id);

-- Answers to "what would this cost, here, then?". `quote` is what was answered, to the letter.
-- No foreign keys: a quote is a snapshot and outlives whatever it was made of.
create table catalog.quotes (
    id uuid primary key,
    -- Null: a guest's, readable by whoever knows the id.
    customer_id uuid,
    service_id uuid not null,
    provider_id uuid,
    zone_id uuid not null,
    promotion_id uuid,
    quantity integer not null,
    -- Null: now.
    starts_at timestamptz,
    total bigint not null constraint quotes_total_check check (total >= 0),
    -- contracts::catalog::Quote.
    quote jsonb not null,
    -- Why each line is there, in the order of the lines.
    explanations jsonb not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    constraint quotes_life_check check (expires_at - created_at = interval '15 minutes'),
    constraint quotes_explanations_check check (
        jsonb_array_length(explanations) = jsonb_array_length(quote -> 'lines'))
);
-- Forgetting old quotes, which hold precise places.
create index quotes_expires_at_idx on catalog.quotes (expires_at);

-- A quote's numbers never change, whatever code tries.
create function catalog.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'a quote never changes' using errcode = 'restrict_violation';
end $$;
create trigger quotes_never_change before update on catalog.quotes
    for each row execute function catalog.refuse_change();

-- What providers offer at which price of their own; from provider.changed. Only providers that
-- may work have rows.
create table catalog.provider_prices (
    provider_id uuid not null,
    service_id uuid not null,
    -- Null: the platform's price.
    custom_price bigint
        constraint provider_prices_custom_price_check check (custom_price > 0),
    created_at timestamptz not null,
    primary key (provider_id, service_id)
);
