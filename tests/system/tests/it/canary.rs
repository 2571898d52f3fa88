//! Nothing personal or secret stands in clear where it must not: words that occur nowhere else are
//! typed into every field that takes them, a booking is played, and then every column of the
//! database, every file, the logs and the metrics are searched for them.

use crate::harness::{
    Answer, Options, Person, Platform, Topology, Who, eventually, fresh_id, world,
};
use crate::visits;
use chrono::TimeDelta;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, PgPool};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

const PASSWORD: &str = "canary-password-wq81";
const NEW_PASSWORD: &str = "canary-password-wq82";
const PHONE: &str = "01077700311";
const PROVIDER_PHONE: &str = "01077700322";
const NEIGHBOUR_PHONE: &str = "01077700333";
const PARTNER_PHONE: &str = "01077700344";
const EMAIL: &str = "canary.mail@qanary.example";
const PARTNER_EMAIL: &str = "canary.partner@qanary.example";
const NATIONAL_ID: &str = "29001150101234";

/// What may stand in clear, and where: names, by which people find each other; what a provider says
/// of itself and others say of its work, which is public; and what the two sides of a visit and the
/// staff read about its work, price and dispute. Everything else is a leak.
const KNOWN: &[(&str, &[&str])] = &[
    ("customer first name", &["identity.customer_profiles.first_name"]),
    ("customer last name", &["identity.customer_profiles.last_name"]),
    ("service_provider first name", &["identity.customer_profiles.first_name"]),
    ("service_provider last name", &["identity.customer_profiles.last_name"]),
    (
        "application first name",
        &[
            "providers.service_provider_profiles.first_name",
            "booking.providers.display_name",
            "notifications.providers.display_name",
            "tracking.provider_states.display_name",
            "bus.events.payload",
        ],
    ),
    ("application last name", &["providers.service_provider_profiles.last_name"]),
    ("bio", &["providers.service_provider_profiles.bio"]),
    ("exception note", &["providers.hours_exceptions.note"]),
    ("rating comment", &["ratings.ratings.comment"]),
    (
        "estimate line",
        &[
            "booking.booking_lines.name_ar",
            "booking.booking_lines.name_en",
            "booking.estimate_lines.name",
            "booking.job_records.body",
        ],
    ),
    ("estimate note", &["booking.estimates.note"]),
];

/// What was typed or handed out, under names that say what it is.
#[derive(Default)]
struct Planted(Vec<(String, String)>);

impl Planted {
    fn plant(&mut self, what: &str, word: &str) -> String {
        self.0.push((what.to_owned(), word.to_owned()));
        word.to_owned()
    }

    /// A word of its own for a field.
    fn word(&mut self, what: &str) -> String {
        // Letters only: names and texts take them, and nothing made by chance looks like that.
        let tail: String = what.chars().filter(char::is_ascii_alphabetic).collect();
        self.plant(what, &format!("Qanary{tail}"))
    }

    /// Digits may stand anywhere by chance: a code is looked for as a whole value or JSON string.
    fn code(&mut self, what: &str, code: &str) {
        self.plant(what, &format!("\"{code}\""));
    }

    /// A phone is kept and shown in several forms that have the same digits in them.
    fn phone(&mut self, what: &str, phone: &str) {
        self.plant(what, phone.trim_start_matches('0'));
    }
}

#[tokio::test]
async fn what_is_personal_or_secret_stands_nowhere_in_clear() {
    let settings = vec![
        ("OSTA_NOTIFICATIONS__WEBHOOKS_LOOPBACK", "true".to_owned()),
        ("OSTA_LOG_FILTER", "info,sqlx=warn".to_owned()),
    ];
    let options = Options { topology: Topology::OneProcess, settings, ..Options::default() };
    let platform = Platform::start_with(options).await;
    let mut planted = Planted::default();
    let customer = register(&platform, &mut planted, PHONE, "customer").await;
    account(&platform, &customer, &mut planted).await;
    apply(&platform, &mut planted).await;
    partner(&platform, &mut planted).await;
    booking(&platform, &customer, &mut planted).await;
    rest(&platform).await;

    let mut found = BTreeSet::new();
    database(&platform.database.pool, &planted, &mut found).await;
    let searched = files(&platform.database.files, &planted, &mut found);
    // The document, the visit's picture and the copy of the customer's data.
    assert!(searched >= 3, "only {searched} files");
    text("the logs", &platform.logs(), &planted, &mut found);
    let metrics = customer.get("/metrics").await.expect(200);
    text("the metrics", &String::from_utf8_lossy(&metrics.bytes), &planted, &mut found);
    let shown: Vec<&String> = found.iter().collect();
    assert!(shown.is_empty(), "{} leaks: {shown:#?}", shown.len());
    platform.assert_sound().await;
}

