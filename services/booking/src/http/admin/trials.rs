//! `/admin/settings/booking.matching/trials`: what other rules would have decided.

use crate::App;
use crate::commands::try_matching::{self, Tried, Wanted};
use crate::settings::Matching;
use axum::Json;
use axum::extract::State;
use chrono::TimeDelta;
use dispatch::trial::{Asked, Example, Figures};
use httpkit::{Actor, Body};
use kernel::ids::{BookingId, ProviderId};
use kernel::{DateTime, Fields, Instant, Invalid, InvalidFields};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How many days a period may have.
const MOST_DAYS: i64 = 31;
/// The period when nobody says which.
const DAYS: i64 = 7;
/// How many rounds are decided again when nobody says how many, and at most.
const ROUNDS: (u32, u32) = (300, 1_000);

/// Rules to try on rounds that were decided.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MatchingTrialIn {
    /// The rules, as `PUT …/booking.matching` takes them.
    pub value: Matching,
    /// From when on; a week before `to` when absent.
    pub from: Option<DateTime>,
    /// Until when; now when absent. 31 days after `from` at most.
    pub to: Option<DateTime>,
    /// How many rounds that were decided alone, and how many that were decided together, at most:
    /// the newest. 300 when absent.
    #[schema(minimum = 1, maximum = 1000)]
    pub rounds: Option<u32>,
    /// Why, for the audit log.
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}

impl MatchingTrialIn {
    fn parse(self, now: Instant) -> Result<Wanted, InvalidFields> {
        let mut fields = Fields::new();
        let to = self.to.unwrap_or(now);
        let from = self.from.unwrap_or(to - TimeDelta::days(DAYS));
        let fits = from < to && to - from <= TimeDelta::days(MOST_DAYS);
        fields.check(fits, "from", || {
            Invalid::new(
                "booking.trial_period",
                "الفترة من لحظة إلى 31 يومًا، وبدايتها قبل نهايتها.",
                "The period begins before its end and has 31 days at most.",
            )
        });
        let most = self.rounds.unwrap_or(ROUNDS.0);
        fields.check((1..=ROUNDS.1).contains(&most), "rounds", || {
            Invalid::new("out_of_range", "من 1 إلى 1000.", "From 1 to 1000.")
        });
        let reason = kernel::text::optional_line(self.reason.as_deref(), 500);
        let reason = fields.take("reason", reason);
        match reason {
            Some(reason) => fields.finish().map(|()| Wanted {
                value: self.value,
                period: (from, to),
                most,
                reason,
            }),
            None => Err(fields.into_error()),
        }
    }
}

/// What other rules would have decided.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MatchingTrialOut {
    /// From when on.
    pub from: DateTime,
    /// Until when.
    pub to: DateTime,
    /// How many rounds were decided again.
    pub rounds: u32,
    /// How many are of a shape that can't be read any more.
    pub unreadable: u32,
    /// In how many others would have been asked.
    pub changed: u32,
    /// As it was decided.
    pub before: MatchingFiguresOut,
    /// As it would have been.
    pub after: MatchingFiguresOut,
    /// Some of the changed rounds, twenty at most.
    pub examples: Vec<MatchingExampleOut>,
}

/// One set of decisions in figures; null where nobody was asked.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MatchingFiguresOut {
    /// In how many rounds somebody was asked.
    pub rounds_asked: u32,
    /// In how many nobody was, because it was worth waiting for a better match.
    pub rounds_waited: u32,
    /// How many offers were made.
    pub offers: u32,
    /// The middle distance of those asked, in metres.
    #[schema(example = 2400)]
    pub median_distance_m: Option<u32>,
    /// One in ten was further away than this, in metres.
    pub p90_distance_m: Option<u32>,
    /// The middle travel time, in seconds.
    pub median_travel_s: Option<u32>,
    /// One in ten had a longer way than this, in seconds.
    pub p90_travel_s: Option<u32>,
    /// How likely an offer was to be accepted, on average, in hundredths of a percent.
    #[schema(example = 7350)]
    pub mean_acceptance_bp: Option<u32>,
    /// How many different technicians were asked.
    pub providers: u32,
    /// How unevenly offers fell on those who could have been asked: 0 when all got as many, towards
    /// 10,000 when one got all (the Gini coefficient in hundredths of a percent).
    #[schema(example = 3100)]
    pub unevenness_bp: Option<u32>,
}

impl From<Figures> for MatchingFiguresOut {
    fn from(f: Figures) -> Self {
        Self {
            rounds_asked: f.rounds_asked,
            rounds_waited: f.rounds_waited,
            offers: f.offers,
            median_distance_m: f.median_distance_m,
            p90_distance_m: f.p90_distance_m,
            median_travel_s: f.median_travel_s,
            p90_travel_s: f.p90_travel_s,
            mean_acceptance_bp: f.mean_acceptance_bp,
            providers: f.providers,
            unevenness_bp: f.unevenness_bp,
        }
    }
}

/// A round in which somebody else would have been asked.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MatchingExampleOut {
    /// The booking.
    pub booking_id: BookingId,
    /// The round.
    pub round: u32,
    /// Who was asked first.
    pub before: Option<MatchingAskedOut>,
    /// Who would have been.
    pub after: Option<MatchingAskedOut>,
}

/// Somebody who was asked, or would have been.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MatchingAskedOut {
    /// Who.
    pub provider_id: ProviderId,
    /// How far it was, in metres.
    pub distance_m: u32,
    /// The likely travel time, in seconds.
    pub travel_s: u32,
    /// How likely it was to accept, in hundredths of a percent.
    pub acceptance_bp: u32,
}

impl From<Asked> for MatchingAskedOut {
    fn from(asked: Asked) -> Self {
        Self {
            provider_id: asked.provider,
            distance_m: asked.distance_m,
            travel_s: asked.travel_s,
            acceptance_bp: asked.accepts_bp,
        }
    }
}

impl From<Example> for MatchingExampleOut {
    fn from(example: Example) -> Self {
        Self {
            booking_id: example.booking,
            round: example.round,
            before: example.before.map(Into::into),
            after: example.after.map(Into::into),
        }
    }
}

/// Try rules before they take effect
///
/// Decides stored rounds of a period again by other weights, steps and patience, each from what was
/// known then, and puts both sets of decisions side by side. What would have followed is not played
/// out, and radii and windows are those of then. Nothing is decided by it. One at a time.
#[utoipa::path(post, path = "/api/v1/admin/settings/booking.matching/trials",
    tag = "admin settings", request_body = MatchingTrialIn,
    responses((status = 200, description = "What was found.", body = MatchingTrialOut),
        (status = 409, description = "Another trial runs.")))]
pub async fn try_matching(
    State(app): State<App>,
    actor: Actor,
    Body(body): Body<MatchingTrialIn>,
) -> httpkit::Result<Json<MatchingTrialOut>> {
    let wanted = body.parse(app.now())?;
    let (from, to) = wanted.period;
    let Tried { findings, unreadable } = try_matching::run(&app, actor.user_id, wanted).await?;
    Ok(Json(MatchingTrialOut {
        from,
        to,
        rounds: findings.rounds,
        unreadable,
        changed: findings.changed,
        before: findings.before.into(),
        after: findings.after.into(),
        examples: findings.examples.into_iter().map(Into::into).collect(),
    }))
}
