-- kernel::text::search_key writes ث ذ ظ as ت د ض, as Egyptians do (تلاجة for ثلاجة): what was folded
-- before follows.
update catalog.services
   set search_name = translate(search_name, 'ثذظ', 'تدض'),
       search_text = translate(search_text, 'ثذظ', 'تدض');
