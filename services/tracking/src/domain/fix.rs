//! One position as a device tells it, and what makes it acceptable.

use chrono::{SubsecRound, TimeDelta};
use kernel::{Fields, Instant, Invalid, InvalidFields, LatLng};

/// How far a device's clock may be ahead of ours.
pub const CLOCK_SKEW: TimeDelta = TimeDelta::seconds(30);
/// Older fixes go to the history only.
pub const LIVE_FOR: TimeDelta = TimeDelta::minutes(10);
/// Older fixes are of no use to anybody: no shift lasts so long.
pub const OLDEST: TimeDelta = TimeDelta::hours(24);
/// Worst accuracy, in metres.
pub const WORST_ACCURACY_M: f64 = 200.0;
/// Fastest speed a device may claim, in km/h.
const FASTEST_KMH: f64 = 500.0;
/// A place inside Egypt, to check one coordinate apart from the other.
const INSIDE: (f64, f64) = (30.0, 31.0);

/// What a device sent, unchecked.
#[derive(Clone, Copy, Debug)]
pub struct RawFix {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lng: f64,
    /// Radius in metres within which the device surely is.
    pub accuracy_m: f64,
    /// Degrees from north.
    pub heading_deg: Option<f64>,
    /// Kilometres an hour.
    pub speed_kmh: Option<f64>,
    /// When, by the device's clock.
    pub at: Instant,
    /// Whether the device says that the position is made up.
    pub mock: bool,
}

/// A fix that is right: in Egypt, exact enough, not from the future, of the last day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fix {
    /// Where.
    pub place: LatLng,
    /// Radius in metres within which the device surely is.
    pub accuracy_m: f32,
    /// Degrees from north, 0 to below 360.
    pub heading_deg: Option<f32>,
    /// Kilometres an hour.
    pub speed_kmh: Option<f32>,
    /// When, by the device's clock, in whole microseconds.
    pub at: Instant,
    /// Whether the device says that the position is made up.
    pub mock: bool,
}

impl Fix {
    /// Checks what a device sent.
    ///
    /// # Errors
    /// Every wrong field: `place.out_of_range`, `place.outside_egypt`, `tracking.from_future`,
    /// `tracking.too_old`, `tracking.too_inaccurate`, `tracking.bad_accuracy`,
    /// `tracking.bad_heading`, `tracking.bad_speed`.
    pub fn parse(raw: RawFix, now: Instant) -> Result<Self, InvalidFields> {
        let mut fields = Fields::new();
        let lat = fields.take("lat", coordinate(raw.lat, INSIDE.1));
        let lng = fields.take("lng", coordinate(INSIDE.0, raw.lng));
        let accuracy_m = fields.take("accuracy", accuracy(raw.accuracy_m));
        let heading_deg = fields.take("heading", raw.heading_deg.map(heading).transpose());
        let speed_kmh = fields.take("speed", raw.speed_kmh.map(speed).transpose());
        let at = fields.take("recordedAt", device_time(raw.at, now));
        if let (Some(_), Some(_), Some(accuracy_m), Some(heading_deg), Some(speed_kmh), Some(at)) =
            (lat, lng, accuracy_m, heading_deg, speed_kmh, at)
            && let Some(place) = fields.take("lat", LatLng::parse_in_egypt(raw.lat, raw.lng))
        {
            let mock = raw.mock;
            return Ok(Self { place, accuracy_m, heading_deg, speed_kmh, at, mock });
        }
        Err(fields.into_error())
    }

    /// Whether it is young enough to move the live position.
    #[must_use]
    pub fn is_recent(&self, now: Instant) -> bool {
        now - self.at <= LIVE_FOR
    }
}

fn coordinate(lat: f64, lng: f64) -> Result<LatLng, Invalid> {
    LatLng::parse_in_egypt(lat, lng).map_err(|invalid| match invalid.code {
        "place.outside_egypt" => Invalid::new(
            invalid.code,
            "موقع جهازك خارج مصر. تأكد من تشغيل خدمة الموقع وإيقاف تطبيقات تغيير الموقع.",
            "Your device says it is outside Egypt. Check its location settings and turn off apps that change the location.",
        ),
        _ => invalid,
    })
}

