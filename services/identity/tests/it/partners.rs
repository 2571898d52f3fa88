//! Partners and the keys of their programs, through the edge as every process has it.

use crate::fixture::{Fixture, PHONE};
use axum::http::Method;
use chassis::bus::Stamper;
use chrono::TimeDelta;
use contracts::admin::OperatorActed;
use contracts::identity::UserChanged;
use httpkit::Actor;
use httpkit::auth::Verifier;
use identity::IdentityKeys;
use kernel::Role;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use testkit::{Answer, TestApp};
use tokio_util::sync::CancellationToken;

const PARTNERS: &str = "/api/v1/admin/partners";
const OWN: &str = "/api/v1/partner";

fn jasmine() -> Value {
    json!({
        "kind": "compound", "nameAr": "إدارة كمبوند الياسمين", "nameEn": "Jasmine Compound",
        "contactPhone": "٠١٠١٢٣٤٥٦٧٨", "contactEmail": "it@jasmine.example", "lang": "en",
        "note": "عقد ٢٠٢٦",
    })
}

/// An edge with what it remembers, as one process has it.
struct Edge {
    app: TestApp,
    verifier: Verifier,
}

impl Edge {
    fn new(f: &Fixture) -> Self {
        let (parts, identity) = identity::parts(f.chassis.clone()).unwrap();
        let world = &f.chassis.world;
        let verifier = Verifier::new(Arc::new(IdentityKeys(identity)), world.clone());
        let app = TestApp::with_verifier(&f.db, world, vec![parts], verifier.clone());
        Self { app, verifier }
    }

    async fn get(&self, path: &str, token: &str) -> Answer {
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", bearer.as_str())];
        self.app.call_with(Method::GET, path, None, None, &headers).await
    }

    /// Hears the log from now on, until the guard goes.
    fn listen(&self, f: &Fixture) -> tokio_util::sync::DropGuard {
        let stop = CancellationToken::new();
        tokio::spawn(self.verifier.clone().listen(f.db.owner().clone(), stop.clone()));
        stop.drop_guard()
    }

    /// Asks until the answer has that status. The clock stands still, so that nothing that is
    /// remembered ends by itself.
    async fn until(&self, f: &Fixture, path: &str, token: &str, status: u16) {
        let asking = async {
            while self.get(path, token).await.status != status {
                Stamper::new(f.db.owner().clone()).drain().await.unwrap();
            }
        };
        tokio::time::timeout(Duration::from_secs(10), asking).await.unwrap();
    }
}

struct Partner {
    id: String,
    operator: Actor,
}

async fn partner(f: &Fixture) -> Partner {
    let operator = f.staff("01200000001", Role::Operations).await;
    let answer = f.http.post(PARTNERS, operator, jasmine()).await.expect(201);
    Partner { id: answer.json["id"].as_str().unwrap().to_owned(), operator }
}

impl Partner {
    fn path(&self, rest: &str) -> String {
        format!("{PARTNERS}/{}{rest}", self.id)
    }

    async fn key(&self, f: &Fixture, more: Value) -> (String, String) {
        let mut body = json!({"name": "Bookings", "scopes": ["bookings:read", "catalog:read"]});
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        let answer = f.http.post(&self.path("/keys"), self.operator, body).await.expect(201);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&answer.json["key"]["id"]), text(&answer.json["secret"]))
    }
}

