//! The sandbox's HTTP side.

use super::{Behaviour, Message, Shared, page, push, sms_misr};
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use kernel::Lang;
use serde::{Deserialize, Serialize};

/// The page loads nothing but its own two files and runs nothing that stands inside it.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
    connect-src 'self'; frame-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";
/// A mail is shown inside a frame that can do nothing but look as it looks.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups";

/// All routes.
pub fn router(shared: Shared) -> Router {
    Router::new()
        .route("/", get(show_page))
        .route("/page.css", get(async || asset("text/css", page::CSS)))
        .route("/page.js", get(async || asset("text/javascript", page::JS)))
        .route("/icon.svg", get(async || asset("image/svg+xml", page::ICON)))
        .route("/messages", get(list_messages).delete(clear_messages))
        .route("/mail/{id}", get(show_mail))
        .route("/_control", get(show_control).post(set_control))
        .route("/push", get(push::list))
        .route("/push/{subscription}", post(push::receive))
        .route("/smsmisr/api/SMS/", post(sms_misr::send_sms))
        .route("/smsmisr/api/SMS", post(sms_misr::send_sms))
        .route("/smsmisr/api/OTP/", post(sms_misr::send_otp))
        .route("/smsmisr/api/OTP", post(sms_misr::send_otp))
        .layer(from_fn(guard))
        .with_state(shared)
}

/// Answers only who asks for this machine by name: a page from elsewhere that made its own name
/// point to 127.0.0.1 (DNS rebinding) must not read codes.
async fn guard(request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    if !host.is_some_and(is_this_machine) {
        return (StatusCode::FORBIDDEN, "the sandbox answers to localhost only\n").into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    response
}

fn is_this_machine(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    matches!(name, "localhost" | "127.0.0.1" | "::1") || name.ends_with(".localhost")
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, format!("{kind}; charset=utf-8"))], text).into_response()
}

#[derive(Deserialize)]
struct PageQuery {
    lang: Option<String>,
}

async fn show_page(Query(query): Query<PageQuery>, headers: HeaderMap) -> Response {
    let lang = match query.lang.as_deref() {
        Some(tag) => Lang::from_tag(tag),
        None => {
            let wish = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
            wish.map_or(Lang::Ar, Lang::from_accept_language)
        }
    };
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, PAGE_POLICY),
    ];
    (headers, page::html(lang)).into_response()
}

#[derive(Deserialize)]
struct MessagesQuery {
    /// Only for this phone or email.
    to: Option<String>,
    /// Only newer than the message of this number.
    since: Option<u64>,
}

#[derive(Serialize)]
struct MessagesOut {
    /// The newest first.
    items: Vec<Message>,
    /// The number to ask with next time.
    latest: u64,
}

async fn list_messages(
    State(shared): State<Shared>,
    Query(query): Query<MessagesQuery>,
) -> Json<MessagesOut> {
    let to = query.to.as_deref().filter(|to| !to.trim().is_empty());
    // First the number, so that a message that comes in between is told twice and never missed.
    let latest = shared.messages.latest();
    Json(MessagesOut { items: shared.messages.list(to, query.since.unwrap_or(0)), latest })
}

async fn clear_messages(State(shared): State<Shared>) -> StatusCode {
    shared.messages.clear();
    StatusCode::NO_CONTENT
}

async fn show_mail(State(shared): State<Shared>, Path(id): Path<u64>) -> Response {
    let Some(html) = shared.messages.html(id) else {
        return (StatusCode::NOT_FOUND, "no such mail\n").into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, MAIL_POLICY),
    ];
    (headers, html).into_response()
}

async fn show_control(State(shared): State<Shared>) -> Json<Behaviour> {
    Json(shared.control.get())
}

async fn set_control(
    State(shared): State<Shared>,
    Json(behaviour): Json<Behaviour>,
) -> Json<Behaviour> {
    shared.control.set(behaviour);
    Json(shared.control.get())
}

#[cfg(test)]
mod tests {
    use super::is_this_machine;

    #[test]
    fn only_names_of_this_machine_are_answered() {
        for host in ["localhost", "localhost:8081", "127.0.0.1:1", "[::1]:80", "osta.localhost:9"] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in ["", "evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80"] {
            assert!(!is_this_machine(host), "{host}");
        }
    }
}
