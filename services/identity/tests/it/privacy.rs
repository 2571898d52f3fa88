//! Consents, copies of one's data, and being forgotten.

use crate::fixture::{Fixture, Login, PASSWORD, PHONE};
use async_trait::async_trait;
use chassis::privacy::put_sealed;
use chrono::TimeDelta;
use contracts::PortError;
use contracts::identity::{AccountStatus, PasswordChanged, UserChanged};
use contracts::privacy::{
    ConsentChanged, DeletionCancelled, DeletionScheduled, ExportPartReady, ExportReady,
    ExportRequested, HOLDERS, Obstacle, PersonalDataErased, StandingApi, UserErased, part_key,
};
use kernel::Localized;
use kernel::ids::UserId;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const CONSENTS: &str = "/api/v1/me/consents";
const DELETION: &str = "/api/v1/me/deletion";

/// Somebody who says whether a booking is open.
#[derive(Clone, Default)]
struct Bookings {
    open: Arc<AtomicBool>,
    away: Arc<AtomicBool>,
}

#[async_trait]
impl StandingApi for Bookings {
    async fn obstacles(&self, _: UserId) -> Result<Vec<Obstacle>, PortError> {
        if self.away.load(Ordering::SeqCst) {
            return Err(PortError::Unavailable);
        }
        let text = Localized::new("لديك حجز لم ينته.", "A booking of yours is open.");
        let open = Obstacle { code: "booking.running".into(), text };
        Ok(if self.open.load(Ordering::SeqCst) { vec![open] } else { vec![] })
    }
}

async fn asking(bookings: &Bookings) -> Fixture {
    let mut f = Fixture::new().await;
    let app = f.app.clone().asking(vec![Arc::new(bookings.clone())]);
    let world = f.chassis.world.clone();
    f.http = testkit::TestApp::new(&f.db, &world, vec![identity::parts_of(app.clone())]);
    f.app = app;
    f
}

fn granted(answer: &Value, purpose: &str) -> Value {
    let items = answer["items"].as_array().unwrap();
    items.iter().find(|i| i["purpose"] == purpose).unwrap()["granted"].clone()
}

#[tokio::test]
async fn consents_are_given_by_purpose_and_their_history_is_kept() {
    let f = Fixture::new().await;
    let me = f.join(PHONE).await.actor;
    let before = f.http.get(CONSENTS, me).await.expect(200).json;
    // Registering accepted the terms, and nothing else.
    assert_eq!(
        (granted(&before, "terms"), granted(&before, "marketing")),
        (json!(true), json!(false))
    );
    f.clock.advance(TimeDelta::hours(1));
    let yes = json!({"items": [{"purpose": "marketing", "version": 1, "granted": true}]});
    for _ in 0..2 {
        let after = f.http.put(CONSENTS, me, yes.clone()).await.expect(200).json;
        assert_eq!(granted(&after, "marketing"), true);
    }
    f.clock.advance(TimeDelta::hours(1));
    let no = json!({"items": [{"purpose": "marketing", "version": 1, "granted": false}]});
    let after = f.http.put(CONSENTS, me, no).await.expect(200).json;
    assert_eq!(granted(&after, "marketing"), false);
    let history = after["history"].as_array().unwrap();
    assert_eq!(history.len(), 3, "saying the same twice is no history: {after}");
    assert_eq!((&history[0]["granted"], &history[1]["granted"]), (&json!(false), &json!(true)));
    assert_eq!(
        (&history[2]["channel"], &history[2]["lang"]),
        (&json!("registration"), &json!("ar"))
    );
    assert_eq!(f.http.told::<ConsentChanged>().await.len(), 3);
    let rewritten = sqlx::query("update identity.consents set granted = true").execute(f.db.pool());
    assert!(rewritten.await.is_err());
}

#[tokio::test]
async fn a_consent_to_another_text_or_without_the_terms_is_refused() {
    let f = Fixture::new().await;
    let me = f.join(PHONE).await.actor;
    let say = async |items: Value| f.http.put(CONSENTS, me, json!({"items": items})).await;
    let old = say(json!([{"purpose": "analytics", "version": 7, "granted": true}])).await;
    assert_eq!(old.expect(409).code(), "consent.outdated");
    let terms = say(json!([{"purpose": "terms", "version": 1, "granted": false}])).await;
    assert_eq!(terms.expect(409).code(), "consent.needed");
    let twice = say(json!([
        {"purpose": "analytics", "version": 1, "granted": true},
        {"purpose": "analytics", "version": 1, "granted": false},
    ]))
    .await;
    assert_eq!(twice.expect(422).wrong_fields(), ["items[1].purpose"]);
    let unknown = say(json!([{"purpose": "selling", "version": 1, "granted": true}])).await;
    unknown.expect(422);
}