/// What is searched for has to have arrived everywhere; how long that takes is not the matter here.
async fn rest(platform: &Platform) {
    platform.settle_within(Duration::from_secs(180)).await;
}

async fn register(platform: &Platform, planted: &mut Planted, phone: &str, role: &str) -> Person {
    planted.phone(&format!("{role} phone"), phone);
    let guest = platform.guest();
    let form = json!({
        "phone": phone, "role": role, "lang": "ar", "acceptTerms": true,
        "firstName": planted.word(&format!("{role} first name")),
        "lastName": planted.word(&format!("{role} last name")),
        "password": planted.plant("password", PASSWORD),
    });
    guest.post("/api/v1/auth/register", form).await.expect(202);
    let code = eventually("the code by SMS", async || platform.sms.code(phone)).await;
    planted.code(&format!("{role} code"), &code);
    let proof = json!({"phone": phone, "code": code, "purpose": "verify_phone"});
    let session = guest.post("/api/v1/auth/otp/verify", proof).await.expect(200);
    tokens(planted, &session);
    let wrong =
        json!({"phone": phone, "password": planted.plant("wrong password", "qanary-wrong")});
    guest.post("/api/v1/auth/login", wrong).await.expect(401);
    guest.logged_in(&format!("the {role}"), &session)
}

fn tokens(planted: &mut Planted, session: &Answer) {
    planted.plant("access token", &session.text("/accessToken"));
    for cookie in session.headers.get_all("set-cookie") {
        let cookie = cookie.to_str().expect("a cookie is ASCII");
        let value = cookie.split([';', '=']).nth(1).unwrap_or_default();
        if value.len() > 20 {
            planted.plant(&format!("cookie {}", cookie.split('=').next().unwrap_or("")), value);
        }
    }
}

/// Everything an account takes.
async fn account(platform: &Platform, customer: &Person, planted: &mut Planted) {
    let change = json!({"email": planted.plant("email", EMAIL), "dateOfBirth": "1987-03-09"});
    customer.call("PATCH", "/api/v1/me", Some(change), &[]).await.expect(200);
    let change = json!({
        "currentPassword": PASSWORD, "newPassword": planted.plant("new password", NEW_PASSWORD),
    });
    customer.post("/api/v1/me/password", change).await.expect(204);
    let mut address = address(planted, "saved");
    for field in ["label", "directions", "contactName"] {
        address[field] = json!(planted.word(&format!("saved {field}")));
    }
    planted.phone("contact phone", NEIGHBOUR_PHONE);
    address["contactPhone"] = json!(NEIGHBOUR_PHONE);
    customer.post("/api/v1/me/addresses", address).await.expect(201);
    customer.post("/api/v1/me/export", json!({})).await.expect(202);
    let otp = json!({"phone": PHONE, "purpose": "log_in"});
    let before = platform.sms.to(PHONE).len();
    // A code a minute: the one of the registration is not old enough for another.
    let answer = platform.guest().post("/api/v1/auth/otp", otp).await;
    if answer.status == 202 {
        eventually("a code", async || (platform.sms.to(PHONE).len() > before).then_some(())).await;
    }
}

/// An address as a visit takes it.
fn address(planted: &mut Planted, which: &str) -> Value {
    let mut word = |field: &str| planted.word(&format!("{which} {field}"));
    json!({
        "governorate": "EG-C", "district": "المعادي", "street": word("street"),
        "building": word("building"), "landmark": word("landmark"), "pin": visits::pin(),
    })
}

/// Somebody who wants to work: with a national ID and its picture.
async fn apply(platform: &Platform, planted: &mut Planted) {
    let provider = register(platform, planted, PROVIDER_PHONE, "service_provider").await;
    let application = json!({
        "firstName": planted.word("application first name"),
        "lastName": planted.word("application last name"),
        "nationalId": planted.plant("national ID", NATIONAL_ID),
        "home": visits::pin(), "languages": ["ar"],
    });
    provider.post("/api/v1/providers/me", application).await.expect(201);
    let home = provider.get("/api/v1/providers/me").await.expect(200);
    let change = json!({"bio": planted.word("bio"), "version": home.json["version"]});
    provider.call("PATCH", "/api/v1/providers/me", Some(change), &[]).await.expect(200);
    let picture = visits::picture_of(&planted.word("document"));
    let name = planted.word("file name");
    let file = Part::bytes(picture).file_name(format!("{name}.png"));
    let form = Form::new().text("kind", "national_id").text("side", "front").part("file", file);
    let upload = provider.request("POST", "/api/v1/providers/me/documents").multipart(form);
    provider.send(upload).await.expect(201);
    let soon = crate::harness::real_world().now() + TimeDelta::days(20);
    let away = json!({
        "startsAt": soon.to_rfc3339(), "endsAt": (soon + TimeDelta::hours(5)).to_rfc3339(),
        "works": false, "note": planted.word("exception note"),
    });
    provider.post("/api/v1/providers/me/exceptions", away).await.expect(201);
}

