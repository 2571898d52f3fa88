//! `GET /api/v1/me/consents`, `PUT /api/v1/me/consents`

use crate::app::App;
use crate::commands::set_consents;
use crate::domain::consent::Said;
use crate::reads::privacy::{self, ConsentsOut};
use axum::Json;
use axum::extract::State;
use contracts::privacy::ConsentPurpose;
use httpkit::{Actor, Body, Result};
use kernel::{Fields, Invalid};
use serde::Deserialize;

/// What a person says about one purpose.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConsentIn {
    /// What for.
    purpose: ConsentPurpose,
    /// The version of the text that was shown.
    #[schema(example = 1, minimum = 1)]
    version: u32,
    /// Yes or no.
    granted: bool,
}

/// What a person says.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConsentsIn {
    /// The purposes that change; others stay as they are.
    #[schema(max_items = 6)]
    items: Vec<ConsentIn>,
}

/// See what one agreed to: today's texts and the history.
#[utoipa::path(get, path = "/api/v1/me/consents", tag = "privacy",
    responses((status = 200, description = "The consents.", body = ConsentsOut)))]
pub async fn get_consents(State(app): State<App>, actor: Actor) -> Result<Json<ConsentsOut>> {
    Ok(Json(privacy::consents(&app, actor.user_id).await?))
}

/// Give or withdraw consents.
///
/// A yes must be to today's text (`409 consent.outdated`); a no always counts. The terms end with the
/// account only.
#[utoipa::path(put, path = "/api/v1/me/consents", tag = "privacy", request_body = ConsentsIn,
    responses((status = 200, description = "The consents as they are now.", body = ConsentsOut)))]
pub async fn set_consents(
    State(app): State<App>,
    actor: Actor,
    Body(body): Body<ConsentsIn>,
) -> Result<Json<ConsentsOut>> {
    let mut fields = Fields::new();
    let mut wishes: Vec<(ConsentPurpose, Said)> = Vec::new();
    for (n, item) in body.items.iter().enumerate() {
        if wishes.iter().any(|(purpose, _)| *purpose == item.purpose) {
            fields.refuse(format!("items[{n}].purpose"), repeated());
        }
        wishes.push((item.purpose, Said { version: item.version, granted: item.granted }));
    }
    fields.finish()?;
    set_consents::run(&app, actor.user_id, &wishes).await?;
    Ok(Json(privacy::consents(&app, actor.user_id).await?))
}

fn repeated() -> Invalid {
    Invalid::new(
        "consent.repeated",
        "ذكرت هذا الغرض مرتين. اذكره مرة واحدة.",
        "This purpose is there twice. Name it once.",
    )
}
