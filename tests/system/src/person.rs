//! A client of the API: a person with its token, its network address and its language.

use super::{Api, fresh_id};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Somebody who calls the API.
#[derive(Clone, Debug)]
pub struct Person {
    /// What it is called in failures.
    pub name: String,
    /// Its account; empty for guests.
    pub id: String,
    base: String,
    token: Option<String>,
    address: String,
    http: reqwest::Client,
    api: Arc<Api>,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Whose, to what.
    pub asked: String,
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as JSON, null when it is none.
    pub json: Value,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The status is `expected`, or the test ends showing the answer.
    #[track_caller]
    pub fn expect(self, expected: u16) -> Self {
        let shown = String::from_utf8_lossy(&self.bytes);
        assert_eq!(self.status, expected, "{} answered {shown}", self.asked);
        self
    }

    /// The stable code of a problem.
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }

    /// The wrong fields of a problem.
    pub fn wrong_fields(&self) -> Vec<&str> {
        let errors = self.json["errors"].as_array();
        errors.into_iter().flatten().filter_map(|e| e["field"].as_str()).collect()
    }

    /// A header as text; empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    /// A text of the body.
    #[track_caller]
    pub fn text(&self, pointer: &str) -> String {
        let found = self.json.pointer(pointer).and_then(Value::as_str);
        found.unwrap_or_else(|| panic!("{}: no {pointer} in {}", self.asked, self.json)).to_owned()
    }

    /// The id of what was answered.
    #[track_caller]
    pub fn id(&self) -> String {
        self.text("/id")
    }

    /// An amount of the body in piastres.
    #[track_caller]
    pub fn piastres(&self, pointer: &str) -> i64 {
        let found = self.json.pointer(pointer).and_then(|m| m["amount"].as_i64());
        found.unwrap_or_else(|| panic!("{}: no money {pointer} in {}", self.asked, self.json))
    }
}

/// Network addresses of their own keep people out of each other's limits.
static ADDRESSES: AtomicU32 = AtomicU32::new(1);

impl Person {
    /// A guest at an address of its own.
    pub fn guest(base: &str, api: Arc<Api>) -> Self {
        let n = ADDRESSES.fetch_add(1, Ordering::Relaxed);
        Self {
            name: "a guest".into(),
            id: String::new(),
            base: base.to_owned(),
            token: None,
            address: format!("10.{}.{}.{}", n >> 16 & 0xff, n >> 8 & 0xff, n & 0xff),
            http: reqwest::Client::builder()
                .timeout(std::time::Duration::from_secs(40))
                // Less than the server keeps an idle connection, which it closes after ten seconds:
                // one that is closed just as it is used again says nothing about the product.
                .pool_idle_timeout(std::time::Duration::from_secs(5))
                .build()
                .expect("an HTTP client"),
            api,
        }
    }

    /// The same client, logged in with what a log-in answered.
    pub fn logged_in(&self, name: &str, session: &Answer) -> Self {
        Self {
            name: name.to_owned(),
            id: session.text("/user/id"),
            token: Some(session.text("/accessToken")),
            ..self.clone()
        }
    }

    /// The same client as a partner's program with its key.
    pub fn with_key(&self, name: &str, partner: &str, key: String) -> Self {
        Self { name: name.to_owned(), id: partner.to_owned(), token: Some(key), ..self.clone() }
    }

    /// Logs in by password.
    pub async fn log_in(&self, name: &str, phone: &str, password: &str) -> Self {
        let body = json!({"phone": phone, "password": password});
        let session = self.post("/api/v1/auth/login", body).await.expect(200);
        self.logged_in(name, &session)
    }

    /// A request that is not sent yet.
    pub fn request(&self, method: &str, target: &str) -> RequestBuilder {
        let method: Method = method.parse().expect("a method");
        let mut request = self
            .http
            .request(method, format!("{}{target}", self.base))
            .header("x-forwarded-for", &self.address);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        request
    }

    /// Sends a request; the answer is held against the document.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let request = request.build().expect("a good request");
        let method = request.method().to_string();
        let url = request.url();
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let target = format!("{}{query}", url.path());
        let asked = format!("{method} {target} by {}", self.name);
        let response = self.http.execute(request).await;
        let response = response.unwrap_or_else(|error| panic!("{asked}: {error:?}"));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.unwrap_or_else(|error| panic!("{asked}: {error:?}"));
        let kind = headers.get("content-type").and_then(|v| v.to_str().ok()).unwrap_or_default();
        self.api.check(&method, &target, status, kind, &bytes);
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { asked, status, headers, json, bytes: bytes.to_vec() }
    }

    /// Sends JSON with headers.
    pub async fn call(
        &self,
        method: &str,
        target: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = self.request(method, target);
        for (name, value) in headers {
            let name: HeaderName = name.parse().expect("a header");
            request = request.header(name, HeaderValue::from_str(value).expect("a value"));
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        self.send(request).await
    }

    /// `GET target`.
    pub async fn get(&self, target: &str) -> Answer {
        self.call("GET", target, None, &[]).await
    }

    /// `POST target` with a key of its own.
    pub async fn post(&self, target: &str, body: Value) -> Answer {
        let key = fresh_id().to_string();
        self.call("POST", target, Some(body), &[("idempotency-key", &key)]).await
    }
}