/// A partner with a key and a webhook.
async fn partner(platform: &Platform, planted: &mut Planted) {
    planted.phone("partner phone", PARTNER_PHONE);
    let admin = platform.person(Who::Admin).await;
    let partner = json!({
        "kind": "compound", "nameAr": "إدارة كمبوند الياسمين", "nameEn": "Jasmine Compound",
        "contactPhone": PARTNER_PHONE,
        "contactEmail": planted.plant("partner email", PARTNER_EMAIL),
    });
    let partner = admin.post("/api/v1/admin/partners", partner).await.expect(201).id();
    let scopes: Vec<_> = kernel::Scope::ALL.iter().map(|scope| scope.tag()).collect();
    let path = format!("/api/v1/admin/partners/{partner}/keys");
    let made = admin.post(&path, json!({"name": "Booking system", "scopes": scopes})).await;
    let secret = planted.plant("API key", &made.expect(201).text("/secret"));
    let program = platform.guest().with_key("a program", &partner, secret);
    // Nobody listens there; what matters is what is kept of it.
    let url = format!("http://127.0.0.1:9/{}", planted.word("webhook address"));
    let hook = json!({"url": url, "eventTypes": ["booking.confirmed"]});
    let made = program.post("/api/v1/webhook-endpoints", hook).await.expect(201);
    planted.plant("webhook secret", &made.text("/secret"));
}

/// A visit with everything that people say around it.
async fn booking(platform: &Platform, customer: &Person, planted: &mut Planted) {
    let mut plumbers = Vec::new();
    for n in 0..world::PLUMBERS {
        plumbers.push(platform.plumber(n).await);
    }
    let quote = visits::quote(customer, "plumbing.inspection").await;
    let order = json!({
        "quoteId": quote.id(), "address": address(planted, "ordered"), "paymentMethod": "cash",
        "notes": planted.word("order notes"),
    });
    let booking = customer.post("/api/v1/bookings", order).await.expect(201).id();
    let plumber = visits::accepted(&plumbers, &booking).await;
    rest(platform).await;
    talk(customer, plumber, &booking, planted).await;
    let link = format!("/api/v1/bookings/{booking}/share-links");
    visits::step(plumber, &booking, "en-route").await;
    rest(platform).await;
    let link = customer.post(&link, json!({})).await.expect(201);
    planted.plant("share token", &link.text("/token"));
    crate::harness::be_at(plumber, world::HOME.0 + 0.0003, world::HOME.1).await;
    let alarm = json!({"note": planted.word("alarm note"), "place": visits::pin()});
    customer.post(&format!("/api/v1/bookings/{booking}/sos"), alarm).await.expect(201);
    visits::step(plumber, &booking, "arrive").await;
    let path = format!("/api/v1/bookings/{booking}");
    let code = customer.get(&path).await.expect(200).text("/startCode");
    planted.code("start code", &code);
    plumber.post(&format!("{path}/start"), json!({"code": code})).await.expect(200);
    let line = json!({
        "kind": "labour", "name": planted.word("estimate line"), "quantity": 1,
        "unitPrice": {"amount": 35_000, "currency": "EGP"},
    });
    let estimate = json!({"lines": [line], "note": planted.word("estimate note")});
    let estimate = plumber.post(&format!("{path}/estimates"), estimate).await.expect(201).id();
    visits::step(customer, &booking, &format!("estimates/{estimate}/approve")).await;
    let picture = visits::picture_of(&planted.word("visit picture"));
    let file = Part::bytes(picture).file_name("done.png");
    let form = Form::new().text("purpose", "completion").part("file", file);
    let photo = plumber.request("POST", &format!("{path}/photos")).multipart(form);
    plumber.send(photo).await.expect(201);
    visits::step(plumber, &booking, "complete").await;
    visits::settled(customer, &booking).await;
    rest(platform).await;
    let rating = json!({
        "bookingId": booking, "quality": 5, "punctuality": 4, "priceFairness": 5,
        "cleanliness": 5, "comment": planted.word("rating comment"),
    });
    customer.post("/api/v1/ratings", rating).await.expect(201);
    let dispute = json!({"kind": "not_fixed", "reason": planted.word("dispute reason")});
    customer.post(&format!("{path}/dispute"), dispute).await.expect(200);
    let evidence = json!({"text": planted.word("evidence")});
    plumber.post(&format!("{path}/dispute/evidence"), evidence).await.expect(200);
}

