//! Encryption on a real database: several processes, rotation, rewrapping, and the key file.

use crate::fixture::eventually;
use chassis::crypto::{
    ADOPTION_S, CryptoError, Keyring, KeyringError, MasterKey, MasterKeyError, MasterKeys, Sealed,
};
use chrono::TimeDelta;
use kernel::world::{ManualClock, SeededEntropy};
use kernel::{ErrorClass, Fault as _, World};
use proptest::prelude::*;
use sqlx::PgPool;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use std::time::Duration;
use testkit::TestDb;

const PHONE: &str = "identity.users.phone";

/// Worlds that share a clock and not their chance, as processes do.
fn process(clock: &ManualClock, seed: u64) -> World {
    World::new(Arc::new(clock.clone()), Arc::new(SeededEntropy::new(seed)))
}

fn clock() -> ManualClock {
    ManualClock::at("2026-11-22T10:00:00Z".parse().unwrap())
}

async fn count_keys(pool: &PgPool) -> i64 {
    sqlx::query_scalar("select count(*) from bus.data_keys").fetch_one(pool).await.unwrap()
}

#[tokio::test]
async fn processes_that_start_together_make_one_key_and_read_each_other() {
    let db = TestDb::new(&[]).await;
    let clock = clock();
    let masters = MasterKeys::generate(&process(&clock, 1));
    let starts =
        (2..10).map(|seed| Keyring::load(db.pool(), masters.clone(), process(&clock, seed)));
    let keyrings = futures::future::try_join_all(starts).await.unwrap();
    assert_eq!(count_keys(db.pool()).await, 1);
    let sealed = keyrings[0].seal_text(PHONE, "+201001234567");
    for keyring in &keyrings {
        assert_eq!(*keyring.open_text(PHONE, &sealed).unwrap(), "+201001234567");
    }
}

#[tokio::test]
async fn a_sealed_value_is_stored_as_text_and_read_after_a_restart() {
    let db = TestDb::new(&[]).await;
    let clock = clock();
    let masters = MasterKeys::generate(&process(&clock, 1));
    let before = Keyring::load(db.pool(), masters.clone(), process(&clock, 2)).await.unwrap();
    sqlx::query("create table bus.notes (note text not null)").execute(db.pool()).await.unwrap();
    sqlx::query("insert into bus.notes values ($1)")
        .bind(before.seal_text(PHONE, "أُسطى"))
        .execute(db.pool())
        .await
        .unwrap();
    drop(before);

    let after = Keyring::load(db.pool(), masters, process(&clock, 3)).await.unwrap();
    let note: Sealed =
        sqlx::query_scalar("select note from bus.notes").fetch_one(db.pool()).await.unwrap();
    assert_eq!(*after.open_text(PHONE, &note).unwrap(), "أُسطى");
    sqlx::query("update bus.notes set note = 'in clear'").execute(db.pool()).await.unwrap();
    let wrong = sqlx::query_scalar::<_, Sealed>("select note from bus.notes");
    assert!(wrong.fetch_one(db.pool()).await.is_err());
}

#[tokio::test]
async fn a_new_key_is_used_only_when_every_process_can_know_it() {
    let db = TestDb::new(&[]).await;
    let clock = clock();
    let masters = MasterKeys::generate(&process(&clock, 1));
    let one = Keyring::load(db.pool(), masters.clone(), process(&clock, 2)).await.unwrap();
    let other = Keyring::load(db.pool(), masters, process(&clock, 3)).await.unwrap();
    clock.advance(TimeDelta::days(90));
    let old = one.seal_text(PHONE, "old");

    let new_key = one.rotate().await.unwrap();
    assert_eq!(one.seal_text(PHONE, "x").key_id(), old.key_id());
    clock.advance(TimeDelta::seconds(ADOPTION_S));
    let new = one.seal_text(PHONE, "new");
    assert_eq!(new.key_id(), new_key);
    assert_eq!(*one.open_text(PHONE, &old).unwrap(), "old");

    assert!(matches!(other.open(PHONE, &new), Err(CryptoError::UnknownKey(id)) if id == new_key));
    assert_eq!(other.open_any(PHONE, &new).await.unwrap().as_slice(), b"new");
    assert_eq!(*other.open_text(PHONE, &new).unwrap(), "new");
    assert_eq!(other.seal_text(PHONE, "x").key_id(), new_key);
    let retired: i64 =
        sqlx::query_scalar("select count(*) from bus.data_keys where retired_at is not null")
            .fetch_one(db.pool())
            .await
            .unwrap();
    assert_eq!(retired, 1);
}

