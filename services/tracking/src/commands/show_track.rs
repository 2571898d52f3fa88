//! An operator looks at where a provider was. It is written down who looked at whom.

use crate::app::App;
use crate::error::TrackError;
use crate::store::provider_locations::{self, Point};
use crate::store::provider_states;
use contracts::admin::OperatorActed;
use httpkit::Actor;
use kernel::Instant;
use kernel::ids::{EventId, ProviderId};
use serde_json::json;

/// Which part of the track.
#[derive(Clone, Copy, Debug)]
pub struct TrackQuery {
    /// From when.
    pub from: Instant,
    /// Until before when.
    pub to: Instant,
    /// After this point.
    pub after: Option<Instant>,
    /// How many points at most.
    pub limit: i64,
}

/// Reads up to one point more than asked for, which only tells that there is more.
///
/// # Errors
/// [`TrackError::NotFound`] for a provider we never heard of.
pub async fn run(
    app: &App,
    actor: Actor,
    provider: ProviderId,
    query: TrackQuery,
) -> Result<Vec<Point>, TrackError> {
    let world = &app.chassis.world;
    let mut tx = app.chassis.db.begin().await?;
    if !provider_states::exists_in_tx(&mut tx, provider).await? {
        return Err(TrackError::NotFound);
    }
    let span = (query.from, query.to);
    let points =
        provider_locations::track_in_tx(&mut tx, provider, span, query.after, query.limit + 1)
            .await?;
    let acted = OperatorActed {
        action_id: world.id::<EventId>(),
        operator_id: actor.user_id,
        action: "tracking.view_track".into(),
        subject_type: "provider".into(),
        subject_id: provider.to_string(),
        reason: None,
        details: json!({ "from": query.from, "to": query.to, "after": query.after }),
    };
    chassis::bus::append(&mut tx, world, &acted).await?;
    tx.commit().await?;
    Ok(points)
}
