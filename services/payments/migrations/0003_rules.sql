-- Which rule of the booking's end an entry follows from (late_cancellation, provider_no_show, …), so
-- that a statement can say why. Null for everything else. Nullable, so former code goes on writing.
alter table payments.entries add column rule text check (length(rule) between 1 and 60);
