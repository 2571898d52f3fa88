//! The sandbox: a phone and a mailbox for a platform that has neither.
//!
//! It speaks the wire formats of the outside systems that can't be had on a laptop, so that the
//! platform sends SMS and mail exactly as it would outside, and shows what arrived on a page: a
//! newcomer reads its own one-time code there. Everything is in memory and bounded, and since
//! codes are shown to whoever opens the page, it listens on loopback only and answers only to
//! loopback's names.
//!
//! - `POST /smsmisr/api/SMS/` and `/smsmisr/api/OTP/`: SMS Misr.
//! - `POST /push/{subscription}`: a push service; `GET /push`: what it got, still sealed.
//! - SMTP: a mail server that keeps what it gets.
//! - `GET /`: the page. `GET /messages?to=&since=`: the same for programs.
//! - `POST /_control`: fail, be slow, lose answers, double messages.

mod control;
mod messages;
mod page;
mod push;
mod sms_misr;
mod smtp;
mod web;

pub use control::{Behaviour, PushBehaviour, SmsBehaviour, SmtpBehaviour};
pub use messages::{Channel, MOST_MESSAGES, Message};
pub use push::{MOST_PUSHES, PushMessage};
pub use sms_misr::{SMS_PASSWORD, SMS_SENDER, SMS_USERNAME};

use anyhow::Context as _;
use control::Control;
use messages::Messages;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How long open connections may take to end when the sandbox stops.
const GRACE: Duration = Duration::from_secs(2);

/// What the parts of the sandbox share. Cheap to clone.
#[derive(Clone, Default)]
struct Shared {
    messages: Messages,
    pushes: push::Pushes,
    control: Control,
}

/// A running sandbox. It stops when it is dropped.
pub struct Sandbox {
    http: SocketAddr,
    smtp: SocketAddr,
    shared: Shared,
    stop: CancellationToken,
    tasks: JoinSet<()>,
}

impl Sandbox {
    /// Starts on loopback; port 0 takes any free one.
    ///
    /// # Errors
    /// When a port is taken.
    pub async fn start(http_port: u16, smtp_port: u16) -> anyhow::Result<Self> {
        let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        Self::start_at(at(http_port), at(smtp_port)).await
    }

    /// Starts on the given addresses.
    ///
    /// # Errors
    /// When one is not loopback, or is taken.
    pub async fn start_at(http: SocketAddr, smtp: SocketAddr) -> anyhow::Result<Self> {
        for address in [http, smtp] {
            anyhow::ensure!(
                address.ip().is_loopback(),
                "the sandbox shows everybody's codes, so it only listens on this machine \
                 (127.0.0.1 or ::1), not on {}",
                address.ip()
            );
        }
        let bind = |what, address| async move {
            TcpListener::bind(address)
                .await
                .with_context(|| format!("the sandbox can't listen for {what} on {address}"))
        };
        let (http, smtp) = (bind("HTTP", http).await?, bind("SMTP", smtp).await?);
        let shared = Shared::default();
        let stop = CancellationToken::new();
        let mut tasks = JoinSet::new();
        let (http_at, smtp_at) = (http.local_addr()?, smtp.local_addr()?);
        let server = axum::serve(http, web::router(shared.clone()))
            .with_graceful_shutdown(stop.clone().cancelled_owned());
        tasks.spawn(async move {
            if let Err(error) = server.await {
                tracing::error!(%error, "the sandbox's pages stopped");
            }
        });
        tasks.spawn(smtp::serve(smtp, shared.clone(), stop.clone()));
        Ok(Self { http: http_at, smtp: smtp_at, shared, stop, tasks })
    }

    /// Where the page is.
    #[must_use]
    pub fn http_url(&self) -> String {
        format!("http://{}", self.http)
    }

    /// The base URL for `notifications.sms_misr.base_url`.
    #[must_use]
    pub fn sms_misr_url(&self) -> String {
        format!("http://{}/smsmisr", self.http)
    }

    /// The origin for `notifications.push_sandbox`; subscriptions lie below its `/push/`.
    #[must_use]
    pub fn push_origin(&self) -> String {
        self.http_url()
    }

    /// The push messages that arrived, still sealed, the newest first.
    #[must_use]
    pub fn pushes(&self) -> Vec<PushMessage> {
        self.shared.pushes.list()
    }

    /// The URL for `notifications.smtp_url`.
    #[must_use]
    pub fn smtp_url(&self) -> String {
        format!("smtp://{}", self.smtp)
    }

    /// What arrived for a phone (in any way it is typed) or an email, newest first; everything
    /// without one.
    #[must_use]
    pub fn messages(&self, to: Option<&str>) -> Vec<Message> {
        self.shared.messages.list(to, 0)
    }

    /// The oldest message for `to` that is newer than the message `since`, as soon as there is
    /// one; nothing after `patience`.
    pub async fn next(&self, to: &str, since: u64, patience: Duration) -> Option<Message> {
        tokio::time::timeout(patience, self.shared.messages.next(to, since)).await.ok()
    }

    /// How the sandbox behaves from now on.
    pub fn behave(&self, behaviour: Behaviour) {
        self.shared.control.set(behaviour);
    }

    /// Stops listening and waits for what is under way.
    pub async fn stop(mut self) {
        self.stop.cancel();
        let ended = async { while self.tasks.join_next().await.is_some() {} };
        // A browser keeps its connection open; it has nothing to lose.
        let _too_slow = tokio::time::timeout(GRACE, ended).await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Runs a sandbox until `stop`.
///
/// # Errors
/// As [`Sandbox::start_at`].
pub async fn run(
    http: SocketAddr,
    smtp: SocketAddr,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let sandbox = Sandbox::start_at(http, smtp).await?;
    stop.cancelled().await;
    sandbox.stop().await;
    Ok(())
}
