//! How long a way takes when no road graph is loaded.
//!
//! Great-circle distance × detour ÷ the speed of the hour. Speeds are the starting estimates of
//! the Egypt reference, section 9: Cairo 18 km/h at peak (07:30–10:00 and 14:00–20:00, Sunday to
//! Thursday), 30 off-peak, 40 at night; Alexandria 15 % faster; other cities 28; between cities
//! 70; a Nile crossing between Giza and Cairo costs 8 minutes at peak.

use chrono::{Datelike, NaiveDateTime, Timelike, Weekday};
use serde::{Deserialize, Serialize};

/// Road distance over great-circle distance, in hundredths.
const DETOUR_PERCENT: u64 = 135;

/// What a Nile crossing costs at peak.
const CROSSING_S: u64 = 8 * 60;

/// The part of a way beyond this great-circle distance is driven between cities. Our estimate:
/// Greater Cairo's built-up area is about 60 km across.
const CITY_M: u64 = 30_000;
const BETWEEN_CITIES_M_PER_H: u64 = 70_000;

/// Where a way is driven.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Region {
    /// Cairo, Giza, Qalyubia's part of the capital.
    #[default]
    GreaterCairo,
    /// Alexandria.
    Alexandria,
    /// Any other place of Egypt.
    OtherCity,
}

/// A weekday and the minute of its day in Cairo's wall time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalTime {
    /// The day of the week.
    pub weekday: Weekday,
    /// Minutes since midnight, 0 to 1439; more counts as night.
    pub minute: u16,
}

impl From<NaiveDateTime> for LocalTime {
    /// From Cairo's wall time, as `kernel::cairo::to_local` tells it.
    fn from(local: NaiveDateTime) -> Self {
        // At most 1439.
        let minute = (local.hour() * 60 + local.minute()) as u16;
        Self { weekday: local.weekday(), minute }
    }
}

/// How full the streets are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Traffic {
    /// The rush hours of the working days, Sunday to Thursday.
    Peak,
    /// Daytime outside the rush hours, all of Friday's and Saturday's.
    OffPeak,
    /// 23:00 to 06:00 (our estimate; the reference names the speed, not the hours).
    Night,
}

impl LocalTime {
    /// How full the streets are then.
    #[must_use]
    pub fn traffic(self) -> Traffic {
        let weekend = matches!(self.weekday, Weekday::Fri | Weekday::Sat);
        match self.minute {
            // 07:30–10:00 and 14:00–20:00.
            450..600 | 840..1_200 if !weekend => Traffic::Peak,
            360..1_380 => Traffic::OffPeak,
            _ => Traffic::Night,
        }
    }
}

/// A way from a provider to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    /// Great-circle distance in metres.
    pub distance_m: u32,
    /// Where it is driven.
    pub region: Region,
    /// Whether it leads over the Nile between Giza and Cairo.
    pub crosses_nile: bool,
}

/// A travel time with its uncertainty, in seconds. `low_s <= likely_s <= high_s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TravelTime {
    /// Hardly ever faster.
    pub low_s: u32,
    /// What to plan with.
    pub likely_s: u32,
    /// Hardly ever slower.
    pub high_s: u32,
}

/// The travel time of a way that is begun at `departure`. A longer way never takes less time.
#[must_use]
pub fn travel_time(leg: Leg, departure: LocalTime) -> TravelTime {
    let traffic = departure.traffic();
    let distance_m = u64::from(leg.distance_m);
    let in_city_m = distance_m.min(CITY_M);
    let mut likely_s = drive_s(in_city_m, city_m_per_h(leg.region, traffic))
        + drive_s(distance_m - in_city_m, BETWEEN_CITIES_M_PER_H);
    if leg.crosses_nile && traffic == Traffic::Peak {
        likely_s += CROSSING_S;
    }
    // Rush hours scatter most. Estimates until our own tracks tell.
    let (low, high) = match traffic {
        Traffic::Peak => (70, 170),
        Traffic::OffPeak => (75, 145),
        Traffic::Night => (80, 130),
    };
    let seconds = |percent| u32::try_from(likely_s * percent / 100).unwrap_or(u32::MAX);
    TravelTime { low_s: seconds(low), likely_s: seconds(100), high_s: seconds(high) }
}

/// Metres an hour in town.
fn city_m_per_h(region: Region, traffic: Traffic) -> u64 {
    let cairo = match traffic {
        Traffic::Peak => 18_000,
        Traffic::OffPeak => 30_000,
        Traffic::Night => 40_000,
    };
    match region {
        Region::GreaterCairo => cairo,
        Region::Alexandria => cairo * 115 / 100,
        Region::OtherCity => 28_000,
    }
}

