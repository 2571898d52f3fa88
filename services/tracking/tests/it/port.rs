//! The port answers the same in one process and between processes.

use crate::fixture::{Fixture, assemble, provider, service};
use chassis::config::Secret;
use chassis::rpc::RpcClient;
use contracts::PortError;
use contracts::tracking::{NearestQuery, TrackingApi};
use kernel::LatLng;
use serde_json::json;
use tracking::RemoteTracking;

/// A client of a tracking service behind a real socket.
async fn remote(f: &Fixture, token: &str) -> RemoteTracking {
    let (parts, _) = assemble(&f.db, &f.world, json!({}));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut settings = chassis::Settings::default();
    let url = format!("http://{}", listener.local_addr().unwrap());
    settings.service_urls.insert("tracking".into(), url);
    settings.internal_token = Secret::new(token);
    tokio::spawn(async move { axum::serve(listener, parts.internal).await });
    RemoteTracking::new(RpcClient::to("tracking", &settings).unwrap())
}

fn query() -> NearestQuery {
    NearestQuery {
        center: LatLng::parse(30.04, 31.23).unwrap(),
        radius_m: 20_000.0,
        service_id: None,
        limit: 10,
        max_age_s: 300,
    }
}

async fn answers_right(api: &dyn TrackingApi) {
    let ids = async |query| -> Vec<_> {
        api.nearest(query).await.unwrap().iter().map(|p| p.provider_id).collect()
    };
    assert_eq!(ids(query()).await, [provider(2), provider(3), provider(1)]);
    assert_eq!(ids(NearestQuery { limit: 1, ..query() }).await, [provider(2)]);
    assert_eq!(ids(NearestQuery { limit: 0, ..query() }).await, []);
    assert_eq!(ids(NearestQuery { radius_m: 4_000.0, ..query() }).await, [provider(2)]);
    assert_eq!(ids(NearestQuery { service_id: Some(service(3)), ..query() }).await, [provider(3)]);
    assert_eq!(ids(NearestQuery { max_age_s: 30, ..query() }).await, [provider(2), provider(1)]);
    let last = api.last_fix(provider(3)).await.unwrap().unwrap();
    assert_eq!((last.place.lat(), last.accuracy_m), (30.09, 10.0));
    assert_eq!(api.last_fix(provider(9)).await, Ok(None));
}

#[tokio::test]
async fn local_and_remote_answer_alike() {
    let f = Fixture::new().await;
    for (n, lat, second) in [(1, 30.14, 0), (2, 30.05, 0), (3, 30.09, -60)] {
        f.shift(n, true).await;
        f.later(70);
        f.report(n, f.fix_with(second, json!({"lat": lat}))).await.expect(200);
        f.later(-70);
    }
    f.later(70);
    f.api.flush().await.unwrap();
    answers_right(&*f.api).await;
    answers_right(&remote(&f, "among ourselves").await).await;
}

#[tokio::test]
async fn without_the_internal_token_nobody_is_answered() {
    let f = Fixture::new().await;
    let stranger = remote(&f, "guessed").await;
    assert_eq!(stranger.nearest(query()).await, Err(PortError::Unavailable));
    assert_eq!(stranger.last_fix(provider(1)).await, Err(PortError::Unavailable));
    let path = "/internal/tracking/last_fix";
    f.app
        .post(path, crate::fixture::as_operator(kernel::Role::Admin), json!("x"))
        .await
        .expect(404);
}
