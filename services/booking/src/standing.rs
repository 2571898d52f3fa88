//! Whether a booking stands in the way of forgetting a person (`contracts::privacy::StandingApi`).

use async_trait::async_trait;
use chassis::Db;
use contracts::PortError;
use contracts::privacy::{Obstacle, StandingApi};
use kernel::Localized;
use kernel::ids::UserId;

/// Answers in this process.
#[derive(Clone)]
pub struct LocalStanding(pub Db);

#[async_trait]
impl StandingApi for LocalStanding {
    async fn obstacles(&self, user: UserId) -> Result<Vec<Obstacle>, PortError> {
        let open = sqlx::query_scalar!(
            "select number from booking.bookings
             where (customer_id = $1 or provider_id = $1)
               and (booking_status in ('pending', 'confirmed', 'in_progress', 'disputed')
                    or stage = 'done')
             order by created_at limit 10",
            user.uuid()
        )
        .fetch_all(self.0.pool())
        .await
        .map_err(|_| PortError::Unavailable)?;
        Ok(open.into_iter().map(running).collect())
    }
}

fn running(number: String) -> Obstacle {
    let text = Localized::new(
        format!("الحجز {number} لم ينته بعد. انتظر انتهاءه أو ألغه."),
        format!("Booking {number} is not over. Wait for its end, or cancel it."),
    );
    Obstacle { code: "booking.running".to_owned(), text }
}

/// The route that identity in another process asks.
pub(crate) fn internal(db: Db) -> axum::Router {
    let standing = LocalStanding(db);
    let answer = httpkit::internal::method(move |user: UserId| {
        let standing = standing.clone();
        async move { standing.obstacles(user).await }
    });
    axum::Router::new().route("/internal/booking/standing", answer)
}
