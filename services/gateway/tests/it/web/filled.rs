//! Pages with what the platform knows in them.

use super::super::{Outside, edge, header, listen_on, service};
use super::Folder;
use axum::extract::{Path as Part, Request};
use axum::http::StatusCode as Status;
use axum::response::{IntoResponse, Response};
use chassis::Settings;
use chassis::limits::RateLimiter;
use chassis::telemetry::metrics_handle;
use gateway::{Gateway, GatewayConfig, Upstream, WebConfig};
use httpkit::route::public;
use kernel::World;
use kernel::world::ManualClock;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use utoipa_axum::routes;

/// Operators' text that would be an element if it were not escaped.
const EVIL: &str = "حنفية \"'></title><script>alert(1)</script>__CSP_NONCE__{{json}}";

/// What services answer here, by the last digit of their ids.
const GOOD: &str = "b6776dbc-0b0c-892a-95b6-09bbbadc7b01";
const GONE: &str = "b6776dbc-0b0c-892a-95b6-09bbbadc7b02";
const SLOW: &str = "b6776dbc-0b0c-892a-95b6-09bbbadc7b03";
const NO_SERVICE: &str = "b6776dbc-0b0c-892a-95b6-09bbbadc7b04";
const ODD: &str = "b6776dbc-0b0c-892a-95b6-09bbbadc7b05";

static ASKED: OnceLock<AtomicU32> = OnceLock::new();

fn asked() -> u32 {
    ASKED.get_or_init(AtomicU32::default).load(Ordering::SeqCst)
}

#[utoipa::path(get, path = "/api/v1/services/{id}", responses((status = 200)))]
async fn one_service(Part(id): Part<String>, request: Request) -> Response {
    ASKED.get_or_init(AtomicU32::default).fetch_add(1, Ordering::SeqCst);
    assert!(request.headers().get("cookie").is_none(), "nobody's account is asked with");
    let service = |pricing: &str| {
        json!({
            "id": id, "code": "plumbing.tap", "name": { "ar": EVIL, "en": "Repair <b>tap</b>" },
            "pricing": pricing, "basePrice": { "amount": 175_050, "currency": "EGP" },
            "estimatedDuration": 45, "warrantyDays": 3, "included": [{ "ar": "أ", "en": "one" }],
        })
    };
    match id.as_str() {
        GONE => Status::NOT_FOUND.into_response(),
        SLOW => {
            tokio::time::sleep(Duration::from_secs(5)).await;
            axum::Json(service("fixed")).into_response()
        }
        NO_SERVICE => "no JSON".into_response(),
        ODD => axum::Json(service("auction")).into_response(),
        _ => axum::Json(service("fixed")).into_response(),
    }
}

/// A build whose page of a service has gaps.
fn built(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.build("Osta");
    let pages = folder.0.join("pages");
    fs::create_dir_all(&pages).unwrap();
    let routes = json!([{
        "path": "/s/:id", "page": "service",
        "given": { "ask": "/api/v1/services/:id", "by": ["pricing"], "unless": ["with"] }
    }]);
    fs::write(pages.join("routes.json"), routes.to_string()).unwrap();
    for (lang, money) in [("ar", "{n} ج.م"), ("en", "EGP {n}")] {
        let words = json!({
            "money": money, "minutes": { "45": "45 min" }, "icons": {},
            "counts": { "days": { "few": "{count} أيام", "other": "{count} days" } }
        });
        fs::write(pages.join(format!("words.{lang}.json")), words.to_string()).unwrap();
        let head = format!("<html lang=\"{lang}\" __OSTA_SCHEME__><i>__CSP_NONCE__</i>");
        fs::write(pages.join(format!("service.{lang}.html")), format!("{head}on its way")).unwrap();
        let gaps = "<title>{{text name}}</title><script id=\"given\">{{json}}</script>\
                    <h1>{{text name}}</h1><b>{{money basePrice}}</b><p>{{minutes estimatedDuration}}, \
                    {{count days warrantyDays}}</p>{{#if rating}}rated{{/if}}\
                    {{#each included}}<li>{{text .}}</li>{{/each}}";
        fs::write(pages.join(format!("service+fixed.{lang}.html")), format!("{head}{gaps}"))
            .unwrap();
    }
    folder
}

