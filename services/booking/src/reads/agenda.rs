//! A technician's days: visits in order, the ways between them, and a proposed order.

use crate::domain::way::{hour_of, region, way};
use chassis::StoreError;
use chrono::{NaiveDate, TimeDelta};
use contracts::booking::{Stage, Status};
use dispatch::route::{Day, Stop};
use kernel::cairo;
use kernel::ids::{BookingId, ProviderId};
use kernel::{DateTime, Instant, LatLng, Localized};
use serde::Serialize;
use sqlx::PgConnection;

use crate::store::agenda::{self, PlannedVisit};

/// How late a visit may begin without being late: as long as a customer waits.
const LATITUDE: TimeDelta = TimeDelta::minutes(30);

/// A visit of a day.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgendaVisitOut {
    /// The booking.
    pub booking_id: BookingId,
    /// Its number for people.
    #[schema(example = "OS-7K2M4Q")]
    pub number: String,
    /// The how-manieth visit of it.
    pub visit: i16,
    /// Status of the booking.
    pub status: Status,
    /// Its stage.
    pub stage: Stage,
    /// What is to be done.
    pub service_name: Localized,
    /// The district.
    pub district: Localized,
    /// Where.
    pub pin: LatLng,
    /// The start.
    pub starts_at: DateTime,
    /// The end, without the buffer after it.
    pub ends_at: DateTime,
    /// How long the way takes from the visit before, or from home, in seconds; null when home is
    /// not known.
    pub travel_s: Option<i64>,
    /// How far that is, in metres, as the crow flies.
    pub distance_m: Option<i64>,
    /// Minutes to spare between the visit before and this one, the way counted; null for the first.
    /// Below nothing: it can't be kept.
    pub spare_minutes: Option<i64>,
}

/// An order in which a day could be made.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgendaRouteOut {
    /// The bookings, in order.
    pub bookings: Vec<BookingId>,
    /// When each would begin.
    pub begins_at: Vec<DateTime>,
    /// All of the travel, in seconds.
    pub travel_s: i64,
    /// By how many seconds visits would begin too late, together; half an hour each is not late.
    pub late_s: i64,
    /// Whether no order is better.
    pub exact: bool,
}

/// A day of a technician.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgendaDayOut {
    /// The day in Cairo.
    pub date: NaiveDate,
    /// Its visits by start.
    pub visits: Vec<AgendaVisitOut>,
    /// All of the travel in this order, in seconds.
    pub travel_s: i64,
    /// The best order of what is still ahead, which may be followed or not; null when there is
    /// nothing to order.
    pub proposed: Option<AgendaRouteOut>,
}

/// The days of a technician that have visits.
///
/// # Errors
/// When a row is inconsistent or the database is away.
pub async fn agenda(
    db: &mut PgConnection,
    provider: ProviderId,
    (first, last): (NaiveDate, NaiveDate),
    buffer: TimeDelta,
    now: Instant,
) -> Result<Vec<AgendaDayOut>, StoreError> {
    let span = (cairo::day_bounds(first).0, cairo::day_bounds(last).1);
    let home = agenda::home(db, provider).await?;
    let mut days: Vec<(NaiveDate, Vec<PlannedVisit>)> = Vec::new();
    for mut visit in agenda::visits(db, provider, span).await? {
        visit.ends_at -= buffer;
        let date = cairo::local_date(visit.starts_at);
        match days.last_mut().filter(|(day, _)| *day == date) {
            Some((_, visits)) => visits.push(visit),
            None => days.push((date, vec![visit])),
        }
    }
    Ok(days.into_iter().map(|(date, visits)| day_of(date, home, &visits, now)).collect())
}

fn day_of(
    date: NaiveDate,
    home: Option<LatLng>,
    visits: &[PlannedVisit],
    now: Instant,
) -> AgendaDayOut {
    let mut out: Vec<AgendaVisitOut> = Vec::with_capacity(visits.len());
    let mut from = home.map(|home| (home, None));
    for visit in visits {
        let leg = from.map(|(place, left_at): (LatLng, Option<Instant>)| {
            let distance_m = place.distance_m(visit.pin);
            let departure = hour_of(left_at.unwrap_or(visit.starts_at));
            (distance_m, way(distance_m, region(&visit.governorate), departure), left_at)
        });
        let spare = leg.and_then(|(_, way, left_at)| Some(visit.starts_at - left_at? - way));
        out.push(AgendaVisitOut {
            booking_id: visit.booking,
            number: visit.number.clone(),
            visit: visit.visit,
            status: visit.status,
            stage: visit.stage,
            service_name: visit.service_name.clone(),
            district: visit.district.clone(),
            pin: visit.pin,
            starts_at: visit.starts_at,
            ends_at: visit.ends_at,
            travel_s: leg.map(|(_, way, _)| way.num_seconds()),
            distance_m: leg.map(|(distance_m, ..)| distance_m.round() as i64),
            spare_minutes: spare.map(|spare| spare.num_minutes()),
        });
        from = Some((visit.pin, Some(visit.ends_at)));
    }
    let travel_s = out.iter().filter_map(|visit| visit.travel_s).sum();
    AgendaDayOut { date, visits: out, travel_s, proposed: proposed(home, visits, now) }
}

/// The best order of the visits that nobody is on the way to yet.
fn proposed(home: Option<LatLng>, visits: &[PlannedVisit], now: Instant) -> Option<AgendaRouteOut> {
    let ahead: Vec<&PlannedVisit> = visits
        .iter()
        .filter(|visit| visit.stage == Stage::Assigned && visit.ends_at > now)
        .collect();
    let first = ahead.first()?;
    let stops: Vec<Stop> = ahead
        .iter()
        .map(|visit| Stop {
            opens_s: visit.starts_at.timestamp(),
            closes_s: (visit.starts_at + LATITUDE).timestamp(),
            takes_s: u32::try_from((visit.ends_at - visit.starts_at).num_seconds())
                .unwrap_or_default(),
        })
        .collect();
    // From the end of what goes on now, or from home.
    let done = visits.iter().rfind(|visit| visit.stage != Stage::Assigned);
    let begin = done.map_or(home.unwrap_or(first.pin), |visit| visit.pin);
    let travel = |from: Option<usize>, to: usize, at_s: i64| {
        let place = from.map_or(begin, |from| ahead[from].pin);
        let departure = chrono::DateTime::from_timestamp(at_s, 0).unwrap_or(now);
        let distance_m = place.distance_m(ahead[to].pin);
        way(distance_m, region(&ahead[to].governorate), hour_of(departure)).num_seconds()
    };
    let sets_out = first.starts_at - TimeDelta::hours(3);
    let begins_s = done.map_or(sets_out, |visit| visit.ends_at).max(now.min(first.starts_at));
    let route = Day { begins_s: begins_s.timestamp(), stops: &stops, travel }.best();
    let at = |second: &i64| chrono::DateTime::from_timestamp(*second, 0).unwrap_or(now);
    Some(AgendaRouteOut {
        bookings: route.order.iter().map(|index| ahead[*index].booking).collect(),
        begins_at: route.begins_s.iter().map(at).collect(),
        travel_s: route.travel_s,
        late_s: route.late_s,
        exact: route.exact,
    })
}
