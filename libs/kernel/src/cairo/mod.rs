//! The one place for wall time: `Africa/Cairo`, from jiff's bundled time-zone database.
//!
//! Inside, every time is an [`Instant`](crate::Instant) in UTC. Only opening hours, plans and what
//! people read are wall time. A weekday is a number everywhere: 0 is Sunday … 6 is Saturday.
//!
//! On the last Friday of April 00:00 becomes 01:00, so that hour is missing; on the last Thursday
//! of October 24:00 becomes 23:00, so that hour comes twice.
//!
//! Fields of wire types (utoipa reads type names) name [`NaiveDate`], [`NaiveTime`] and
//! [`NaiveDateTime`] by these names; elsewhere the aliases say what is meant.

mod format;
mod hours;
mod wall;

pub use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
pub use format::{format_date, format_local, format_time};
pub use hours::{
    DayHours, Interval, WeeklyHours, covers, interval_on, merge, open_intervals, without,
};
pub use wall::{
    day_bounds, is_gap, is_repeated, local_date, local_time, resolve, to_local, weekday,
};

/// A date on a calendar in Cairo.
pub type LocalDate = NaiveDate;
/// A time on a clock in Cairo.
pub type LocalTime = NaiveTime;
/// A date and time in Cairo.
pub type LocalDateTime = NaiveDateTime;
