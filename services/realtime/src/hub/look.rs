//! What each viewer gets of what is told.

use super::Hub;
use crate::domain::fact::Told;
use crate::domain::outbox::Frame;
use crate::domain::room::Room;
use contracts::PortError;
use contracts::realtime::{Look, Screen, Viewer};
use serde_json::Value;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::time::Duration;

/// How long to wait before looking again when nobody answered.
const WAITS: [Duration; 2] = [Duration::from_millis(250), Duration::from_secs(1)];

impl Hub {
    /// A screen as `viewer` gets it now.
    pub(super) async fn look(&self, viewer: Viewer, screen: Screen) -> Result<Value, PortError> {
        let mut waits = WAITS.iter();
        loop {
            let permit = self.0.looks.acquire().await.map_err(|_| PortError::Unavailable)?;
            let answer = self.0.views.look(Look { viewer, screen }).await;
            drop(permit);
            match (&answer, waits.next()) {
                (Err(PortError::Unavailable), Some(wait)) => tokio::time::sleep(*wait).await,
                _ => return answer,
            }
        }
    }

    /// What `viewer` is told, in the room's order. What it may not see any more is left out in its
    /// own room; elsewhere it means that the viewer may not be there.
    pub(super) async fn frames(
        &self,
        viewer: Viewer,
        room: Room,
        batch: &[Told],
    ) -> Result<Vec<Frame>, PortError> {
        let mut screens: HashMap<Screen, Value> = HashMap::new();
        let mut frames = Vec::with_capacity(batch.len());
        for told in batch.iter().filter(|told| told.what.is_for(viewer.user_id, viewer.role)) {
            let shown = match told.what.screen() {
                None => &Value::Null,
                Some(screen) => match screens.entry(screen) {
                    Entry::Occupied(seen) => seen.into_mut(),
                    Entry::Vacant(place) => match self.look(viewer, screen).await {
                        Ok(shown) => place.insert(shown),
                        Err(PortError::Unavailable) => return Err(PortError::Unavailable),
                        Err(_) if matches!(room, Room::Person(_)) => continue,
                        Err(error) => return Err(error),
                    },
                },
            };
            let frame = told.frame(room, shown).map_err(|error| {
                tracing::error!(%error, "a fact can't be told");
                PortError::Unavailable
            })?;
            frames.extend(frame);
        }
        Ok(frames)
    }
}
