//! When work ordered for now begins.

use super::Booking;
use chrono::{DurationRound, TimeDelta};
use kernel::Instant;

impl Booking {
    /// Work ordered for now begins when the provider can be there, to the full minute: its time is
    /// reserved for then, and neither side is late before. Planned work keeps its window.
    #[must_use]
    pub fn expected_in(mut self, travel_s: u32, now: Instant) -> Self {
        if self.window.instant {
            let there = now + TimeDelta::seconds(travel_s.into());
            let minute = there.duration_trunc(TimeDelta::minutes(1)).unwrap_or(there);
            let start = if minute < there { minute + TimeDelta::minutes(1) } else { minute };
            self.window = self.window.moved_to(start);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::tests::samples::{noon, searching};
    use chrono::TimeDelta;
    use contracts::catalog::Pricing;

    #[test]
    fn only_work_for_now_waits_for_the_way() {
        let planned = searching(Pricing::FixedScope);
        assert_eq!(planned.clone().expected_in(600, noon()), planned);
        let mut instant = planned;
        instant.window.instant = true;
        for (travel_s, minutes) in [(0, 0), (1, 1), (60, 1), (61, 2), (1_500, 25)] {
            let window = instant.clone().expected_in(travel_s, noon()).window;
            assert_eq!(window.starts_at, noon() + TimeDelta::minutes(minutes), "{travel_s}");
            assert_eq!(window.minutes(), 60);
        }
    }
}
