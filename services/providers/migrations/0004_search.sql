-- Operators find a technician by name: words of the name as kernel::text::search_key folds them,
-- written by the application with the name. Names of before are found as they are written until
-- their profile is saved again.
alter table providers.service_provider_profiles add column search_name text not null default '';
update providers.service_provider_profiles set search_name = lower(first_name || ' ' || last_name);
alter table providers.service_provider_profiles alter column search_name drop default;
