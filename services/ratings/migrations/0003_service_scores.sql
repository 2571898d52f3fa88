-- What customers say of visits of a service: visible ratings of providers, counted as they come and go,
-- because a much-ordered service has too many to add up each time.
create table ratings.service_scores (
    service_id uuid        primary key,
    -- The sum of their stars, in hundredths.
    sum_centi  bigint      not null check (sum_centi >= 0),
    count      bigint      not null check (count >= 0),
    -- Whether others were told of it as it is now.
    is_told    boolean     not null,
    created_at timestamptz not null default now(),
    check (sum_centi between count * 100 and count * 500)
);
-- What others were not told of.
create index service_scores_untold_idx on ratings.service_scores (service_id) where not is_told;

-- Ratings from before; they are told by a job.
insert into ratings.service_scores (service_id, sum_centi, count, is_told)
select b.service_id, sum(r.stars_centi), count(*), false
from ratings.ratings r join ratings.bookings b on b.booking_id = r.booking_id
where r.of_role = 'service_provider' and r.state = 'visible'
group by b.service_id;