#[tokio::test]
async fn a_partner_has_an_account_that_nobody_logs_in_to() {
    let f = Fixture::new().await;
    let person = f.join(PHONE).await;
    let partner = partner(&f).await;
    let shown = f.http.get(&partner.path(""), partner.operator).await.expect(200).json;
    assert_eq!(shown["name"]["en"], "Jasmine Compound");
    assert_eq!(shown["contactPhone"], "+201012345678");
    assert_eq!((&shown["status"], &shown["version"]), (&json!("active"), &json!(1)));
    let told = f.http.told::<UserChanged>().await.pop().unwrap();
    assert_eq!((told.user_id.to_string(), told.role), (partner.id.clone(), Role::Customer));
    assert!(!told.preferences.sms && !told.preferences.email && !told.preferences.push);
    // The same phone is still the person's own, and a code for it lets in the person.
    f.clock.advance(chrono::TimeDelta::minutes(1));
    f.request_code(PHONE, "log_in").await.expect(202);
    let code = f.last_code().await;
    let again = f.verify(PHONE, &code, "log_in").await.expect(200);
    assert_eq!(again.json["user"]["id"], person.actor.user_id.to_string());
    let listed = f.http.get(PARTNERS, partner.operator).await.expect(200);
    assert_eq!(listed.json["items"].as_array().unwrap().len(), 1);
    // Operators find it among the accounts too, to suspend it.
    let users = f.http.get("/api/v1/admin/users", partner.operator).await.expect(200);
    let ids: Vec<_> = users.json["items"].as_array().unwrap().iter().map(|u| &u["id"]).collect();
    assert!(ids.contains(&&json!(partner.id)));
    // The contact stands nowhere in clear.
    let clear: i64 = sqlx::query_scalar(
        "select count(*) from identity.users where phone like '%1012345678%' or email like '%jasmine%'",
    )
    .fetch_one(f.db.pool())
    .await
    .unwrap();
    assert_eq!(clear, 0);
}

#[tokio::test]
async fn a_change_needs_the_version_that_was_read_and_wrong_fields_are_named_at_once() {
    let f = Fixture::new().await;
    let partner = partner(&f).await;
    let mut changed = jasmine();
    changed["nameEn"] = json!("Jasmine Living");
    changed["contactEmail"] = Value::Null;
    let body = json!({"version": 1, "partner": changed});
    let path = partner.path("");
    let answer = f.http.put(&path, partner.operator, body.clone()).await.expect(200).json;
    assert_eq!((&answer["version"], &answer["contactEmail"]), (&json!(2), &Value::Null));
    let late = f.http.put(&path, partner.operator, body).await.expect(409);
    assert_eq!(late.code(), "partner.changed_meanwhile");
    let wrong = json!({"kind": "compound", "nameAr": "", "nameEn": "x".repeat(101),
        "contactPhone": "12", "contactEmail": "no", "note": "n".repeat(1001)});
    let refused = f.http.post(PARTNERS, partner.operator, wrong).await.expect(422);
    let all = ["nameAr", "nameEn", "contactPhone", "contactEmail", "note"];
    assert_eq!(refused.wrong_fields(), all);
    let nowhere = format!("{PARTNERS}/{}", uuid::Uuid::from_u128(5));
    f.http.get(&nowhere, partner.operator).await.expect(404);
    let deeds: Vec<String> =
        f.http.told::<OperatorActed>().await.into_iter().map(|deed| deed.action).collect();
    assert_eq!(deeds, ["partner.open", "partner.change"]);
}

#[tokio::test]
async fn a_key_lets_in_for_its_scopes_and_only_its_hash_is_kept() {
    let f = Fixture::new().await;
    let (partner, edge) = (partner(&f).await, Edge::new(&f));
    let (id, secret) = partner.key(&f, json!({})).await;
    assert!(secret.starts_with("osk_live_") && secret.len() == 9 + 32 + 1 + 64, "{secret}");
    let own = edge.get(OWN, &secret).await.expect(200).json;
    assert_eq!((&own["id"], &own["key"]["id"]), (&json!(partner.id), &json!(id)));
    assert_eq!(own["key"]["scopes"], json!(["catalog:read", "bookings:read"]));
    assert_eq!(own["key"]["lastUsedAt"], json!(testkit::NOON));
    let random = secret.rsplit('_').next().unwrap();
    for table in ["identity.api_keys", "bus.events", "bus.outbox", "bus.idempotency"] {
        let sql = format!("select count(*) from {table} t where t::text like $1");
        let found: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .bind(format!("%{random}%"))
            .fetch_one(f.db.pool())
            .await
            .unwrap();
        assert_eq!(found, 0, "{table}");
    }
    let listed = f.http.get(&partner.path("/keys"), partner.operator).await.expect(200);
    assert_eq!(listed.json["items"][0]["state"], "live");
    assert!(!String::from_utf8_lossy(&listed.bytes).contains(random));
    // A secret that is nearly right is none, whatever its id.
    let last = if secret.ends_with('0') { "1" } else { "0" };
    let wrong = format!("{}{last}", &secret[..secret.len() - 1]);
    assert_eq!(edge.get(OWN, &wrong).await.expect(401).code(), "unauthenticated");
}

