//! `GET /admin/providers/{id}/track`.

use crate::app::App;
use crate::commands::show_track::{self, TrackQuery};
use crate::store::provider_locations::Point;
use axum::Json;
use axum::extract::State;
use chrono::TimeDelta;
use httpkit::{Actor, Cursor, Page, PathParams, QueryParams};
use kernel::ids::{BookingId, ProviderId};
use kernel::{DateTime, Fields, Instant, Invalid, InvalidFields, LatLng};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Points of a page when the caller doesn't say.
const DEFAULT_LIMIT: u32 = 500;
/// Points of a page at most: a track has one every few seconds.
const MAX_LIMIT: u32 = 1_000;
/// How much of a track is shown when the caller doesn't say.
const DEFAULT_SPAN: TimeDelta = TimeDelta::hours(24);
/// How much at most.
const LONGEST_SPAN: TimeDelta = TimeDelta::days(7);

/// Which part of a track.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProviderTrackQuery {
    /// From when; 24 hours before `to` when absent.
    from: Option<DateTime>,
    /// Until before when; now when absent. At most 7 days after `from`.
    to: Option<DateTime>,
    /// How many points, 1–1000; 500 when absent.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
    /// `nextCursor` of the page before. Repeat `from` and `to` with it.
    cursor: Option<String>,
}

/// One point of a provider's track.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrackedPointOut {
    /// Its id.
    pub id: Uuid,
    /// The booking whose journey was on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub booking_id: Option<BookingId>,
    /// Where.
    pub place: LatLng,
    /// Radius in metres within which the device surely was.
    #[schema(example = 12.5)]
    pub accuracy: f32,
    /// Degrees from north, when known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading: Option<f32>,
    /// Kilometres an hour, when known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speed: Option<f32>,
    /// Whether the provider was on shift.
    pub on_shift: bool,
    /// What is suspicious: `mock`, `jump`.
    #[schema(example = json!(["jump"]))]
    pub flags: Vec<String>,
    /// When, by the device's clock.
    pub recorded_at: DateTime,
    /// When we heard of it.
    pub received_at: DateTime,
}

/// See where a provider was
///
/// The track of up to 7 days in the last 90, oldest first. Who looked at whom goes to the audit
/// log.
#[utoipa::path(get, path = "/api/v1/admin/providers/{id}/track", tag = "admin-tracking",
    params(("id" = ProviderId, Path, description = "The provider."), ProviderTrackQuery),
    responses((status = 200, description = "A page of the track.", body = Page<TrackedPointOut>)))]
pub async fn show_provider_track(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<ProviderId>,
    QueryParams(query): QueryParams<ProviderTrackQuery>,
) -> httpkit::Result<Json<Page<TrackedPointOut>>> {
    let query = query.parse(app.chassis.world.now())?;
    let points = show_track::run(&app, actor, id, query).await?;
    let items = points.into_iter().map(TrackedPointOut::from).collect();
    let page = Page::from_rows(items, query.limit, |point: &TrackedPointOut| Cursor {
        at: point.recorded_at,
        id: point.id,
    });
    Ok(Json(page))
}

impl ProviderTrackQuery {
    fn parse(&self, now: Instant) -> Result<TrackQuery, InvalidFields> {
        let mut fields = Fields::new();
        let to = self.to.unwrap_or(now);
        let default = to.checked_sub_signed(DEFAULT_SPAN).unwrap_or(to);
        let from = self.from.unwrap_or(default);
        fields.check(from < to, "from", || {
            Invalid::new(
                "tracking.bad_span",
                "بداية الفترة يجب أن تسبق نهايتها.",
                "The span must begin before it ends.",
            )
        });
        fields.check(to.signed_duration_since(from) <= LONGEST_SPAN, "to", || {
            Invalid::new(
                "tracking.span_too_long",
                "أقصى فترة هي 7 أيام. اختر فترة أقصر.",
                "The span is 7 days at most. Choose a shorter one.",
            )
        });
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        fields.check((1..=MAX_LIMIT).contains(&limit), "limit", || {
            Invalid::new(
                "page.bad_limit",
                "عدد العناصر يجب أن يكون من 1 إلى 1000.",
                "The limit must be between 1 and 1000.",
            )
        });
        let cursor = fields.take("cursor", self.cursor.as_deref().map(Cursor::decode).transpose());
        fields.finish()?;
        // Nothing is kept outside these bounds, and PostgreSQL knows fewer years than RFC 3339.
        let kept = |at: Instant| at.clamp(now - TimeDelta::days(100), now + TimeDelta::days(1));
        let after = cursor.flatten().map(|cursor| kept(cursor.at));
        Ok(TrackQuery { from: kept(from), to: kept(to), after, limit: limit.into() })
    }
}

impl From<Point> for TrackedPointOut {
    fn from(point: Point) -> Self {
        Self {
            id: point.id,
            booking_id: point.booking_id,
            place: point.place,
            accuracy: point.accuracy_m,
            heading: point.heading_deg,
            speed: point.speed_kmh,
            on_shift: point.on_shift,
            flags: point.flags,
            recorded_at: point.at,
            received_at: point.received_at,
        }
    }
}
