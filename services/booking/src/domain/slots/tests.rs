//! The laws of slots, against an oracle that tries everything the long way.

use super::{Grid, Job, Point, Range, Stop, Worker};
use crate::domain::Hours;
use crate::domain::way::{hour_of, way};
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use contracts::providers::{HoursException, WeeklyInterval};
use dispatch::travel::Region;
use kernel::cairo::{self, DayHours, WeeklyHours};
use kernel::{Instant, LatLng};
use proptest::prelude::*;
use uuid::Uuid;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn job(minutes: i64) -> Job {
    Job {
        pin: LatLng::parse(30.0, 31.2).unwrap(),
        region: Region::GreaterCairo,
        length: TimeDelta::minutes(minutes),
        buffer: TimeDelta::minutes(15),
    }
}

fn always() -> WeeklyHours {
    week(&(0..7).map(|day| (day, 0, 1440)).collect::<Vec<_>>())
}

fn week(hours: &[(u8, u16, u16)]) -> WeeklyHours {
    let day = |(d, s, e): &(u8, u16, u16)| DayHours::parse(*d, *s, *e).unwrap();
    WeeklyHours::parse(hours.iter().map(day).collect()).unwrap()
}

fn grid(first: &str, days: u32, zone: &WeeklyHours, job: &Job) -> Grid {
    Grid::of(&Range {
        first: date(first),
        days,
        step_minutes: 30,
        zone,
        earliest: Instant::MIN_UTC,
        latest: Instant::MAX_UTC,
        length: job.length,
    })
}

fn worker(weekly: &[(u8, u16, u16)], stops: Vec<Stop>) -> Worker {
    let weekly = weekly
        .iter()
        .map(|(weekday, from, to)| WeeklyInterval {
            weekday: *weekday,
            from_minute: *from,
            to_minute: *to,
        })
        .collect();
    Worker {
        id: Uuid::from_u128(1).into(),
        hours: Hours { weekly, ..Hours::default() },
        daily_limit: None,
        documents_until: None,
        home_m: 1_000.0,
        stops,
    }
}

fn every_day(from: u16, to: u16) -> Vec<(u8, u16, u16)> {
    (0..7).map(|day| (day, from, to)).collect()
}

fn starts(worker: &Worker, job: &Job, grid: &Grid, now: Instant) -> Vec<usize> {
    let mut found = Vec::new();
    worker.starts(job, grid, now, |_| false, |index| found.push(index));
    found
}

fn local(grid: &Grid, found: &[usize]) -> Vec<String> {
    found.iter().map(|index| grid.points[*index].local.format("%H:%M").to_string()).collect()
}

#[test]
fn the_spring_night_has_no_start_in_the_hour_that_is_missing() {
    let job = job(60);
    let grid = grid("2026-04-24", 1, &always(), &job);
    let day = &grid.days[0];
    assert_eq!(day.ends_at - day.starts_at, TimeDelta::hours(23));
    assert_eq!(grid.points.len(), 46);
    assert_eq!(grid.points[0].local, NaiveTime::from_hms_opt(1, 0, 0).unwrap());
    assert_eq!(grid.points[0].at, at("2026-04-23T22:00:00Z"));
    // Hours from 22:00 on Thursday until 02:00 on Friday are three on the clock's way.
    let night = worker(&[(4, 22 * 60, 1440), (5, 0, 120)], vec![]);
    let both = self::grid("2026-04-23", 2, &always(), &job);
    let found = starts(&night, &job, &both, Instant::MIN_UTC);
    assert_eq!(local(&both, &found), ["22:00", "22:30", "23:00", "23:30", "01:00"]);
}

#[test]
fn the_repeated_hour_is_offered_once_and_worked_twice() {
    let job = job(60);
    let grid = grid("2026-10-29", 1, &always(), &job);
    let day = &grid.days[0];
    assert_eq!(day.ends_at - day.starts_at, TimeDelta::hours(25));
    assert_eq!(grid.points.len(), 48);
    let last = grid.points.last().unwrap();
    assert_eq!((last.at, last.ends_on), (at("2026-10-29T20:30:00Z"), date("2026-10-29")));
    // Hours until midnight hold both: work of two and a half hours may begin at 22:30.
    let long = self::job(150);
    let night = worker(&[(4, 20 * 60, 1440)], vec![]);
    let found =
        starts(&night, &long, &self::grid("2026-10-29", 1, &always(), &long), day.starts_at);
    let times = local(&grid, &found);
    assert_eq!(times.last().map(String::as_str), Some("22:30"), "{times:?}");
}

