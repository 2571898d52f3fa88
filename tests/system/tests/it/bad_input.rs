//! What must be refused: with a problem that says what is wrong, in the caller's language, and
//! with nothing written.

use crate::harness::{Answer, Operation, Person, Platform, Who, fresh_id, snapshot};
use crate::partners::{all_scopes, program};
use crate::visits;
use reqwest::RequestBuilder;
use reqwest::header::{ACCEPT_LANGUAGE, CONTENT_TYPE};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

/// A platform whose database is watched.
struct Watched {
    platform: Platform,
    mona: Person,
}

impl Watched {
    async fn start() -> Self {
        let platform = Platform::start().await;
        let mona = platform.person(Who::Mona).await;
        platform.settle().await;
        Self { platform, mona }
    }

    /// The request is refused like that, in Arabic and on demand in English, and writes nothing.
    async fn refuses(
        &self,
        request: impl Fn() -> RequestBuilder,
        wanted: (u16, &str),
        field: &str,
    ) {
        let before = snapshot(&self.platform.database.pool).await;
        let arabic = self.mona.send(request()).await;
        let english = self.mona.send(request().header(ACCEPT_LANGUAGE, "en-GB, ar;q=0.3")).await;
        let after = snapshot(&self.platform.database.pool).await;
        let fault = |what: String| self.platform.api.fault(format!("{}: {what}", arabic.asked));
        for (answer, is_arabic) in [(&arabic, true), (&english, false)] {
            if let Some(what) = not_a_good_problem(answer, is_arabic) {
                fault(what);
            }
            let got = (answer.status, answer.code());
            let codes = answer.json["errors"].as_array().into_iter().flatten();
            let mut codes = codes.filter_map(|error| error["code"].as_str());
            if got.0 != wanted.0 || (got.1 != wanted.1 && !codes.any(|code| code == wanted.1)) {
                fault(format!("{} in the place of {wanted:?}", answer.json));
            }
            if !field.is_empty() && !answer.wrong_fields().contains(&field) {
                fault(format!("{field} is not among the wrong fields of {}", answer.json));
            }
        }
        for (table, rows) in &after {
            if before.get(table) != Some(rows) {
                fault(format!("wrote to {table}"));
            }
        }
    }

    /// The same for a JSON body.
    async fn refuses_json(&self, target: &str, body: Value, wanted: (u16, &str), field: &str) {
        let key = fresh_id().to_string();
        let request =
            || self.mona.request("POST", target).header("idempotency-key", &key).json(&body);
        self.refuses(request, wanted, field).await;
    }

    /// The same for any bytes that claim to be JSON.
    async fn refuses_bytes(&self, target: &str, body: Vec<u8>, wanted: (u16, &str)) {
        let request = || {
            let request = self.mona.request("POST", target);
            request.header(CONTENT_TYPE, "application/json").body(body.clone())
        };
        self.refuses(request, wanted, "").await;
    }
}

/// What is wrong with a refusal, whatever it refuses.
fn not_a_good_problem(answer: &Answer, is_arabic: bool) -> Option<String> {
    let shown = String::from_utf8_lossy(&answer.bytes);
    if answer.header("content-type") != "application/problem+json" {
        return Some(format!("{} is {}: {shown}", answer.status, answer.header("content-type")));
    }
    if answer.json["status"] != answer.status || answer.code().is_empty() {
        return Some(format!("{} has another status or no code: {shown}", answer.status));
    }
    if answer.json["requestId"] != answer.header("x-request-id") {
        return Some(format!("another request id: {shown}"));
    }
    let messages = answer.json["errors"].as_array().into_iter().flatten();
    let texts = messages.map(|error| &error["message"]).chain([&answer.json["title"]]);
    let arabic = |c: char| ('\u{600}'..='\u{6ff}').contains(&c);
    for text in texts {
        let text = text.as_str().unwrap_or_default();
        if text.is_empty() || text.contains(arabic) != is_arabic {
            return Some(format!("{text:?} is in the wrong language"));
        }
    }
    None
}

#[tokio::test]
async fn bad_input_is_refused_in_the_callers_language_and_nothing_is_written() {
    let watched = Watched::start().await;
    unreadable_bodies(&watched).await;
    wrong_fields(&watched).await;
    wrong_places_and_times(&watched).await;
    wrong_addresses_queries_and_headers(&watched).await;
    quotes_that_cannot_be_booked(&watched).await;
    repeated_requests(&watched).await;
    typed_in_arabic_digits(&watched).await;
    watched.platform.assert_sound().await;
}

