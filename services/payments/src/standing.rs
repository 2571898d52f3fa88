//! Whether money stands in the way of forgetting a person (`contracts::privacy::StandingApi`).

use async_trait::async_trait;
use chassis::Db;
use contracts::PortError;
use contracts::privacy::{Obstacle, StandingApi};
use kernel::ids::UserId;
use kernel::{Localized, Money};

/// Answers in this process.
#[derive(Clone)]
pub struct LocalStanding(pub Db);

#[async_trait]
impl StandingApi for LocalStanding {
    async fn obstacles(&self, user: UserId) -> Result<Vec<Obstacle>, PortError> {
        let sums = sqlx::query!(
            r#"select coalesce(sum(least(balance, 0)), 0)::bigint as "owes!",
                      coalesce(sum(greatest(balance, 0)), 0)::bigint as "owed!"
               from payments.balances where owner_id = $1"#,
            user.uuid()
        )
        .fetch_one(self.0.pool())
        .await
        .map_err(|_| PortError::Unavailable)?;
        let mut found = Vec::new();
        if sums.owes < 0 {
            found.push(owes(Money::piastres(-sums.owes)));
        }
        if sums.owed > 0 {
            found.push(owed(Money::piastres(sums.owed)));
        }
        Ok(found)
    }
}

fn owes(amount: Money) -> Obstacle {
    let text = Localized::new(
        format!("عليك {} لم تُسدَّد. سدّدها أولًا.", amount.in_arabic()),
        format!("You owe {amount}. Settle it first."),
    );
    Obstacle { code: "payments.owes".to_owned(), text }
}

fn owed(amount: Money) -> Obstacle {
    let text = Localized::new(
        format!("لك {} في رصيدك. استخدمها أو اطلب صرفها من الدعم أولًا.", amount.in_arabic()),
        format!("Your balance holds {amount}. Use it, or ask support to pay it out first."),
    );
    Obstacle { code: "payments.owed".to_owned(), text }
}

/// The route that identity in another process asks.
pub(crate) fn internal(db: Db) -> axum::Router {
    let standing = LocalStanding(db);
    let answer = httpkit::internal::method(move |user: UserId| {
        let standing = standing.clone();
        async move { standing.obstacles(user).await }
    });
    axum::Router::new().route("/internal/payments/standing", answer)
}