#[tokio::test]
async fn a_key_reaches_nothing_that_was_not_opened_to_it() {
    let f = Fixture::new().await;
    let (partner, edge) = (partner(&f).await, Edge::new(&f));
    let scopes: Vec<&str> = kernel::Scope::ALL.iter().map(|scope| scope.tag()).collect();
    let (_, secret) = partner.key(&f, json!({"scopes": scopes})).await;
    let document = serde_json::to_value(edge.app.openapi()).unwrap();
    let bearer = format!("Bearer {secret}");
    let mut tried = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            let target = path.replace("{id}", &partner.id).replace("{keyId}", &partner.id);
            let method: Method = method.to_uppercase().parse().unwrap();
            let headers = [("authorization", bearer.as_str())];
            let body = Some(json!({}));
            let answer = edge.app.call_with(method.clone(), &target, None, body, &headers).await;
            if path == OWN {
                answer.expect(200);
            } else {
                assert_eq!(answer.expect(403).code(), "api_key.out_of_scope", "{method} {path}");
            }
            tried += 1;
        }
    }
    assert!(tried > 30, "{tried}");
    // And a person is no program.
    let person = f.join(PHONE).await;
    assert_eq!(edge.get(OWN, &person.access).await.expect(403).code(), "forbidden");
}

#[tokio::test]
async fn a_revoked_key_is_refused_at_once_in_every_process() {
    let f = Fixture::new().await;
    let (partner, here, there) = (partner(&f).await, Edge::new(&f), Edge::new(&f));
    let _listens = (here.listen(&f), there.listen(&f));
    let (id, secret) = partner.key(&f, json!({})).await;
    let (_, other) = partner.key(&f, json!({})).await;
    for edge in [&here, &there] {
        edge.get(OWN, &secret).await.expect(200);
        edge.get(OWN, &other).await.expect(200);
    }
    let path = partner.path(&format!("/keys/{id}/revoke"));
    f.http.post(&path, partner.operator, json!({"reason": " "})).await.expect(422);
    let body = json!({"reason": "تسرّب المفتاح"});
    let revoked = f.http.post(&path, partner.operator, body.clone()).await.expect(200);
    assert_eq!(revoked.json["state"], "revoked");
    for edge in [&here, &there] {
        edge.until(&f, OWN, &secret, 401).await;
        edge.get(OWN, &other).await.expect(200);
    }
    assert_eq!(f.http.post(&path, partner.operator, body).await.expect(409).code(), "api_key.over");
    // Without the log, what is remembered ends after seconds.
    let deaf = Edge::new(&f);
    let (id, secret) = partner.key(&f, json!({})).await;
    deaf.get(OWN, &secret).await.expect(200);
    let path = partner.path(&format!("/keys/{id}/revoke"));
    f.http.post(&path, partner.operator, json!({"reason": "تجربة"})).await.expect(200);
    f.clock.advance(httpkit::keys::TRUST);
    deaf.get(OWN, &secret).await.expect(401);
}

#[tokio::test]
async fn a_suspended_partner_is_out_with_all_its_keys_and_back_with_them() {
    let f = Fixture::new().await;
    let (partner, edge) = (partner(&f).await, Edge::new(&f));
    let _listens = edge.listen(&f);
    let (_, secret) = partner.key(&f, json!({})).await;
    edge.get(OWN, &secret).await.expect(200);
    let users = format!("/api/v1/admin/users/{}", partner.id);
    let body = json!({"reason": "عقد منتهٍ"});
    let suspend = format!("{users}/suspend");
    f.http.post(&suspend, partner.operator, body.clone()).await.expect(200);
    edge.until(&f, OWN, &secret, 401).await;
    let back = format!("{users}/reinstate");
    f.http.post(&back, partner.operator, body).await.expect(200);
    f.clock.advance(TimeDelta::seconds(6));
    edge.get(OWN, &secret).await.expect(200);
}

