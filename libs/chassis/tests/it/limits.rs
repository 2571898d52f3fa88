//! One suite for both ways of counting, under concurrency too.

use crate::fixture::{eventually, system_world};
use crate::redis_server::RedisServer;
use chassis::cache::RedisLink;
use chassis::limits::{AUTHENTICATION, BOOKING_CREATION, GENERAL_API, RateLimiter, Rule};
use chrono::TimeDelta;
use kernel::World;
use kernel::world::{ManualClock, SeededEntropy};
use std::sync::Arc;
use std::time::Duration;

const KEY: &str = "+201001234567 10.0.0.1";

fn redis(server: &RedisServer) -> RateLimiter {
    RateLimiter::redis(RedisLink::new(&server.url()).unwrap(), "osta", system_world(), 1000)
}

/// What every limiter must do, whatever is behind it.
async fn behaves(limiter: &RateLimiter) {
    for left in [2, 1, 0] {
        let decision = limiter.check(&BOOKING_CREATION, KEY).await;
        assert!(decision.allowed && decision.retry_after_s.is_none());
        assert_eq!((decision.limit, decision.remaining), (3, left));
        assert!((58..=60).contains(&decision.reset_s), "{decision:?}");
    }
    let refused = limiter.check(&BOOKING_CREATION, KEY).await;
    assert!(!refused.allowed && refused.remaining == 0);
    assert_eq!(refused.retry_after_s, Some(refused.reset_s));
    assert!(limiter.check(&BOOKING_CREATION, "another").await.allowed);
    assert!(limiter.check(&GENERAL_API, KEY).await.allowed, "rules are apart");

    // Refused requests did not count, so that one given back is one more.
    limiter.refund(&BOOKING_CREATION, KEY).await;
    assert!(limiter.check(&BOOKING_CREATION, KEY).await.allowed);
    assert!(!limiter.check(&BOOKING_CREATION, KEY).await.allowed);

    // Giving back what was never taken gives nothing.
    for _ in 0..5 {
        limiter.refund(&AUTHENTICATION, KEY).await;
    }
    for n in 0..5 {
        assert!(limiter.check(&AUTHENTICATION, KEY).await.allowed, "{n}");
    }
    assert!(!limiter.check(&AUTHENTICATION, KEY).await.allowed);

    let never = Rule { name: "never", window_s: 60, max: 0, skip_successful: false };
    assert!(!limiter.check(&never, KEY).await.allowed);
}

/// 1,000 requests at once from four processes' worth of handles.
async fn never_more_than_max(limiters: &[RateLimiter]) {
    let tasks = (0..1000).map(|n| {
        let limiter = limiters[n % limiters.len()].clone();
        tokio::spawn(async move { limiter.check(&GENERAL_API, "race").await })
    });
    let decisions = futures::future::try_join_all(tasks).await.unwrap();
    let mut left: Vec<u32> = decisions.iter().filter(|d| d.allowed).map(|d| d.remaining).collect();
    left.sort_unstable();
    assert_eq!(left, (0..100).collect::<Vec<u32>>(), "each place is given once");
}

#[test]
fn the_rules_are_those_of_the_requirements() {
    let numbers = |rule: Rule| (rule.window_s, rule.max, rule.skip_successful);
    assert_eq!(numbers(AUTHENTICATION), (900, 5, true));
    assert_eq!(numbers(GENERAL_API), (60, 100, false));
    assert_eq!(numbers(BOOKING_CREATION), (60, 3, false));
}

#[tokio::test]
async fn counting_in_the_process_behaves() {
    behaves(&RateLimiter::memory(system_world(), 1000)).await;
}

#[tokio::test]
async fn counting_in_redis_behaves() {
    let server = RedisServer::start().await;
    behaves(&redis(&server)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_at_once_never_pass_more_than_max_in_the_process() {
    never_more_than_max(&[RateLimiter::memory(system_world(), 1000)]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_at_once_never_pass_more_than_max_in_redis() {
    let server = RedisServer::start().await;
    let processes: Vec<_> = (0..4).map(|_| redis(&server)).collect();
    never_more_than_max(&processes).await;
}

#[tokio::test]
async fn a_window_ends_on_time_and_survives_a_clock_set_back() {
    let clock = ManualClock::at("2026-11-22T10:00:00Z".parse().unwrap());
    let world = World::new(Arc::new(clock.clone()), Arc::new(SeededEntropy::new(1)));
    let limiter = RateLimiter::memory(world, 1000);
    for _ in 0..3 {
        limiter.check(&BOOKING_CREATION, KEY).await;
    }
    clock.advance(TimeDelta::milliseconds(59_001));
    let refused = limiter.check(&BOOKING_CREATION, KEY).await;
    assert_eq!((refused.allowed, refused.reset_s, refused.retry_after_s), (false, 1, Some(1)));
    clock.advance(TimeDelta::milliseconds(999));
    assert!(limiter.check(&BOOKING_CREATION, KEY).await.allowed);

    clock.advance(TimeDelta::days(-1));
    let fresh = limiter.check(&BOOKING_CREATION, KEY).await;
    assert_eq!((fresh.allowed, fresh.remaining, fresh.reset_s), (true, 2, 60));
}

#[tokio::test]
async fn a_window_in_redis_ends_by_itself_and_keeps_no_key_in_clear() {
    let server = RedisServer::start().await;
    let limiter = redis(&server);
    let rule = Rule { name: "short", window_s: 1, max: 1, skip_successful: false };
    assert!(limiter.check(&rule, KEY).await.allowed);
    assert!(!limiter.check(&rule, KEY).await.allowed);
    let mut connection = redis::Client::open(server.url())
        .unwrap()
        .get_multiplexed_async_connection()
        .await
        .unwrap();
    let names: Vec<String> =
        redis::cmd("KEYS").arg("*").query_async(&mut connection).await.unwrap();
    assert!(names.len() == 1 && !names[0].contains("1001234567"), "{names:?}");
    eventually("the window ends", Duration::from_secs(10), async || {
        limiter.check(&rule, KEY).await.allowed
    })
    .await;
}

#[tokio::test]
async fn while_redis_is_away_the_process_counts_alone() {
    let mut server = RedisServer::start().await;
    let limiter = redis(&server);
    assert!(limiter.check(&BOOKING_CREATION, KEY).await.allowed);
    server.kill();
    let mut passed = 0;
    for _ in 0..50 {
        passed += u32::from(limiter.check(&BOOKING_CREATION, KEY).await.allowed);
    }
    assert_eq!(passed, 3, "limited, not open and not shut");
    limiter.refund(&BOOKING_CREATION, KEY).await;
    assert!(limiter.check(&BOOKING_CREATION, KEY).await.allowed);
    server.start_again().await;
    eventually("Redis counts again", Duration::from_secs(10), async || {
        limiter.check(&BOOKING_CREATION, KEY).await.allowed
    })
    .await;
}

#[tokio::test]
async fn an_installation_may_let_through_more_of_everything() {
    let limiter = RateLimiter::memory(system_world(), 1000).times(2.try_into().unwrap());
    for remaining in (0..6).rev() {
        let passed = limiter.check(&BOOKING_CREATION, KEY).await;
        assert_eq!((passed.allowed, passed.limit, passed.remaining), (true, 6, remaining));
    }
    assert!(!limiter.check(&BOOKING_CREATION, KEY).await.allowed);
}
