//! `GET` and `PATCH /api/v1/me`

use crate::app::App;
use crate::commands::update_profile::{self, ProfileChange};
use crate::reads::me::{self, MeOut, me_out};
use axum::Json;
use axum::extract::State;
use chrono::{Datelike, NaiveDate};
use contracts::identity::NotificationPreferences;
use httpkit::{Actor, Body, Result};
use kernel::text::{email, person_name};
use kernel::{Fields, Invalid, InvalidFields, Lang};
use serde::{Deserialize, Deserializer};

/// What to change; what is absent stays as it is.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MePatch {
    /// First name.
    #[schema(example = "منى")]
    first_name: Option<String>,
    /// Last name.
    #[schema(example = "علي")]
    last_name: Option<String>,
    /// The email; null removes it.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, example = "mona@example.com")]
    email: Option<Option<String>>,
    /// The language to read.
    lang: Option<Lang>,
    /// How to be told.
    notification_preferences: Option<NotificationPreferences>,
    /// Date of birth; null removes it.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<NaiveDate>)]
    date_of_birth: Option<Option<NaiveDate>>,
    /// `male`, `female` or `other`; null removes it.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<GenderIn>)]
    gender: Option<Option<GenderIn>>,
}

/// A gender as a person states it.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum GenderIn {
    /// Male.
    Male,
    /// Female.
    Female,
    /// Neither.
    Other,
}

impl GenderIn {
    fn tag(self) -> &'static str {
        match self {
            Self::Male => "male",
            Self::Female => "female",
            Self::Other => "other",
        }
    }
}

/// Tells null from absent.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// See one's own account.
#[utoipa::path(get, path = "/api/v1/me", tag = "me",
    responses(
        (status = 200, description = "The account.", body = MeOut),
        (status = 404, description = "The account is gone.", body = httpkit::problem::ProblemBody,
            content_type = "application/problem+json")))]
pub async fn get_me(State(app): State<App>, actor: Actor) -> Result<Json<MeOut>> {
    Ok(Json(me::read(&app, actor.user_id).await?))
}

/// Change one's own account: name, email, language, notification preferences.
#[utoipa::path(patch, path = "/api/v1/me", tag = "me", request_body = MePatch,
    responses(
        (status = 200, description = "The account as it is now.", body = MeOut),
        (status = 404, description = "The account is gone.", body = httpkit::problem::ProblemBody,
            content_type = "application/problem+json"),
        (status = 409, description = "The e-mail address is somebody else's.",
            body = httpkit::problem::ProblemBody, content_type = "application/problem+json")))]
pub async fn update_me(
    State(app): State<App>,
    actor: Actor,
    Body(body): Body<MePatch>,
) -> Result<Json<MeOut>> {
    let change = parse(body, app.now().date_naive())?;
    let user = update_profile::run(&app, actor.user_id, change).await?;
    Ok(Json(me_out(&app, &user)?))
}

fn parse(body: MePatch, today: NaiveDate) -> std::result::Result<ProfileChange, InvalidFields> {
    let mut fields = Fields::new();
    let first_name = body.first_name.map(|text| fields.take("firstName", person_name(&text)));
    let last_name = body.last_name.map(|text| fields.take("lastName", person_name(&text)));
    let email = body.email.map(|text| {
        text.filter(|text| !text.trim().is_empty())
            .and_then(|text| fields.take("email", email(&text)))
    });
    if let Some(Some(date)) = body.date_of_birth {
        fields.check(date < today && date.year() >= 1900, "dateOfBirth", || {
            Invalid::new(
                "user.date_of_birth",
                "تاريخ الميلاد غير صحيح. راجع اليوم والشهر والسنة.",
                "This date of birth can't be right. Check day, month and year.",
            )
        });
    }
    fields.finish()?;
    Ok(ProfileChange {
        first_name: first_name.flatten(),
        last_name: last_name.flatten(),
        email,
        lang: body.lang,
        preferences: body.notification_preferences,
        date_of_birth: body.date_of_birth,
        gender: body.gender.map(|gender| gender.map(|g| g.tag().to_owned())),
    })
}
