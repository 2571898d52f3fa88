//! A person's addresses.

use crate::app::App;
use crate::error::{AccountError, Trouble};
use crate::store::addresses::{self, SavedAddress};
use contracts::identity::Address;
use httpkit::{Cursor, Page, PageQuery};
use kernel::ids::{AddressId, UserId};
use kernel::{DateTime, LatLng};
use serde::Serialize;

/// A saved address.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SavedAddressOut {
    /// Its id.
    pub id: AddressId,
    /// What the person calls it.
    #[schema(example = "البيت")]
    pub label: Option<String>,
    /// Whom to ask for there.
    #[schema(example = "أم كريم")]
    pub contact_name: Option<String>,
    /// Whom to call there, E.164.
    #[schema(example = "+201012345678")]
    pub contact_phone: Option<String>,
    /// ISO 3166-2 code of the governorate.
    #[schema(example = "EG-C")]
    pub governorate: String,
    /// District (حي / منطقة).
    #[schema(example = "المعادي")]
    pub district: String,
    /// Street.
    #[schema(example = "شارع ٩")]
    pub street: String,
    /// Building number or name.
    #[schema(example = "12")]
    pub building: Option<String>,
    /// Floor (الدور).
    #[schema(example = "3")]
    pub floor: Option<String>,
    /// Apartment (شقة).
    #[schema(example = "7")]
    pub apartment: Option<String>,
    /// Landmark (علامة مميزة).
    #[schema(example = "بجوار محطة المترو")]
    pub landmark: Option<String>,
    /// Further directions: gate, compound, entrance.
    pub directions: Option<String>,
    /// Postal code.
    #[schema(example = "11431")]
    pub postal_code: Option<String>,
    /// The pin on the map.
    pub pin: LatLng,
    /// Whether it is the person's usual one.
    pub is_default: bool,
    /// When it was saved.
    pub created_at: DateTime,
}

/// An address as its owner sees it.
///
/// # Errors
/// When something sealed can't be opened.
pub fn address_out(app: &App, row: SavedAddress) -> Result<SavedAddressOut, Trouble> {
    let row = app.open_address(row)?;
    Ok(SavedAddressOut {
        id: row.id.into(),
        pin: row.pin()?,
        contact_phone: row
            .contact_phone
            .as_ref()
            .map(|sealed| app.open_contact_phone(sealed))
            .transpose()?,
        label: row.label,
        contact_name: row.contact_name,
        governorate: row.governorate,
        district: row.district,
        street: row.street,
        building: row.building,
        floor: row.floor,
        apartment: row.apartment,
        landmark: row.landmark,
        directions: row.directions,
        postal_code: row.postal_code,
        is_default: row.is_default,
        created_at: row.created_at,
    })
}

/// A person's addresses, the newest first.
///
/// # Errors
/// A wrong limit or cursor.
pub async fn list(
    app: &App,
    user: UserId,
    query: &PageQuery,
) -> Result<Page<SavedAddressOut>, AccountError> {
    let (limit, cursor) = query.parse()?;
    let before = cursor.map(|c| (c.at, c.id));
    let rows = addresses::list(app.chassis.db.pool(), user, before, limit + 1).await?;
    let items: Result<Vec<_>, Trouble> =
        rows.into_iter().map(|row| address_out(app, row)).collect();
    Ok(Page::from_rows(items?, limit, |a| Cursor { at: a.created_at, id: a.id.uuid() }))
}

/// All addresses of a person.
///
/// # Errors
/// When something sealed can't be opened.
pub async fn all(app: &App, user: UserId) -> Result<Vec<SavedAddressOut>, Trouble> {
    let rows = addresses::list(app.chassis.db.pool(), user, None, i64::MAX).await?;
    rows.into_iter().map(|row| address_out(app, row)).collect()
}

/// One address of a person.
///
/// # Errors
/// [`AccountError::NotFound`] when it isn't theirs.
pub async fn read(app: &App, user: UserId, id: AddressId) -> Result<SavedAddressOut, AccountError> {
    let row = addresses::find(app.chassis.db.pool(), user, id).await?;
    Ok(address_out(app, row.ok_or(AccountError::NotFound)?)?)
}

/// One address of a person, as other services see it.
///
/// # Errors
/// [`AccountError::NotFound`] when it isn't theirs.
pub async fn for_others(app: &App, user: UserId, id: AddressId) -> Result<Address, AccountError> {
    let row = addresses::find(app.chassis.db.pool(), user, id).await?;
    let row = app.open_address(row.ok_or(AccountError::NotFound)?)?;
    Ok(Address {
        pin: row.pin()?,
        governorate: row.governorate,
        district: row.district,
        street: row.street,
        building: row.building,
        floor: row.floor,
        apartment: row.apartment,
        landmark: row.landmark,
    })
}
