//! What the platform answered for a page, kept for a minute.

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::{Extensions, HeaderMap, StatusCode};
use kernel::World;
use serde_json::Value;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tower::ServiceExt;

/// So long a page waits for an answer; then it comes without.
const WAIT: Duration = Duration::from_millis(150);
/// So long an answer is given again.
const KEPT_MS: i64 = 60_000;
/// The most answers that are kept.
const MOST: usize = 512;
/// Longer answers are for no page.
const LONGEST: usize = 64 * 1024;

/// Answers by their addresses.
pub(super) struct Asked {
    platform: Router,
    kept: Mutex<HashMap<String, Kept>>,
    world: World,
}

struct Kept {
    answer: Arc<Value>,
    at_ms: i64,
}

impl Asked {
    /// `platform` answers.
    pub(super) fn new(platform: Router, world: World) -> Self {
        Self { platform, kept: Mutex::default(), world }
    }

    /// What `url` answers to everybody: asked of the platform in the name of who asks for the page,
    /// but without the account. Nothing when there is no answer in time, or another than success.
    pub(super) async fn ask(
        &self,
        url: &str,
        headers: &HeaderMap,
        extensions: &Extensions,
    ) -> Option<Arc<Value>> {
        let now = self.world.now().timestamp_millis();
        if let Some(answer) = self.kept(url, now) {
            return Some(answer);
        }
        let request = public(url, headers, extensions)?;
        let answer = tokio::time::timeout(WAIT, read(self.platform.clone(), request))
            .await
            .ok()
            .flatten()?;
        let answer = Arc::new(answer);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.retain(|_, one| one.is_fresh(now));
        }
        if kept.len() < MOST {
            kept.insert(url.to_owned(), Kept { answer: Arc::clone(&answer), at_ms: now });
        }
        Some(answer)
    }

    fn kept(&self, url: &str, now: i64) -> Option<Arc<Value>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(url).filter(|one| one.is_fresh(now)).map(|one| Arc::clone(&one.answer))
    }
}

impl Kept {
    /// A clock that was set back makes nothing last longer.
    fn is_fresh(&self, now: i64) -> bool {
        (0..KEPT_MS).contains(&(now - self.at_ms))
    }
}

/// The question as a stranger at the same place would ask it: limits count it as theirs.
fn public(url: &str, headers: &HeaderMap, extensions: &Extensions) -> Option<Request> {
    let mut request = Request::get(url).body(Body::empty()).ok()?;
    for name in ["x-forwarded-for", "traceparent"] {
        for value in headers.get_all(name) {
            request.headers_mut().append(name, value.clone());
        }
    }
    if let Some(peer) = extensions.get::<ConnectInfo<SocketAddr>>() {
        request.extensions_mut().insert(*peer);
    }
    Some(request)
}

async fn read(platform: Router, request: Request) -> Option<Value> {
    let response = platform.oneshot(request).await.ok()?;
    if response.status() != StatusCode::OK {
        return None;
    }
    let body = axum::body::to_bytes(response.into_body(), LONGEST).await.ok()?;
    serde_json::from_slice(&body).ok()
}
