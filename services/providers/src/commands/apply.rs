//! A person asks to become a provider.

use super::tell;
use crate::error::{ProviderError, Result};
use crate::store::profiles::{self, NewProfile};
use crate::{App, reads};
use chassis::crypto::Keyring;
use chassis::idempotency::{Answer, IdempotencyKey};
use kernel::ids::ProviderId;
use kernel::national_id::{Gender, NationalId};
use kernel::{Instant, Lang, LatLng};
use sqlx::PgConnection;

/// The column the sealed national ID stands in.
pub const NATIONAL_ID_CONTEXT: &str = "providers.service_provider_profiles.national_id";

/// A checked application.
pub struct Application {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The national ID.
    pub national_id: NationalId,
    /// Where the provider starts from.
    pub home: LatLng,
    /// Languages it speaks.
    pub languages: Vec<Lang>,
    /// The language it reads.
    pub preferred_language: Lang,
}

/// Takes the application.
///
/// # Errors
/// [`ProviderError::AlreadyApplied`], [`ProviderError::NationalIdTaken`].
pub async fn run(
    app: &App,
    id: ProviderId,
    key: &IdempotencyKey,
    application: Application,
) -> Result<Answer> {
    let world = &app.chassis.world;
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    insert_in_tx(&mut tx, &app.chassis.keyring, id, &application, world.now()).await?;
    tell::changed_in_tx(&mut tx, world, id).await?;
    let out = reads::own::load_in_tx(&mut tx, id, world.now()).await?;
    let answer = Answer::json(201, &out)?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Seals the national ID and writes the profile.
pub async fn insert_in_tx(
    tx: &mut PgConnection,
    keyring: &Keyring,
    id: ProviderId,
    application: &Application,
    at: Instant,
) -> Result<()> {
    let digits = application.national_id.as_str();
    let sealed = keyring.seal_text(NATIONAL_ID_CONTEXT, digits);
    let new = NewProfile {
        id,
        first_name: &application.first_name,
        last_name: &application.last_name,
        national_id: &sealed,
        national_id_hash: keyring.blind_index(NATIONAL_ID_CONTEXT, digits.as_bytes()),
        last4: &digits[10..],
        check_digit_plausible: application.national_id.check_digit_plausible(),
        date_of_birth: application.national_id.birth_date(),
        gender: match application.national_id.gender() {
            Gender::Male => "male",
            Gender::Female => "female",
        },
        home: application.home,
        languages: &application.languages,
        preferred_language: application.preferred_language,
        at,
    };
    profiles::insert_in_tx(tx, &new).await.map_err(|error| match error.constraint() {
        Some("service_provider_profiles_pkey") => ProviderError::AlreadyApplied,
        Some("service_provider_profiles_national_id_hash_key") => ProviderError::NationalIdTaken,
        _ => error.into(),
    })
}