const QUOTES: &str = "/api/v1/quotes";

fn order() -> Value {
    json!({"serviceId": visits::service("plumbing.tap_repair"), "pin": visits::pin()})
}

fn with(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

async fn unreadable_bodies(watched: &Watched) {
    let malformed = (400, "malformed_body");
    let whole = order().to_string().into_bytes();
    watched.refuses_bytes(QUOTES, whole[..whole.len() - 5].to_vec(), malformed).await;
    watched.refuses_bytes(QUOTES, b"\xff\xfe{}".to_vec(), malformed).await;
    watched.refuses_bytes(QUOTES, b"{\"promoCode\":\"\xc3\x28\"}".to_vec(), malformed).await;
    watched.refuses_bytes(QUOTES, [&whole[..], b" {}"].concat(), malformed).await;
    watched.refuses_bytes(QUOTES, b"[".repeat(100_000), malformed).await;
    watched.refuses_bytes(QUOTES, b"[]".to_vec(), (422, "wrong_type")).await;
    watched.refuses_bytes(QUOTES, b"null".to_vec(), (422, "wrong_type")).await;
    watched.refuses_bytes(QUOTES, Vec::new(), (422, "required")).await;
    let big = json!({"promoCode": "x".repeat(10 << 20)}).to_string().into_bytes();
    watched.refuses_bytes(QUOTES, big.clone(), (413, "body_too_large")).await;
    watched.refuses_bytes("/api/v1/me/addresses", big, (413, "body_too_large")).await;
    let typed = |kind: &'static str| {
        let (mona, whole) = (watched.mona.clone(), whole.clone());
        move || mona.request("POST", QUOTES).header(CONTENT_TYPE, kind).body(whole.clone())
    };
    let unsupported = (415, "unsupported_media_type");
    watched.refuses(typed("text/plain"), unsupported, "").await;
    watched.refuses(typed("application/x-www-form-urlencoded"), unsupported, "").await;
}

async fn wrong_fields(watched: &Watched) {
    let cases = [
        ("serviceId", json!(5), "wrong_type"),
        ("serviceId", json!("not-an-id"), "wrong_type"),
        ("serviceId", json!(fresh_id()), "catalog.unknown_service"),
        ("quantity", json!("2"), "wrong_type"),
        ("quantity", json!("٢"), "wrong_type"),
        ("quantity", json!(-1), "wrong_type"),
        ("quantity", json!(1.5), "wrong_type"),
        ("quantity", json!(4_000_000_000_u32), "catalog.quantity_out_of_range"),
        ("quantity", json!(0), "catalog.quantity_out_of_range"),
        ("colour", json!("red"), "unknown_field"),
        ("providerId", json!(fresh_id()), "catalog.provider_does_not_offer"),
        ("promoCode", json!("NOSUCHCODE"), "catalog.unknown_promotion"),
    ];
    for (field, value, code) in cases {
        let body = with(order(), field, value);
        watched.refuses_json(QUOTES, body, (422, code), field).await;
    }
    let bad = json!({
        "governorate": "EG-XX", "district": "", "street": "x".repeat(300), "pin": visits::pin(),
        "postalCode": "12", "contactPhone": "0123",
    });
    for field in ["governorate", "district", "street", "postalCode", "contactPhone"] {
        let wanted = (422, "invalid_fields");
        watched.refuses_json("/api/v1/me/addresses", bad.clone(), wanted, field).await;
    }
}

