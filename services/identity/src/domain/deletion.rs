//! Being forgotten: when, and when it can be taken back.

use chrono::TimeDelta;

/// How long after the wish everything personal is erased.
pub const GRACE: TimeDelta = TimeDelta::days(30);
/// How much later it is tried again when something stands in the way by then.
pub const PUT_OFF: TimeDelta = TimeDelta::days(1);
/// How long a copy of one's data is kept.
pub const KEEP_EXPORT: TimeDelta = TimeDelta::days(7);
/// How long we wait for the services before a copy is made without those that didn't answer.
pub const GATHER_FOR: TimeDelta = TimeDelta::hours(1);
/// How long consents are kept after the account ended, as proof.
pub const KEEP_CONSENTS: TimeDelta = TimeDelta::days(3 * 365);
