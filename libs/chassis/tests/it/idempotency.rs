//! The first answer is kept; a rival waits its turn; another body is refused.

use chassis::crypto::Keyring;
use chassis::idempotency::{Answer, IdempotencyError, IdempotencyKey};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use testkit::TestDb;

fn key(name: &str, body: u8) -> IdempotencyKey {
    IdempotencyKey {
        account: "somebody".into(),
        route: "POST /things".into(),
        key: Some(name.into()),
        body_hash: [body; 32],
        keyring: Some(Keyring::for_tests()),
    }
}

#[tokio::test]
async fn the_first_answer_is_replayed_and_another_body_refused() {
    let db = TestDb::new(&[]).await;
    let (world, _) = testkit::world();
    let mut tx = db.owner().begin().await.unwrap();
    assert_eq!(key("k", 1).claim(&mut tx).await.unwrap(), None);
    let answer = Answer::json(201, &json!({"n": 1})).unwrap();
    key("k", 1).keep(&mut tx, &world, &answer).await.unwrap();
    tx.commit().await.unwrap();
    let kept: Vec<u8> = sqlx::query_scalar("select answer from bus.idempotency")
        .fetch_one(db.pool())
        .await
        .unwrap();
    assert!(!String::from_utf8_lossy(&kept).contains("\"n\""), "answers are kept sealed");

    let mut tx = db.owner().begin().await.unwrap();
    let replayed = key("k", 1).claim(&mut tx).await.unwrap().unwrap();
    assert_eq!((replayed.status, replayed.body, replayed.replayed), (201, answer.body, true));
    assert!(matches!(key("k", 2).claim(&mut tx).await, Err(IdempotencyError::OtherBody)));
    let stranger = IdempotencyKey { account: "another".into(), ..key("k", 1) };
    assert_eq!(stranger.claim(&mut tx).await.unwrap(), None, "keys belong to accounts");
}

#[tokio::test]
async fn a_running_key_is_refused_and_a_crash_frees_it() {
    let db = TestDb::new(&[]).await;
    let mut running = db.owner().begin().await.unwrap();
    key("k", 1).claim(&mut running).await.unwrap();
    let mut rival = db.owner().begin().await.unwrap();
    assert!(matches!(key("k", 1).claim(&mut rival).await, Err(IdempotencyError::Running)));
    drop(running);
    let mut rival = db.owner().begin().await.unwrap();
    assert_eq!(key("k", 1).claim(&mut rival).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_copies_at_once_have_one_effect() {
    let db = Arc::new(TestDb::new(&[]).await);
    let owner = chassis::Db::connect_as_owner(db.url(), 25, db.wake().clone()).unwrap();
    let (world, _) = testkit::world();
    let effects = Arc::new(AtomicU32::new(0));
    let copies: Vec<_> = (0..20)
        .map(|_| {
            let (owner, world, effects) = (owner.clone(), world.clone(), effects.clone());
            tokio::spawn(async move {
                loop {
                    let mut tx = owner.begin().await.unwrap();
                    match key("k", 1).claim(&mut tx).await {
                        Ok(Some(answer)) => return answer.body,
                        Ok(None) => {
                            let n = effects.fetch_add(1, Ordering::SeqCst);
                            let answer = Answer::json(201, &json!({"effect": n})).unwrap();
                            key("k", 1).keep(&mut tx, &world, &answer).await.unwrap();
                            tx.commit().await.unwrap();
                            return answer.body;
                        }
                        Err(IdempotencyError::Running) => tokio::task::yield_now().await,
                        Err(error) => panic!("{error}"),
                    }
                }
            })
        })
        .collect();
    let mut bodies = Vec::new();
    for copy in copies {
        bodies.push(copy.await.unwrap());
    }
    bodies.dedup();
    assert_eq!((effects.load(Ordering::SeqCst), bodies.len()), (1, 1));
}
