//! One suite for both caches, and what each does when it is full or away.

use crate::fixture::{Captured, eventually, system_world};
use crate::redis_server::RedisServer;
use chassis::cache::{Cache, MemoryLimits, RedisLink};
use chassis::telemetry::{LogFormat, LogLayer, metrics_handle};
use chrono::TimeDelta;
use kernel::World;
use kernel::world::{ManualClock, SeededEntropy};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tracing_subscriber::layer::SubscriberExt as _;

const HOUR: Duration = Duration::from_secs(3600);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Price {
    piastres: i64,
}

/// What every cache must do, whatever is behind it.
async fn behaves(cache: &Cache) {
    assert_eq!(cache.get("a").await, None);
    cache.delete("a").await;
    cache.delete_tag("t").await;

    cache.put("a", [0u8, 255, 10], HOUR).await;
    assert_eq!(cache.get("a").await, Some(vec![0, 255, 10]));
    cache.put("a", "other", HOUR).await;
    assert_eq!(cache.get("a").await, Some(b"other".to_vec()));
    cache.delete("a").await;
    assert_eq!(cache.get("a").await, None);
    cache.put("never", "x", Duration::ZERO).await;
    assert_eq!(cache.get("never").await, None);

    cache.put_tagged("zone:1", "1", HOUR, &["zones", "cairo"]).await;
    cache.put_tagged("zone:2", "2", HOUR, &["zones"]).await;
    cache.put("user", "3", HOUR).await;
    cache.delete_tag("cairo").await;
    assert_eq!(cache.get("zone:1").await, None);
    assert_eq!(cache.get("zone:2").await, Some(b"2".to_vec()));
    cache.delete_tag("zones").await;
    assert_eq!(cache.get("zone:2").await, None);
    assert_eq!(cache.get("user").await, Some(b"3".to_vec()));

    cache.put_json("price", &Price { piastres: 35_050 }, HOUR).await;
    assert_eq!(cache.get_json("price").await, Some(Price { piastres: 35_050 }));
    assert_eq!(cache.get_json::<Vec<String>>("price").await, None);
    cache.put_json_tagged("price", &Price { piastres: 1 }, HOUR, &["prices"]).await;
    cache.delete_tag("prices").await;
    assert_eq!(cache.get_json::<Price>("price").await, None);
}

#[tokio::test]
async fn the_cache_in_the_process_behaves() {
    behaves(&Cache::memory(system_world(), MemoryLimits::default())).await;
}

#[tokio::test]
async fn the_cache_in_redis_behaves() {
    let server = RedisServer::start().await;
    behaves(&Cache::redis(RedisLink::new(&server.url()).unwrap(), "osta")).await;
}

#[tokio::test]
async fn a_value_in_the_process_ends_with_the_worlds_clock() {
    let clock = ManualClock::at("2026-11-22T10:00:00Z".parse().unwrap());
    let world = World::new(Arc::new(clock.clone()), Arc::new(SeededEntropy::new(1)));
    let cache = Cache::memory(world, MemoryLimits::default());
    cache.put("a", "1", HOUR).await;
    cache.put("for ever", "1", Duration::MAX).await;
    clock.advance(TimeDelta::seconds(3599));
    assert!(cache.get("a").await.is_some());
    clock.advance(TimeDelta::seconds(1));
    assert_eq!(cache.get("a").await, None);
    assert!(cache.get("for ever").await.is_some());
}

#[tokio::test]
async fn a_full_cache_forgets_what_was_used_longest_ago() {
    let cache = Cache::memory(system_world(), MemoryLimits { entries: 3, bytes: 1000 });
    for key in ["a", "b", "c"] {
        cache.put(key, "1", HOUR).await;
    }
    assert!(cache.get("a").await.is_some());
    cache.put("d", "1", HOUR).await;
    assert_eq!(cache.get("b").await, None);
    assert!(cache.get("a").await.is_some() && cache.get("c").await.is_some());
    cache.put("huge", vec![0; 2000], HOUR).await;
    assert_eq!(cache.get("huge").await, None);
    assert!(cache.get("d").await.is_some(), "what does not fit drives nothing out");
}

#[tokio::test]
async fn a_value_in_redis_is_shared_and_ends_by_itself() {
    let server = RedisServer::start().await;
    let one = Cache::redis(RedisLink::new(&server.url()).unwrap(), "osta");
    let other = Cache::redis(RedisLink::new(&server.url()).unwrap(), "osta");
    let stranger = Cache::redis(RedisLink::new(&server.url()).unwrap(), "another");
    one.put_tagged("a", "1", Duration::from_millis(60), &["t"]).await;
    one.put_tagged("b", "1", HOUR, &["t"]).await;
    assert_eq!(other.get("b").await, Some(b"1".to_vec()));
    assert_eq!(stranger.get("b").await, None);
    eventually("the value ends", Duration::from_secs(5), async || other.get("a").await.is_none())
        .await;
    other.delete_tag("t").await;
    assert_eq!(one.get("b").await, None);
}

#[tokio::test]
async fn a_redis_that_is_away_is_a_miss_and_is_found_again() {
    let log = Captured::default();
    let subscriber =
        tracing_subscriber::registry().with(LogLayer::new(LogFormat::Json, log.clone()));
    let _log = tracing::subscriber::set_default(subscriber);
    let metrics = metrics_handle();
    let mut server = RedisServer::start().await;
    let link = RedisLink::new(&server.url()).unwrap();
    let cache = Cache::redis(link.clone(), "osta");
    cache.put("a", "1", HOUR).await;
    assert!(link.is_up().await && cache.get("a").await.is_some());

    server.kill();
    let began = Instant::now();
    for _ in 0..200 {
        assert_eq!(cache.get("a").await, None);
        cache.put("a", "2", HOUR).await;
        cache.delete("a").await;
        cache.delete_tag("t").await;
    }
    assert!(began.elapsed() < Duration::from_secs(5), "800 calls took {:?}", began.elapsed());
    assert!(!link.is_up().await);

    server.start_again().await;
    eventually("the cache works again", Duration::from_secs(10), async || {
        cache.put("a", "3", HOUR).await;
        cache.get("a").await == Some(b"3".to_vec())
    })
    .await;
    let said = |text: &str| {
        let starts = |line: &Value| line["message"].as_str().is_some_and(|m| m.starts_with(text));
        log.lines().iter().filter(|line| starts(line)).count()
    };
    assert_eq!((said("Redis is away"), said("Redis is back")), (1, 1), "{}", log.text());
    assert!(metrics.render().contains("osta_cache_requests_total{result=\"away\"} "));
}

#[tokio::test]
async fn a_redis_that_never_was_there_is_a_miss_too() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("unix://{}", folder.path().join("none.sock").display());
    let cache = Cache::redis(RedisLink::new(&url).unwrap(), "osta");
    assert_eq!(cache.get("a").await, None);
    assert!(RedisLink::new("not an address").is_err());
}
