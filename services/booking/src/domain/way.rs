//! How long a way takes between two visits, without a road graph: the one estimate that slots,
//! offers and reservations share.

use chrono::{Datelike, TimeDelta, Timelike};
use dispatch::Reach;
use dispatch::travel::{LocalTime, Region};
use kernel::{Instant, cairo};

/// Which speeds hold in a governorate (ISO 3166-2).
#[must_use]
pub fn region(governorate: &str) -> Region {
    match governorate {
        "EG-C" | "EG-GZ" | "EG-KB" => Region::GreaterCairo,
        "EG-ALX" => Region::Alexandria,
        _ => Region::OtherCity,
    }
}

/// The weekday and minute on the wall in Cairo.
#[must_use]
pub fn hour_of(at: Instant) -> LocalTime {
    let local = cairo::to_local(at);
    let minute = u16::try_from(local.hour() * 60 + local.minute()).unwrap_or_default();
    LocalTime { weekday: local.weekday(), minute }
}

/// The likely travel time over a great-circle distance that is begun at an hour.
#[must_use]
pub fn way(distance_m: f64, region: Region, departure: LocalTime) -> TimeDelta {
    let reach = Reach::estimate(distance_m, region, false, departure);
    TimeDelta::seconds(reach.travel_s.into())
}

#[cfg(test)]
mod tests {
    use super::{hour_of, region};
    use dispatch::travel::Region;

    #[test]
    fn hours_are_those_on_the_wall_and_regions_go_by_governorate() {
        let hour = hour_of("2026-11-22T22:30:00Z".parse().unwrap());
        assert_eq!((hour.weekday, hour.minute), (chrono::Weekday::Mon, 30));
        assert_eq!(region("EG-GZ"), Region::GreaterCairo);
        assert_eq!(region("EG-ALX"), Region::Alexandria);
        assert_eq!(region("EG-ASN"), Region::OtherCity);
    }
}