/// Lets all other services lay down their part.
async fn others_answer(f: &Fixture, export: &ExportRequested, but: &str) {
    for holder in HOLDERS.into_iter().filter(|h| *h != "identity" && *h != but) {
        let key = part_key(export.export_id, holder);
        put_sealed(&f.chassis, &key, &json!({"from": holder})).await.unwrap();
        let holder = holder.to_owned();
        f.http.publish(&ExportPartReady { export_id: export.export_id, holder }).await;
    }
}

#[tokio::test]
async fn a_copy_of_ones_data_is_gathered_downloaded_and_forgotten() {
    let f = Fixture::new().await;
    let me = f.join(PHONE).await.actor;
    let asked = f.http.post("/api/v1/me/export", me, json!({})).await.expect(202).json;
    let again = f.http.post("/api/v1/me/export", me, json!({})).await.expect(409);
    assert_eq!(again.code(), "export.running");
    let content = format!("/api/v1/me/exports/{}/content", asked["id"].as_str().unwrap());
    f.http.settle().await;
    assert_eq!(f.http.get(&content, me).await.expect(409).code(), "export.not_ready");
    let export = f.http.told::<ExportRequested>().await.pop().unwrap();
    others_answer(&f, &export, "").await;
    f.http.settle().await;
    let told = f.http.told::<ExportReady>().await.pop().unwrap();
    assert_eq!((told.user_id, told.export_id), (me.user_id, export.export_id));
    let copy = f.http.get(&content, me).await.expect(200).json;
    assert_eq!(copy["data"]["identity"]["account"]["phone"], "+201012345678");
    assert_eq!(copy["data"]["identity"]["consents"][0]["purpose"], "terms");
    assert_eq!(copy["data"]["booking"]["from"], "booking");
    assert_eq!(copy["missing"], json!([]));
    // Nothing in clear, and no second copy of it all.
    let objects = f.chassis.storage.list("").await.unwrap();
    assert_eq!(objects.len(), HOLDERS.len());
    for object in objects {
        let stored = f.chassis.storage.get(&object.key).await.unwrap().unwrap();
        assert!(stored.bytes.starts_with(b"osta1."));
    }
    let stranger = f.join("01112345678").await.actor;
    f.http.get(&content, stranger).await.expect(404);
    // Its own limit: ten downloads an hour, two of which were tried above.
    for _ in 0..8 {
        f.http.get(&content, me).await.expect(200);
    }
    f.http.get(&content, me).await.expect(429);
    f.clock.advance(TimeDelta::days(7));
    f.http.settle().await;
    f.http.get(&content, me).await.expect(404);
    assert!(f.chassis.storage.list("").await.unwrap().is_empty());
    let list = f.http.get("/api/v1/me/exports", me).await.expect(200).json;
    assert_eq!(list["items"][0]["state"], "expired");
}

#[tokio::test]
async fn a_copy_does_not_wait_for_ever_for_a_service_that_is_away() {
    let f = Fixture::new().await;
    let me = f.join(PHONE).await.actor;
    f.http.post("/api/v1/me/export", me, json!({})).await.expect(202);
    let export = f.http.told::<ExportRequested>().await.pop().unwrap();
    others_answer(&f, &export, "tracking").await;
    f.http.settle().await;
    assert!(f.http.told::<ExportReady>().await.is_empty());
    f.clock.advance(TimeDelta::hours(1));
    f.http.settle().await;
    let list = f.http.get("/api/v1/me/exports", me).await.expect(200).json;
    assert_eq!(
        (&list["items"][0]["state"], &list["items"][0]["missing"]),
        (&json!("ready"), &json!(["tracking"]))
    );
}

async fn ask(f: &Fixture, me: &Login) -> testkit::Answer {
    f.http.post(DELETION, me.actor, json!({"password": PASSWORD})).await
}

