//! Who owes or is owed something can't be forgotten.

use crate::world::{CUSTOMER, PROVIDER, booking, completed, created, platform, price};
use contracts::booking::PaymentMethod;
use contracts::privacy::StandingApi;
use kernel::ids::UserId;
use payments::LocalStanding;
use uuid::Uuid;

#[tokio::test]
async fn a_debt_and_a_balance_stand_in_the_way_and_nothing_else_does() {
    let p = platform().await;
    let standing = LocalStanding(testkit::chassis(&p.db, "payments", &p.world).db);
    let codes = async |id: u128| {
        let found = standing.obstacles(UserId::from(Uuid::from_u128(id))).await.unwrap();
        found.into_iter().map(|o| (o.code, o.text)).collect::<Vec<_>>()
    };
    assert!(codes(CUSTOMER).await.is_empty() && codes(PROVIDER).await.is_empty());
    p.top_up(350).await;
    let job = booking(1, PaymentMethod::Cash, price(500, 0, 0));
    p.app.publish(&created(&job)).await;
    p.app.publish(&completed(&job)).await;
    let (balance, debt) = (codes(CUSTOMER).await, codes(PROVIDER).await);
    assert_eq!((balance.len(), balance[0].0.as_str()), (1, "payments.owed"));
    assert!(balance[0].1.ar.contains("350 جنيه") && balance[0].1.en.contains("350.00 EGP"));
    assert_eq!((debt.len(), debt[0].0.as_str()), (1, "payments.owes"));
    assert!(debt[0].1.en.contains("85.50"), "{}", debt[0].1.en);
}