#[tokio::test]
async fn after_rewrapping_the_old_master_key_is_worth_nothing() {
    let db = TestDb::new(&[]).await;
    let clock = clock();
    let old = MasterKeys::generate(&process(&clock, 1));
    let new = MasterKey::generate(&process(&clock, 9));
    let keyring = Keyring::load(db.pool(), old.clone(), process(&clock, 2)).await.unwrap();
    keyring.rotate().await.unwrap();
    let sealed = keyring.seal_text(PHONE, "+201001234567");
    let index = keyring.blind_index(PHONE, b"+201001234567");

    assert_eq!(keyring.rewrap(new.clone()).await.unwrap(), 2);
    assert_eq!(keyring.rewrap(new.clone()).await.unwrap(), 2, "a second run changes nothing");
    let (_, lookup) = old.to_config();
    let (both, _) = old.with_current(new).to_config();
    let new_only = MasterKeys::from_config(both.split(',').next().unwrap(), &lookup).unwrap();
    let later = Keyring::load(db.pool(), new_only, process(&clock, 3)).await.unwrap();
    assert_eq!(*later.open_text(PHONE, &sealed).unwrap(), "+201001234567");
    assert_eq!(later.blind_index(PHONE, b"+201001234567"), index);

    let refused = Keyring::load(db.pool(), old.clone(), process(&clock, 4)).await.unwrap_err();
    assert!(matches!(refused, KeyringError::UnknownMaster { .. }), "{refused}");
}

#[tokio::test]
async fn a_process_with_wrong_secrets_does_not_start() {
    let db = TestDb::new(&[]).await;
    let clock = clock();
    let masters = MasterKeys::generate(&process(&clock, 1));
    Keyring::load(db.pool(), masters.clone(), process(&clock, 2)).await.unwrap();
    let (keys, lookup) = masters.to_config();
    let (_, other_lookup) = MasterKeys::generate(&process(&clock, 7)).to_config();

    let wrong_lookup = MasterKeys::from_config(&keys, &other_lookup).unwrap();
    let refused = Keyring::load(db.pool(), wrong_lookup, process(&clock, 3)).await.unwrap_err();
    assert!(matches!(refused, KeyringError::WrongLookup), "{refused}");

    let same_id = format!("{}:{}", masters.current().id(), *other_lookup);
    let wrong_master = MasterKeys::from_config(&same_id, &lookup).unwrap();
    let refused = Keyring::load(db.pool(), wrong_master, process(&clock, 3)).await.unwrap_err();
    assert!(matches!(refused, KeyringError::WrongMaster { .. }), "{refused}");
    assert_eq!(count_keys(db.pool()).await, 1);
}

#[tokio::test]
async fn rotating_in_a_test_keyring_works_at_once() {
    let keyring = Keyring::for_tests();
    let old = keyring.seal_text(PHONE, "old");
    let key = keyring.rotate().await.unwrap();
    assert_eq!(keyring.seal_text(PHONE, "new").key_id(), key);
    assert_eq!(*Keyring::for_tests().open_text(PHONE, &old).unwrap(), "old");
}

#[test]
fn a_value_moved_to_another_column_does_not_open() {
    let keyring = Keyring::for_tests();
    let sealed = keyring.seal_text(PHONE, "+201001234567");
    let moved = keyring.open("identity.users.email", &sealed);
    assert!(matches!(moved, Err(CryptoError::Unreadable { .. })));
    assert_ne!(keyring.seal_text(PHONE, "+201001234567"), sealed, "a nonce is used once");
    assert!(!format!("{keyring:?}{sealed:?}").contains("201001234567"));
}

#[test]
fn bytes_that_are_no_text_open_as_bytes_only() {
    let keyring = Keyring::for_tests();
    let sealed = keyring.seal(PHONE, &[0xFF, 0xFE]);
    assert_eq!(keyring.open(PHONE, &sealed).unwrap().as_slice(), [0xFF, 0xFE]);
    assert!(matches!(keyring.open_text(PHONE, &sealed), Err(CryptoError::NotText { .. })));
}

/// The value is stored in unique indexes for years: whoever changes the derivation loses them all.
/// Computed apart from this code: HMAC-SHA-256(HKDF-SHA-256(salt "osta.lookup.v1", 32 bytes 0x07,
/// info "blind-index:identity.users.phone"), "+201001234567").
#[tokio::test]
async fn the_keyed_hash_never_changes() {
    let db = TestDb::new(&[]).await;
    let seven = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
    let masters = MasterKeys::from_config(&format!("a:{seven}"), seven).unwrap();
    let keyring = Keyring::load(db.pool(), masters, process(&clock(), 1)).await.unwrap();
    let hash = keyring.blind_index(PHONE, b"+201001234567");
    let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "8166de711025ab6844817b81ee071c6735009883e0196a5e196e33926d002dbf");
    assert_ne!(hash, keyring.blind_index("identity.users.email", b"+201001234567"));
    assert_ne!(hash, keyring.blind_index(PHONE, b"+201001234568"));
    keyring.rotate().await.unwrap();
    assert_eq!(hash, keyring.blind_index(PHONE, b"+201001234567"));
}

