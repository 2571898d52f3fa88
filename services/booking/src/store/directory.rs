//! Providers as matching knows them, built from other services' facts.

use super::tags::tag;
use chassis::StoreError;
use contracts::payments::ProviderBalanceChanged;
use contracts::providers::{ProviderChanged, ServiceArea};
use contracts::ratings::ReputationChanged;
use kernel::ids::ProviderId;
use kernel::{Instant, Lang};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

/// Keeps the present state of a provider.
///
/// # Errors
/// When the database refuses or is away.
pub async fn put_in_tx(
    tx: &mut PgConnection,
    provider: &ProviderChanged,
    now: Instant,
) -> Result<(), StoreError> {
    let home = provider.home;
    sqlx::query!(
        "insert into booking.providers
            (provider_id, display_name, has_photo, verification, documents_valid,
             documents_valid_until, is_active, is_online, speaks_ar, speaks_en, gender, home,
             weekly_hours, exceptions, notice_minutes, daily_limit, verified_at, created_at,
             updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
             ST_SetSRID(ST_MakePoint($12, $13), 4326)::geography, $14, $15, $16, $17, $18, $19, $19)
         on conflict (provider_id) do update set
             display_name = excluded.display_name, has_photo = excluded.has_photo,
             verification = excluded.verification, documents_valid = excluded.documents_valid,
             documents_valid_until = excluded.documents_valid_until,
             is_active = excluded.is_active, is_online = excluded.is_online,
             speaks_ar = excluded.speaks_ar, speaks_en = excluded.speaks_en,
             gender = excluded.gender, home = excluded.home, weekly_hours = excluded.weekly_hours,
             exceptions = excluded.exceptions, notice_minutes = excluded.notice_minutes,
             daily_limit = excluded.daily_limit, verified_at = excluded.verified_at,
             updated_at = excluded.updated_at",
        provider.provider_id.uuid(),
        provider.display_name,
        provider.photo,
        tag(provider.verification),
        provider.documents_valid,
        provider.documents_valid_until,
        provider.is_active,
        provider.is_online,
        provider.languages.contains(&Lang::Ar),
        provider.languages.contains(&Lang::En),
        provider.gender,
        home.map(kernel::LatLng::lng),
        home.map(kernel::LatLng::lat),
        json!(provider.weekly_hours),
        json!(provider.exceptions),
        i32::try_from(provider.notice_minutes).unwrap_or(i32::MAX),
        i32::try_from(provider.daily_limit).unwrap_or(i32::MAX),
        provider.verified_at,
        now,
    )
    .execute(&mut *tx)
    .await?;
    put_services_in_tx(tx, provider, now).await?;
    put_areas_in_tx(tx, provider, now).await
}

async fn put_services_in_tx(
    tx: &mut PgConnection,
    provider: &ProviderChanged,
    now: Instant,
) -> Result<(), StoreError> {
    let id = provider.provider_id.uuid();
    sqlx::query!("delete from booking.provider_services where provider_id = $1", id)
        .execute(&mut *tx)
        .await?;
    let column = |pick: fn(&contracts::providers::OfferedService) -> Uuid| -> Vec<Uuid> {
        provider.services.iter().map(pick).collect()
    };
    let prices: Vec<Option<i64>> =
        provider.services.iter().map(|s| s.custom_price.map(|p| p.as_piastres())).collect();
    let years: Vec<i16> = provider
        .services
        .iter()
        .map(|s| i16::try_from(s.experience_years).unwrap_or(i16::MAX))
        .collect();
    let certified: Vec<bool> = provider.services.iter().map(|s| s.is_certified).collect();
    sqlx::query!(
        "insert into booking.provider_services
            (provider_id, service_id, category_id, custom_price, experience_years, is_certified,
             created_at)
         select $1, s.service_id, s.category_id, s.price, s.years, s.certified, $7
         from unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::smallint[], $6::boolean[])
             as s(service_id, category_id, price, years, certified)
         on conflict (provider_id, service_id) do nothing",
        id,
        &column(|s| s.service_id.uuid()),
        &column(|s| s.category_id.uuid()),
        &prices as &[Option<i64>],
        &years,
        &certified,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn put_areas_in_tx(
    tx: &mut PgConnection,
    provider: &ProviderChanged,
    now: Instant,
) -> Result<(), StoreError> {
    let id = provider.provider_id.uuid();
    sqlx::query!("delete from booking.provider_areas where provider_id = $1", id)
        .execute(&mut *tx)
        .await?;
    for (position, area) in (0i16..).zip(&provider.areas) {
        match area {
            ServiceArea::Radius { center, radius_m } => {
                sqlx::query!(
                    "insert into booking.provider_areas
                        (provider_id, position, center, radius_m, created_at)
                     values ($1, $2, ST_SetSRID(ST_MakePoint($3, $4), 4326)::geography, $5, $6)",
                    id,
                    position,
                    center.lng(),
                    center.lat(),
                    i32::try_from(*radius_m).unwrap_or(i32::MAX),
                    now,
                )
                .execute(&mut *tx)
                .await?;
            }
            ServiceArea::Polygon { ring } => {
                let polygon = json!({"type": "Polygon", "coordinates": [ring]});
                sqlx::query!(
                    "insert into booking.provider_areas
                        (provider_id, position, polygon, created_at)
                     values ($1, $2, ST_SetSRID(ST_GeomFromGeoJSON($3), 4326), $4)",
                    id,
                    position,
                    polygon.to_string(),
                    now,
                )
                .execute(&mut *tx)
                .await?;
            }
        }
    }
    Ok(())
}

/// Keeps somebody's reputation.
///
/// # Errors
/// When the database refuses or is away.
pub async fn put_reputation_in_tx(
    tx: &mut PgConnection,
    reputation: &ReputationChanged,
    now: Instant,
) -> Result<(), StoreError> {
    let int = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    sqlx::query!(
        "insert into booking.reputations
            (user_id, mean_milli, low_milli, high_milli, count, created_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (user_id) do update set mean_milli = excluded.mean_milli,
             low_milli = excluded.low_milli, high_milli = excluded.high_milli,
             count = excluded.count",
        reputation.user_id.uuid(),
        int(reputation.mean_milli),
        int(reputation.low_milli),
        int(reputation.high_milli),
        int(reputation.count),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Keeps what a provider owes.
///
/// # Errors
/// When the database refuses or is away.
pub async fn put_debt_in_tx(
    tx: &mut PgConnection,
    balance: &ProviderBalanceChanged,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into booking.provider_debts (provider_id, balance, state, created_at)
         values ($1, $2, $3, $4)
         on conflict (provider_id) do update set balance = excluded.balance, state = excluded.state",
        balance.provider_id.uuid(),
        balance.balance.as_piastres(),
        tag(balance.debt),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Whether a provider is known, and then whether it is verified and takes work at all.
///
/// # Errors
/// When the database is away.
pub async fn standing(
    db: &mut PgConnection,
    provider: ProviderId,
) -> Result<Option<Standing>, StoreError> {
    Ok(sqlx::query_as!(
        Standing,
        r#"select verification = 'verified' as "verified!", is_active as active
           from booking.providers where provider_id = $1"#,
        provider.uuid(),
    )
    .fetch_optional(db)
    .await?)
}

/// Where a provider stands with the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its application was approved.
    pub verified: bool,
    /// It takes work at all.
    pub active: bool,
}
