//! A provider changes what it says of itself.

use super::tell;
use crate::domain::verification;
use crate::error::{ProviderError, Result};
use crate::store::{areas, profiles};
use crate::{App, reads};
use contracts::providers::VerificationStatus;
use kernel::ids::ProviderId;
use kernel::{Lang, LatLng};

/// What is to change; `None` stays.
#[derive(Default)]
pub struct Changes {
    /// First name; only before the documents were sent.
    pub first_name: Option<String>,
    /// Last name; only before the documents were sent.
    pub last_name: Option<String>,
    /// Where the provider starts from.
    pub home: Option<LatLng>,
    /// Languages it speaks.
    pub languages: Option<Vec<Lang>>,
    /// Shortest notice in minutes.
    pub notice_minutes: Option<u32>,
    /// Most jobs a day; 0 is no limit.
    pub daily_limit: Option<u32>,
    /// What it says of itself; `Some(None)` clears.
    pub bio: Option<Option<String>>,
    /// The language it reads.
    pub preferred_language: Option<Lang>,
    /// The pause switch.
    pub is_active: Option<bool>,
    /// The version the changes were made on.
    pub version: Option<i64>,
}

/// Makes the changes.
///
/// # Errors
/// [`ProviderError::Stale`], [`ProviderError::NameFixed`].
pub async fn run(app: &App, id: ProviderId, changes: Changes) -> Result<reads::own::ProviderMeOut> {
    let world = &app.chassis.world;
    let mut tx = app.chassis.db.begin().await?;
    let mut profile = tell::own_in_tx(&mut tx, id).await?;
    if changes.version.is_some_and(|version| version != profile.version) {
        return Err(ProviderError::Stale);
    }
    let renames = changes.first_name.is_some() || changes.last_name.is_some();
    if renames && profile.status != VerificationStatus::Applied {
        tracing::debug!(status = verification::tag(profile.status), "name is fixed");
        return Err(ProviderError::NameFixed);
    }
    profile.first_name = changes.first_name.unwrap_or(profile.first_name);
    profile.last_name = changes.last_name.unwrap_or(profile.last_name);
    let old_home = profile.home;
    profile.home = changes.home.unwrap_or(old_home);
    profile.languages = changes.languages.unwrap_or(profile.languages);
    profile.notice_minutes = changes.notice_minutes.unwrap_or(profile.notice_minutes);
    profile.daily_limit = changes.daily_limit.unwrap_or(profile.daily_limit);
    profile.bio = changes.bio.unwrap_or(profile.bio);
    profile.preferred_language = changes.preferred_language.unwrap_or(profile.preferred_language);
    profile.is_active = changes.is_active.unwrap_or(profile.is_active);
    // Paused is offline too, so that coming back is a decision of its own.
    profile.is_online &= profile.is_active;
    profiles::save_in_tx(&mut tx, &profile, world.now()).await?;
    if old_home != profile.home {
        areas::move_home_in_tx(&mut tx, id, old_home, profile.home).await?;
    }
    tell::changed_in_tx(&mut tx, world, id).await?;
    let out = reads::own::load_in_tx(&mut tx, id, world.now()).await?;
    tx.commit().await?;
    Ok(out)
}
