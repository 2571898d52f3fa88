//! One visit through the public API, step by step: the same steps whether a person watches them
//! (`osta journey`) or the demo world lives through its past.

use anyhow::{Context, bail};
use async_trait::async_trait;
use serde_json::{Value, json};

/// Somebody who is logged in and calls the public API.
#[async_trait]
pub trait Caller: Send + Sync {
    /// Calls `method path` with a JSON body; anything but success is an error that holds the
    /// problem's text.
    async fn call(&self, method: &str, path: &str, body: Option<Value>) -> anyhow::Result<Value>;

    /// `GET path`.
    async fn get(&self, path: &str) -> anyhow::Result<Value> {
        self.call("GET", path, None).await
    }

    /// `POST path`.
    async fn post(&self, path: &str, body: Value) -> anyhow::Result<Value> {
        self.call("POST", path, Some(body)).await
    }
}

/// A text of an answer.
///
/// # Errors
/// When it isn't there.
pub fn text<'a>(answer: &'a Value, pointer: &str) -> anyhow::Result<&'a str> {
    answer
        .pointer(pointer)
        .and_then(Value::as_str)
        .with_context(|| format!("the answer has no {pointer}: {answer}"))
}

/// An amount of piastres of an answer, in pounds as people read them.
#[must_use]
pub fn egp(answer: &Value, pointer: &str) -> String {
    let piastres = answer.pointer(pointer).and_then(|m| m["amount"].as_i64()).unwrap_or_default();
    kernel::Money::piastres(piastres).to_string()
}

/// A place, and how it is written down.
#[derive(Clone, Debug)]
pub struct Home {
    /// Latitude.
    pub lat: f64,
    /// Longitude.
    pub lng: f64,
    /// ISO 3166-2 code of the governorate.
    pub governorate: String,
    /// District.
    pub district: String,
    /// Street.
    pub street: String,
}

impl Home {
    /// The address as the API takes it.
    #[must_use]
    pub fn address(&self) -> Value {
        json!({
            "governorate": self.governorate, "district": self.district, "street": self.street,
            "building": "12", "floor": "3", "apartment": "7", "landmark": "بجوار الصيدلية",
            "pin": self.pin(),
        })
    }

    /// The pin as the API takes it.
    #[must_use]
    pub fn pin(&self) -> Value {
        json!({"lat": self.lat, "lng": self.lng})
    }
}

/// Asks for a quote.
///
/// # Errors
/// As the API refuses.
pub async fn quote(
    customer: &dyn Caller,
    service: &str,
    home: &Home,
    starts_at: Option<String>,
) -> anyhow::Result<Value> {
    let mut body = json!({"serviceId": service, "pin": home.pin()});
    if let Some(starts_at) = starts_at {
        body["startsAt"] = json!(starts_at);
    }
    customer.post("/api/v1/quotes", body).await
}

/// Books a quote.
///
/// # Errors
/// As the API refuses.
pub async fn book(
    customer: &dyn Caller,
    quote: &Value,
    home: &Home,
    payment_method: &str,
) -> anyhow::Result<Value> {
    let body = json!({
        "quoteId": text(quote, "/id")?, "address": home.address(), "paymentMethod": payment_method,
        "notes": "الجرس مش شغال، خبّط على الباب",
    });
    customer.post("/api/v1/bookings", body).await
}

/// Tells where the provider is.
///
/// # Errors
/// As the API refuses.
pub async fn be_at(
    provider: &dyn Caller,
    lat: f64,
    lng: f64,
    recorded_at: String,
) -> anyhow::Result<Value> {
    let fix = json!({"lat": lat, "lng": lng, "accuracy": 8.0, "recordedAt": recorded_at});
    provider.post("/api/v1/locations", fix).await
}

/// One move of a booking that needs no input.
///
/// # Errors
/// As the API refuses.
pub async fn step(who: &dyn Caller, booking: &str, step: &str) -> anyhow::Result<Value> {
    if step == "complete" {
        tick(who, booking).await?;
    }
    who.post(&format!("/api/v1/bookings/{booking}/{step}"), json!({})).await
}

/// The provider ticks the checklist off, if the service asks for one.
async fn tick(who: &dyn Caller, booking: &str) -> anyhow::Result<()> {
    let seen = who.get(&format!("/api/v1/bookings/{booking}")).await?;
    let items = seen["completion"]["checklist"].as_array().map_or(0, Vec::len);
    for item in 0..items {
        let path = format!("/api/v1/bookings/{booking}/checklist/{item}");
        who.call("PUT", &path, Some(json!({"done": true}))).await?;
    }
    Ok(())
}

/// The customer's start code, told to the provider at the door, begins the work.
///
/// # Errors
/// As the API refuses.
pub async fn start(
    customer: &dyn Caller,
    provider: &dyn Caller,
    booking: &str,
) -> anyhow::Result<String> {
    let seen = customer.get(&format!("/api/v1/bookings/{booking}")).await?;
    let code = text(&seen, "/startCode")?.to_string();
    provider.post(&format!("/api/v1/bookings/{booking}/start"), json!({"code": code})).await?;
    Ok(code)
}

/// The provider proposes a price after inspection.
///
/// # Errors
/// As the API refuses.
pub async fn estimate(
    provider: &dyn Caller,
    booking: &str,
    lines: &[(&str, &str, i64)],
) -> anyhow::Result<Value> {
    let lines: Vec<Value> = lines
        .iter()
        .map(|(kind, name, pounds)| {
            let price = json!({"amount": pounds * 100, "currency": "EGP"});
            json!({"kind": kind, "name": name, "quantity": 1, "unitPrice": price})
        })
        .collect();
    let path = format!("/api/v1/bookings/{booking}/estimates");
    provider.post(&path, json!({"lines": lines, "note": "بعد المعاينة"})).await
}

/// Both sides rate each other.
///
/// # Errors
/// As the API refuses.
pub async fn rate(
    customer: &dyn Caller,
    provider: &dyn Caller,
    booking: &str,
    stars: u8,
    comment: &str,
) -> anyhow::Result<()> {
    let visit = json!({
        "bookingId": booking, "quality": stars, "punctuality": stars.min(4), "priceFairness": stars,
        "cleanliness": stars, "comment": comment,
    });
    customer.post("/api/v1/ratings", visit).await?;
    provider.post("/api/v1/ratings", json!({"bookingId": booking, "stars": 5})).await?;
    Ok(())
}

/// An answer of the API that is no success, as an error a person can read.
///
/// # Errors
/// Always, unless `status` is a success.
pub fn checked(method: &str, path: &str, status: u16, bytes: &[u8]) -> anyhow::Result<Value> {
    let body: Value = serde_json::from_slice(bytes).unwrap_or(Value::Null);
    if (200..300).contains(&status) {
        return Ok(body);
    }
    let fields: Vec<String> = body["errors"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|e| format!("{}: {}", e["field"], e["message"]))
        .collect();
    let (code, title) = (&body["code"], &body["title"]);
    bail!("{method} {path} answered {status} {code} {title} {}", fields.join("; "))
}
