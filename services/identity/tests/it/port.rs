//! Both ways of asking identity answer alike.

use crate::addresses::home;
use crate::fixture::{Fixture, PHONE};
use chassis::config::Secret;
use chassis::rpc::RpcClient;
use contracts::PortError;
use contracts::identity::IdentityApi;
use identity::RemoteIdentity;
use kernel::ids::AddressId;
use std::sync::Arc;

/// Identity as another process sees it: over HTTP.
async fn remote(f: &Fixture, token: &str) -> RemoteIdentity {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = identity::parts_of(f.app.clone()).internal;
    tokio::spawn(async move { axum::serve(listener, router).await });
    let mut settings = (*f.chassis.settings).clone();
    settings.service_urls.insert("identity".into(), url);
    settings.internal_token = Secret::new(token);
    RemoteIdentity(RpcClient::to("identity", &settings).unwrap())
}

#[tokio::test]
async fn an_address_is_told_to_others_when_it_is_that_persons() {
    let f = Fixture::new().await;
    let me = f.join(PHONE).await.actor;
    let other = f.join("01112345678").await.actor;
    let saved = f.http.post("/api/v1/me/addresses", me, home()).await.expect(201).json;
    let id: AddressId = saved["id"].as_str().unwrap().parse().unwrap();
    let (_, local) = identity::parts(f.chassis.clone()).unwrap();
    let ways: [Arc<dyn IdentityApi>; 2] = [local, Arc::new(remote(&f, "inside").await)];
    for identity in ways {
        let address = identity.address(me.user_id, id).await.unwrap();
        assert_eq!((address.governorate.as_str(), address.street.as_str()), ("EG-C", "شارع ٩"));
        assert_eq!(address.pin.lat(), 29.96);
        assert_eq!(identity.address(other.user_id, id).await, Err(PortError::NotFound));
        let nothing = uuid::Uuid::from_u128(7).into();
        assert_eq!(identity.address(me.user_id, nothing).await, Err(PortError::NotFound));
        assert_eq!(identity.jwks().await.unwrap()["keys"].as_array().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn without_the_internal_token_nobody_is_answered() {
    let f = Fixture::new().await;
    let stranger = remote(&f, "guessed").await;
    assert!(stranger.jwks().await.is_err());
    let id = uuid::Uuid::from_u128(7);
    assert!(stranger.address(id.into(), id.into()).await.is_err());
}
