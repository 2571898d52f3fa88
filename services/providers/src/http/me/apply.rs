//! `POST /providers/me`.

use crate::App;
use crate::commands::apply::{self, Application};
use crate::reads::own::ProviderMeOut;
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody};
use kernel::cairo::{NaiveDate, local_date};
use kernel::national_id::NationalId;
use kernel::text::person_name;
use kernel::{Fields, Invalid, InvalidFields, Lang, LatLng};
use serde::Deserialize;

/// The youngest a provider may be, in years.
const MIN_AGE: u32 = 18;

/// An application. There is no `Debug`: it holds a national ID in clear.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProviderApplicationIn {
    /// First name, as on the card.
    #[schema(example = "أحمد")]
    first_name: String,
    /// Last name, as on the card.
    #[schema(example = "المصري")]
    last_name: String,
    /// The 14 digits of the national ID; Arabic digits and spaces are fine.
    #[schema(example = "29001150101234")]
    national_id: String,
    /// Where you start from.
    home: LatLng,
    /// Languages you speak with customers.
    #[schema(example = json!(["ar"]))]
    languages: Vec<Lang>,
    /// The language you read; Arabic when absent.
    preferred_language: Option<Lang>,
}

impl ProviderApplicationIn {
    fn parse(self, today: NaiveDate) -> Result<Application, InvalidFields> {
        let mut fields = Fields::new();
        let first_name = fields.take("firstName", person_name(&self.first_name));
        let last_name = fields.take("lastName", person_name(&self.last_name));
        let national_id = fields.take("nationalId", adult(&self.national_id, today));
        let home = fields.take("home", self.home.in_egypt());
        let languages = fields.take("languages", super::languages(self.languages));
        match (first_name, last_name, national_id, home, languages) {
            (Some(first_name), Some(last_name), Some(national_id), Some(home), Some(languages)) => {
                Ok(Application {
                    first_name,
                    last_name,
                    national_id,
                    home,
                    languages,
                    preferred_language: self.preferred_language.unwrap_or_default(),
                })
            }
            _ => Err(fields.into_error()),
        }
    }
}

fn adult(typed: &str, today: NaiveDate) -> Result<NationalId, Invalid> {
    let id = NationalId::parse(typed, today)?;
    if id.age_years(today) < MIN_AGE {
        return Err(Invalid::new(
            "providers.too_young",
            "يجب ألا يقل عمرك عن 18 سنة للانضمام.",
            "You must be 18 or older to join.",
        ));
    }
    Ok(id)
}

/// Applies as a provider.
#[utoipa::path(post, path = "/api/v1/providers/me", tag = "provider profile",
    params(IdempotencyHeader),
    request_body = ProviderApplicationIn,
    responses((status = 201, description = "The application is there", body = ProviderMeOut)))]
pub async fn apply_as_provider(
    State(app): State<App>,
    actor: Actor,
    body: IdempotentBody<ProviderApplicationIn>,
) -> httpkit::Result<Response> {
    let application = body.value.parse(local_date(app.chassis.world.now()))?;
    Ok(respond(apply::run(&app, actor.user_id.into(), &body.key, application).await?))
}