#[tokio::test]
async fn whoever_asks_to_be_forgotten_proves_who_it_is() {
    let f = Fixture::new().await;
    let me = f.join(PHONE).await;
    f.http.post(DELETION, me.actor, json!({})).await.expect(422);
    let wrong = f.http.post(DELETION, me.actor, json!({"password": "not that one"})).await;
    assert_eq!(wrong.expect(422).code(), "user.wrong_password");
    let wrong = f.http.post(DELETION, me.actor, json!({"code": "000000"})).await;
    assert_eq!(wrong.expect(422).code(), "auth.wrong_code");
    f.http.get(DELETION, me.actor).await.expect(404);
    f.clock.advance(TimeDelta::minutes(2));
    f.request_code(PHONE, "log_in").await.expect(202);
    let code = f.last_code().await;
    let asked = f.http.post(DELETION, me.actor, json!({"code": code})).await.expect(202).json;
    assert_eq!(asked["eraseAt"], f.http.get(DELETION, me.actor).await.expect(200).json["eraseAt"]);
    assert_eq!(f.http.told::<DeletionScheduled>().await.len(), 1);
    assert_eq!(ask(&f, &me).await.expect(409).code(), "deletion.already_scheduled");
    let staff = testkit::actor(uuid::Uuid::from_u128(8), kernel::Role::Support);
    let staff = f.http.post(DELETION, staff, json!({"password": PASSWORD})).await;
    assert_eq!(staff.expect(403).code(), "deletion.staff");
}

#[tokio::test]
async fn nobody_is_forgotten_while_something_is_open() {
    let bookings = Bookings::default();
    let f = asking(&bookings).await;
    let me = f.join(PHONE).await;
    bookings.open.store(true, Ordering::SeqCst);
    let refused = ask(&f, &me).await.expect(409);
    assert_eq!(refused.code(), "deletion.in_the_way");
    assert_eq!(refused.wrong_fields(), ["booking.running"]);
    bookings.away.store(true, Ordering::SeqCst);
    assert_eq!(ask(&f, &me).await.expect(503).code(), "deletion.standing_unknown");
    bookings.away.store(false, Ordering::SeqCst);
    bookings.open.store(false, Ordering::SeqCst);
    ask(&f, &me).await.expect(202);
    // What opens in the meantime puts it off, a day at a time.
    bookings.open.store(true, Ordering::SeqCst);
    f.clock.advance(TimeDelta::days(30));
    f.http.settle().await;
    assert!(f.http.told::<UserErased>().await.is_empty());
    bookings.open.store(false, Ordering::SeqCst);
    f.clock.advance(TimeDelta::days(1));
    f.http.settle().await;
    assert_eq!(f.http.told::<UserErased>().await.len(), 1);
}

#[tokio::test]
async fn whoever_logs_in_within_thirty_days_is_back() {
    let f = Fixture::new().await;
    let me = f.join(PHONE).await;
    ask(&f, &me).await.expect(202);
    let closed = f.http.told::<UserChanged>().await.pop().unwrap();
    assert_eq!(closed.status, AccountStatus::Inactive);
    f.clock.advance(TimeDelta::days(29));
    let back = json!({"phone": PHONE, "password": PASSWORD});
    f.post("/api/v1/auth/login", back.clone()).await.expect(200);
    assert_eq!(f.http.told::<DeletionCancelled>().await.len(), 1);
    assert_eq!(f.http.told::<UserChanged>().await.pop().unwrap().status, AccountStatus::Active);
    f.clock.advance(TimeDelta::days(2));
    f.http.settle().await;
    assert!(f.http.told::<UserErased>().await.is_empty());
    // Again, and taken back by request and by a code.
    ask(&f, &me).await.expect(202);
    f.http.delete(DELETION, me.actor).await.expect(204);
    f.http.delete(DELETION, me.actor).await.expect(404);
    ask(&f, &me).await.expect(202);
    f.request_code(PHONE, "log_in").await.expect(202);
    let code = f.last_code().await;
    f.verify(PHONE, &code, "log_in").await.expect(200);
    assert_eq!(f.http.told::<DeletionCancelled>().await.len(), 3);
}

async fn operate(f: &Fixture, verb: &str, who: &Login) {
    let operator = f.staff("01200000001", kernel::Role::Operations).await;
    let path = format!("/api/v1/admin/users/{}/{verb}", who.actor.user_id);
    f.http.post(&path, operator, json!({"reason": "سبب"})).await.expect(200);
}

async fn status_now(f: &Fixture) -> AccountStatus {
    f.http.told::<UserChanged>().await.pop().unwrap().status
}