/// In the booking's chat, and with support.
async fn talk(customer: &Person, plumber: &Person, booking: &str, planted: &mut Planted) {
    let chats = customer.get("/api/v1/conversations").await.expect(200);
    let chats = chats.json["items"].as_array().cloned().unwrap_or_default();
    let chat = chats.iter().find(|chat| chat["bookingId"] == *booking).expect("they may talk");
    let path = format!("/api/v1/conversations/{}/messages", chat["id"].as_str().expect("an id"));
    for (who, what) in [(customer, "customer chat"), (plumber, "provider chat")] {
        let said = json!({"id": fresh_id(), "kind": "text", "text": planted.word(what)});
        who.post(&path, said).await.expect(201);
    }
    let question = json!({
        "id": fresh_id(), "subject": planted.word("question subject"),
        "text": planted.word("question text"), "bookingId": booking,
    });
    customer.post("/api/v1/conversations", question).await.expect(201);
}

/// Searches every column of every table of ours, in the tables of events and jobs too.
async fn database(pool: &PgPool, planted: &Planted, found: &mut BTreeSet<String>) {
    let columns: Vec<(String, String, String, String)> = sqlx::query_as(
        "select c.table_schema::text, c.table_name::text, c.column_name::text, c.udt_name::text
         from information_schema.columns c
         join information_schema.tables t using (table_schema, table_name)
         join pg_class k on k.oid = format('%I.%I', c.table_schema, c.table_name)::regclass
         where t.table_type = 'BASE TABLE' and not k.relispartition
           -- What PostGIS brings along is in public; nothing of ours is.
           and c.table_schema not in ('pg_catalog', 'information_schema', 'public')
           and c.udt_name <> 'geometry' and c.udt_name not like 'timestamp%'",
    )
    .fetch_all(pool)
    .await
    .expect("columns can be listed");
    assert!(columns.len() > 500, "only {} columns", columns.len());
    let words: Vec<String> = planted.0.iter().map(|(_, word)| word.clone()).collect();
    for (schema, table, column, kind) in columns {
        let place = format!("{schema}.{table}.{column}");
        let value = match kind.as_str() {
            "bytea" => format!("encode(x.{column:?}, 'escape')"),
            _ => format!("'\"' || x.{column:?}::text || '\"'"),
        };
        let sql = format!(
            "select distinct word from {schema:?}.{table:?} x, unnest($1::text[]) word
             where position(word in {value}) > 0"
        );
        let hits: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql))
            .bind(&words)
            .fetch_all(pool)
            .await
            .expect(&place);
        for (what, word) in &planted.0 {
            let known = KNOWN.iter().any(|(of, at)| of == what && at.contains(&place.as_str()));
            if hits.contains(word) && !known {
                found.insert(format!("{what} in {place}"));
            }
        }
    }
    let large: i64 = sqlx::query_scalar("select count(*) from pg_largeobject_metadata")
        .fetch_one(pool)
        .await
        .expect("the database answers");
    assert_eq!(large, 0, "large objects were not searched");
}

/// Searches every file that is kept; how many there are.
fn files(folder: &Path, planted: &Planted, found: &mut BTreeSet<String>) -> usize {
    let mut searched = 0;
    for entry in std::fs::read_dir(folder).expect("the folder is there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            searched += files(&path, planted, found);
            continue;
        }
        searched += 1;
        let bytes = std::fs::read(&path).unwrap_or_default();
        let name = path.display().to_string();
        for (what, word) in &planted.0 {
            let inside = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            if inside || name.contains(word.as_str()) {
                found.insert(format!("{what} in the file {name}"));
            }
        }
    }
    searched
}

fn text(place: &str, text: &str, planted: &Planted, found: &mut BTreeSet<String>) {
    for (what, word) in &planted.0 {
        if let Some(line) = text.lines().find(|line| line.contains(word.as_str())) {
            found.insert(format!("{what} in {place}: {line}"));
        }
    }
}
