//! The other side of a booking, as far as this viewer may know it now.

use crate::App;
use crate::commands::BookingError;
use crate::store::people;
use chassis::crypto::Sealed;
use contracts::identity::{CONTACT_CONTEXT, Contact};
use kernel::DateTime;
use kernel::ids::{ProviderId, UserId};
use serde::Serialize;
use sqlx::PgConnection;

/// The provider, as the customer sees it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookingProviderOut {
    /// The provider.
    pub id: ProviderId,
    /// First name and initial.
    pub display_name: String,
    /// Where its photo is, if it has one.
    pub photo_url: Option<String>,
    /// When it was verified first.
    pub verified_at: Option<DateTime>,
    /// Its rating in thousandths of a star, if it has any.
    #[schema(example = 4700)]
    pub rating_milli: Option<i32>,
    /// How many ratings count.
    pub ratings: i32,
    /// Its phone, while the visit is on.
    pub phone: Option<String>,
}

/// The customer, as the bound provider and staff see it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookingCustomerOut {
    /// The customer.
    pub id: UserId,
    /// First name.
    pub first_name: String,
    /// Last name; may be empty.
    pub last_name: String,
    /// Its phone, while the visit is on.
    pub phone: Option<String>,
}

impl BookingProviderOut {
    /// The provider's card, with its phone while `reachable`.
    pub(super) async fn load(
        db: &mut PgConnection,
        app: &App,
        provider: ProviderId,
        reachable: bool,
    ) -> Result<Self, BookingError> {
        let card = people::card(db, provider).await?;
        let contact = match reachable {
            true => contact(db, app, provider.into()).await?,
            false => None,
        };
        let photo = card.as_ref().is_some_and(|card| card.has_photo);
        Ok(Self {
            id: provider,
            display_name: card.as_ref().map(|c| c.display_name.clone()).unwrap_or_default(),
            photo_url: photo.then(|| format!("/api/v1/providers/{provider}/photo")),
            verified_at: card.as_ref().and_then(|c| c.verified_at),
            rating_milli: card.as_ref().and_then(|c| c.mean_milli),
            ratings: card.as_ref().and_then(|c| c.ratings).unwrap_or_default(),
            phone: contact.map(|contact| contact.phone),
        })
    }
}

impl BookingCustomerOut {
    /// The customer's card, with its phone while `reachable`.
    pub(super) async fn load(
        db: &mut PgConnection,
        app: &App,
        customer: UserId,
        reachable: bool,
    ) -> Result<Self, BookingError> {
        let contact = contact(db, app, customer).await?;
        let (first_name, last_name, phone) = match contact {
            Some(contact) => (contact.first_name, contact.last_name, Some(contact.phone)),
            None => Default::default(),
        };
        Ok(Self { id: customer, first_name, last_name, phone: phone.filter(|_| reachable) })
    }
}

async fn contact(
    db: &mut PgConnection,
    app: &App,
    user: UserId,
) -> Result<Option<Contact>, BookingError> {
    let Some(sealed) = people::sealed_contact(db, user).await? else { return Ok(None) };
    let sealed = Sealed::parse(sealed).map_err(chassis::crypto::CryptoError::from)?;
    let json = app.chassis.keyring.open_any(CONTACT_CONTEXT, &sealed).await?;
    // What another service sealed in an unknown form is as good as nothing.
    Ok(serde_json::from_slice(&json).ok())
}
