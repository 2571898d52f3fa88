//! `GET` and `POST /api/v1/me/addresses`

use crate::app::App;
use crate::commands::save_address;
use crate::domain::address::{self, NewAddress, Typed};
use crate::reads::addresses::{self, SavedAddressOut};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, Page, PageQuery, QueryParams, Result};
use kernel::{InvalidFields, LatLng};
use serde::Deserialize;

/// An address in the Egyptian form.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SavedAddressIn {
    /// What the person calls it.
    #[schema(example = "البيت")]
    label: Option<String>,
    /// Whom to ask for there.
    #[schema(example = "أم كريم")]
    contact_name: Option<String>,
    /// Whom to call there: an Egyptian mobile number, however typed.
    #[schema(example = "01012345678")]
    contact_phone: Option<String>,
    /// ISO 3166-2 code of the governorate.
    #[schema(example = "EG-C")]
    governorate: String,
    /// District (حي / منطقة).
    #[schema(example = "المعادي")]
    district: String,
    /// Street.
    #[schema(example = "شارع ٩")]
    street: String,
    /// Building number or name.
    #[schema(example = "12")]
    building: Option<String>,
    /// Floor (الدور).
    #[schema(example = "3")]
    floor: Option<String>,
    /// Apartment (شقة).
    #[schema(example = "7")]
    apartment: Option<String>,
    /// Landmark (علامة مميزة).
    #[schema(example = "بجوار محطة المترو")]
    landmark: Option<String>,
    /// Further directions: gate, compound, entrance.
    directions: Option<String>,
    /// Postal code: 5 or 7 digits.
    #[schema(example = "11431")]
    postal_code: Option<String>,
    /// The pin on the map, inside Egypt.
    pin: LatLng,
    /// Whether it becomes the usual one. The first address is it in any case.
    #[serde(default)]
    is_default: bool,
}

impl SavedAddressIn {
    /// The address, and whether it becomes the usual one.
    pub(super) fn parse(self) -> std::result::Result<(NewAddress, bool), InvalidFields> {
        let typed = Typed {
            label: self.label,
            contact_name: self.contact_name,
            contact_phone: self.contact_phone,
            governorate: self.governorate,
            district: self.district,
            street: self.street,
            building: self.building,
            floor: self.floor,
            apartment: self.apartment,
            landmark: self.landmark,
            directions: self.directions,
            postal_code: self.postal_code,
        };
        Ok((address::parse(typed, self.pin)?, self.is_default))
    }
}

/// See one's saved addresses.
#[utoipa::path(get, path = "/api/v1/me/addresses", tag = "me", params(PageQuery),
    responses((status = 200, description = "The addresses, the newest first.",
        body = Page<SavedAddressOut>)))]
pub async fn list_addresses(
    State(app): State<App>,
    actor: Actor,
    QueryParams(query): QueryParams<PageQuery>,
) -> Result<Json<Page<SavedAddressOut>>> {
    Ok(Json(addresses::list(&app, actor.user_id, &query).await?))
}

/// Save an address.
#[utoipa::path(post, path = "/api/v1/me/addresses", tag = "me", request_body = SavedAddressIn,
    params(IdempotencyHeader),
    responses(
        (status = 201, description = "The saved address.", body = SavedAddressOut),
        (status = 404, description = "The account is gone.", body = httpkit::problem::ProblemBody,
            content_type = "application/problem+json")))]
pub async fn add_address(
    State(app): State<App>,
    actor: Actor,
    body: IdempotentBody<SavedAddressIn>,
) -> Result<Response> {
    let (new, as_default) = body.value.parse()?;
    Ok(respond(save_address::add(&app, actor.user_id, &body.key, new, as_default).await?))
}
