-- What a service asks for before its work may be ended: items to tick off, in Arabic and English, and
-- pictures. Nothing by default, so former code goes on writing. Bookings copy it when they are made.
alter table catalog.services
    add column completion_checklist jsonb not null default '[]'
        constraint services_completion_checklist_check check (jsonb_typeof(completion_checklist) = 'array'),
    add column min_photos_before smallint not null default 0
        constraint services_min_photos_before_check check (min_photos_before between 0 and 10),
    add column min_photos_after smallint not null default 0
        constraint services_min_photos_after_check check (min_photos_after between 0 and 10);
