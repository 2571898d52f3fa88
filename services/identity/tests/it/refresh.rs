use crate::fixture::{Fixture, Login, PASSWORD, PHONE, cookie, set_cookie};
use chrono::TimeDelta;

#[tokio::test]
async fn a_refresh_replaces_the_token_and_keeps_the_session() {
    let f = Fixture::new().await;
    let login = f.join(PHONE).await;
    f.clock.advance(TimeDelta::minutes(14));
    let next = Login::of(&f.refresh(&login).await.expect(200));
    assert_ne!(next.refresh, login.refresh);
    assert_ne!(next.access, login.access);
    assert_eq!(next.actor, login.actor);
    assert_eq!(next.csrf, login.csrf);
    f.clock.advance(TimeDelta::days(6));
    Login::of(&f.refresh(&next).await.expect(200));
}

#[tokio::test]
async fn within_ten_seconds_a_used_token_gets_the_same_successor() {
    let f = Fixture::new().await;
    let login = f.join(PHONE).await;
    let first = Login::of(&f.refresh(&login).await.expect(200));
    f.clock.advance(TimeDelta::milliseconds(9_999));
    let second = f.refresh(&login).await.expect(200);
    assert_eq!(Login::of(&second).refresh, first.refresh);
    // The cookie lives as long as the token does.
    assert!(set_cookie(&second, "osta_refresh").contains("Max-Age=604790"));
    f.refresh(&first).await.expect(200);
}

#[tokio::test]
async fn after_ten_seconds_a_used_token_ends_the_family_and_no_other() {
    let f = Fixture::new().await;
    let stolen = f.join(PHONE).await;
    let elsewhere = Login::of(&f.log_in(PHONE, PASSWORD).await.expect(200));
    let next = Login::of(&f.refresh(&stolen).await.expect(200));
    f.clock.advance(TimeDelta::seconds(10));
    let answer = f.refresh(&stolen).await.expect(401);
    assert_eq!(answer.code(), "auth.token_reused");
    assert!(set_cookie(&answer, "osta_refresh").contains("Max-Age=0"));
    assert_eq!(cookie(&answer, "osta_csrf"), "");
    assert_eq!(f.refresh(&next).await.expect(401).code(), "auth.no_session");
    assert_eq!(f.refresh(&stolen).await.expect(401).code(), "auth.no_session");
    f.refresh(&elsewhere).await.expect(200);
}

#[tokio::test]
async fn fifty_refreshes_at_once_get_one_successor_and_nobody_is_logged_out() {
    let f = Fixture::new().await;
    let login = f.join(PHONE).await;
    let answers = futures::future::join_all((0..50).map(|_| f.refresh(&login))).await;
    let mut successors: Vec<String> =
        answers.into_iter().map(|a| Login::of(&a.expect(200)).refresh).collect();
    successors.sort();
    successors.dedup();
    assert_eq!(successors.len(), 1);
    let (tokens, families): (i64, i64) = sqlx::query_as(
        "select (select count(*) from identity.refresh_tokens), (select count(*) from identity.sessions)",
    )
    .fetch_one(f.db.pool())
    .await
    .unwrap();
    assert_eq!((tokens, families), (2, 1));
    let next = Login { refresh: successors.remove(0), ..login };
    f.clock.advance(TimeDelta::minutes(1));
    f.refresh(&next).await.expect(200);
}

#[tokio::test]
async fn old_and_new_tokens_of_a_family_at_once_never_break_it() {
    let f = Fixture::new().await;
    let first = f.join(PHONE).await;
    let second = Login::of(&f.refresh(&first).await.expect(200));
    let both = (0..30).map(|n| f.refresh(if n % 2 == 0 { &first } else { &second }));
    for answer in futures::future::join_all(both).await {
        answer.expect(200);
    }
}

#[tokio::test]
async fn a_token_expires_after_seven_days_and_a_session_after_ninety() {
    let f = Fixture::new().await;
    let mut login = f.join(PHONE).await;
    f.clock.advance(TimeDelta::days(7));
    assert_eq!(f.refresh(&login).await.expect(401).code(), "auth.no_session");
    login = Login::of(&f.log_in(PHONE, PASSWORD).await.expect(200));
    for _ in 0..14 {
        f.clock.advance(TimeDelta::days(6));
        login = Login::of(&f.refresh(&login).await.expect(200));
    }
    f.clock.advance(TimeDelta::days(6));
    f.refresh(&login).await.expect(401);
}

#[tokio::test]
async fn without_the_sessions_own_csrf_token_nothing_happens() {
    let f = Fixture::new().await;
    let login = f.join(PHONE).await;
    let other = f.join("01112345678").await;
    let cases = [
        (login.csrf.as_str(), ""),
        ("", login.csrf.as_str()),
        (login.csrf.as_str(), other.csrf.as_str()),
        // A sibling subdomain may write both, but can't know the session's own.
        (other.csrf.as_str(), other.csrf.as_str()),
        ("x", "x"),
    ];
    for (cookie, header) in cases {
        let answer = f.refresh_with(&login.refresh, cookie, header).await.expect(403);
        assert_eq!(answer.code(), "auth.csrf");
    }
    f.refresh(&login).await.expect(200);
}

#[tokio::test]
async fn what_is_no_token_of_ours_is_no_session() {
    let f = Fixture::new().await;
    let login = f.join(PHONE).await;
    let huge = "x".repeat(10_000);
    for token in ["", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", &login.access, &huge] {
        let answer = f.refresh_with(token, &login.csrf, &login.csrf).await.expect(401);
        assert_eq!(answer.code(), "auth.no_session");
    }
}
