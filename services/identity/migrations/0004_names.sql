-- Operators find a person by name: words of the name as kernel::text::search_key folds them, written by
-- the application with the name. Names of before are folded here nearly so: without accents and the
-- letters of other keyboards, which follow when the profile is saved again. The default stays for a
-- program of before that still writes while it is replaced.
alter table identity.customer_profiles add column search_name text not null default '';
update identity.customer_profiles set search_name = translate(
    lower(first_name || ' ' || last_name), 'أإآٱىئؤةثذظـ''`’', 'ااااييوهتدض');
-- Parts of words.
create index customer_profiles_search_name_idx on identity.customer_profiles
    using gin (search_name gin_trgm_ops);
