//! Who calls, and what there is for them to call about.

use kernel::{Role, Scope};
use serde_json::{Value, json};
use system_tests::{Operation, Person, Platform, Who, visits, world};

/// Somebody who calls.
pub struct Caller {
    /// What it is called in the report.
    pub name: &'static str,
    /// With which phone it logs in.
    pub phone: Option<String>,
    /// The API key of a program.
    pub key: Option<String>,
    role: Option<Role>,
}

/// Everybody, and real things of theirs.
pub struct Callers {
    /// In the order in which they call: whoever may change most comes last.
    pub all: Vec<Caller>,
    /// Ids by what they belong to, a pin, phones.
    pub things: Value,
}

impl Caller {
    /// Whether it calls an operation. What ends its own session or account would leave nothing to
    /// try; the whole-system tests do that.
    pub fn tries(&self, operation: &Operation) -> bool {
        let ends = ["/api/v1/auth/logout", "/api/v1/me/sessions/", "/api/v1/me/password"];
        let is_end = ends.iter().any(|end| operation.path.starts_with(end));
        match &operation.permissions {
            _ if self.key.is_some() => operation.about.get("x-api-key-scope").is_some(),
            _ if self.role.is_none() => true,
            _ if is_end => false,
            Some(Value::Array(tags)) => {
                let held = self.role.map(Role::permissions).unwrap_or_default();
                held.iter().any(|held| tags.iter().any(|tag| tag == held.tag()))
            }
            // Guests try what is public.
            Some(Value::String(kind)) => kind == "signed_in",
            _ => true,
        }
    }
}

impl Callers {
    /// Logs in, and plays visits so that there is something of each kind.
    pub async fn prepare(platform: &Platform) -> Self {
        let mut plumbers = Vec::new();
        for n in 0..world::PLUMBERS {
            plumbers.push(platform.plumber(n).await);
        }
        let admin = platform.person(Who::Admin).await;
        let mona = platform.person(Who::Mona).await;
        let partner = program(&admin).await;
        let things = things(platform, &admin, &mona, &plumbers).await;
        let person = |name, who: Who| Caller {
            name,
            phone: Some(who.phone()),
            key: None,
            role: Some(who.role()),
        };
        let all = vec![
            Caller { name: "guest", phone: None, key: None, role: None },
            Caller { name: "program", phone: None, key: Some(partner), role: None },
            person("customer", Who::Mona),
            person("provider", Who::Plumber(0)),
            person("operator", Who::Admin),
        ];
        Self { all, things }
    }
}

async fn program(admin: &Person) -> String {
    let partner = json!({
        "kind": "compound", "nameAr": "إدارة كمبوند الياسمين", "nameEn": "Jasmine Compound",
        "contactPhone": "01066600077",
    });
    let partner = admin.post("/api/v1/admin/partners", partner).await.expect(201).id();
    let scopes: Vec<&str> = Scope::ALL.iter().map(|scope| scope.tag()).collect();
    let path = format!("/api/v1/admin/partners/{partner}/keys");
    let made = admin.post(&path, json!({"name": "Booking system", "scopes": scopes})).await;
    made.expect(201).text("/secret")
}

/// Visits in different states, and the ids of all around them.
async fn things(platform: &Platform, admin: &Person, mona: &Person, plumbers: &[Person]) -> Value {
    let done = book(mona, "plumbing.drain_unblock").await;
    let first = visits::accepted(plumbers, &done).await;
    visits::begin(platform, mona, first, &done).await;
    visits::step(first, &done, "complete").await;
    visits::settled(mona, &done).await;
    platform.settle().await;
    visits::rate(mona, first, &done).await;
    let open = book(mona, "plumbing.inspection").await;
    let (second, offer) = visits::offered(plumbers, &open).await;
    second.post(&format!("/api/v1/offers/{offer}/accept"), json!({})).await.expect(200);
    visits::begin(platform, mona, second, &open).await;
    let estimate = visits::estimate(second, &open).await;
    let waiting = book(mona, "plumbing.tap_repair").await;
    platform.settle().await;
    let home = json!({
        "label": "البيت", "governorate": "EG-C", "district": "المعادي", "street": "شارع ٩",
        "pin": visits::pin(),
    });
    let home = mona.post("/api/v1/me/addresses", home).await.expect(201).id();
    let quote = visits::quote(mona, "plumbing.tap_repair").await.id();
    let services = ["tap_repair", "drain_unblock", "inspection"]
        .map(|code| visits::service(&format!("plumbing.{code}")));
    let bookings = json!([done, open, waiting]);
    let users: Vec<&String> = plumbers.iter().map(|p| &p.id).chain([&mona.id]).collect();
    let providers: Vec<&String> = plumbers.iter().map(|p| &p.id).collect();
    json!({
        "pin": visits::pin(), "lat": [world::HOME.0], "lng": [world::HOME.1],
        "bookings": bookings, "bookingId": bookings,
        "users": users, "userId": users,
        "providers": providers, "providerId": providers,
        "services": services, "serviceId": services,
        "quotes": [quote], "quoteId": [quote], "addresses": [home], "addressId": [home],
        "offers": [offer], "estimateId": [estimate],
        "categories": ids(admin, "/api/v1/admin/categories").await,
        "zones": ids(admin, "/api/v1/admin/zones").await,
        "payments": ids(mona, "/api/v1/payments").await,
        "notifications": ids(mona, "/api/v1/notifications").await,
        "conversations": ids(mona, "/api/v1/conversations").await,
        "entries": ids(admin, "/api/v1/admin/ledger/entries").await,
        "ratings": ids(admin, "/api/v1/admin/ratings").await,
        "partners": ids(admin, "/api/v1/admin/partners").await,
    })
}

async fn book(mona: &Person, service: &str) -> String {
    let quote = visits::quote(mona, service).await;
    visits::book(mona, &quote, "cash").await.id()
}

/// The ids on the first page of a list.
async fn ids(who: &Person, path: &str) -> Value {
    let answer = who.get(path).await.expect(200);
    let items = answer.json["items"].as_array().or(answer.json.as_array()).cloned();
    items.unwrap_or_default().iter().map(|item| item["id"].clone()).collect()
}
