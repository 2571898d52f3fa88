-- Under which versions of the settings a booking was made: what a cancellation costs and how long
-- its promises hold do not change with later versions. 0 is the configuration file's.
alter table booking.bookings
    add column cancellation_version integer not null default 0 check (cancellation_version >= 0),
    add column rules_version        integer not null default 0 check (rules_version >= 0);

-- Under which version of the matching a round was decided; its weights stand in the record.
alter table booking.search_rounds
    add column settings_version integer not null default 0 check (settings_version >= 0);

-- Whether the day is sure. Islamic days are estimates until the moon was sighted and the cabinet
-- announced them; staff confirms or moves them.
alter table booking.holidays
    add column confirmed boolean not null default true,
    add column version   integer not null default 1 check (version > 0);

-- What staff said of a day, and why. Never changed.
create table booking.holiday_changes (
    id         uuid        primary key,
    day        date        not null,
    -- The day's version after it; a day that was taken off has the version it would have had.
    version    integer     not null check (version > 0),
    removed    boolean     not null,
    name_ar    text        not null,
    name_en    text        not null,
    closes     boolean     not null,
    confirmed  boolean     not null,
    changed_by uuid        not null,
    reason     text        check (length(reason) between 1 and 500),
    created_at timestamptz not null
);
-- What was said of a day, newest first.
create index holiday_changes_day_idx on booking.holiday_changes (day, created_at desc, id desc);
create trigger holiday_changes_append_only
    before update or delete on booking.holiday_changes
    for each row execute function booking.refuse_change();