async fn wrong_places_and_times(watched: &Watched) {
    let at = |lat: f64, lng: f64| with(order(), "pin", json!({"lat": lat, "lng": lng}));
    // Paris, the other hemisphere, nowhere; in Egypt, but in the desert.
    for body in [at(48.85, 2.35), at(-30.0, 31.2)] {
        watched.refuses_json(QUOTES, body, (422, "place.outside_egypt"), "pin").await;
    }
    watched.refuses_json(QUOTES, at(91.0, 31.2), (422, "invalid_fields"), "pin").await;
    watched.refuses_json(QUOTES, at(24.5, 27.5), (422, "catalog.outside_zones"), "pin").await;
    let text = with(order(), "pin", json!({"lat": "٢٩", "lng": 31.2}));
    watched.refuses_json(QUOTES, text, (422, "wrong_type"), "pin.lat").await;
    let starts = [
        ("startsAt", "2020-01-01T10:00:00Z", "catalog.start_in_past"),
        ("startsAt", "2999-01-01T10:00:00Z", "catalog.too_far_ahead"),
        ("startsAt", "tomorrow", "wrong_type"),
        // The clocks jump from midnight to one o'clock.
        ("startsAtLocal", "2027-04-30T00:30", "catalog.no_such_hour"),
        ("startsAtLocal", "٢٠٢٧-٠٤-٣٠T٠٠:٣٠", "catalog.no_such_hour"),
        ("startsAtLocal", "30/4/2027", "catalog.bad_local_time"),
    ];
    for (field, start, code) in starts {
        watched.refuses_json(QUOTES, with(order(), field, json!(start)), (422, code), field).await;
    }
}

async fn wrong_addresses_queries_and_headers(watched: &Watched) {
    let get = |target: &'static str| {
        let mona = watched.mona.clone();
        move || mona.request("GET", target)
    };
    for target in ["/api/v1/bookings/x", "/api/v1/nowhere", "/api/v1/bookings/%00", "/nowhere"] {
        watched.refuses(get(target), (404, "not_found"), "").await;
    }
    watched.refuses(get("/api/v1/bookings?limit=0"), (422, "page.bad_limit"), "limit").await;
    watched.refuses(get("/api/v1/bookings?limit=x"), (422, "wrong_type"), "").await;
    watched.refuses(get("/api/v1/bookings?cursor=x"), (422, "page.bad_cursor"), "cursor").await;
    watched.refuses(get("/api/v1/bookings?colour=red"), (422, "unknown_field"), "colour").await;
    let put = || watched.mona.request("PUT", QUOTES).json(&order());
    watched.refuses(put, (405, "method_not_allowed"), "").await;
    for key in ["with a space", &"x".repeat(256)] {
        let keyed =
            || watched.mona.request("POST", QUOTES).header("idempotency-key", key).json(&order());
        watched.refuses(keyed, (400, "idempotency.bad_key"), "").await;
    }
    let stranger = watched.platform.guest();
    for token in ["x", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.", &"x".repeat(5_000)] {
        let forged = || stranger.request("GET", "/api/v1/me").bearer_auth(token);
        watched.refuses(forged, (401, "unauthenticated"), "").await;
    }
}

async fn quotes_that_cannot_be_booked(watched: &Watched) {
    const BOOKINGS: &str = "/api/v1/bookings";
    let order = |quote: &str| json!({"quoteId": quote, "address": visits::address()});
    let sarah = watched.platform.person(Who::Sarah).await;
    let hers = visits::quote(&sarah, "plumbing.tap_repair").await.id();
    watched.refuses_json(BOOKINGS, order(&hers), (404, "booking.quote_not_found"), "").await;
    make_older(&watched.platform, &hers).await;
    let late = || sarah.request("POST", BOOKINGS).json(&order(&hers));
    watched.refuses(late, (410, "booking.quote_expired"), "").await;
}

/// A quote never changes, so its triggers have to be silenced to let time pass.
async fn make_older(platform: &Platform, quote: &str) {
    let mut tx = platform.database.pool.begin().await.expect("the database answers");
    for sql in [
        "set local session_replication_role = replica".to_owned(),
        format!(
            "update catalog.quotes set created_at = created_at - interval '1 hour',
                    expires_at = expires_at - interval '1 hour',
                    quote = jsonb_set(quote, '{{expiresAt}}',
                        to_jsonb(expires_at - interval '1 hour'))
             where id = '{quote}'"
        ),
    ] {
        sqlx::query(AssertSqlSafe(sql)).execute(&mut *tx).await.expect("time can pass");
    }
    tx.commit().await.expect("it is committed");
}