fn accuracy(accuracy_m: f64) -> Result<f32, Invalid> {
    if (0.0..=WORST_ACCURACY_M).contains(&accuracy_m) {
        return Ok(accuracy_m as f32);
    }
    if accuracy_m > WORST_ACCURACY_M {
        return Err(Invalid::new(
            "tracking.too_inaccurate",
            "دقة الموقع أسوأ من 200 متر. شغّل الموقع عالي الدقة أو اخرج إلى مكان مكشوف.",
            "The position is less accurate than 200 m. Turn on precise location, or step outside.",
        ));
    }
    Err(Invalid::new(
        "tracking.bad_accuracy",
        "دقة الموقع يجب أن تكون عددًا بالأمتار، صفرًا أو أكثر.",
        "The accuracy must be a number of metres, zero or more.",
    ))
}

fn heading(heading_deg: f64) -> Result<f32, Invalid> {
    // Checked after the rounding: 359.999999999 would round up to 360.
    Some(heading_deg as f32).filter(|rounded| (0.0..360.0).contains(rounded)).ok_or_else(|| {
        Invalid::new(
            "tracking.bad_heading",
            "الاتجاه يجب أن يكون من 0 إلى أقل من 360 درجة. لا ترسله إن كان غير معروف.",
            "The heading goes from 0 to below 360 degrees. Leave it out when it is not known.",
        )
    })
}

fn speed(speed_kmh: f64) -> Result<f32, Invalid> {
    if (0.0..=FASTEST_KMH).contains(&speed_kmh) {
        return Ok(speed_kmh as f32);
    }
    Err(Invalid::new(
        "tracking.bad_speed",
        "السرعة يجب أن تكون من 0 إلى 500 كم في الساعة. لا ترسلها إن كانت غير معروفة.",
        "The speed goes from 0 to 500 km/h. Leave it out when it is not known.",
    ))
}

fn device_time(at: Instant, now: Instant) -> Result<Instant, Invalid> {
    // What PostgreSQL can store, so that a fix sent twice is the same fix.
    let at = at.trunc_subsecs(6);
    if at > now + CLOCK_SKEW {
        return Err(Invalid::new(
            "tracking.from_future",
            "ساعة جهازك متقدمة. اضبط الوقت تلقائيًا ثم أرسل الموقع من جديد.",
            "Your device's clock is ahead. Set its time to automatic and send the position again.",
        ));
    }
    if at < now - OLDEST {
        return Err(Invalid::new(
            "tracking.too_old",
            "هذا الموقع أقدم من 24 ساعة ولم يعد مطلوبًا. لا تُعد إرساله.",
            "This position is older than 24 hours and no longer needed. Don't send it again.",
        ));
    }
    Ok(at)
}

#[cfg(test)]
mod tests {
    use super::{Fix, RawFix};
    use chrono::TimeDelta;
    use kernel::Instant;
    use proptest::prelude::*;

    fn now() -> Instant {
        "2026-11-22T10:00:00Z".parse().unwrap()
    }

    fn raw() -> RawFix {
        RawFix {
            lat: 30.05,
            lng: 31.24,
            accuracy_m: 12.5,
            heading_deg: Some(90.0),
            speed_kmh: Some(40.0),
            at: now(),
            mock: false,
        }
    }

    fn refused(raw: RawFix) -> Vec<(String, &'static str)> {
        let wrong = Fix::parse(raw, now()).map_or_else(|e| e.0, |_| vec![]);
        wrong.into_iter().map(|e| (e.field, e.code)).collect()
    }

    fn one(field: &str, code: &'static str) -> Vec<(String, &'static str)> {
        vec![(field.to_string(), code)]
    }

