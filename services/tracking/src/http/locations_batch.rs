//! `POST /locations/batch`.

use super::wire::{LocationIn, LocationKept};
use crate::app::App;
use crate::commands::report_fixes::{self, Outcome};
use axum::extract::State;
use axum::{Extension, Json};
use httpkit::layers::CallerLang;
use httpkit::{Actor, Body};
use kernel::{FieldError, Invalid, InvalidFields, Lang};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Most positions of one batch.
const MOST: usize = 500;

/// Positions from a time without network.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LocationBatchIn {
    /// The positions, in any order.
    #[schema(min_items = 1, max_items = 500)]
    pub fixes: Vec<LocationIn>,
}

/// What became of a batch.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LocationBatchOut {
    /// How many positions were kept.
    pub accepted: usize,
    /// How many were refused.
    pub refused: usize,
    /// What became of each, in the order they were sent.
    pub results: Vec<LocationResultOut>,
}

/// What became of one position of a batch.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum LocationResultOut {
    /// Kept.
    Accepted {
        /// Whether it became the live position or is for the record only.
        kept: LocationKept,
    },
    /// Not kept; sending it again makes no sense.
    Refused {
        /// What is wrong.
        errors: Vec<LocationProblemOut>,
    },
}

/// What is wrong with one position.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LocationProblemOut {
    /// The field of the position.
    #[schema(example = "accuracy")]
    pub field: String,
    /// The stable code.
    #[schema(example = "tracking.too_inaccurate")]
    pub code: String,
    /// What is wrong and what would be right, in the caller's language.
    pub message: String,
}

/// Tell where I was
///
/// After a gap in the network. Each position is accepted or refused by itself; they count in the
/// order of `recordedAt`, and late ones never move the live position back. Safe to repeat.
#[utoipa::path(post, path = "/api/v1/locations/batch", tag = "tracking",
    request_body = LocationBatchIn,
    responses((status = 200, description = "What became of each.", body = LocationBatchOut)))]
pub async fn report_location_batch(
    State(app): State<App>,
    actor: Actor,
    Extension(CallerLang(lang)): Extension<CallerLang>,
    Body(input): Body<LocationBatchIn>,
) -> httpkit::Result<Json<LocationBatchOut>> {
    if !(1..=MOST).contains(&input.fixes.len()) {
        return Err(InvalidFields::one("fixes", wrong_size()).into());
    }
    let now = app.chassis.world.now();
    let fixes = input.fixes.iter().map(|fix| fix.parse(now)).collect();
    let outcomes = report_fixes::run(&app, actor.user_id.into(), fixes).await?;
    let accepted = outcomes.iter().filter(|o| matches!(o, Outcome::Accepted(_))).count();
    Ok(Json(LocationBatchOut {
        accepted,
        refused: outcomes.len() - accepted,
        results: outcomes.into_iter().map(|outcome| result(outcome, lang)).collect(),
    }))
}

fn result(outcome: Outcome, lang: Lang) -> LocationResultOut {
    let problem = |error: FieldError| LocationProblemOut {
        field: error.field,
        code: error.code.to_string(),
        message: error.text.get(lang).to_string(),
    };
    match outcome {
        Outcome::Accepted(kept) => LocationResultOut::Accepted { kept: kept.into() },
        Outcome::Refused(errors) => {
            LocationResultOut::Refused { errors: errors.into_iter().map(problem).collect() }
        }
    }
}

fn wrong_size() -> Invalid {
    Invalid::new(
        "tracking.batch_size",
        "أرسل من 1 إلى 500 موقع في المرة الواحدة.",
        "Send 1 to 500 positions at a time.",
    )
}
