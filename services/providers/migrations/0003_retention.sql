-- Copies of identity cards and selfies are kept only as long as a review or an appeal may need them.
-- The row stays: what was accepted, by whom, until when it is good.
alter table providers.documents add column content_removed_at timestamptz;
-- The daily look for copies that are not needed any more.
create index documents_copies_idx on providers.documents (decided_at)
    where kind in ('national_id', 'selfie') and decided_at is not null and content_removed_at is null;
