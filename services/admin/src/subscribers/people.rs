//! People, ratings and services.

use crate::store::facts;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On, Subscription};
use contracts::catalog::ServiceChanged;
use contracts::identity::UserChanged;
use contracts::ratings::RatingRevealed;
use sqlx::PgConnection;

/// Adds the handlers.
pub fn add(subscription: Subscription) -> Subscription {
    subscription.on::<UserChanged>(Keep).on::<RatingRevealed>(Keep).on::<ServiceChanged>(Keep)
}

struct Keep;

#[async_trait]
impl On<UserChanged> for Keep {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<UserChanged>,
    ) -> Result<(), HandlerError> {
        facts::person(tx, &event.event).await?;
        Ok(())
    }
}

#[async_trait]
impl On<RatingRevealed> for Keep {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<RatingRevealed>,
    ) -> Result<(), HandlerError> {
        facts::rating(tx, &event.event, event.occurred_at).await?;
        Ok(())
    }
}

#[async_trait]
impl On<ServiceChanged> for Keep {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<ServiceChanged>,
    ) -> Result<(), HandlerError> {
        facts::service(tx, &event.event).await?;
        Ok(())
    }
}