async fn serving(folder: &Folder) -> (Outside, World, ManualClock) {
    let (world, clock) = testkit::world();
    let web = WebConfig { dir: Some(folder.0.clone()), ..WebConfig::default() };
    let gateway = Gateway {
        settings: Arc::new(Settings::default()),
        config: GatewayConfig { web, ..GatewayConfig::default() },
        limiter: RateLimiter::memory(world.clone(), 1000),
        edge: edge(&world, 0),
        checks: Vec::new(),
        metrics: metrics_handle(),
    };
    let router = service().routes(public(routes!(one_service)));
    let (url, stop) =
        listen_on(gateway.router(vec![Upstream::here(router)], axum::Router::new())).await;
    let http = reqwest::Client::new();
    let outside = Outside { url, http, ready: Arc::default(), _stop: stop.drop_guard() };
    (outside, world, clock)
}

async fn page(outside: &Outside, path: &str) -> String {
    let request = outside.http.get(format!("{}{path}", outside.url));
    let page = request.header("cookie", "osta_csrf=secret").send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    assert_eq!(header(&page, "cache-control"), "no-cache");
    let nonce = header(&page, "content-security-policy").to_owned();
    let text = page.text().await.unwrap();
    let own = text.split("<i>").nth(1).unwrap().split('<').next().unwrap();
    assert!(nonce.contains(&format!("'nonce-{own}'")), "{text}");
    text
}

#[tokio::test]
async fn a_service_stands_in_its_page_as_text_and_is_asked_for_once_a_minute() {
    let folder = built("filled");
    let (outside, world, clock) = serving(&folder).await;
    let before = asked();
    let english = page(&outside, &format!("/s/{GOOD}?lang=en")).await;
    assert!(english.contains("<h1>Repair &lt;b&gt;tap&lt;/b&gt;</h1>"), "{english}");
    assert!(english.contains("<b>EGP 1,750.50</b><p>45 min, 3 days</p><li>one</li>"), "{english}");
    let arabic = page(&outside, &format!("/s/{GOOD}?lang=ar")).await;
    assert!(arabic.contains("<b>1,750.50 ج.م</b><p>45 min, 3 أيام</p><li>أ</li>"), "{arabic}");
    assert_eq!(asked() - before, 1, "both languages are in one answer");

    let safe = "حنفية &quot;&#x27;&gt;&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;\
                __CSP_NONCE__{{json}}";
    assert!(arabic.contains(&format!("<title>{safe}</title>")), "{arabic}");
    assert!(arabic.contains(&format!("<h1>{safe}</h1>")), "{arabic}");
    assert_eq!(arabic.matches("<script").count(), 1, "{arabic}");
    let data = arabic.split("<script id=\"given\">").nth(1).unwrap();
    let given: Value = serde_json::from_str(data.split("</script>").next().unwrap()).unwrap();
    assert_eq!(given["url"], format!("/api/v1/services/{GOOD}"));
    assert_eq!(given["data"]["name"]["ar"], EVIL);

    clock.set(world.now() + Duration::from_secs(59));
    page(&outside, &format!("/s/{GOOD}")).await;
    assert_eq!(asked() - before, 1);
    clock.set(world.now() + Duration::from_secs(1));
    page(&outside, &format!("/s/{GOOD}")).await;
    assert_eq!(asked() - before, 2, "prices change");

    // What can't be had, in time or at all, or has no page: the page comes all the same.
    for id in [GONE, SLOW, NO_SERVICE, ODD] {
        let began = std::time::Instant::now();
        let text = page(&outside, &format!("/s/{id}?lang=en")).await;
        assert!(text.contains("on its way") && !text.contains("{{"), "{text}");
        assert!(
            began.elapsed() < Duration::from_secs(3),
            "a page does not wait for a slow service"
        );
    }
    let before = asked();
    for path in ["/s/new", "/s/%2e%2e%2fadmin", &format!("/s/{GOOD}?with=1&lang=en")] {
        assert!(page(&outside, path).await.contains("on its way"), "{path}");
    }
    assert_eq!(asked(), before, "nothing but an id is asked for");
}
