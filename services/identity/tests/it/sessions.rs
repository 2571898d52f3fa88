use crate::fixture::{Fixture, Login, PASSWORD, PHONE, set_cookie};
use axum::http::Method;
use serde_json::json;

async fn log_out(f: &Fixture, login: &Login, csrf: &str) -> testkit::Answer {
    let cookies = format!("osta_refresh={}; osta_csrf={csrf}", login.refresh);
    let headers = [("cookie", cookies.as_str()), ("x-csrf-token", csrf)];
    f.http.call_with(Method::POST, "/api/v1/auth/logout", None, None, &headers).await
}

#[tokio::test]
async fn logging_out_ends_this_session_only_and_may_be_repeated() {
    let f = Fixture::new().await;
    let here = f.join(PHONE).await;
    let there = Login::of(&f.log_in(PHONE, PASSWORD).await.expect(200));
    log_out(&f, &here, "wrong").await.expect(403);
    let answer = log_out(&f, &here, &here.csrf).await.expect(204);
    for name in ["osta_refresh", "osta_csrf"] {
        assert!(set_cookie(&answer, name).contains("Max-Age=0"));
    }
    log_out(&f, &here, &here.csrf).await.expect(204);
    f.refresh(&here).await.expect(401);
    f.refresh(&there).await.expect(200);
    f.http.post("/api/v1/auth/logout", None, json!({})).await.expect(204);
}

#[tokio::test]
async fn an_access_token_alone_logs_its_session_out() {
    let f = Fixture::new().await;
    let login = f.join(PHONE).await;
    f.http.post("/api/v1/auth/logout", login.actor, json!({})).await.expect(204);
    f.refresh(&login).await.expect(401);
}

#[tokio::test]
async fn logging_out_everywhere_ends_all_sessions_of_this_account() {
    let f = Fixture::new().await;
    let here = f.join(PHONE).await;
    let there = Login::of(&f.log_in(PHONE, PASSWORD).await.expect(200));
    let other = f.join("01112345678").await;
    f.http.post("/api/v1/auth/logout-everywhere", here.actor, json!({})).await.expect(204);
    f.refresh(&here).await.expect(401);
    f.refresh(&there).await.expect(401);
    f.refresh(&other).await.expect(200);
}

#[tokio::test]
async fn the_list_of_sessions_pages_and_knows_this_one() {
    let f = Fixture::new().await;
    let here = f.join(PHONE).await;
    let body = json!({"phone": PHONE, "password": PASSWORD});
    for n in 1..4 {
        f.clock.advance(chrono::TimeDelta::minutes(1));
        let addr = format!("197.32.1.{n}");
        f.post_from(&addr, "/api/v1/auth/login", body.clone()).await.expect(200);
    }
    let page = f.http.get("/api/v1/me/sessions?limit=3", here.actor).await.expect(200);
    let items = page.json["items"].as_array().unwrap();
    assert_eq!(items.len(), 3);
    assert!(items.iter().all(|s| s["current"] == false && s["userAgent"] == "osta-test/1"));
    let cursor = page.json["nextCursor"].as_str().unwrap();
    let path = format!("/api/v1/me/sessions?limit=3&cursor={cursor}");
    let page = f.http.get(&path, here.actor).await.expect(200);
    assert_eq!(page.json["items"][0]["current"], true);
    assert_eq!(page.json["items"][0]["userAgent"], serde_json::Value::Null);
    assert!(page.json.get("nextCursor").is_none());
    f.http.get("/api/v1/me/sessions?limit=0", here.actor).await.expect(422);
    f.http.get("/api/v1/me/sessions?cursor=x", here.actor).await.expect(422);
}

#[tokio::test]
async fn another_session_of_ones_own_can_be_ended_and_nobody_elses() {
    let f = Fixture::new().await;
    let here = f.join(PHONE).await;
    let there = Login::of(&f.log_in(PHONE, PASSWORD).await.expect(200));
    let other = f.join("01112345678").await;
    let path = |login: &Login| format!("/api/v1/me/sessions/{}", login.actor.session_id);
    f.http.delete(&path(&other), here.actor).await.expect(404);
    f.http.delete("/api/v1/me/sessions/nonsense", here.actor).await.expect(404);
    f.http.delete(&path(&there), here.actor).await.expect(204);
    f.http.delete(&path(&there), here.actor).await.expect(404);
    f.refresh(&there).await.expect(401);
    f.refresh(&other).await.expect(200);
    f.refresh(&here).await.expect(200);
}