#[test]
fn a_zone_that_is_closed_offers_nothing_and_work_may_end_after_it_closes() {
    let job = job(120);
    let sundays = week(&[(0, 9 * 60, 12 * 60)]);
    let grid = grid("2026-11-21", 3, &sundays, &job);
    let found = starts(&worker(&every_day(0, 1440), vec![]), &job, &grid, Instant::MIN_UTC);
    assert_eq!(local(&grid, &found), ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]);
    assert!(found.iter().all(|index| grid.points[*index].day == 1));
}

#[test]
fn notice_limit_documents_and_the_way_each_keep_times_out() {
    let job = job(60);
    let grid = grid("2026-11-23", 1, &always(), &job);
    let start = grid.days[0].starts_at;
    let free = worker(&every_day(9 * 60, 13 * 60), vec![]);
    let times = |worker: &Worker, now| local(&grid, &starts(worker, &job, &grid, now));
    assert_eq!(
        times(&free, start),
        ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30", "12:00"]
    );
    let mut slow = free.clone();
    slow.hours.notice_minutes = 11 * 60;
    assert_eq!(times(&slow, start), ["11:00", "11:30", "12:00"]);
    let until = |day: &str| Worker { documents_until: Some(date(day)), ..free.clone() };
    assert!(times(&until("2026-11-22"), start).is_empty());
    assert_eq!(times(&until("2026-11-23"), start).len(), 7);
    // A visit from 10:00 to 10:30 with its buffer, next door and 10 km away (27 minutes).
    let ten = start + TimeDelta::hours(10);
    let stop = |away_m| Stop { starts_at: ten, until: ten + TimeDelta::minutes(45), away_m };
    let busy = |away_m| Worker { stops: vec![stop(away_m)], ..free.clone() };
    assert_eq!(times(&busy(0.0), start), ["11:00", "11:30", "12:00"]);
    let early = Worker { hours: worker(&every_day(8 * 60, 780), vec![]).hours, ..busy(0.0) };
    assert_eq!(times(&early, start), ["08:00", "08:30", "11:00", "11:30", "12:00"]);
    let far = Worker { hours: early.hours.clone(), ..busy(20_000.0) };
    // 20 km: an hour and a half in the rush at nine, less than an hour at half past ten.
    assert_eq!(times(&far, start), ["11:30", "12:00"]);
    let full = Worker { daily_limit: Some(1), ..busy(0.0) };
    assert!(times(&full, start).is_empty());
    assert_eq!(times(&Worker { daily_limit: Some(2), ..busy(0.0) }, start).len(), 3);
}

/// The rule, said as plainly as can be, for one provider and one start.
fn oracle(worker: &Worker, job: &Job, point: &Point, now: Instant) -> bool {
    let (start, end) = (point.at, point.at + job.length);
    if start < now + TimeDelta::minutes(worker.hours.notice_minutes.into()) {
        return false;
    }
    // Minute by minute: on the job, the wall clock or an exception says that it works.
    let works = |minute: Instant| {
        let wall = cairo::to_local(minute);
        let in_exception = |works: bool| {
            let exceptions = worker.hours.exceptions.iter().filter(move |e| e.works == works);
            exceptions.into_iter().any(|e| e.starts_at <= minute && minute < e.ends_at)
        };
        let weekday = cairo::weekday(wall.date());
        let (hour, min) = (chrono::Timelike::hour(&wall), chrono::Timelike::minute(&wall));
        let of_day = (hour * 60 + min) as u16;
        let weekly = worker
            .hours
            .weekly
            .iter()
            .any(|i| i.weekday == weekday && i.from_minute <= of_day && of_day < i.to_minute);
        let holiday = worker.hours.holidays.contains(&wall.date());
        !in_exception(false) && (in_exception(true) || weekly && !holiday)
    };
    let minutes = job.length.num_minutes();
    if !(0..minutes).all(|n| works(start + TimeDelta::minutes(n))) {
        return false;
    }
    if worker.documents_until.is_some_and(|last| last < cairo::local_date(end)) {
        return false;
    }
    let (from, to) = cairo::day_bounds(cairo::local_date(start));
    let that_day = worker.stops.iter().filter(|s| s.starts_at < to && s.until > from).count();
    if worker.daily_limit.is_some_and(|limit| that_day >= limit as usize) {
        return false;
    }
    let overlaps = |s: &&Stop| s.starts_at < end + job.buffer && start < s.until;
    if worker.stops.iter().any(|s| overlaps(&s)) {
        return false;
    }
    let before = worker.stops.iter().filter(|s| s.starts_at < start).max_by_key(|s| s.starts_at);
    let after = worker.stops.iter().filter(|s| s.starts_at >= start).min_by_key(|s| s.starts_at);
    let travel = |s: &Stop, leaves: Instant| way(s.away_m, job.region, hour_of(leaves));
    before.is_none_or(|s| (s.until - job.buffer) + travel(s, s.until - job.buffer) <= start)
        && after.is_none_or(|s| end + travel(s, end) <= s.starts_at)
}

