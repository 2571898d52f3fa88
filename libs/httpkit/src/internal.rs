//! Answering other services' questions between processes: `POST /internal/{service}/{method}`,
//! proved by the installation's internal token. The asking side is `chassis::rpc`.

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, post};
use axum::{Json, Router};
use chassis::config::Secret;
use contracts::PortError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::future::Future;

/// A method of a port: takes the question as JSON, answers as JSON.
pub fn method<Q, A, F>(answer: impl Fn(Q) -> F + Clone + Send + Sync + 'static) -> MethodRouter
where
    Q: DeserializeOwned + Send + 'static,
    A: Serialize,
    F: Future<Output = Result<A, PortError>> + Send,
{
    post(async move |Json(question): Json<Q>| match answer(question).await {
        Ok(value) => Json(value).into_response(),
        Err(error) => (status_of(&error), Json(error)).into_response(),
    })
}

fn status_of(error: &PortError) -> StatusCode {
    match error {
        PortError::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        PortError::NotFound => StatusCode::NOT_FOUND,
        PortError::Refused { .. } => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// Lets only callers in that know the internal token. With no token configured nobody gets in.
pub fn protect(router: Router, token: Secret) -> Router {
    router.layer(from_fn(move |request: Request, next: Next| {
        let known = request
            .headers()
            .get(header::AUTHORIZATION)
            .and_then(|v| v.as_bytes().strip_prefix(b"Bearer "))
            .is_some_and(|given| {
                let wanted = token.expose().as_bytes();
                !wanted.is_empty()
                    && aws_lc_rs::constant_time::verify_slices_are_equal(given, wanted).is_ok()
            });
        async move { if known { next.run(request).await } else { not_here() } }
    }))
}

fn not_here() -> Response {
    crate::Problem::not_found().into_response()
}
