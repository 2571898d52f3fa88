//! A mail server for one machine: the part of RFC 5321 that senders use, without TLS and without
//! passing anything on.

mod command;
mod lines;
mod mail;
mod session;

use super::Shared;
use session::Session;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// Largest mail, in bytes; announced as `SIZE`.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;
/// How many connections are open at once; more wait.
const MOST_CONNECTIONS: usize = 32;

/// Accepts mail until `stop`.
pub async fn serve(listener: TcpListener, shared: Shared, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        let stream = tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::debug!(%error, "a mail connection was not accepted");
                    continue;
                }
            },
        };
        let (shared, stop) = (shared.clone(), stop.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                ended = Session::new(stream, shared).run() => {
                    if let Err(error) = ended {
                        tracing::debug!(%error, "a mail connection ended early");
                    }
                }
            }
            drop(place);
        });
    }
}
