-- Due process with a clock: an appeal that waits too long is told every day, and a suspension that
-- nobody judged in time is lifted, unless it was made because people may be in danger.

-- Suspensions made because people may be in danger: lifted by people only.
alter table providers.decisions add column safety_risk boolean not null default false;

-- `lifted`: a suspension ended because its appeal was not decided in time. The platform's own act,
-- so it has no operator.
alter table providers.decisions drop constraint decisions_kind_check;
alter table providers.decisions add constraint decisions_kind_check check (kind in ('verified',
    'rejected', 'suspended', 'reinstated', 'appeal_upheld', 'appeal_overturned', 'lifted'));
alter table providers.decisions alter column operator_id drop not null;
alter table providers.decisions add constraint people_decide
    check ((kind = 'lifted') = (operator_id is null));
alter table providers.decisions add constraint only_suspensions_are_for_safety
    check (not safety_risk or kind = 'suspended');

-- How often it was told that an appeal is overdue, and when last.
alter table providers.appeals add column escalations integer not null default 0
    check (escalations >= 0);
alter table providers.appeals add column escalated_at timestamptz;
-- The hourly look for appeals that wait too long, and the operators' list of them.
create index appeals_due_idx on providers.appeals (due_at) where state = 'open';