    #[test]
    fn each_field_is_refused_by_its_name_and_code() {
        assert_eq!(refused(raw()), []);
        assert_eq!(refused(RawFix { lat: 91.0, ..raw() }), one("lat", "place.out_of_range"));
        assert_eq!(refused(RawFix { lng: f64::NAN, ..raw() }), one("lng", "place.out_of_range"));
        assert_eq!(refused(RawFix { lat: 48.85, ..raw() }), one("lat", "place.outside_egypt"));
        assert_eq!(refused(RawFix { lng: 2.35, ..raw() }), one("lng", "place.outside_egypt"));
        let bad = "tracking.bad_accuracy";
        assert_eq!(refused(RawFix { accuracy_m: -1.0, ..raw() }), one("accuracy", bad));
        assert_eq!(refused(RawFix { accuracy_m: f64::NAN, ..raw() }), one("accuracy", bad));
        assert_eq!(
            refused(RawFix { accuracy_m: 200.1, ..raw() }),
            one("accuracy", "tracking.too_inaccurate")
        );
        for heading_deg in [-1.0, 360.0, 359.999_999_999, f64::NAN, f64::INFINITY] {
            let raw = RawFix { heading_deg: Some(heading_deg), ..raw() };
            assert_eq!(refused(raw), one("heading", "tracking.bad_heading"));
        }
        for speed_kmh in [-0.1, 501.0, f64::NAN] {
            let raw = RawFix { speed_kmh: Some(speed_kmh), ..raw() };
            assert_eq!(refused(raw), one("speed", "tracking.bad_speed"));
        }
    }

    #[test]
    fn all_wrong_fields_are_told_at_once() {
        let raw = RawFix {
            lat: 0.0,
            lng: 0.0,
            accuracy_m: 900.0,
            at: now() + TimeDelta::minutes(1),
            ..raw()
        };
        let names: Vec<_> = refused(raw).into_iter().map(|(field, _)| field).collect();
        assert_eq!(names, ["lat", "lng", "accuracy", "recordedAt"]);
    }

    #[test]
    fn the_limits_of_time_and_accuracy_are_inside() {
        let ahead = |s| RawFix { at: now() + TimeDelta::seconds(s), ..raw() };
        assert_eq!(refused(ahead(30)), []);
        assert_eq!(refused(ahead(31)), one("recordedAt", "tracking.from_future"));
        assert_eq!(refused(ahead(-24 * 3600)), []);
        assert_eq!(refused(ahead(-24 * 3600 - 1)), one("recordedAt", "tracking.too_old"));
        assert_eq!(refused(RawFix { accuracy_m: 200.0, ..raw() }), []);
        assert!(Fix::parse(ahead(-600), now()).unwrap().is_recent(now()));
        assert!(!Fix::parse(ahead(-601), now()).unwrap().is_recent(now()));
    }

    proptest! {
        #[test]
        fn whatever_is_sent_an_accepted_fix_keeps_the_tables_checks(
            lat in prop_oneof![any::<f64>(), 21.0..33.0f64],
            lng in prop_oneof![any::<f64>(), 24.0..38.0f64],
            accuracy_m in prop_oneof![any::<f64>(), -10.0..300.0f64],
            heading_deg in prop::option::of(prop_oneof![any::<f64>(), -10.0..370.0f64]),
            speed_kmh in prop::option::of(prop_oneof![any::<f64>(), -10.0..600.0f64]),
            offset_s in -100_000i64..1_000,
        ) {
            let at = now() + TimeDelta::seconds(offset_s);
            let raw = RawFix { lat, lng, accuracy_m, heading_deg, speed_kmh, at, mock: false };
            if let Ok(fix) = Fix::parse(raw, now()) {
                prop_assert!((21.9..=31.8).contains(&fix.place.lat()));
                prop_assert!((24.6..=37.1).contains(&fix.place.lng()));
                prop_assert!((0.0..=200.0).contains(&fix.accuracy_m));
                prop_assert!(fix.heading_deg.is_none_or(|h| (0.0..360.0).contains(&h)));
                prop_assert!(fix.speed_kmh.is_none_or(|s| (0.0..=500.0).contains(&s)));
                prop_assert!((-86_400..=30).contains(&offset_s));
            }
        }
    }
}