/// Seconds for a great-circle distance, rounded up.
fn drive_s(distance_m: u64, speed_m_per_h: u64) -> u64 {
    (distance_m * DETOUR_PERCENT * 3_600).div_ceil(100 * speed_m_per_h)
}

#[cfg(test)]
mod tests {
    use super::{Leg, LocalTime, Region, Traffic, travel_time};
    use chrono::Weekday;
    use proptest::prelude::*;

    const MONDAY_NOON: LocalTime = LocalTime { weekday: Weekday::Mon, minute: 720 };
    const MONDAY_RUSH: LocalTime = LocalTime { weekday: Weekday::Mon, minute: 900 };

    fn leg(distance_m: u32, region: Region) -> Leg {
        Leg { distance_m, region, crosses_nile: false }
    }

    fn likely_s(distance_m: u32, region: Region, at: LocalTime) -> u32 {
        travel_time(leg(distance_m, region), at).likely_s
    }

    #[test]
    fn ten_kilometres_take_what_the_reference_says() {
        let night = LocalTime { weekday: Weekday::Mon, minute: 120 };
        // 13.5 km of road at 18, 30 and 40 km/h.
        assert_eq!(likely_s(10_000, Region::GreaterCairo, MONDAY_RUSH), 2_700);
        assert_eq!(likely_s(10_000, Region::GreaterCairo, MONDAY_NOON), 1_620);
        assert_eq!(likely_s(10_000, Region::GreaterCairo, night), 1_215);
        // 20.7 km/h, and 28 at any hour.
        assert_eq!(likely_s(10_000, Region::Alexandria, MONDAY_RUSH), 2_348);
        assert_eq!(likely_s(10_000, Region::OtherCity, MONDAY_RUSH), 1_736);
    }

    #[test]
    fn rush_hours_begin_and_end_to_the_minute_and_spare_the_weekend() {
        let traffic = |weekday, minute| LocalTime { weekday, minute }.traffic();
        for (minute, expected) in [
            (0, Traffic::Night),
            (359, Traffic::Night),
            (360, Traffic::OffPeak),
            (449, Traffic::OffPeak),
            (450, Traffic::Peak),
            (599, Traffic::Peak),
            (600, Traffic::OffPeak),
            (839, Traffic::OffPeak),
            (840, Traffic::Peak),
            (1_199, Traffic::Peak),
            (1_200, Traffic::OffPeak),
            (1_379, Traffic::OffPeak),
            (1_380, Traffic::Night),
            (1_439, Traffic::Night),
        ] {
            assert_eq!(traffic(Weekday::Sun, minute), expected, "{minute}");
            assert_eq!(traffic(Weekday::Thu, minute), expected, "{minute}");
            assert_ne!(traffic(Weekday::Fri, minute), Traffic::Peak, "{minute}");
            assert_ne!(traffic(Weekday::Sat, minute), Traffic::Peak, "{minute}");
        }
    }

    #[test]
    fn the_hour_of_an_instant_is_cairos() {
        // 12:00 UTC in August is 15:00 in Cairo, in January 14:00.
        for (day, minute) in [("2026-08-03", 900), ("2026-01-05", 840)] {
            let at = format!("{day}T12:00:00Z").parse().unwrap();
            let local = LocalTime::from(kernel::cairo::to_local(at));
            assert_eq!(local, LocalTime { weekday: Weekday::Mon, minute });
        }
    }

    #[test]
    fn a_nile_crossing_costs_eight_minutes_at_peak_only() {
        let crossing = Leg { crosses_nile: true, ..leg(5_000, Region::GreaterCairo) };
        let dry = leg(5_000, Region::GreaterCairo);
        let extra = |at| travel_time(crossing, at).likely_s - travel_time(dry, at).likely_s;
        assert_eq!(extra(MONDAY_RUSH), 480);
        assert_eq!(extra(MONDAY_NOON), 0);
    }

    proptest! {
        #[test]
        fn a_longer_way_never_takes_less_time(
            a in any::<u32>(),
            b in any::<u32>(),
            minute in 0u16..1_440,
            day in 0u8..7,
            region in prop::sample::select(vec![
                Region::GreaterCairo, Region::Alexandria, Region::OtherCity,
            ]),
        ) {
            let at = LocalTime { weekday: Weekday::try_from(day).unwrap(), minute };
            let near = travel_time(leg(a.min(b), region), at);
            let far = travel_time(leg(a.max(b), region), at);
            prop_assert!(near.low_s <= far.low_s);
            prop_assert!(near.likely_s <= far.likely_s);
            prop_assert!(near.high_s <= far.high_s);
            prop_assert!(far.low_s <= far.likely_s && far.likely_s <= far.high_s);
        }
    }
}