#[tokio::test]
async fn a_suspended_person_can_not_close_the_account_to_come_back() {
    let f = Fixture::new().await;
    let me = f.join(PHONE).await;
    operate(&f, "suspend", &me).await;
    assert_eq!(ask(&f, &me).await.expect(403).code(), "auth.suspended");
    assert_eq!(f.log_in(PHONE, PASSWORD).await.expect(403).code(), "auth.suspended");
    f.http.get(DELETION, me.actor).await.expect(404);
    assert!(f.http.told::<DeletionScheduled>().await.is_empty());
    assert_eq!(status_now(&f).await, AccountStatus::Suspended);
}

#[tokio::test]
async fn a_suspension_puts_the_erasure_off_and_is_not_undone_by_taking_it_back() {
    let f = Fixture::new().await;
    let me = f.join(PHONE).await;
    ask(&f, &me).await.expect(202);
    operate(&f, "suspend", &me).await;
    assert_eq!(ask(&f, &me).await.expect(403).code(), "auth.suspended");
    for days in [30, 1, 1] {
        f.clock.advance(TimeDelta::days(days));
        f.http.settle().await;
    }
    assert!(f.http.told::<UserErased>().await.is_empty());
    let put_off = sqlx::query_scalar::<_, i32>("select put_off from identity.deletions");
    assert_eq!(put_off.fetch_one(f.db.pool()).await.unwrap(), 3);
    assert_eq!(f.log_in(PHONE, PASSWORD).await.expect(403).code(), "auth.suspended");
    f.request_code(PHONE, "log_in").await.expect(202);
    let code = f.last_code().await;
    f.verify(PHONE, &code, "log_in").await.expect(403);
    f.http.get(DELETION, me.actor).await.expect(200);
    f.http.delete(DELETION, me.actor).await.expect(204);
    f.http.delete(DELETION, me.actor).await.expect(404);
    assert_eq!(f.http.told::<DeletionCancelled>().await.len(), 1);
    assert_eq!(status_now(&f).await, AccountStatus::Suspended);
    assert_eq!(f.log_in(PHONE, PASSWORD).await.expect(403).code(), "auth.suspended");
}

#[tokio::test]
async fn reinstating_cancels_the_wish_to_be_forgotten() {
    let f = Fixture::new().await;
    let me = f.join(PHONE).await;
    ask(&f, &me).await.expect(202);
    operate(&f, "suspend", &me).await;
    operate(&f, "reinstate", &me).await;
    assert_eq!(f.http.told::<DeletionCancelled>().await.len(), 1);
    let deed = f.http.told::<contracts::admin::OperatorActed>().await.pop().unwrap();
    assert_eq!(deed.details["deletionCancelled"], true);
    f.http.get(DELETION, me.actor).await.expect(404);
    f.clock.advance(TimeDelta::days(31));
    f.http.settle().await;
    assert!(f.http.told::<UserErased>().await.is_empty());
    f.log_in(PHONE, PASSWORD).await.expect(200);
    // And it may be wished anew.
    ask(&f, &me).await.expect(202);
}

#[tokio::test]
async fn an_account_in_use_is_never_erased_and_its_wish_can_be_taken_back() {
    let f = Fixture::new().await;
    let me = f.join(PHONE).await;
    let use_again = async || {
        let update = sqlx::query("update identity.users set status = 'active'");
        update.execute(f.db.pool()).await.unwrap();
    };
    ask(&f, &me).await.expect(202);
    use_again().await;
    assert_eq!(ask(&f, &me).await.expect(409).code(), "deletion.already_scheduled");
    f.http.delete(DELETION, me.actor).await.expect(204);
    ask(&f, &me).await.expect(202);
    use_again().await;
    f.clock.advance(TimeDelta::days(30));
    f.http.settle().await;
    assert!(f.http.told::<UserErased>().await.is_empty());
    assert_eq!(f.http.told::<DeletionCancelled>().await.len(), 2);
    f.http.get(DELETION, me.actor).await.expect(404);
}

#[tokio::test]
async fn consents_are_changed_twenty_times_an_hour() {
    let f = Fixture::new().await;
    let me = f.join(PHONE).await.actor;
    let other = f.join("01112345678").await.actor;
    let say = async |who, n: i32| {
        let item = json!({"purpose": "marketing", "version": 1, "granted": n % 2 == 0});
        f.http.put(CONSENTS, who, json!({"items": [item]})).await
    };
    for n in 0..20 {
        say(me, n).await.expect(200);
    }
    assert_eq!(say(me, 20).await.expect(429).code(), "too_many_requests");
    f.http.get(CONSENTS, me).await.expect(200);
    say(other, 0).await.expect(200);
    f.clock.advance(TimeDelta::hours(1));
    say(me, 20).await.expect(200);
}

