//! Clients that lose connections, and try again with the same key.

use reqwest::StatusCode;
use serde_json::{Value, json};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};
use system_tests::world::PASSWORD;
use system_tests::{Answer, Api, Person, Platform, Who, fresh_id};

/// Somebody who logs in again when its token has ended.
#[derive(Debug)]
pub struct Actor {
    /// Who it is.
    pub who: Who,
    /// Its account.
    pub id: String,
    guest: Person,
    current: RwLock<Person>,
    api: Arc<Api>,
}

impl Actor {
    /// Logs in.
    pub async fn log_in(platform: &Platform, who: Who) -> Arc<Self> {
        let guest = platform.guest();
        let person = guest.log_in(&format!("{who:?}"), &who.phone(), PASSWORD).await;
        let api = platform.api.clone();
        Arc::new(Self { who, id: person.id.clone(), guest, current: RwLock::new(person), api })
    }

    /// The client with its present token.
    pub fn person(&self) -> Person {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn renew(&self) -> Result<(), String> {
        let form = json!({"phone": self.who.phone(), "password": PASSWORD});
        let key = fresh_id().to_string();
        let request = self.guest.request("POST", "/api/v1/auth/login");
        let sent = request.header("idempotency-key", key).json(&form).send().await;
        let response = sent.map_err(|error| format!("{error:?}"))?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.map_err(|error| format!("{error:?}"))?.to_vec();
        let json: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        if status != 200 {
            return Err(format!("logging in again answered {status}: {json}"));
        }
        let answer = Answer { asked: "log-in".into(), status, headers, json, bytes };
        let person = self.guest.logged_in(&format!("{:?}", self.who), &answer);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = person;
        Ok(())
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A whole answer.
    Answered(Reply),
    /// The connection ended before: nobody knows whether it was done.
    Lost(String),
}

/// A whole answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The body.
    pub json: Value,
    /// After how many seconds to come back.
    pub retry_after_s: Option<u64>,
}

impl Reply {
    /// Whether it was done.
    #[must_use]
    pub fn is_done(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The stable code of a problem.
    #[must_use]
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }

    /// Whether the same request may be answered otherwise a moment later.
    #[must_use]
    pub fn is_for_now(&self) -> bool {
        self.status == 429 || self.status >= 500 || self.code() == "idempotency.running"
    }
}

/// One request, that may be sent again under its key.
#[derive(Clone, Debug)]
pub struct Command {
    /// Who asks.
    pub by: Arc<Actor>,
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Where.
    pub path: String,
    /// What.
    pub body: Value,
    /// Its idempotency key.
    pub key: String,
}

impl Command {
    /// A `POST` with a key of its own.
    #[must_use]
    pub fn post(by: &Arc<Actor>, path: impl Into<String>, body: Value) -> Self {
        let key = fresh_id().to_string();
        Self { by: by.clone(), method: "POST", path: path.into(), body, key }
    }

    /// A `GET`.
    #[must_use]
    pub fn get(by: &Arc<Actor>, path: impl Into<String>) -> Self {
        Self { method: "GET", ..Self::post(by, path, Value::Null) }
    }

    /// Sends it once; a token that has ended is renewed.
    pub async fn once(&self) -> Outcome {
        match self.attempt().await {
            Outcome::Answered(reply) if reply.status == StatusCode::UNAUTHORIZED.as_u16() => {
                match self.by.renew().await {
                    Ok(()) => self.attempt().await,
                    Err(why) => Outcome::Lost(why),
                }
            }
            outcome => outcome,
        }
    }

    async fn attempt(&self) -> Outcome {
        let mut request = self.by.person().request(self.method, &self.path);
        if self.method == "POST" {
            request = request.header("idempotency-key", &self.key).json(&self.body);
        }
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => return Outcome::Lost(format!("{error:?}")),
        };
        let status = response.status().as_u16();
        let header = |name: &str| {
            let value = response.headers().get(name).and_then(|v| v.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let (kind, retry_after_s) = (header("content-type"), header("retry-after").parse().ok());
        let bytes = match response.bytes().await {
            Ok(bytes) => bytes,
            Err(error) => return Outcome::Lost(format!("{error:?}")),
        };
        self.by.api.check(self.method, &self.path, status, &kind, &bytes);
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Outcome::Answered(Reply { status, json, retry_after_s })
    }

    /// Sends it until there is an answer that stays.
    ///
    /// # Panics
    /// When there is none within `patience`.
    pub async fn insist(&self, patience: Duration) -> Insisted {
        let deadline = Instant::now() + patience;
        let mut lost = 0;
        let mut faults = Vec::new();
        loop {
            let last = match self.once().await {
                Outcome::Answered(reply) if !reply.is_for_now() => {
                    return Insisted { reply, lost, faults };
                }
                Outcome::Answered(reply) => {
                    if ![429, 409, 503].contains(&reply.status) {
                        faults.push(format!("{} {}: {reply:?}", self.method, self.path));
                    }
                    format!("{reply:?}")
                }
                Outcome::Lost(why) => {
                    lost += 1;
                    why
                }
            };
            assert!(
                Instant::now() < deadline,
                "{} {} by {:?} under key {} got no answer that stays within {patience:?}: {last}",
                self.method,
                self.path,
                self.by.who,
                self.key,
            );
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
    }
}

/// The answer that stays, and what it took.
#[derive(Clone, Debug)]
pub struct Insisted {
    /// The answer.
    pub reply: Reply,
    /// How often the connection was lost before.
    pub lost: u32,
    /// Answers that say that we are broken.
    pub faults: Vec<String>,
}
