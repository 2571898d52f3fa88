//! `/providers/me`: the profile, the checklist, sending the application, the online switch.

use crate::App;
use crate::commands::change_profile::{self, Changes};
use crate::commands::{set_availability, submit};
use crate::reads::checklist::{self, ChecklistOut};
use crate::reads::own::{self, ProviderMeOut};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use chassis::StoreError;
use httpkit::extract::respond;
use httpkit::{Actor, Body, IdempotencyHeader, IdempotentBody};
use kernel::text::{optional_paragraph, person_name};
use kernel::{Fields, Invalid, InvalidFields, Lang, LatLng};
use serde::{Deserialize, Serialize};

/// Longest text about oneself.
const MAX_BIO_CHARS: usize = 1000;
/// Longest notice: a week, in minutes.
const MAX_NOTICE_MINUTES: u32 = 7 * 24 * 60;
/// Most jobs a day.
const MAX_DAILY_LIMIT: u32 = 50;

/// The caller's own profile.
#[utoipa::path(get, path = "/api/v1/providers/me", tag = "provider profile",
    responses((status = 200, description = "The profile", body = ProviderMeOut)))]
pub async fn get_my_provider(
    State(app): State<App>,
    actor: Actor,
) -> httpkit::Result<Json<ProviderMeOut>> {
    let mut connection = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let now = app.chassis.world.now();
    Ok(Json(own::load_in_tx(&mut connection, actor.user_id.into(), now).await?))
}

/// What to change; what is absent stays.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProviderChangesIn {
    /// First name; only before the documents were sent.
    first_name: Option<String>,
    /// Last name; only before the documents were sent.
    last_name: Option<String>,
    /// Where you start from.
    home: Option<LatLng>,
    /// Languages you speak with customers.
    languages: Option<Vec<Lang>>,
    /// Shortest notice for scheduled work, in minutes; at most a week.
    #[schema(minimum = 0, maximum = 10080, example = 120)]
    notice_minutes: Option<u32>,
    /// Most jobs a day, up to 50; 0 is no limit.
    #[schema(minimum = 0, maximum = 50, example = 6)]
    daily_limit: Option<u32>,
    /// What you say of yourself, up to 1000 characters; empty clears.
    bio: Option<String>,
    /// The language you read.
    preferred_language: Option<Lang>,
    /// `false` takes no work at all, and goes offline.
    is_active: Option<bool>,
    /// The version you changed; when it is not the present one, nothing is changed.
    version: Option<i64>,
}

impl ProviderChangesIn {
    fn parse(self) -> Result<Changes, InvalidFields> {
        let mut fields = Fields::new();
        let mut changes = Changes {
            preferred_language: self.preferred_language,
            is_active: self.is_active,
            version: self.version,
            ..Changes::default()
        };
        if let Some(name) = self.first_name {
            changes.first_name = fields.take("firstName", person_name(&name));
        }
        if let Some(name) = self.last_name {
            changes.last_name = fields.take("lastName", person_name(&name));
        }
        if let Some(home) = self.home {
            changes.home = fields.take("home", home.in_egypt());
        }
        if let Some(languages) = self.languages {
            changes.languages = fields.take("languages", super::languages(languages));
        }
        if let Some(minutes) = self.notice_minutes {
            changes.notice_minutes =
                fields.take("noticeMinutes", at_most(minutes, MAX_NOTICE_MINUTES));
        }
        if let Some(limit) = self.daily_limit {
            changes.daily_limit = fields.take("dailyLimit", at_most(limit, MAX_DAILY_LIMIT));
        }
        if let Some(bio) = self.bio {
            changes.bio = fields.take("bio", optional_paragraph(Some(&bio), MAX_BIO_CHARS));
        }
        fields.finish()?;
        Ok(changes)
    }
}

fn at_most(value: u32, most: u32) -> Result<u32, Invalid> {
    if value <= most {
        return Ok(value);
    }
    Err(Invalid::new(
        "too_large",
        format!("القيمة أكبر من المسموح. الحد الأقصى: {most}."),
        format!("This is too large. The limit is {most}."),
    ))
}

/// Changes the caller's own profile.
#[utoipa::path(patch, path = "/api/v1/providers/me", tag = "provider profile",
    request_body = ProviderChangesIn,
    responses((status = 200, description = "The changed profile", body = ProviderMeOut)))]
pub async fn change_my_provider(
    State(app): State<App>,
    actor: Actor,
    Body(changes): Body<ProviderChangesIn>,
) -> httpkit::Result<Json<ProviderMeOut>> {
    let changes = changes.parse()?;
    Ok(Json(change_profile::run(&app, actor.user_id.into(), changes).await?))
}

/// What is missing until the caller can work, and what comes next.
#[utoipa::path(get, path = "/api/v1/providers/me/checklist", tag = "provider profile",
    responses((status = 200, description = "The checklist", body = ChecklistOut)))]
pub async fn get_my_checklist(
    State(app): State<App>,
    actor: Actor,
) -> httpkit::Result<Json<ChecklistOut>> {
    let mut connection = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let now = app.chassis.world.now();
    Ok(Json(checklist::load_in_tx(&mut connection, actor.user_id.into(), now).await?))
}

/// Nothing to say.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitApplicationIn {}

/// Sends the application to the operators, once the needed documents are there. `409` names
/// what is missing in `errors`.
#[utoipa::path(post, path = "/api/v1/providers/me/submit", tag = "provider profile",
    params(IdempotencyHeader),
    request_body = SubmitApplicationIn,
    responses((status = 200, description = "The application was sent", body = ProviderMeOut)))]
pub async fn submit_application(
    State(app): State<App>,
    actor: Actor,
    body: IdempotentBody<SubmitApplicationIn>,
) -> httpkit::Result<Response> {
    Ok(respond(submit::run(&app, actor.user_id.into(), &body.key).await?))
}

/// The online switch.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProviderAvailability {
    /// Whether you take instant work now.
    online: bool,
}

/// Goes online or offline for instant work. Only verified providers with valid documents go
/// online.
#[utoipa::path(put, path = "/api/v1/providers/me/availability", tag = "provider profile",
    request_body = ProviderAvailability,
    responses((status = 200, description = "The switch as it is now", body = ProviderAvailability)))]
pub async fn set_my_availability(
    State(app): State<App>,
    actor: Actor,
    Body(wanted): Body<ProviderAvailability>,
) -> httpkit::Result<Json<ProviderAvailability>> {
    let online = set_availability::run(&app, actor.user_id.into(), wanted.online).await?;
    Ok(Json(ProviderAvailability { online }))
}
