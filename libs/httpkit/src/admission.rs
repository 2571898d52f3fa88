//! Admission: how many requests a service works on at once, and what becomes of those on top.
//!
//! A service that takes on more than it can do gets slow for everybody, and what it finishes comes
//! too late for anybody to want it. So each works on a bounded number of requests. Those on top wait
//! in a queue with a controlled delay: usually as long as a hiccup takes, but much shorter once the
//! queue has not been empty for that long, because then waiting makes nothing better.
//! Whoever can't be served in that time is told to come back (Nichols and Jacobson, "Controlling
//! Queue Delay", 2012; in the form for servers of Maurer, "Fail at Scale", both ACM Queue).
//!
//! Once there is such a crowd that the queue is as long as the places are many, those on top are told
//! before anything is done for them, also before their token is looked at ([`Admissions`]): saying
//! no must stay cheap, or it takes the time from those who were let in.

use crate::Router;
use crate::layers::BODY_LIMIT;
use crate::problem::Problem;
use axum::body::{Body, HttpBody};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use futures::{StreamExt, stream};
use http_body_util::{BodyExt, BodyStream, StreamBody};
use kernel::{ErrorClass, Localized, World};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

/// How long a request waits for a place while the queue is empty now and then: people would rather
/// wait for half a second than be told to try again.
const PATIENCE: Duration = Duration::from_millis(500);
/// How long once somebody has been waiting for all of [`PATIENCE`].
const SHORT: Duration = Duration::from_millis(100);
/// When those who were turned away come back: not all at once.
const BACK_AFTER_S: std::ops::RangeInclusive<u64> = 1..=4;

/// The places of one service. Cheap to clone.
#[derive(Clone)]
pub struct Admission(Arc<Inner>);

struct Inner {
    service: &'static str,
    at_once: usize,
    places: Semaphore,
    queue: Queue,
    began: Instant,
    world: World,
}

impl Admission {
    /// A service that works on at most `at_once` requests.
    #[must_use]
    pub fn new(service: &'static str, at_once: usize, world: World) -> Self {
        Self::with_queue(service, at_once, world, Queue::new(PATIENCE, SHORT))
    }

    fn with_queue(service: &'static str, at_once: usize, world: World, queue: Queue) -> Self {
        let places = Semaphore::new(at_once.min(Semaphore::MAX_PERMITS));
        Self(Arc::new(Inner { service, at_once, places, queue, began: Instant::now(), world }))
    }

    /// Puts it around a service's routes.
    #[must_use]
    pub fn around(self, router: Router) -> Router {
        router.layer(from_fn_with_state(self, admit))
    }

    /// A place, or the word to come back later.
    async fn place(&self) -> Result<SemaphorePermit<'_>, Problem> {
        let Inner { places, queue, began, .. } = &*self.0;
        let now = began.elapsed();
        // The places of those who are done go to those who wait, so this finds one only where
        // nobody waits.
        if let Ok(place) = places.try_acquire() {
            queue.was_empty(now);
            return Ok(place);
        }
        let _waiting = queue.joined();
        match timeout(queue.patience(now), places.acquire()).await {
            Ok(Ok(place)) => Ok(place),
            _ => Err(self.turned_away()),
        }
    }

    /// Whether more are waiting than will be served in time.
    fn crowded(&self) -> bool {
        let Inner { at_once, queue, began, .. } = &*self.0;
        queue.length() > *at_once && queue.patience(began.elapsed()) < queue.usual
    }

    fn turned_away(&self) -> Problem {
        metrics::counter!("osta_requests_turned_away_total", "service" => self.0.service)
            .increment(1);
        let [chance] = self.0.world.bytes();
        let (first, last) = BACK_AFTER_S.into_inner();
        Problem::new(
            ErrorClass::Unavailable,
            "overloaded",
            Localized::new(
                "الضغط كبير علينا الآن. حاول مرة أخرى بعد ثوانٍ.",
                "We are very busy right now. Try again in a few seconds.",
            ),
        )
        .with_retry_after(first + u64::from(chance) % (last - first + 1))
    }
}

/// Those who wait, and how long anybody may. Times are since the service began.
struct Queue {
    usual: Duration,
    crowded: Duration,
    waiting: AtomicUsize,
    empty_at_ms: AtomicU64,
}

impl Queue {
    fn new(usual: Duration, crowded: Duration) -> Self {
        Self { usual, crowded, waiting: AtomicUsize::new(0), empty_at_ms: AtomicU64::new(0) }
    }

    fn was_empty(&self, now: Duration) {
        self.empty_at_ms.store(ms(now), Ordering::Relaxed);
    }

    fn patience(&self, now: Duration) -> Duration {
        let since = ms(now).saturating_sub(self.empty_at_ms.load(Ordering::Relaxed));
        if Duration::from_millis(since) > self.usual { self.crowded } else { self.usual }
    }