/// A calendar without overlaps: gaps and visits in turn, in minutes.
fn stops(from: Instant, parts: &[(i64, i64, u32)]) -> Vec<Stop> {
    let mut at = from;
    parts
        .iter()
        .map(|(gap, length, away_m)| {
            let starts_at = at + TimeDelta::minutes(*gap);
            at = starts_at + TimeDelta::minutes(length + 15);
            Stop { starts_at, until: at, away_m: f64::from(*away_m) }
        })
        .collect()
}

prop_compose! {
    fn any_worker(from: Instant)(
        hours in prop::collection::vec((0u8..7, 0u16..1_300, 30u16..600), 0..10),
        parts in prop::collection::vec((0i64..900, 15i64..300, 0u32..60_000), 0..8),
        exceptions in prop::collection::vec((0i64..4_000, 30i64..900, any::<bool>()), 0..4),
        limit in prop::option::of(0u32..4),
        notice in 0u32..900,
        documents in prop::option::of(-1i64..5),
        holidays in prop::collection::vec(0i64..4, 0..2),
    ) -> Worker {
        let mut days: Vec<DayHours> = Vec::new();
        for (day, start, length) in hours {
            let hours = DayHours::parse(day, start, (start + length).min(1440)).unwrap();
            let apart = |h: &DayHours| h.weekday() != day
                || h.end_minute() <= hours.start_minute() || hours.end_minute() <= h.start_minute();
            if days.iter().all(apart) {
                days.push(hours);
            }
        }
        let weekly: Vec<_> =
            days.iter().map(|h| (h.weekday(), h.start_minute(), h.end_minute())).collect();
        let day = |n: i64| cairo::local_date(from) + TimeDelta::days(n);
        let mut worker = worker(&weekly, stops(from, &parts));
        worker.hours.exceptions = exceptions
            .into_iter()
            .map(|(start, length, works)| {
                let starts_at = from + TimeDelta::minutes(start);
                HoursException { starts_at, ends_at: starts_at + TimeDelta::minutes(length), works }
            })
            .collect();
        worker.hours.notice_minutes = notice;
        worker.hours.holidays = holidays.into_iter().map(day).collect();
        worker.daily_limit = limit;
        worker.documents_until = documents.map(day);
        worker
    }
}

/// Days with and without a change of the clocks.
const FIRST_DAYS: [&str; 4] = ["2026-11-22", "2026-04-23", "2026-10-28", "2027-04-29"];

fn any_world() -> impl Strategy<Value = (NaiveDate, Instant, Worker)> {
    prop::sample::select(FIRST_DAYS.to_vec()).prop_flat_map(|first| {
        let from = cairo::day_bounds(date(first)).0;
        (Just(date(first)), Just(from), any_worker(from))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_is_offered_is_exactly_what_can_be_kept(
        (first, from, worker) in any_world(), minutes in 15i64..300, later in 0i64..600,
    ) {
        let job = job(minutes);
        let grid = grid(&first.to_string(), 3, &always(), &job);
        let now = from + TimeDelta::minutes(later);
        let found = starts(&worker, &job, &grid, now);
        let expected: Vec<usize> = (0..grid.points.len())
            .filter(|index| oracle(&worker, &job, &grid.points[*index], now))
            .collect();
        prop_assert_eq!(&found, &expected);
        for (index, point) in grid.points.iter().enumerate() {
            let alone = worker.can_start(&job, point.at, now);
            prop_assert_eq!(alone, found.contains(&index), "{}", point.at);
            // What is offered is what accepting and holding let through.
            if alone {
                let before = worker.stops.iter().rfind(|s| s.starts_at < point.at).copied();
                let after = worker.stops.iter().find(|s| s.starts_at >= point.at).copied();
                prop_assert_eq!(job.fits(point.at, before, after), Ok(()));
            }
        }
    }
}