/// A text sealed by an earlier version opens for ever: it stands in people's rows. This one was
/// made apart from this code: AES-256-GCM, key 32 bytes 0x07, nonce 0 to 11.
#[test]
fn a_text_that_was_sealed_long_ago_still_opens() {
    let sealed = Sealed::parse(concat!(
        "osta1.00000000-0000-0000-0000-000000000001.AAECAwQFBgcICQoLM",
        "7PZQS056HtEhtCq1RptMUaatg7RK59fBL4j2aI",
    ))
    .unwrap();
    assert_eq!(*Keyring::for_tests().open_text(PHONE, &sealed).unwrap(), "+201001234567");
}

#[tokio::test]
async fn a_process_learns_of_new_keys_by_itself() {
    let db = TestDb::new(&[]).await;
    let clock = clock();
    let masters = MasterKeys::generate(&process(&clock, 1));
    let one = Keyring::load(db.pool(), masters.clone(), process(&clock, 2)).await.unwrap();
    let soon = Duration::from_millis(20);
    let other =
        Keyring::load_refreshing(db.pool(), masters, process(&clock, 3), soon).await.unwrap();
    one.rotate().await.unwrap();
    clock.advance(TimeDelta::seconds(ADOPTION_S));
    let sealed = one.seal_text(PHONE, "new");
    eventually("the other process has the key", Duration::from_secs(10), async || {
        other.open_text(PHONE, &sealed).is_ok()
    })
    .await;
}

#[tokio::test]
async fn a_database_that_is_away_is_told_apart_from_wrong_keys() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("postgres://osta@localhost/osta?host={}", folder.path().display());
    let pool = PgPool::connect_lazy(&url).unwrap();
    let masters = MasterKeys::generate(&process(&clock(), 1));
    let error = Keyring::load(&pool, masters, process(&clock(), 2)).await.unwrap_err();
    assert_eq!(error.class(), ErrorClass::Unavailable, "{error}");
    assert!(error.retry_after_s().is_some());
}

#[tokio::test]
async fn no_data_key_can_be_removed() {
    let db = TestDb::new(&[]).await;
    let clock = clock();
    let masters = MasterKeys::generate(&process(&clock, 1));
    Keyring::load(db.pool(), masters, process(&clock, 2)).await.unwrap();
    for sql in ["delete from bus.data_keys", "truncate bus.data_keys"] {
        assert!(sqlx::query(sql).execute(db.pool()).await.is_err(), "{sql}");
    }
    assert_eq!(count_keys(db.pool()).await, 1);
}

#[test]
fn the_key_file_is_made_once_and_for_its_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("master.keys");
    let read = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|seed| {
                let path = &path;
                scope.spawn(move || {
                    MasterKeys::load_or_create(path, &process(&clock(), seed)).unwrap()
                })
            })
            .collect();
        threads.into_iter().map(|t| t.join().unwrap().to_config().0).collect::<Vec<_>>()
    });
    assert!(read.iter().all(|keys| *keys == read[0]));
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left");

    let again = MasterKeys::generate(&process(&clock(), 99)).write_file(&path);
    assert!(matches!(again, Err(MasterKeyError::File { .. })), "an old file is never replaced");
    assert_eq!(MasterKeys::read_file(&path).unwrap().to_config().0, read[0]);
}

#[test]
fn a_key_file_that_others_can_read_or_that_is_damaged_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("master.keys");
    MasterKeys::generate(&process(&clock(), 1)).write_file(&path).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    let refused = MasterKeys::read_file(&path).unwrap_err();
    assert!(refused.to_string().contains("chmod 600"), "{refused}");
    std::fs::write(&path, "keys = ").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert!(matches!(MasterKeys::read_file(&path), Err(MasterKeyError::Damaged { .. })));
    // A damaged file may be all that is left of the keys: it is kept.
    assert!(MasterKeys::load_or_create(&path, &process(&clock(), 2)).is_err());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "keys = ");
}

proptest! {
    #[test]
    fn whatever_is_sealed_opens_again(plain in any::<Vec<u8>>(), context in "[a-z.]{0,20}") {
        let keyring = Keyring::for_tests();
        let sealed = Sealed::parse(keyring.seal(&context, &plain).as_str()).unwrap();
        let opened = keyring.open(&context, &sealed).unwrap();
        prop_assert_eq!(opened.as_slice(), plain.as_slice());
    }
}
