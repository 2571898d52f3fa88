//! `identity.addresses`.

use crate::domain::address::NewAddress;
use crate::error::Trouble;
use chassis::crypto::Sealed;
use kernel::ids::{AddressId, UserId};
use kernel::{Instant, LatLng};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

/// A stored address.
#[derive(Clone)]
pub struct SavedAddress {
    /// Its id.
    pub id: Uuid,
    /// What the person calls it.
    pub label: Option<String>,
    /// Whom to ask for there.
    pub contact_name: Option<String>,
    /// Whom to call there, sealed.
    pub contact_phone: Option<Sealed>,
    /// ISO 3166-2 code of the governorate.
    pub governorate: String,
    /// District.
    pub district: String,
    /// Street.
    pub street: String,
    /// Building.
    pub building: Option<String>,
    /// Floor.
    pub floor: Option<String>,
    /// Apartment.
    pub apartment: Option<String>,
    /// Landmark.
    pub landmark: Option<String>,
    /// Further directions.
    pub directions: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lng: f64,
    /// Whether it is the person's usual one.
    pub is_default: bool,
    /// When it was saved.
    pub created_at: Instant,
}

impl SavedAddress {
    /// The pin.
    ///
    /// # Errors
    /// When the row is not what the table's checks promise.
    pub fn pin(&self) -> Result<LatLng, Trouble> {
        LatLng::parse(self.lat, self.lng).map_err(|e| Trouble::broken_by("addresses.lat, lng", e))
    }
}

/// Selects addresses; the rest of the statement and its arguments follow.
macro_rules! select_address {
    ($rest:tt $(, $argument:expr)* $(,)?) => {
        sqlx::query_as!(
            SavedAddress,
            r#"select id, label, contact_name, contact_phone as "contact_phone: Sealed",
                      governorate, district, street, building, floor, apartment, landmark,
                      directions, postal_code, lat, lng, is_default, created_at
               from identity.addresses "#
                + $rest
            $(, $argument)*
        )
    };
}

/// One address of a person.
pub async fn find(
    db: impl PgExecutor<'_>,
    user: UserId,
    id: AddressId,
) -> Result<Option<SavedAddress>, sqlx::Error> {
    select_address!("where id = $1 and user_id = $2", id.uuid(), user.uuid())
        .fetch_optional(db)
        .await
}

/// A person's addresses, the newest first.
pub async fn list(
    db: impl PgExecutor<'_>,
    user: UserId,
    before: Option<(Instant, Uuid)>,
    limit: i64,
) -> Result<Vec<SavedAddress>, sqlx::Error> {
    select_address!(
        "where user_id = $1 and ($2::timestamptz is null or (created_at, id) < ($2, $3))
         order by created_at desc, id desc limit $4",
        user.uuid(),
        before.map(|(at, _)| at),
        before.map(|(_, id)| id),
        limit,
    )
    .fetch_all(db)
    .await
}

/// How many addresses a person has.
pub async fn count_in_tx(tx: &mut PgConnection, user: UserId) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from identity.addresses where user_id = $1"#,
        user.uuid()
    )
    .fetch_one(tx)
    .await
}

/// Takes the default flag from all addresses of a person.
pub async fn clear_default_in_tx(tx: &mut PgConnection, user: UserId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update identity.addresses set is_default = false where user_id = $1 and is_default",
        user.uuid()
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Gives the default flag to a person's newest address, when none has it.
pub async fn ensure_default_in_tx(tx: &mut PgConnection, user: UserId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update identity.addresses set is_default = true
         where id = (select id from identity.addresses where user_id = $1
                     order by created_at desc, id desc limit 1)
           and not exists (select from identity.addresses where user_id = $1 and is_default)",
        user.uuid()
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Writes an address, new or over the one of that id.
pub async fn save_in_tx(
    tx: &mut PgConnection,
    user: UserId,
    id: AddressId,
    new: &NewAddress,
    contact_phone: Option<&Sealed>,
    is_default: bool,
    now: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into identity.addresses
            (id, user_id, label, contact_name, contact_phone, governorate, district, street,
             building, floor, apartment, landmark, directions, postal_code, lat, lng, is_default,
             created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                 $18, $18)
         on conflict (id) do update set
             label = excluded.label, contact_name = excluded.contact_name,
             contact_phone = excluded.contact_phone, governorate = excluded.governorate,
             district = excluded.district, street = excluded.street,
             building = excluded.building, floor = excluded.floor,
             apartment = excluded.apartment, landmark = excluded.landmark,
             directions = excluded.directions, postal_code = excluded.postal_code,
             lat = excluded.lat, lng = excluded.lng, is_default = excluded.is_default,
             updated_at = excluded.updated_at",
        id.uuid(),
        user.uuid(),
        new.label,
        new.contact_name,
        contact_phone.map(Sealed::as_str),
        new.governorate,
        new.district,
        new.street,
        new.building,
        new.floor,
        new.apartment,
        new.landmark,
        new.directions,
        new.postal_code,
        new.pin.lat(),
        new.pin.lng(),
        is_default,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Removes an address of a person. False when it has none of that id.
pub async fn delete_in_tx(
    tx: &mut PgConnection,
    user: UserId,
    id: AddressId,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "delete from identity.addresses where id = $1 and user_id = $2",
        id.uuid(),
        user.uuid()
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}
