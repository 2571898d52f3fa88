//! What the database refuses, whatever the code tries.

use crate::stage::Stage;
use booking::store::bookings;
use contracts::booking::PaymentMethod;
use kernel::ids::BookingId;

async fn refused(stage: &Stage, sql: &'static str, id: BookingId) -> String {
    let error = sqlx::query(sql).bind(id.uuid()).execute(stage.db.pool()).await.unwrap_err();
    let error = error.as_database_error().expect("the database refuses");
    error.constraint().map_or_else(|| error.message().to_owned(), str::to_owned)
}

#[tokio::test]
async fn states_that_cannot_be_are_refused_by_the_database() {
    let stage = Stage::new().await;
    let id = stage.confirmed(stage.order()).await;
    for (sql, constraint) in [
        ("update booking.bookings set stage = 'working' where id = $1", "bookings_stage_check"),
        (
            "update booking.bookings set provider_id = null, confirmed_at = null where id = $1",
            "bookings_provider_check",
        ),
        (
            "update booking.bookings set provider_id = customer_id where id = $1",
            "bookings_own_check",
        ),
        (
            "update booking.bookings set start_code_sealed = null where id = $1",
            "bookings_code_check",
        ),
        ("update booking.bookings set stage = 'arrived' where id = $1", "bookings_way_check"),
        (
            "update booking.bookings set total_amount = total_amount + 1 where id = $1",
            "bookings_approved_check",
        ),
        (
            "update booking.bookings set provider_earnings = provider_earnings + 1 where id = $1",
            "bookings_settlement_check",
        ),
        ("update booking.bookings set cancel_fee = 100 where id = $1", "bookings_cancelled_check"),
        (
            "update booking.bookings set payment_due_at = now() where id = $1",
            "bookings_payment_due_check",
        ),
        (
            "update booking.bookings set ends_at = scheduled_date where id = $1",
            "bookings_window_check",
        ),
    ] {
        assert_eq!(refused(&stage, sql, id).await, constraint);
    }
}

#[tokio::test]
async fn history_is_never_changed_or_deleted() {
    let stage = Stage::new().await;
    let id = stage.confirmed(stage.order()).await;
    for sql in [
        "update booking.booking_status_history set change_reason = 'x' where booking_id = $1",
        "delete from booking.booking_status_history where booking_id = $1",
    ] {
        assert!(refused(&stage, sql, id).await.contains("append-only"));
    }
}

#[tokio::test]
async fn a_provider_is_never_in_two_places() {
    let stage = Stage::new().await;
    let id = stage.confirmed(stage.order()).await;
    let sql = "insert into booking.reservations (id, provider_id, booking_id, visit, kind, during, created_at)
               select gen_random_uuid(), provider_id, booking_id, 9, 'visit', during, now()
               from booking.reservations where booking_id = $1";
    assert_eq!(refused(&stage, sql, id).await, "reservations_overlap_excl");
}

#[tokio::test]
async fn a_quote_and_a_number_are_used_once() {
    let stage = Stage::new().await;
    let id = stage.ordered(stage.order()).await;
    let other = stage.ordered(stage.order()).await;
    let set = |column: &'static str| {
        format!(
            "update booking.bookings set {column} = (select {column} from booking.bookings where id = $1) where id = $2"
        )
    };
    for (column, constraint) in
        [("quote_id", bookings::QUOTE_USED), ("number", bookings::NUMBER_TAKEN)]
    {
        let error = sqlx::query(sqlx::AssertSqlSafe(set(column)))
            .bind(id.uuid())
            .bind(other.uuid())
            .execute(stage.db.pool())
            .await
            .unwrap_err();
        assert_eq!(error.as_database_error().unwrap().constraint(), Some(constraint));
    }
}

#[tokio::test]
async fn every_state_survives_the_database() {
    let stage = Stage::new().await;
    let order = stage.order();
    let prepaid = crate::stage::Order { method: PaymentMethod::Card, ..order };
    let mut ids = vec![stage.ordered(prepaid).await, stage.ordered(order).await];
    ids.push(stage.at_the_door(order).await);
    stage.advance_minutes(600);
    ids.push(stage.started(order).await);
    stage.advance_minutes(600);
    ids.push(stage.done(order).await);
    for id in ids {
        let mut tx = stage.inner.chassis.db.begin().await.unwrap();
        let before = bookings::lock_in_tx(&mut tx, id).await.unwrap().unwrap();
        bookings::save_in_tx(&mut tx, &before, stage.now()).await.unwrap();
        let after = bookings::find(&mut tx, id).await.unwrap().unwrap();
        assert_eq!(format!("{before:?}").replace("version: ", ""), {
            let version = |n: i64| format!("version: {n}");
            let text = format!("{after:?}");
            let n =
                stage.count("select version::bigint from booking.bookings where id = $1", id).await;
            text.replace(&version(n + 1), &n.to_string()).replace("version: ", "")
        });
        // A save with an old version is refused.
        assert!(bookings::save_in_tx(&mut tx, &before, stage.now()).await.is_err());
    }
}
