//! The steps of a visit, as customers, technicians and operators take them.

use crate::{Answer, Person, Platform, be_at, eventually, world};
use serde_json::{Value, json};

/// The pin of the customers' home.
pub fn pin() -> Value {
    json!({"lat": world::HOME.0, "lng": world::HOME.1})
}

/// The customers' address as it is typed.
pub fn address() -> Value {
    json!({
        "governorate": "EG-C", "district": "المعادي", "street": "شارع ٩", "building": "12",
        "floor": "3", "apartment": "7", "landmark": "بجوار محطة المترو", "pin": pin(),
    })
}

/// The id of a service of the catalogue.
pub fn service(code: &str) -> String {
    catalog::demo::service_id(code).to_string()
}

/// Asks what a service costs at home, now.
pub async fn quote(customer: &Person, code: &str) -> Answer {
    let ask = json!({"serviceId": service(code), "pin": pin()});
    customer.post("/api/v1/quotes", ask).await.expect(201)
}

/// Orders what was quoted.
pub async fn book(customer: &Person, quote: &Answer, method: &str) -> Answer {
    let order = json!({
        "quoteId": quote.id(), "address": address(), "paymentMethod": method,
        "notes": "الجرس مش شغال، خبّط على الباب",
    });
    let booking = customer.post("/api/v1/bookings", order).await.expect(201);
    assert_eq!(booking.text("/status"), "pending");
    booking
}

/// Waits until one of the plumbers is offered the booking, and lets it accept.
pub async fn accepted<'p>(plumbers: &'p [Person], booking: &str) -> &'p Person {
    let (plumber, offer) = offered(plumbers, booking).await;
    let path = format!("/api/v1/offers/{offer}/accept");
    let state = plumber.post(&path, json!({})).await.expect(200);
    assert_eq!(state.text("/status"), "confirmed");
    plumber
}

/// Waits until one of the plumbers is offered the booking; who, and the offer.
pub async fn offered<'p>(plumbers: &'p [Person], booking: &str) -> (&'p Person, String) {
    eventually("an offer", || async {
        for plumber in plumbers {
            let offers = plumber.get("/api/v1/offers").await.expect(200);
            let items = offers.json["items"].as_array().cloned().unwrap_or_default();
            if let Some(offer) = items.iter().find(|offer| offer["bookingId"] == booking) {
                return Some((plumber, offer["id"].as_str()?.to_owned()));
            }
        }
        None
    })
    .await
}

/// One move of a booking.
pub async fn step(who: &Person, booking: &str, step: &str) -> Answer {
    who.post(&format!("/api/v1/bookings/{booking}/{step}"), json!({})).await.expect(200)
}

/// From the confirmation to the start of the work.
pub async fn begin(platform: &Platform, customer: &Person, plumber: &Person, booking: &str) {
    step(plumber, booking, "en-route").await;
    platform.settle().await;
    be_at(plumber, world::HOME.0 + 0.0003, world::HOME.1).await;
    step(plumber, booking, "arrive").await;
    let seen = customer.get(&format!("/api/v1/bookings/{booking}")).await.expect(200);
    let code = seen.text("/startCode");
    let path = format!("/api/v1/bookings/{booking}/start");
    let wrong = json!({"code": if code == "0000" { "0001" } else { "0000" }});
    plumber.post(&path, wrong).await.expect(422);
    plumber.post(&path, json!({"code": code})).await.expect(200);
}

/// The price after inspection; its id.
pub async fn estimate(plumber: &Person, booking: &str) -> String {
    let line = |kind: &str, name: &str, pounds: i64| {
        json!({
            "kind": kind, "name": name, "quantity": 1,
            "unitPrice": {"amount": pounds * 100, "currency": "EGP"},
        })
    };
    let estimate = json!({"lines": [line("labour", "إصلاح التسريب", 350)], "note": "بعد المعاينة"});
    let path = format!("/api/v1/bookings/{booking}/estimates");
    plumber.post(&path, estimate).await.expect(201).id()
}

/// Waits until the money of a booking is settled; the booking as its customer sees it.
pub async fn settled(customer: &Person, booking: &str) -> Answer {
    eventually("the settlement", || async {
        let seen = customer.get(&format!("/api/v1/bookings/{booking}")).await.expect(200);
        (seen.text("/stage") == "settled").then_some(seen)
    })
    .await
}

/// Both sides rate each other.
pub async fn rate(customer: &Person, plumber: &Person, booking: &str) {
    let visit = json!({
        "bookingId": booking, "quality": 5, "punctuality": 4, "priceFairness": 5,
        "cleanliness": 5, "comment": "شغل نضيف وفي ميعاده",
    });
    customer.post("/api/v1/ratings", visit).await.expect(201);
    let back = json!({"bookingId": booking, "stars": 5});
    plumber.post("/api/v1/ratings", back).await.expect(201);
}

/// `total + promotion = earnings + commission + taxes + parts + rounding`, as staff sees it.
pub async fn assert_divided(staff: &Person, booking: &str) {
    let seen = staff.get(&format!("/api/v1/bookings/{booking}")).await.expect(200);
    let part = |name: &str| seen.piastres(&format!("/price/settlement/{name}"));
    let paid = part("total") + part("promotion");
    let shared = ["earnings", "commission", "taxes", "parts", "rounding"].map(part);
    assert_eq!(paid, shared.iter().sum::<i64>(), "{}", seen.json);
}

/// The kinds of news in somebody's inbox, newest first.
pub async fn news(who: &Person) -> Vec<String> {
    let inbox = who.get("/api/v1/notifications?limit=100").await.expect(200);
    let items = inbox.json["items"].as_array().cloned().unwrap_or_default();
    items.iter().filter_map(|item| item["kind"].as_str()).map(str::to_owned).collect()
}

/// Somebody new registers and proves its phone with the code of the SMS.
pub async fn registers(platform: &Platform, phone: &str, role: &str) -> Person {
    let guest = platform.guest();
    let form = json!({
        "phone": phone, "firstName": "نورا", "lastName": "إبراهيم", "role": role, "lang": "ar",
        "acceptTerms": true,
    });
    guest.post("/api/v1/auth/register", form).await.expect(202);
    let code = eventually("the code by SMS", async || platform.sms.code(phone)).await;
    let proof = json!({"phone": phone, "code": code, "purpose": "verify_phone"});
    let session = guest.post("/api/v1/auth/otp/verify", proof).await.expect(200);
    guest.logged_in("somebody new", &session)
}

/// The smallest picture there is.
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff\xff\x7f\x00\x09\xfb\x03\xfd\x05CE\xca\x00\x00\x00\x00IEND\xaeB`\x82";

/// The smallest picture there is with `word` among its pixels, where no cleaning takes it out.
pub fn picture_of(word: &str) -> Vec<u8> {
    const IEND: usize = 12;
    let (head, end) = PNG.split_at(PNG.len() - IEND);
    let length = u32::try_from(word.len()).expect("a word").to_be_bytes();
    [head, &length, b"IDAT", word.as_bytes(), &[0; 4], end].concat()
}

/// A form with the smallest picture there is.
pub fn picture() -> reqwest::multipart::Form {
    let file = reqwest::multipart::Part::bytes(PNG.to_vec()).file_name("photo.png");
    reqwest::multipart::Form::new().part("file", file)
}
