//! What tracking reports of a provider's way: kept for the verdict on a cancellation.

use crate::domain::{Trouble, TroubleKind};
use crate::store::journeys;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On, Subscription};
use contracts::tracking::{
    JourneyApproaching, JourneyDark, JourneyFacts, JourneyResumed, JourneyRetreating, JourneySeen,
    JourneyStalled,
};
use sqlx::PgConnection;

/// Keeps what goes wrong on a way, and forgets it when it is over.
#[derive(Clone, Copy)]
pub struct OnJourney;

/// Adds it.
#[must_use]
pub fn add(subscription: Subscription) -> Subscription {
    subscription
        .on::<JourneyStalled>(OnJourney)
        .on::<JourneyResumed>(OnJourney)
        .on::<JourneyRetreating>(OnJourney)
        .on::<JourneyApproaching>(OnJourney)
        .on::<JourneyDark>(OnJourney)
        .on::<JourneySeen>(OnJourney)
}

async fn begins(
    tx: &mut PgConnection,
    journey: &JourneyFacts,
    kind: TroubleKind,
) -> Result<(), HandlerError> {
    let trouble = Trouble { kind, since: journey.at };
    Ok(journeys::trouble_in_tx(tx, journey.booking_id, journey.provider_id, trouble).await?)
}

async fn ends(
    tx: &mut PgConnection,
    journey: &JourneyFacts,
    kind: TroubleKind,
) -> Result<(), HandlerError> {
    Ok(journeys::over_in_tx(tx, journey.booking_id, journey.provider_id, kind).await?)
}

macro_rules! keeps {
    ($($event:ident $does:ident $kind:ident;)+) => {$(
        #[async_trait]
        impl On<$event> for OnJourney {
            async fn apply(
                &self,
                tx: &mut PgConnection,
                event: &Envelope<$event>,
            ) -> Result<(), HandlerError> {
                $does(tx, &event.event.journey, TroubleKind::$kind).await
            }
        }
    )+};
}

keeps! {
    JourneyStalled begins Stalled;
    JourneyResumed ends Stalled;
    JourneyRetreating begins Retreating;
    JourneyApproaching ends Retreating;
    JourneyDark begins Dark;
    JourneySeen ends Dark;
}
