-- kernel::text::search_key writes ث ذ ظ as ت د ض, as Egyptians do: names that were folded before follow.
update providers.service_provider_profiles set search_name = translate(search_name, 'ثذظ', 'تدض');
