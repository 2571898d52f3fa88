//! Reading on after a refusal.
//!
//! A server that answers and closes while the client still sends resets the connection, and the
//! client never reads why it was refused: it sees a broken pipe. So what is left of a refused body
//! is read and thrown away, within bounds.

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http_body_util::BodyExt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

/// How much is read on, in bytes.
const MOST: usize = 64 << 20;
/// How long.
const PATIENCE: Duration = Duration::from_secs(5);

/// A body whose rest outlives its reader.
#[derive(Clone)]
struct Shared(Arc<Mutex<Option<Body>>>);

impl Shared {
    fn with<T>(&self, read: impl FnOnce(Option<&mut Body>) -> T) -> T {
        read(self.0.lock().unwrap_or_else(PoisonError::into_inner).as_mut())
    }
}

impl HttpBody for Shared {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, axum::Error>>> {
        self.with(|body| body.map_or(Poll::Ready(None), |b| Pin::new(b).poll_frame(context)))
    }

    fn is_end_stream(&self) -> bool {
        self.with(|body| body.is_none_or(|b| b.is_end_stream()))
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.with(|body| body.map_or_else(http_body::SizeHint::default, |b| b.size_hint()))
    }
}

/// Reads on when the answer came before the end of the body.
pub(crate) async fn read_on(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let shared = Shared(Arc::new(Mutex::new(Some(body))));
    let response = next.run(Request::from_parts(parts, Body::new(shared.clone()))).await;
    let refused = response.status().is_client_error() || response.status().is_server_error();
    let rest = shared.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(rest) = rest.filter(|rest| refused && !rest.is_end_stream()) {
        let _gave_up = tokio::time::timeout(PATIENCE, throw_away(rest)).await;
    }
    response
}

async fn throw_away(mut body: Body) {
    let mut read = 0;
    while let Some(Ok(frame)) = body.frame().await {
        read += frame.data_ref().map_or(0, Bytes::len);
        if read > MOST {
            return;
        }
    }
}