#[tokio::test]
async fn a_forgotten_person_leaves_a_pseudonym_and_may_come_as_somebody_new() {
    let f = Fixture::new().await;
    let me = f.join(PHONE).await;
    ask(&f, &me).await.expect(202);
    f.clock.advance(TimeDelta::days(30));
    f.http.settle().await;
    let back = json!({"phone": PHONE, "password": PASSWORD});
    f.post("/api/v1/auth/login", back).await.expect(401);
    f.http.get("/api/v1/me", me.actor).await.expect(404);
    let names = "select count(*) from identity.customer_profiles where search_name <> ''";
    assert_eq!(sqlx::query_scalar::<_, i64>(names).fetch_one(f.db.pool()).await.unwrap(), 0);
    let own = f.http.told::<PersonalDataErased>().await.pop().unwrap();
    assert_eq!((own.holder.as_str(), own.user_id), ("identity", me.actor.user_id));
    assert!(own.rows >= 2, "{}", own.rows);
    let state = "select state from identity.deletions";
    let state_now = async || sqlx::query_scalar::<_, String>(state).fetch_one(f.db.pool()).await;
    assert_eq!(state_now().await.unwrap(), "erasing");
    for holder in HOLDERS {
        let holder = holder.to_owned();
        f.http.publish(&PersonalDataErased { user_id: me.actor.user_id, holder, rows: 1 }).await;
    }
    f.http.settle().await;
    assert_eq!(state_now().await.unwrap(), "erased");
    let new = f.join(PHONE).await;
    assert_ne!(new.actor.user_id, me.actor.user_id);
    // The proof of consent outlives the account by three years, and no longer.
    let proofs = "select count(*) from identity.consents";
    let proofs =
        async || sqlx::query_scalar::<_, i64>(proofs).fetch_one(f.db.pool()).await.unwrap();
    assert_eq!(proofs().await, 2);
    f.clock.advance(TimeDelta::days(3 * 365));
    f.http.settle().await;
    assert_eq!(proofs().await, 1);
}

#[tokio::test]
async fn a_changed_password_is_told() {
    let f = Fixture::new().await;
    let me = f.join(PHONE).await;
    let change = json!({"currentPassword": PASSWORD, "newPassword": "battery horse correct"});
    f.http.post("/api/v1/me/password", me.actor, change).await.expect(204);
    f.clock.advance(TimeDelta::minutes(2));
    f.request_code(PHONE, "reset_password").await.expect(202);
    let code = f.last_code().await;
    let reset = json!({"phone": PHONE, "code": code, "newPassword": "staple battery horse"});
    f.post("/api/v1/auth/password/reset", reset).await.expect(204);
    let told = f.http.told::<PasswordChanged>().await;
    assert_eq!(told.iter().map(|t| t.by_reset).collect::<Vec<_>>(), [false, true]);
}

#[tokio::test]
async fn a_suspension_is_refused_openly_once_everybody_forgets_and_is_never_lost() {
    let f = Fixture::new().await;
    let operator = f.staff("01200000001", kernel::Role::Operations).await;
    let me = f.join(PHONE).await;
    ask(&f, &me).await.expect(202);
    f.clock.advance(TimeDelta::days(30));
    // The wish's time came and everybody is told; this service has not heard it itself yet.
    let world = &f.chassis.world;
    let mut tx = f.db.owner().begin().await.unwrap();
    sqlx::query("update identity.deletions set state = 'erasing'").execute(&mut *tx).await.unwrap();
    let erased = UserErased { user_id: me.actor.user_id, erased_at: world.now() };
    chassis::bus::append(&mut tx, world, &erased).await.unwrap();
    tx.commit().await.unwrap();
    let path = format!("/api/v1/admin/users/{}/suspend", me.actor.user_id);
    let body = json!({"reason": "شكوى موثقة"});
    let refused = f.http.post(&path, operator, body.clone()).await.expect(409);
    assert_eq!(refused.code(), "user.being_erased");
    f.http.settle().await;
    f.http.post(&path, operator, body).await.expect(404);
}