#[tokio::test]
async fn a_key_that_is_replaced_stays_good_for_the_overlap() {
    let f = Fixture::new().await;
    let (partner, edge) = (partner(&f).await, Edge::new(&f));
    let (id, before) = partner.key(&f, json!({"networks": ["192.0.2.0/24"]})).await;
    f.clock.advance(TimeDelta::seconds(1));
    let path = partner.path(&format!("/keys/{id}/rotate"));
    let too_long = f.http.post(&path, partner.operator, json!({"overlapHours": 169})).await;
    assert_eq!(too_long.expect(422).wrong_fields(), ["overlapHours"]);
    let answer = f.http.post(&path, partner.operator, json!({"overlapHours": 2})).await.expect(201);
    let after = answer.json["secret"].as_str().unwrap();
    assert_eq!(answer.json["key"]["networks"], json!(["192.0.2.0/24"]));
    // The test's requests come from no such network; the refusal shows that each is known.
    let code = async |secret: &str| edge.get(OWN, secret).await.code().to_owned();
    assert_eq!(code(&before).await, "api_key.wrong_network");
    assert_eq!(code(after).await, "api_key.wrong_network");
    let twice = f.http.post(&path, partner.operator, json!({})).await.expect(409);
    assert_eq!(twice.code(), "api_key.replaced");
    f.clock.advance(TimeDelta::hours(2));
    assert_eq!(code(&before).await, "unauthenticated");
    assert_eq!(code(after).await, "api_key.wrong_network");
    let listed = f.http.get(&partner.path("/keys"), partner.operator).await.expect(200).json;
    let states: Vec<_> =
        listed["items"].as_array().unwrap().iter().map(|k| k["state"].clone()).collect();
    assert_eq!(states, ["live", "expired"]);
}

#[tokio::test]
async fn a_repeated_request_makes_one_key_and_there_are_not_too_many() {
    let f = Fixture::new().await;
    let partner = partner(&f).await;
    let body = json!({"name": "Bookings", "scopes": ["bookings:read"]});
    let make = async |key: &str| {
        let headers = [("idempotency-key", key)];
        let (path, body) = (partner.path("/keys"), Some(body.clone()));
        f.http.call_with(Method::POST, &path, Some(partner.operator), body, &headers).await
    };
    let first = make("once").await.expect(201);
    assert_eq!(make("once").await.expect(201).json, first.json);
    for n in 1..20 {
        make(&format!("key-{n}")).await.expect(201);
    }
    assert_eq!(make("one-more").await.expect(409).code(), "api_key.too_many");
    let nobodys = format!("{PARTNERS}/{}/keys", partner.operator.user_id);
    f.http.post(&nobodys, partner.operator, body.clone()).await.expect(404);
}

#[tokio::test]
async fn a_token_ends_with_its_session_and_not_minutes_later() {
    let f = Fixture::new().await;
    let edge = Edge::new(&f);
    let _listens = edge.listen(&f);
    let operator = f.staff("01200000001", Role::Operations).await;
    let (one, two) = (f.join(PHONE).await, f.join("01112345678").await);
    for login in [&one, &two] {
        edge.get("/api/v1/me", &login.access).await.expect(200);
    }
    f.http.post("/api/v1/auth/logout-everywhere", two.actor, json!({})).await.expect(204);
    edge.until(&f, "/api/v1/me", &two.access, 401).await;
    edge.get("/api/v1/me", &one.access).await.expect(200);
    let path = format!("/api/v1/admin/users/{}/suspend", one.actor.user_id);
    f.http.post(&path, operator, json!({"reason": "شكوى موثقة"})).await.expect(200);
    edge.until(&f, "/api/v1/me", &one.access, 401).await;
    // A process that begins later takes in what was told before.
    let late = Edge::new(&f);
    let _listens = late.listen(&f);
    late.until(&f, "/api/v1/me", &one.access, 401).await;
}
