//! What other services told: `providers.users` and `providers.services`.

use crate::domain::prices::Band;
use chassis::StoreError;
use contracts::catalog::ServiceChanged;
use contracts::identity::{AccountStatus, UserChanged};
use kernel::ids::{CategoryId, ServiceId};
use kernel::{Instant, Invalid, Money};
use sqlx::PgConnection;

/// A service as this service knows it.
#[derive(Clone, Debug)]
pub struct KnownService {
    /// The service.
    pub id: ServiceId,
    /// Its category.
    pub category: CategoryId,
    /// The catalog's price.
    pub base_price: Money,
    /// Whether only certified providers may do it.
    pub needs_certificate: bool,
    /// Whether it can be ordered.
    pub is_active: bool,
}

impl KnownService {
    /// Checks an own price against this service's.
    ///
    /// # Errors
    /// `providers.price_band`.
    pub fn own_price(&self, band: Band, price: Money) -> Result<Money, Invalid> {
        band.check(self.base_price, price)
    }
}

/// Keeps what the catalog told.
///
/// # Errors
/// When the database is away.
pub async fn keep_service_in_tx(
    tx: &mut PgConnection,
    told: &ServiceChanged,
    at: Instant,
) -> Result<(), StoreError> {
    let service = &told.service;
    sqlx::query!(
        "insert into providers.services as s
            (id, category_id, code, name_ar, name_en, category_name_ar, category_name_en,
             base_price, needs_certificate, is_active, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
         on conflict (id) do update set
             category_id = excluded.category_id, code = excluded.code,
             name_ar = excluded.name_ar, name_en = excluded.name_en,
             category_name_ar = excluded.category_name_ar,
             category_name_en = excluded.category_name_en, base_price = excluded.base_price,
             needs_certificate = excluded.needs_certificate, is_active = excluded.is_active,
             updated_at = excluded.updated_at",
        service.id.uuid(),
        service.category_id.uuid(),
        service.code,
        service.name.ar,
        service.name.en,
        told.category_name.ar,
        told.category_name.en,
        service.base_price.as_piastres().max(0),
        service.needs_certificate,
        service.is_active,
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Keeps a service that nothing was told of yet.
///
/// # Errors
/// When the database is away.
pub async fn keep_service_if_new_in_tx(
    tx: &mut PgConnection,
    told: &ServiceChanged,
    at: Instant,
) -> Result<(), StoreError> {
    let is_known = sqlx::query_scalar!(
        r#"select exists (select from providers.services where id = $1) as "is_known!""#,
        told.service.id.uuid()
    )
    .fetch_one(&mut *tx)
    .await?;
    if is_known { Ok(()) } else { keep_service_in_tx(tx, told, at).await }
}

/// The known services among `ids`.
///
/// # Errors
/// When the database is away.
pub async fn services_in_tx(
    tx: &mut PgConnection,
    ids: &[ServiceId],
) -> Result<Vec<KnownService>, StoreError> {
    let ids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        "select id, category_id, base_price, needs_certificate, is_active
         from providers.services where id = any($1)",
        &ids
    )
    .fetch_all(tx)
    .await?;
    let known = rows.into_iter().map(|row| KnownService {
        id: row.id.into(),
        category: row.category_id.into(),
        base_price: Money::piastres(row.base_price),
        needs_certificate: row.needs_certificate,
        is_active: row.is_active,
    });
    Ok(known.collect())
}

/// Keeps what identity told.
///
/// # Errors
/// When the database is away.
pub async fn keep_user_in_tx(
    tx: &mut PgConnection,
    told: &UserChanged,
    at: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into providers.users as u
            (id, role, status, lang, registered_at, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $6)
         on conflict (id) do update set
             role = excluded.role, status = excluded.status, lang = excluded.lang,
             updated_at = excluded.updated_at",
        told.user_id.uuid(),
        told.role.tag(),
        account_tag(told.status),
        told.lang.tag(),
        told.registered_at,
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

fn account_tag(status: AccountStatus) -> &'static str {
    match status {
        AccountStatus::Active => "active",
        AccountStatus::Inactive => "inactive",
        AccountStatus::Suspended => "suspended",
        AccountStatus::PendingVerification => "pending_verification",
    }
}
