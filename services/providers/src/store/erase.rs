//! Gathering and erasing what is personal of a provider.

use chassis::StoreError;
use chassis::crypto::Sealed;
use kernel::Instant;
use kernel::ids::ProviderId;
use serde_json::{Value, json};
use sqlx::PgConnection;

/// Everything but the content of documents, which their owner downloads one by one.
///
/// # Errors
/// When the database is away.
pub async fn gather_in_tx(tx: &mut PgConnection, id: ProviderId) -> Result<Value, StoreError> {
    let row = sqlx::query!(
        r#"select to_jsonb(p) - array['national_id', 'national_id_hash', 'home', 'user_id'] as "profile!",
            ST_Y(p.home) as "lat!", ST_X(p.home) as "lng!",
            (select coalesce(jsonb_agg(to_jsonb(d) - array['object_key', 'sha256', 'reviewer_id']
                order by d.created_at), '[]') from providers.documents d
             where d.provider_id = p.id) as "documents!",
            (select coalesce(jsonb_agg(to_jsonb(s)), '[]') from providers.provider_services s
             where s.provider_id = p.id) as "services!",
            (select coalesce(jsonb_agg(jsonb_build_object('name', a.area_name,
                'polygon', ST_AsGeoJSON(a.area_polygon), 'center', ST_AsGeoJSON(a.center),
                'radiusM', a.radius_m)), '[]')
             from providers.provider_service_areas a where a.provider_id = p.id) as "areas!",
            (select coalesce(jsonb_agg(to_jsonb(h)), '[]') from providers.weekly_hours h
             where h.provider_id = p.id) as "hours!",
            (select coalesce(jsonb_agg(to_jsonb(d) - array['operator_id'] order by d.created_at),
                '[]') from providers.decisions d where d.provider_id = p.id) as "decisions!",
            (select coalesce(jsonb_agg(to_jsonb(a) - array['against_operator', 'decided_by']
                order by a.created_at), '[]') from providers.appeals a
             where a.provider_id = p.id) as "appeals!"
           from providers.service_provider_profiles p where p.id = $1"#,
        id.uuid()
    )
    .fetch_one(tx)
    .await?;
    let mut profile = row.profile;
    profile["home"] = json!({"lat": row.lat, "lng": row.lng});
    Ok(json!({
        "profile": profile, "documents": row.documents, "services": row.services,
        "areas": row.areas, "weeklyHours": row.hours, "decisions": row.decisions,
        "appeals": row.appeals,
    }))
}

/// The keys of a provider's files.
///
/// # Errors
/// When the database is away.
pub async fn file_keys_in_tx(
    tx: &mut PgConnection,
    id: ProviderId,
) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar!(
        "select object_key from providers.documents where provider_id = $1",
        id.uuid()
    )
    .fetch_all(tx)
    .await?)
}

/// Empties the profile and removes documents, places and hours. `nothing` stands where something
/// sealed must. Whoever was stopped keeps the keyed hash of its national ID, so that it does not
/// come back as somebody new; everybody else's becomes random. Returns how many rows.
///
/// # Errors
/// When the database is away.
pub async fn run_in_tx(
    tx: &mut PgConnection,
    id: ProviderId,
    (nothing, random): (&Sealed, &[u8; 32]),
    now: Instant,
) -> Result<u64, StoreError> {
    let id = id.uuid();
    let mut rows = 0;
    rows += sqlx::query!(
        "update providers.provider_services
         set certificate_document_id = null, is_certified = false, is_active = false
         where provider_id = $1",
        id
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    rows += sqlx::query!(
        "update providers.service_provider_profiles
         set first_name = 'حساب', last_name = 'محذوف', search_name = '',
             national_id = $2, national_id_last4 = '0000',
             national_id_hash = case when verification_status in ('suspended', 'rejected')
                                     then national_id_hash else $3 end,
             date_of_birth = date '1900-01-01', gender = 'male', photo_document_id = null,
             bio = null, home = ST_SetSRID(ST_MakePoint(31.2357, 30.0444), 4326),
             is_available = false, is_active = false, version = version + 1, updated_at = $4
         where id = $1",
        id,
        nothing.as_str(),
        &random[..],
        now,
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    rows += sqlx::query!("delete from providers.documents where provider_id = $1", id)
        .execute(&mut *tx)
        .await?
        .rows_affected();
    rows += sqlx::query!("delete from providers.provider_service_areas where provider_id = $1", id)
        .execute(&mut *tx)
        .await?
        .rows_affected();
    rows += sqlx::query!("delete from providers.weekly_hours where provider_id = $1", id)
        .execute(&mut *tx)
        .await?
        .rows_affected();
    rows += sqlx::query!("delete from providers.hours_exceptions where provider_id = $1", id)
        .execute(&mut *tx)
        .await?
        .rows_affected();
    rows += sqlx::query!(
        "update providers.decisions
         set reason = '—', evidence = case when evidence is null then null else '—' end
         where provider_id = $1",
        id
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    rows += sqlx::query!(
        "update providers.appeals
         set statement = '—', reason = case when reason is null then null else '—' end
         where provider_id = $1",
        id
    )
    .execute(tx)
    .await?
    .rows_affected();
    Ok(rows)
}

/// Notes that copies of identity cards and selfies that were decided on before `before` are removed,
/// and answers their keys.
///
/// # Errors
/// When the database is away.
pub async fn forget_copies_in_tx(
    tx: &mut PgConnection,
    before: Instant,
    now: Instant,
) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar!(
        "update providers.documents set content_removed_at = $2
         where kind in ('national_id', 'selfie') and decided_at <= $1
           and content_removed_at is null
         returning object_key",
        before,
        now,
    )
    .fetch_all(tx)
    .await?)
}