-- Egypt's public holidays, as far ahead as they are known (see NOTICE for where they are from). On
-- the two feasts the hours of the week don't hold unless a technician says so; on the other days
-- people work as always, and customers see the day's name. What staff has said already stays.
insert into booking.holidays (day, name_ar, name_en, closes, confirmed, created_at, updated_at)
select day::date, name_ar, name_en, closes, confirmed, now(), now()
from (values
    ('2026-01-07', 'عيد الميلاد المجيد', 'Coptic Christmas Day', false, true),
    ('2026-01-29', 'ثورة ٢٥ يناير وعيد الشرطة (يوم تعويضي)', 'January 25th Revolution and National Police Day (observed)', false, true),
    ('2026-03-20', 'عيد الفطر المبارك', 'Eid al-Fitr', true, true),
    ('2026-03-21', 'عيد الفطر المبارك', 'Eid al-Fitr', true, true),
    ('2026-04-13', 'عيد شم النسيم', 'Spring Festival', false, true),
    ('2026-04-25', 'عيد تحرير سيناء', 'Sinai Liberation Day', false, true),
    ('2026-05-01', 'عيد العمال', 'Labor Day', false, true),
    ('2026-05-26', 'وقفة عيد الأضحى المبارك', 'Day of Arafah', false, false),
    ('2026-05-27', 'عيد الأضحى المبارك', 'Eid al-Adha', true, false),
    ('2026-05-28', 'عيد الأضحى المبارك', 'Eid al-Adha', true, false),
    ('2026-05-29', 'عيد الأضحى المبارك', 'Eid al-Adha', true, false),
    ('2026-06-18', 'رأس السنة الهجرية (يوم تعويضي)', 'Islamic New Year (observed)', false, false),
    ('2026-07-02', 'عيد ثورة ٣٠ يونيو (يوم تعويضي)', 'June 30 Revolution Day (observed)', false, true),
    ('2026-07-23', 'عيد ثورة ٢٣ يوليو', 'July 23 Revolution Day', false, true),
    ('2026-08-25', 'المولد النبوي الشريف', 'Prophet''s Birthday', false, false),
    ('2026-10-08', 'عيد القوات المسلحة (يوم تعويضي)', 'Armed Forces Day (observed)', false, true),
    ('2027-01-07', 'عيد الميلاد المجيد', 'Coptic Christmas Day', false, true),
    ('2027-01-28', 'ثورة ٢٥ يناير وعيد الشرطة (يوم تعويضي)', 'January 25th Revolution and National Police Day (observed)', false, true),
    ('2027-03-09', 'عيد الفطر المبارك', 'Eid al-Fitr', true, false),
    ('2027-03-10', 'عيد الفطر المبارك', 'Eid al-Fitr', true, false),
    ('2027-04-29', 'عيد تحرير سيناء (يوم تعويضي)', 'Sinai Liberation Day (observed)', false, true),
    ('2027-05-01', 'عيد العمال', 'Labor Day', false, true),
    ('2027-05-03', 'عيد شم النسيم', 'Spring Festival', false, true),
    ('2027-05-15', 'وقفة عيد الأضحى المبارك', 'Day of Arafah', false, false),
    ('2027-05-16', 'عيد الأضحى المبارك', 'Eid al-Adha', true, false),
    ('2027-05-17', 'عيد الأضحى المبارك', 'Eid al-Adha', true, false),
    ('2027-05-18', 'عيد الأضحى المبارك', 'Eid al-Adha', true, false),
    ('2027-06-10', 'رأس السنة الهجرية (يوم تعويضي)', 'Islamic New Year (observed)', false, false),
    ('2027-07-01', 'عيد ثورة ٣٠ يونيو (يوم تعويضي)', 'June 30 Revolution Day (observed)', false, true),
    ('2027-07-23', 'عيد ثورة ٢٣ يوليو', 'July 23 Revolution Day', false, true),
    ('2027-08-14', 'المولد النبوي الشريف', 'Prophet''s Birthday', false, false),
    ('2027-10-07', 'عيد القوات المسلحة (يوم تعويضي)', 'Armed Forces Day (observed)', false, true),
    ('2028-01-07', 'عيد الميلاد المجيد', 'Coptic Christmas Day', false, true),
    ('2028-01-27', 'ثورة ٢٥ يناير وعيد الشرطة (يوم تعويضي)', 'January 25th Revolution and National Police Day (observed)', false, true),
    ('2028-02-26', 'عيد الفطر المبارك', 'Eid al-Fitr', true, false),
    ('2028-02-27', 'عيد الفطر المبارك', 'Eid al-Fitr', true, false),
    ('2028-04-17', 'عيد شم النسيم', 'Spring Festival', false, true),
    ('2028-04-27', 'عيد تحرير سيناء (يوم تعويضي)', 'Sinai Liberation Day (observed)', false, true),
    ('2028-05-04', 'عيد العمال (يوم تعويضي) / وقفة عيد الأضحى المبارك', 'Day of Arafah / Labor Day (observed)', false, false),
    ('2028-05-05', 'عيد الأضحى المبارك', 'Eid al-Adha', true, false),
    ('2028-05-06', 'عيد الأضحى المبارك', 'Eid al-Adha', true, false),
    ('2028-05-07', 'عيد الأضحى المبارك', 'Eid al-Adha', true, false),
    ('2028-05-25', 'رأس السنة الهجرية', 'Islamic New Year', false, false),
    ('2028-06-30', 'عيد ثورة ٣٠ يونيو', 'June 30 Revolution Day', false, true),
    ('2028-07-27', 'عيد ثورة ٢٣ يوليو (يوم تعويضي)', 'July 23 Revolution Day (observed)', false, true),
    ('2028-08-03', 'المولد النبوي الشريف', 'Prophet''s Birthday', false, false),
    ('2028-10-06', 'عيد القوات المسلحة', 'Armed Forces Day', false, true),
    ('2029-01-07', 'عيد الميلاد المجيد', 'Coptic Christmas Day', false, true),
    ('2029-01-25', 'ثورة ٢٥ يناير وعيد الشرطة', 'January 25th Revolution and National Police Day', false, true),
    ('2029-02-14', 'عيد الفطر المبارك', 'Eid al-Fitr', true, false),
    ('2029-02-15', 'عيد الفطر المبارك', 'Eid al-Fitr', true, false),
    ('2029-04-09', 'عيد شم النسيم', 'Spring Festival', false, true),
    ('2029-04-23', 'وقفة عيد الأضحى المبارك', 'Day of Arafah', false, false),
    ('2029-04-24', 'عيد الأضحى المبارك', 'Eid al-Adha', true, false),
    ('2029-04-25', 'عيد الأضحى المبارك', 'Eid al-Adha', true, false),
    ('2029-04-26', 'عيد الأضحى المبارك / عيد تحرير سيناء (يوم تعويضي)', 'Eid al-Adha / Sinai Liberation Day (observed)', true, false),
    ('2029-05-03', 'عيد العمال (يوم تعويضي)', 'Labor Day (observed)', false, true),
    ('2029-05-17', 'رأس السنة الهجرية (يوم تعويضي)', 'Islamic New Year (observed)', false, false),
    ('2029-06-30', 'عيد ثورة ٣٠ يونيو', 'June 30 Revolution Day', false, true),
    ('2029-07-24', 'المولد النبوي الشريف', 'Prophet''s Birthday', false, false),
    ('2029-07-26', 'عيد ثورة ٢٣ يوليو (يوم تعويضي)', 'July 23 Revolution Day (observed)', false, true),
    ('2029-10-06', 'عيد القوات المسلحة', 'Armed Forces Day', false, true),
    ('2030-01-07', 'عيد الميلاد المجيد', 'Coptic Christmas Day', false, true),
    ('2030-01-25', 'ثورة ٢٥ يناير وعيد الشرطة', 'January 25th Revolution and National Police Day', false, true),
    ('2030-02-04', 'عيد الفطر المبارك', 'Eid al-Fitr', true, false),
    ('2030-02-05', 'عيد الفطر المبارك', 'Eid al-Fitr', true, false),
    ('2030-04-12', 'وقفة عيد الأضحى المبارك', 'Day of Arafah', false, false),
    ('2030-04-13', 'عيد الأضحى المبارك', 'Eid al-Adha', true, false),
    ('2030-04-14', 'عيد الأضحى المبارك', 'Eid al-Adha', true, false),
    ('2030-04-15', 'عيد الأضحى المبارك', 'Eid al-Adha', true, false),
    ('2030-04-25', 'عيد تحرير سيناء', 'Sinai Liberation Day', false, true),
    ('2030-04-29', 'عيد شم النسيم', 'Spring Festival', false, true),
    ('2030-05-02', 'عيد العمال (يوم تعويضي)', 'Labor Day (observed)', false, true),
    ('2030-05-03', 'رأس السنة الهجرية', 'Islamic New Year', false, false),
    ('2030-07-04', 'عيد ثورة ٣٠ يونيو (يوم تعويضي)', 'June 30 Revolution Day (observed)', false, true),
    ('2030-07-13', 'المولد النبوي الشريف', 'Prophet''s Birthday', false, false),
    ('2030-07-25', 'عيد ثورة ٢٣ يوليو (يوم تعويضي)', 'July 23 Revolution Day (observed)', false, true),
    ('2030-10-10', 'عيد القوات المسلحة (يوم تعويضي)', 'Armed Forces Day (observed)', false, true),
    ('2031-01-07', 'عيد الميلاد المجيد', 'Coptic Christmas Day', false, true),
    ('2031-01-24', 'عيد الفطر المبارك', 'Eid al-Fitr', true, false),
    ('2031-01-25', 'ثورة ٢٥ يناير وعيد الشرطة / عيد الفطر المبارك', 'Eid al-Fitr / January 25th Revolution and National Police Day', true, false),
    ('2031-04-01', 'وقفة عيد الأضحى المبارك', 'Day of Arafah', false, false),
    ('2031-04-02', 'عيد الأضحى المبارك', 'Eid al-Adha', true, false),
    ('2031-04-03', 'عيد الأضحى المبارك', 'Eid al-Adha', true, false),
    ('2031-04-04', 'عيد الأضحى المبارك', 'Eid al-Adha', true, false),
    ('2031-04-14', 'عيد شم النسيم', 'Spring Festival', false, true),
    ('2031-04-24', 'رأس السنة الهجرية (يوم تعويضي)', 'Islamic New Year (observed)', false, false),
    ('2031-04-25', 'عيد تحرير سيناء', 'Sinai Liberation Day', false, true),
    ('2031-05-01', 'عيد العمال', 'Labor Day', false, true),
    ('2031-07-02', 'المولد النبوي الشريف', 'Prophet''s Birthday', false, false),
    ('2031-07-03', 'عيد ثورة ٣٠ يونيو (يوم تعويضي)', 'June 30 Revolution Day (observed)', false, true),
    ('2031-07-24', 'عيد ثورة ٢٣ يوليو (يوم تعويضي)', 'July 23 Revolution Day (observed)', false, true),
    ('2031-10-09', 'عيد القوات المسلحة (يوم تعويضي)', 'Armed Forces Day (observed)', false, true),
    ('2032-01-07', 'عيد الميلاد المجيد', 'Coptic Christmas Day', false, true),
    ('2032-01-14', 'عيد الفطر المبارك', 'Eid al-Fitr', true, false),
    ('2032-01-15', 'عيد الفطر المبارك', 'Eid al-Fitr', true, false),
    ('2032-01-29', 'ثورة ٢٥ يناير وعيد الشرطة (يوم تعويضي)', 'January 25th Revolution and National Police Day (observed)', false, true),
    ('2032-03-21', 'وقفة عيد الأضحى المبارك', 'Day of Arafah', false, false),
    ('2032-03-22', 'عيد الأضحى المبارك', 'Eid al-Adha', true, false),
    ('2032-03-23', 'عيد الأضحى المبارك', 'Eid al-Adha', true, false),
    ('2032-03-24', 'عيد الأضحى المبارك', 'Eid al-Adha', true, false),
    ('2032-04-15', 'رأس السنة الهجرية (يوم تعويضي)', 'Islamic New Year (observed)', false, false),
    ('2032-04-29', 'عيد تحرير سيناء (يوم تعويضي)', 'Sinai Liberation Day (observed)', false, true),
    ('2032-05-01', 'عيد العمال', 'Labor Day', false, true),
    ('2032-05-03', 'عيد شم النسيم', 'Spring Festival', false, true),
    ('2032-06-20', 'المولد النبوي الشريف', 'Prophet''s Birthday', false, false),
    ('2032-07-01', 'عيد ثورة ٣٠ يونيو (يوم تعويضي)', 'June 30 Revolution Day (observed)', false, true),
    ('2032-07-23', 'عيد ثورة ٢٣ يوليو', 'July 23 Revolution Day', false, true),
    ('2032-10-07', 'عيد القوات المسلحة (يوم تعويضي)', 'Armed Forces Day (observed)', false, true)
) as h (day, name_ar, name_en, closes, confirmed)
on conflict (day) do nothing;