async fn repeated_requests(watched: &Watched) {
    let (mona, pool) = (&watched.mona, &watched.platform.database.pool);
    let key = [("idempotency-key", "mona-1")];
    let first = mona.call("POST", QUOTES, Some(order()), &key).await.expect(201);
    let before = snapshot(pool).await;
    let again = mona.call("POST", QUOTES, Some(order()), &key).await.expect(201);
    assert_eq!((again.header("idempotency-replayed"), &again.json), ("true", &first.json));
    assert_eq!(before, snapshot(pool).await, "a replay wrote something");
    let other = || {
        let other = with(order(), "quantity", json!(2));
        mona.request("POST", QUOTES).header("idempotency-key", "mona-1").json(&other)
    };
    watched.refuses(other, (422, "idempotency.other_body"), "").await;
    // The key is hers alone.
    let sarah = watched.platform.person(Who::Sarah).await;
    let another = sarah.call("POST", QUOTES, Some(order()), &key).await.expect(201);
    assert_ne!(another.id(), first.id());
}

async fn typed_in_arabic_digits(watched: &Watched) {
    let guest = watched.platform.guest();
    let typed = json!({"phone": "٠١٠٠٠ ٠٠٠ ٠٠١", "password": crate::harness::world::PASSWORD});
    let session = guest.post("/api/v1/auth/login", typed).await.expect(200);
    assert_eq!(session.text("/user/id"), watched.mona.id);
}

#[tokio::test]
async fn no_route_falls_over_a_bad_body() {
    let watched = Watched::start().await;
    let platform = &watched.platform;
    let people = [
        watched.mona.clone(),
        platform.person(Who::Plumber(0)).await,
        platform.person(Who::Admin).await,
        platform.person(Who::Finance).await,
    ];
    let roles = [Who::Mona, Who::Plumber(0), Who::Admin, Who::Finance].map(Who::role);
    // Some routes are for partners' programs only.
    let (program, _) = program(platform, &people[2], &all_scopes()).await;
    platform.settle().await;
    let before = snapshot(&platform.database.pool).await;
    for operation in &platform.api.operations() {
        if operation.about["requestBody"]["content"]["application/json"].is_null() {
            continue;
        }
        let allowed = roles.iter().position(|role| match &operation.permissions {
            Some(Value::Array(tags)) => {
                role.permissions().iter().any(|held| tags.iter().any(|tag| tag == held.tag()))
            }
            _ => true,
        });
        let person = if operation.about["x-permissions"] == "api_key" {
            &program
        } else {
            &people[allowed.expect("somebody may call it")]
        };
        try_bad_bodies(platform, person, operation).await;
    }
    let after = snapshot(&platform.database.pool).await;
    for (table, rows) in &after {
        // A key remembers when it was last used.
        if before.get(table) != Some(rows) && table != "identity.api_keys" {
            platform.api.fault(format!("a bad body wrote to {table}"));
        }
    }
    platform.assert_sound().await;
}

async fn try_bad_bodies(platform: &Platform, person: &Person, operation: &Operation) {
    let target = operation
        .path
        .split('/')
        .map(|part| match part {
            "{position}" | "{item}" => "1".to_owned(),
            "{day}" => "2030-01-07".to_owned(),
            _ if part.starts_with('{') => fresh_id().to_string(),
            _ => part.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("/");
    let large = json!({"zzz": "x".repeat(300 << 10)}).to_string().into_bytes();
    let cases: [(&[u8], u16); 5] =
        [(b"{", 400), (b"\xff", 400), (b"[1, 2]", 422), (b"{\"zzz\": 1}", 422), (&large, 413)];
    for (body, status) in cases {
        let request = person.request(&operation.method, &target);
        let request = request.header(CONTENT_TYPE, "application/json").body(body.to_vec());
        let answer = person.send(request).await;
        let shown = String::from_utf8_lossy(&body[..body.len().min(40)]);
        // Three orders a minute, three copies of one's data a day and six webhooks on demand a
        // minute, good or bad.
        let is_scarce = ["/api/v1/bookings", "/api/v1/me/export"].contains(&&*operation.path)
            || operation.path.contains("/webhook-endpoints/")
                && ["/test", "/replay"].iter().any(|end| operation.path.ends_with(end));
        if is_scarce && answer.status == 429 {
            continue;
        }
        if answer.status != status {
            let got = (answer.status, answer.code());
            platform.api.fault(format!("{} with {shown}: {got:?}, not {status}", answer.asked));
        } else if let Some(what) = not_a_good_problem(&answer, true) {
            platform.api.fault(format!("{} with {shown}: {what}", answer.asked));
        }
    }
}
