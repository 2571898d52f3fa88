//! What providers offer: `providers.provider_services`.

use crate::domain::documents::Trade;
use crate::ids::OfferedServiceId;
use chassis::StoreError;
use kernel::ids::{CategoryId, DocumentId, ProviderId, ServiceId, TypedId as _};
use kernel::{Localized, Money, World};
use sqlx::PgConnection;

/// One offered service, as it is to be.
#[derive(Clone, Debug)]
pub struct NewOffer {
    /// The service.
    pub service: ServiceId,
    /// The provider's own price.
    pub custom_price: Option<Money>,
    /// Years of experience.
    pub experience_years: u16,
    /// The certificate for it.
    pub certificate: Option<DocumentId>,
}

/// One offered service.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The service.
    pub service: ServiceId,
    /// Its category.
    pub category: CategoryId,
    /// Its name.
    pub name: Localized,
    /// The name of its category.
    pub category_name: Localized,
    /// The catalog's price.
    pub base_price: Money,
    /// The provider's own price.
    pub custom_price: Option<Money>,
    /// Years of experience.
    pub experience_years: u16,
    /// The certificate for it.
    pub certificate: Option<DocumentId>,
    /// Whether that certificate is good today.
    pub is_certified: bool,
    /// Whether only certified providers may do it.
    pub needs_certificate: bool,
    /// Whether it can be ordered at all.
    pub is_active: bool,
}

impl Offer {
    /// What matters for documents.
    #[must_use]
    pub fn trade(&self) -> Trade {
        Trade { category: self.category, needs_certificate: self.needs_certificate }
    }
}

/// Replaces everything a provider offers.
///
/// # Errors
/// When the database is away.
pub async fn replace_in_tx(
    tx: &mut PgConnection,
    world: &World,
    provider: ProviderId,
    offers: &[NewOffer],
) -> Result<(), StoreError> {
    let ids: Vec<_> = offers.iter().map(|o| o.service.uuid()).collect();
    sqlx::query!(
        "delete from providers.provider_services where provider_id = $1 and service_id <> all($2)",
        provider.uuid(),
        &ids
    )
    .execute(&mut *tx)
    .await?;
    let rows: Vec<_> = offers.iter().map(|_| world.id::<OfferedServiceId>().uuid()).collect();
    let prices: Vec<Option<i64>> =
        offers.iter().map(|o| o.custom_price.map(Money::as_piastres)).collect();
    let years: Vec<i32> = offers.iter().map(|o| o.experience_years.into()).collect();
    let certificates: Vec<_> = offers.iter().map(|o| o.certificate.map(DocumentId::uuid)).collect();
    sqlx::query!(
        "insert into providers.provider_services as s
            (id, provider_id, service_id, custom_price, experience_years, certificate_document_id,
             created_at)
         select o.id, $1, o.service_id, o.custom_price, o.experience_years, o.certificate, $7
         from unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::int[], $6::uuid[])
              as o(id, service_id, custom_price, experience_years, certificate)
         on conflict (provider_id, service_id) do update set
             custom_price = excluded.custom_price, experience_years = excluded.experience_years,
             certificate_document_id = excluded.certificate_document_id, is_certified = false",
        provider.uuid(),
        &rows,
        &ids,
        &prices as &[Option<i64>],
        &years,
        &certificates as &[Option<uuid::Uuid>],
        world.now(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Who has an own price for a service that lies outside of these bounds, in the order of their ids.
///
/// # Errors
/// When the database is away.
pub async fn outside_in_tx(
    tx: &mut PgConnection,
    service: ServiceId,
    low: Money,
    high: Money,
) -> Result<Vec<ProviderId>, StoreError> {
    let ids = sqlx::query_scalar!(
        "select provider_id from providers.provider_services
         where service_id = $1 and (custom_price < $2 or custom_price > $3)
         order by provider_id",
        service.uuid(),
        low.as_piastres(),
        high.as_piastres(),
    )
    .fetch_all(tx)
    .await?;
    Ok(ids.into_iter().map(ProviderId::from).collect())
}

/// A provider's own price for a service, if it has one.
///
/// # Errors
/// When the database is away.
pub async fn own_price_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
    service: ServiceId,
) -> Result<Option<Money>, StoreError> {
    let found = sqlx::query_scalar!(
        "select custom_price from providers.provider_services
         where provider_id = $1 and service_id = $2",
        provider.uuid(),
        service.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    Ok(found.flatten().map(Money::piastres))
}

/// Sets a provider's own price for a service.
///
/// # Errors
/// When the database is away.
pub async fn set_own_price_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
    service: ServiceId,
    price: Money,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update providers.provider_services set custom_price = $3
         where provider_id = $1 and service_id = $2",
        provider.uuid(),
        service.uuid(),
        price.as_piastres(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Looks again which offers have a certificate that is good on `today`.
///
/// # Errors
/// When the database is away.
pub async fn certify_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
    today: kernel::cairo::NaiveDate,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update providers.provider_services s
         set is_certified = exists (
             select from providers.documents d
             where d.id = s.certificate_document_id and d.state = 'accepted'
               and (d.expires_on is null or d.expires_on >= $2))
         where s.provider_id = $1",
        provider.uuid(),
        today,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// What a provider offers, by name.
///
/// # Errors
/// When the database is away.
pub async fn list_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
) -> Result<Vec<Offer>, StoreError> {
    let rows = sqlx::query!(
        "select s.service_id, k.category_id, k.name_ar, k.name_en, k.category_name_ar,
                k.category_name_en, k.base_price, s.custom_price, s.experience_years,
                s.certificate_document_id, s.is_certified, k.needs_certificate,
                s.is_active and k.is_active as \"is_active!\"
         from providers.provider_services s
         join providers.services k on k.id = s.service_id
         where s.provider_id = $1
         order by k.code",
        provider.uuid()
    )
    .fetch_all(tx)
    .await?;
    let offers = rows.into_iter().map(|row| Offer {
        service: row.service_id.into(),
        category: row.category_id.into(),
        name: Localized::new(row.name_ar, row.name_en),
        category_name: Localized::new(row.category_name_ar, row.category_name_en),
        base_price: Money::piastres(row.base_price),
        custom_price: row.custom_price.map(Money::piastres),
        experience_years: u16::try_from(row.experience_years).unwrap_or_default(),
        certificate: row.certificate_document_id.map(Into::into),
        is_certified: row.is_certified,
        needs_certificate: row.needs_certificate,
        is_active: row.is_active,
    });
    Ok(offers.collect())
}
