//! A journey as somebody with a link sees it: who comes, about when, and where it is now, but not
//! where it goes beyond the district.

use super::journey;
use crate::app::App;
use crate::commands::share::TOKEN;
use crate::domain::freshness::Freshness;
use crate::domain::journey::Phase;
use crate::domain::share::{ShareToken, first_name, may_show};
use crate::domain::sight::Viewer;
use crate::error::{FollowError, SharedError};
use crate::live::Seen;
use crate::store::{journeys, provider_states, share_links};
use chrono::TimeDelta;
use dispatch::travel::TravelTime;
use kernel::{Instant, Localized};

/// What there is to see.
#[derive(Clone, Debug)]
pub struct SharedView {
    /// Where it stands.
    pub phase: Phase,
    /// First name of the bound provider, and whether it has a photo.
    pub provider: Option<(String, bool)>,
    /// The district of the address.
    pub district: Option<Localized>,
    /// The position and its age, on the way and not too near to the address.
    pub position: Option<(Seen, TimeDelta)>,
    /// How fresh it is.
    pub freshness: Freshness,
    /// How long the rest of the way takes.
    pub eta: Option<TravelTime>,
    /// When the link ends at the latest.
    pub expires_at: Instant,
}

/// The journey behind a link. The look is counted.
///
/// # Errors
/// [`SharedError::NotFound`] for every token that shows nothing, whatever the reason.
pub async fn run(app: &App, token: &str) -> Result<SharedView, SharedError> {
    let token = ShareToken::parse(token).ok_or(SharedError::NotFound)?;
    let hash = app.chassis.keyring.blind_index(TOKEN, token.bytes());
    let (pool, now) = (app.chassis.db.pool(), app.chassis.world.now());
    let found = share_links::find_open(pool, &hash, now).await?;
    let (booking, expires_at) = found.ok_or(SharedError::NotFound)?;
    let journey = journeys::find(pool, booking).await?.ok_or(SharedError::NotFound)?;
    if journey.phase == Phase::Ended {
        return Err(SharedError::NotFound);
    }
    share_links::opened(pool, &hash, now).await?;
    // The customer's own view says what may be seen at all.
    let seen = match journey::run(app, Viewer::Customer(journey.customer_id), booking).await {
        Ok(view) => Some(view).filter(|view| view.journey.phase == Phase::EnRoute),
        Err(FollowError::NotStarted | FollowError::Paused) => None,
        Err(FollowError::NotFound | FollowError::Ended) => return Err(SharedError::NotFound),
        Err(FollowError::Store(error)) => return Err(error.into()),
    };
    let provider = match journey.provider_id {
        Some(provider) => provider_states::find(pool, provider).await?,
        None => None,
    };
    let position = seen.as_ref().and_then(|view| view.position);
    Ok(SharedView {
        phase: journey.phase,
        provider: provider.map(|p| (first_name(&p.display_name).to_owned(), p.has_photo)),
        district: journey.district,
        position: position.filter(|(seen, _)| may_show(seen.fix.place, journey.pin)),
        freshness: seen.as_ref().map_or(Freshness::Dark, |view| view.freshness),
        eta: seen.and_then(|view| view.eta),
        expires_at,
    })
}