    fn length(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Counts as waiting until the answer is dropped.
    fn joined(&self) -> Waiting<'_> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        Waiting(&self.waiting)
    }
}

struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn ms(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

async fn admit(State(admission): State<Admission>, request: Request, next: Next) -> Response {
    if needs_no_place(&request) {
        return next.run(request).await;
    }
    // Only whole requests take a place: a slow sender would hold it while nothing is to be done.
    let (parts, body) = request.into_parts();
    let request = Request::from_parts(parts, received(body).await);
    match admission.place().await {
        Ok(_place) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

/// The services of a process by their routes, to turn requests away before anything is done for
/// them. Cheap to clone.
#[derive(Clone, Default)]
pub struct Admissions(Arc<HashMap<String, Admission>>);

impl Admissions {
    /// Of each service the places, and its routes' patterns.
    #[must_use]
    pub fn of(services: impl IntoIterator<Item = (Admission, Vec<String>)>) -> Self {
        let all = services.into_iter().flat_map(|(admission, paths)| {
            paths.into_iter().map(move |path| (path, admission.clone()))
        });
        Self(Arc::new(all.collect()))
    }
}

/// Turns away who would join a queue that is too long anyway.
pub(crate) async fn turn_away(
    State(admissions): State<Admissions>,
    request: Request,
    next: Next,
) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    match route.and_then(|route| admissions.0.get(route)) {
        Some(admission) if admission.crowded() && !needs_no_place(&request) => {
            admission.turned_away().into_response()
        }
        _ => next.run(request).await,
    }
}

/// A call for help is never turned away. Uploads come too slowly to hold a place; the number of
/// connections bounds them.
fn needs_no_place(request: &Request) -> bool {
    request.uri().path().ends_with("/sos") || is_upload(request)
}

/// Whether a file comes with it.
pub(crate) fn is_upload(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    request.method() == Method::POST && kind.is_some_and(|kind| kind.starts_with("multipart/"))
}

/// The body with what fits into [`BODY_LIMIT`] in memory; what is too large or broken is left for
/// whoever reads it.
async fn received(mut body: Body) -> Body {
    let (mut frames, mut size) = (Vec::new(), 0);
    while !body.is_end_stream() && size <= BODY_LIMIT {
        match body.frame().await {
            None => break,
            Some(frame) => {
                let failed = frame.is_err();
                size += frame.as_ref().ok().and_then(|f| f.data_ref()).map_or(0, |data| data.len());
                frames.push(frame);
                if failed {
                    break;
                }
            }
        }
    }
    if frames.is_empty() {
        return body;
    }
    Body::new(StreamBody::new(stream::iter(frames).chain(BodyStream::new(body))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::post;
    use kernel::world::{SeededEntropy, SystemClock};
    use std::convert::Infallible;
    use tower::ServiceExt;

    fn admission(at_once: usize, patience: Duration) -> Admission {
        let world = World::new(Arc::new(SystemClock), Arc::new(SeededEntropy::new(7)));
        Admission::with_queue("test", at_once, world, Queue::new(patience, patience / 5))
    }

    const LONG: Duration = Duration::from_secs(600);
    const NONE: Duration = Duration::ZERO;

    #[test]
    fn patience_ends_when_the_queue_does_not_empty_and_comes_back_when_it_does() {
        let queue = Queue::new(PATIENCE, SHORT);
        let at = Duration::from_millis;
        queue.was_empty(at(1_000));
        assert_eq!(queue.patience(at(1_500)), PATIENCE);
        assert_eq!(queue.patience(at(1_501)), SHORT);
        queue.was_empty(at(1_601));
        assert_eq!(queue.patience(at(1_602)), PATIENCE);
    }

    #[tokio::test]
    async fn coming_through_quickly_out_of_a_queue_does_not_bring_patience_back() {
        let admission = admission(1, Duration::from_millis(20));
        let held = admission.place().await.unwrap();
        tokio::time::sleep(Duration::from_millis(25)).await;
        let (next, ()) = tokio::join!(admission.place(), async { drop(held) });
        let held = next.unwrap();
        let Inner { queue, began, .. } = &*admission.0;
        assert_eq!(queue.patience(began.elapsed()), queue.crowded);
        drop(held);
        assert!(admission.place().await.is_ok());
        assert_eq!(queue.patience(began.elapsed()), queue.usual);
    }

    #[tokio::test]
    async fn who_would_join_a_queue_that_is_too_long_is_turned_away_before_anything_is_done() {
        let admission = admission(1, Duration::from_millis(20));
        let Inner { queue, .. } = &*admission.0;
        let held = admission.place().await.unwrap();
        let waiting = [queue.joined(), queue.joined()];
        assert!(!admission.crowded(), "patience is not over yet");
        tokio::time::sleep(Duration::from_millis(25)).await;
        assert!(admission.crowded());
        let app = axum::Router::new()
            .route("/asked", axum::routing::get(async || "answered"))
            .route("/bookings/{id}/sos", post(async || "help comes"))
            .route("/others", axum::routing::get(async || "not of this service"))
            .layer(from_fn_with_state(
                Admissions::of([(
                    admission.clone(),
                    vec!["/asked".to_owned(), "/bookings/{id}/sos".to_owned()],
                )]),
                turn_away,
            ));
        let status = async |request: axum::http::request::Builder| {
            let request = request.body(Body::empty()).unwrap();
            app.clone().oneshot(request).await.unwrap().status().as_u16()
        };
        assert_eq!(status(Request::get("/asked")).await, 503);
        assert_eq!(status(Request::post("/bookings/7/sos")).await, 200);
        assert_eq!(status(Request::get("/others")).await, 200);
        drop(waiting);
        assert_eq!(status(Request::get("/asked")).await, 200);
        drop(held);
    }

    #[tokio::test]
    async fn a_hiccup_is_waited_out() {
        let admission = admission(1, LONG);
        let place = admission.place().await.unwrap();
        let later = tokio::spawn({
            let admission = admission.clone();
            async move { admission.place().await.is_ok() }
        });
        // One thread: the other task has run as far as it can when this one goes on.
        tokio::task::yield_now().await;
        drop(place);
        assert!(later.await.unwrap());
    }

    #[tokio::test]
    async fn who_is_turned_away_is_told_when_to_come_back_and_not_all_at_the_same_time() {
        let admission = admission(0, NONE);
        let mut told = std::collections::BTreeSet::new();
        for _ in 0..40 {
            let response = admission.place().await.unwrap_err().into_response();
            let after = response.headers()[header::RETRY_AFTER].to_str().unwrap().to_owned();
            told.insert(after.parse::<u64>().unwrap());
        }
        assert!(told.len() > 1 && told.iter().all(|s| BACK_AFTER_S.contains(s)), "{told:?}");
    }

    #[tokio::test]
    async fn a_client_that_leaves_the_queue_takes_no_place() {
        let admission = admission(1, LONG);
        let held = admission.place().await.unwrap();
        assert!(timeout(Duration::from_millis(5), admission.place()).await.is_err());
        drop(held);
        assert!(admission.place().await.is_ok());
    }

    fn app(at_once: usize) -> axum::Router {
        let router = Router::new()
            .route("/echo", post(async |body: axum::body::Bytes| body))
            .route("/bookings/1/sos", post(async || "help comes"));
        admission(at_once, NONE).around(router).split_for_parts().0
    }

    async fn asked(app: &axum::Router, path: &str, kind: &str, body: Body) -> (u16, Vec<u8>) {
        let request = Request::post(path).header(header::CONTENT_TYPE, kind).body(body).unwrap();
        let response = app.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        (status, response.into_body().collect().await.unwrap().to_bytes().to_vec())
    }

    #[tokio::test]
    async fn calls_for_help_and_uploads_need_no_place() {
        let app = app(0);
        let plain = |body: &'static str| Body::from(body);
        assert_eq!(asked(&app, "/bookings/1/sos", "application/json", plain("{}")).await.0, 200);
        assert_eq!(
            asked(&app, "/echo", "multipart/form-data; boundary=x", plain("x")).await.0,
            200
        );
        assert_eq!(asked(&app, "/echo", "text/plain", plain("x")).await.0, 503);
        // Only what is sent can be an upload.
        let request = Request::get("/echo").header(header::CONTENT_TYPE, "multipart/form-data");
        assert!(!is_upload(&request.body(Body::empty()).unwrap()));
    }

    #[tokio::test]
    async fn a_slow_sender_holds_no_place_and_its_body_arrives_whole() {
        let app = app(1);
        let (sender, receiver) = futures::channel::mpsc::unbounded::<Result<Vec<u8>, Infallible>>();
        let slow = tokio::spawn({
            let app = app.clone();
            async move { asked(&app, "/echo", "text/plain", Body::from_stream(receiver)).await }
        });
        for n in 0..20u8 {
            sender.unbounded_send(Ok(vec![n; 3])).unwrap();
            assert_eq!(asked(&app, "/echo", "text/plain", Body::from("quick")).await.0, 200);
        }
        drop(sender);
        let whole: Vec<u8> = (0..20u8).flat_map(|n| [n; 3]).collect();
        assert_eq!(slow.await.unwrap(), (200, whole));
    }

    #[tokio::test]
    async fn what_is_too_large_for_memory_flows_on() {
        let app = app(1).layer(axum::extract::DefaultBodyLimit::disable());
        let large = vec![7u8; 3 * BODY_LIMIT];
        let chunks: Vec<_> =
            large.chunks(10_000).map(|c| Ok::<_, Infallible>(c.to_vec())).collect();
        let (status, back) =
            asked(&app, "/echo", "text/plain", Body::from_stream(stream::iter(chunks))).await;
        assert_eq!((status, back.len()), (200, large.len()));
    }
}
