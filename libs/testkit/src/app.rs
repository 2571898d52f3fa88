//! Services under test: requests through the real layers, in process.

use crate::TestDb;
use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use chassis::bus::{Stamper, Subscription};
use chassis::crypto::Keyring;
use chassis::jobs::Jobs;
use contracts::{Event, PortError};
use http_body_util::BodyExt;
use httpkit::auth::{KeySource, Verifier};
use httpkit::layers::{Edge, wrap};
use httpkit::{Actor, ServiceParts};
use kernel::World;
use serde_json::Value;
use tower::ServiceExt;
use utoipa::openapi::OpenApi;

/// One or several services over one test database.
pub struct TestApp {
    router: Router,
    openapi: OpenApi,
    owner: chassis::Db,
    world: World,
    subscriptions: Vec<Subscription>,
    jobs: Vec<Jobs>,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as JSON; null when there is none or it isn't JSON.
    pub json: Value,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The status is `expected`, or the test ends showing the answer.
    ///
    /// # Panics
    /// When it isn't.
    #[track_caller]
    pub fn expect(self, expected: u16) -> Self {
        let shown = String::from_utf8_lossy(&self.bytes);
        assert_eq!(self.status.as_u16(), expected, "the answer was {shown}");
        self
    }

    /// The stable code of a problem; empty when it's none.
    #[must_use]
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }

    /// The names of the wrong fields of a problem.
    #[must_use]
    pub fn wrong_fields(&self) -> Vec<&str> {
        let errors = self.json["errors"].as_array();
        errors.into_iter().flatten().filter_map(|e| e["field"].as_str()).collect()
    }
}

struct NoKeys;

#[async_trait]
impl KeySource for NoKeys {
    async fn jwks(&self) -> Result<Value, PortError> {
        Ok(serde_json::json!({"keys": []}))
    }
}

impl TestApp {
    /// Runs `services` together.
    #[must_use]
    pub fn new(db: &TestDb, world: &World, services: Vec<ServiceParts>) -> Self {
        let nobody = Verifier::new(std::sync::Arc::new(NoKeys), world.clone());
        Self::with_verifier(db, world, services, nobody)
    }

    /// Runs `services` together, behind an edge that takes the tokens and keys `verifier` knows.
    #[must_use]
    pub fn with_verifier(
        db: &TestDb,
        world: &World,
        services: Vec<ServiceParts>,
        verifier: Verifier,
    ) -> Self {
        let mut all = httpkit::Router::new();
        let (mut internal, mut subscriptions, mut jobs) = (Router::new(), vec![], vec![]);
        for parts in services {
            all = all.merge(parts.router);
            internal = internal.merge(parts.internal);
            subscriptions.extend(parts.subscription);
            jobs.extend(parts.jobs);
            jobs.extend(parts.more_jobs);
        }
        let (router, openapi) = all.split_for_parts();
        let edge = Edge {
            verifier,
            world: world.clone(),
            trusted_proxies: 0,
            keyring: Keyring::for_tests(),
            admissions: Default::default(),
        };
        Self {
            router: wrap(router.merge(internal), edge),
            openapi,
            owner: db.owner().clone(),
            world: world.clone(),
            subscriptions,
            jobs,
        }
    }

    /// The OpenAPI document of the services.
    #[must_use]
    pub fn openapi(&self) -> &OpenApi {
        &self.openapi
    }

    /// Sends any request, in English unless it says otherwise.
    ///
    /// # Panics
    /// Never: the router answers every request.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        request
            .headers_mut()
            .entry(header::ACCEPT_LANGUAGE)
            .or_insert(header::HeaderValue::from_static("en"));
        let response = self.router.clone().oneshot(request).await.expect("routers don't fail");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.map(|b| b.to_bytes().to_vec()).unwrap_or_default();
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status, headers: parts.headers, json, bytes }
    }

    /// Sends a JSON request as `actor` (or as a guest), with headers.
    ///
    /// # Panics
    /// When the path or a header is not well formed.
    pub async fn call_with(
        &self,
        method: Method,
        path: &str,
        actor: Option<Actor>,
        body: Option<Value>,
        headers: &[(&'static str, &str)],
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.map(|json| json.to_string());
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let mut request =
            request.body(body.map_or_else(Body::empty, Body::from)).expect("a good request");
        if let Some(actor) = actor {
            request.extensions_mut().insert(actor);
        }
        self.send(request).await
    }

    /// `GET path` as `actor`.
    pub async fn get(&self, path: &str, actor: impl Into<Option<Actor>>) -> Answer {
        self.call_with(Method::GET, path, actor.into(), None, &[]).await
    }

    /// `POST path` with a JSON body as `actor`.
    pub async fn post(&self, path: &str, actor: impl Into<Option<Actor>>, body: Value) -> Answer {
        self.call_with(Method::POST, path, actor.into(), Some(body), &[]).await
    }

    /// `PUT path` with a JSON body as `actor`.
    pub async fn put(&self, path: &str, actor: impl Into<Option<Actor>>, body: Value) -> Answer {
        self.call_with(Method::PUT, path, actor.into(), Some(body), &[]).await
    }

    /// `PATCH path` with a JSON body as `actor`.
    pub async fn patch(&self, path: &str, actor: impl Into<Option<Actor>>, body: Value) -> Answer {
        self.call_with(Method::PATCH, path, actor.into(), Some(body), &[]).await
    }

    /// `DELETE path` as `actor`.
    pub async fn delete(&self, path: &str, actor: impl Into<Option<Actor>>) -> Answer {
        self.call_with(Method::DELETE, path, actor.into(), None, &[]).await
    }

    /// Lets another service tell a fact, and brings everything to rest.
    ///
    /// # Panics
    /// When the database is away.
    pub async fn publish<E: Event>(&self, event: &E) {
        let mut tx = self.owner.begin().await.expect("a transaction begins");
        chassis::bus::append(&mut tx, &self.world, event).await.expect("the event is appended");
        tx.commit().await.expect("the event is committed");
        self.settle().await;
    }

    /// Stamps, applies and runs what is due until nothing is left to do. Time does not move.
    ///
    /// # Panics
    /// When the database is away, or the services never come to rest.
    pub async fn settle(&self) {
        let stamper = Stamper::new(self.owner.clone());
        for jobs in &self.jobs {
            jobs.ensure_recurring().await.expect("recurring jobs are scheduled");
        }
        for _ in 0..100 {
            let mut done = stamper.drain().await.expect("the log is stamped");
            for subscription in &self.subscriptions {
                done += subscription.drain().await.expect("events are applied");
            }
            for jobs in &self.jobs {
                done += jobs.run_due().await.expect("jobs run");
            }
            if done == 0 {
                return;
            }
        }
        panic!("the services never came to rest");
    }

    /// Everything of type `E` that was ever told, oldest first.
    ///
    /// # Panics
    /// When the database is away.
    pub async fn told<E: Event>(&self) -> Vec<E> {
        Stamper::new(self.owner.clone()).drain().await.expect("the log is stamped");
        let payloads: Vec<Value> =
            sqlx::query_scalar("select payload from bus.events where type = $1 order by position")
                .bind(E::TYPE)
                .fetch_all(self.owner.pool())
                .await
                .expect("the log can be read");
        payloads.into_iter().map(|p| serde_json::from_value(p).expect("it decodes")).collect()
    }
}
