//! The catalog's port answers the same in one process and between two, and as `POST /quotes` does.

use crate::fixture::{Fixture, TOKEN, ask, customer, with};
use catalog::{RemoteCatalog, demo};
use chassis::Settings;
use chassis::config::Secret;
use chassis::rpc::RpcClient;
use contracts::PortError;
use contracts::catalog::{CatalogApi, LineKind, QuoteRequest, SlotTermsRequest};
use kernel::ids::QuoteId;
use kernel::{LatLng, Money};
use serde_json::json;
use uuid::Uuid;

fn request(code: &str) -> QuoteRequest {
    QuoteRequest {
        customer_id: None,
        service_id: demo::service_id(code),
        provider_id: None,
        pin: LatLng::parse(29.9618, 31.257).unwrap(),
        starts_at: None,
        quantity: 1,
    }
}

/// The catalog in "another process": its internal routes behind a real socket.
async fn remote(f: &Fixture, token: &str) -> RemoteCatalog {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let parts = catalog::parts(f.chassis.clone());
    tokio::spawn(async move { axum::serve(listener, parts.internal).await });
    let mut settings = Settings { internal_token: Secret::new(token), ..Settings::default() };
    settings.service_urls.insert("catalog".into(), url);
    RemoteCatalog::new(RpcClient::to("catalog", &settings).unwrap())
}

async fn conforms(f: &Fixture, port: &dyn CatalogApi) {
    let owner = customer(7).user_id;
    let asked = QuoteRequest { customer_id: Some(owner), ..request("plumbing.drain_unblock") };
    let quote = port.make_quote(asked).await.unwrap();
    assert_eq!(quote.total, Money::piastres(61_750));
    assert_eq!(quote.lines.iter().map(|l| l.amount).sum::<Money>(), quote.total);
    assert_eq!(quote.lines[1].kind, LineKind::Emergency);
    assert_eq!((quote.customer_id, quote.starts_at), (Some(owner), None));
    assert_eq!(quote.expires_at - quote.created_at, chrono::TimeDelta::minutes(15));
    assert_eq!(port.quote(quote.id).await.unwrap(), quote);
    assert_eq!(port.quote(QuoteId::from(Uuid::nil())).await.unwrap_err(), PortError::NotFound);
    let terms = |service_id, quantity| {
        let pin = request("plumbing.tap_repair").pin;
        port.slot_terms(SlotTermsRequest { service_id, pin, quantity, provider_id: None })
    };
    let told = terms(demo::service_id("plumbing.drain_unblock"), 1).await.unwrap();
    assert_eq!((told.service, told.zone_id), (quote.service.clone(), quote.zone_id));
    assert_eq!(
        (told.duration_minutes, told.governorate),
        (quote.duration_minutes, quote.governorate)
    );
    // Nothing but the emergency's surcharge is in the quote for now.
    let planned = quote.total - quote.lines[1].amount;
    assert_eq!(
        told.prices.iter().map(|s| (s.until, s.total)).collect::<Vec<_>>(),
        [(None, planned)]
    );
    assert!(told.surge.is_none() && !told.opening_hours.intervals().is_empty());
    for (service, quantity, code) in [
        (Uuid::nil().into(), 1, "catalog.unknown_service"),
        (demo::service_id("plumbing.drain_unblock"), 0, "catalog.quantity_out_of_range"),
    ] {
        let refused = terms(service, quantity).await.unwrap_err();
        assert!(matches!(&refused, PortError::Refused { code: c, .. } if c == code), "{refused:?}");
    }
    refuses_like_the_endpoint(f, port).await;
}

async fn refuses_like_the_endpoint(f: &Fixture, port: &dyn CatalogApi) {
    let luxor = LatLng::parse(25.687, 32.64).unwrap();
    let paris = LatLng::parse(48.85, 2.35).unwrap();
    let past = "2026-11-01T00:00:00Z".parse().unwrap();
    let tap = || request("plumbing.tap_repair");
    for asked in [
        QuoteRequest { pin: luxor, ..tap() },
        QuoteRequest { pin: paris, ..tap() },
        QuoteRequest { starts_at: Some(past), ..tap() },
        QuoteRequest { quantity: 0, ..tap() },
        QuoteRequest { provider_id: Some(Uuid::nil().into()), ..tap() },
        QuoteRequest { service_id: Uuid::nil().into(), ..tap() },
    ] {
        let mut body = with(
            ask("plumbing.tap_repair"),
            &[
                ("serviceId", json!(asked.service_id)),
                ("pin", json!(asked.pin)),
                ("quantity", json!(asked.quantity)),
            ],
        );
        if let Some(at) = asked.starts_at {
            body["startsAt"] = json!(at);
        }
        if let Some(provider) = asked.provider_id {
            body["providerId"] = json!(provider);
        }
        let answer = f.app.post("/api/v1/quotes", None, body).await.expect(422);
        let refusal = port.make_quote(asked).await.unwrap_err();
        let PortError::Refused { code, text, field } = refusal else { panic!("{refusal:?}") };
        assert_eq!(code, answer.code());
        assert_eq!(field.as_deref(), answer.wrong_fields().first().copied());
        assert_eq!(text.en, answer.json["errors"][0]["message"].as_str().unwrap());
    }
}

#[tokio::test]
async fn the_port_answers_in_this_process() {
    let f = Fixture::new().await;
    conforms(&f, &f.port()).await;
}

#[tokio::test]
async fn the_port_answers_between_processes() {
    let f = Fixture::new().await;
    conforms(&f, &remote(&f, TOKEN).await).await;
}

#[tokio::test]
async fn nobody_without_the_internal_token_is_answered() {
    let f = Fixture::new().await;
    let stranger = remote(&f, "guess").await;
    let refusal = stranger.make_quote(request("plumbing.tap_repair")).await.unwrap_err();
    assert_eq!(refusal, PortError::Unavailable);
    let id = json!(Uuid::nil());
    f.app.post("/internal/catalog/quote", None, id).await.expect(404);
}
