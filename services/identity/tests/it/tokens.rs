//! Access tokens, verified as every other service does: with httpkit's verifier over our JWKS.

use crate::fixture::{Fixture, Login, PHONE};
use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use chrono::TimeDelta;
use contracts::PortError;
use contracts::admin::OperatorActed;
use httpkit::auth::{KeySource, TokenError, Verifier};
use httpkit::layers::{Edge, wrap};
use identity::IdentityKeys;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use kernel::{Permission, Role};
use serde_json::{Value, json};
use std::sync::Arc;

struct Keys(Value);

#[async_trait]
impl KeySource for Keys {
    async fn jwks(&self) -> Result<Value, PortError> {
        Ok(self.0.clone())
    }
}

async fn jwks(f: &Fixture) -> Value {
    f.http.get("/.well-known/jwks.json", None).await.expect(200).json
}

async fn verifier(f: &Fixture) -> Verifier {
    Verifier::new(Arc::new(Keys(jwks(f).await)), f.chassis.world.clone())
}

/// The claims, the signature dropped.
fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&B64.decode(part).unwrap()).unwrap()
}

fn joined(header: &Value, claims: &Value, signature: &[u8]) -> String {
    let part = |json: &Value| B64.encode(json.to_string());
    format!("{}.{}.{}", part(header), part(claims), B64.encode(signature))
}

#[tokio::test]
async fn a_token_says_who_and_for_how_long_and_verifies() {
    let f = Fixture::new().await;
    let login = f.join(PHONE).await;
    let header = jsonwebtoken::decode_header(&login.access).unwrap();
    assert_eq!((header.alg, header.typ.as_deref()), (Algorithm::RS256, Some("at+jwt")));
    let keys = jwks(&f).await;
    assert_eq!(keys["keys"].as_array().unwrap().len(), 1);
    assert_eq!(keys["keys"][0]["kid"].as_str(), header.kid.as_deref());
    assert_eq!(B64.decode(keys["keys"][0]["n"].as_str().unwrap()).unwrap().len(), 3072 / 8);
    for private in ["d", "p", "q", "dp", "dq", "qi"] {
        assert!(keys["keys"][0].get(private).is_none());
    }
    let verifier = verifier(&f).await;
    let said = verifier.verify(&login.access).await.unwrap();
    assert_eq!((said.sub, said.sid), (login.actor.user_id, login.actor.session_id));
    assert_eq!((said.role, said.exp - said.iat), (Role::Customer, 900));
    assert!(said.permissions.contains(&Permission::BookingCreate.tag().to_owned()));
    let mut names: Vec<_> = claims(&login.access).as_object().unwrap().keys().cloned().collect();
    names.sort();
    assert_eq!(names, ["aud", "exp", "iat", "iss", "jti", "permissions", "role", "sid", "sub"]);
    f.clock.advance(TimeDelta::seconds(906));
    assert!(matches!(verifier.verify(&login.access).await, Err(TokenError::Expired)));
}

/// Every forgery goes through the real layers and must come out as 401, also on a public route.
#[tokio::test]
async fn no_forged_token_is_let_in() {
    let f = Fixture::new().await;
    let login = f.join(PHONE).await;
    let world = f.chassis.world.clone();
    let keyring = f.chassis.keyring.clone();
    let (verifier, admissions) = (verifier(&f).await, Default::default());
    let edge = Edge { verifier, world, trusted_proxies: 0, keyring, admissions };
    let (router, _) = identity::parts_of(f.app.clone()).router.split_for_parts();
    let router = wrap(router, edge);
    let status = async |token: &str, path: &str| -> StatusCode {
        let request = Request::builder()
            .uri(path)
            .header("authorization", format!("Bearer {token}"))
            .body(Body::empty())
            .unwrap();
        tower_call(router.clone(), request).await
    };
    assert_eq!(status(&login.access, "/api/v1/me").await, StatusCode::OK);

    let keys = jwks(&f).await;
    let kid = keys["keys"][0]["kid"].clone();
    let good_header = json!({"typ": "at+jwt", "alg": "RS256", "kid": kid});
    let good = claims(&login.access);
    let modulus = B64.decode(keys["keys"][0]["n"].as_str().unwrap()).unwrap();
    let mut forged: Vec<(String, String)> = vec![];
    let mut add = |name: &str, token: String| forged.push((name.to_owned(), token));

    for alg in ["none", "None", "NONE", "nOnE", ""] {
        let header = json!({"typ": "at+jwt", "alg": alg, "kid": kid});
        add("no algorithm", joined(&header, &good, b""));
        add("no algorithm, any signature", joined(&header, &good, b"x"));
    }
    // HS256 with the public key as the secret, in the forms an attacker could have it.
    for secret in
        [modulus.clone(), keys["keys"][0].to_string().into_bytes(), keys.to_string().into()]
    {
        for alg in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
            let mut header = Header::new(alg);
            header.typ = Some("at+jwt".into());
            header.kid = kid.as_str().map(str::to_owned);
            let key = EncodingKey::from_secret(&secret);
            add("a keyed hash", encode(&header, &good, &key).unwrap());
        }
    }
    // Signed by a key of the attacker's own, which it also names or brings along.
    let own = OwnKey::new();
    for (name, header) in [
        ("own key, our kid", good_header.clone()),
        ("own key, own kid", json!({"typ": "at+jwt", "alg": "RS256", "kid": "own"})),
        ("own key, no kid", json!({"typ": "at+jwt", "alg": "RS256"})),
        (
            "own key in the header",
            json!({"typ": "at+jwt", "alg": "RS256", "kid": kid, "jwk": own.jwk()}),
        ),
        (
            "own key by address",
            json!({"typ": "at+jwt", "alg": "RS256", "kid": kid, "jku": "https://evil.example/jwks.json"}),
        ),
        ("kid as a path", json!({"typ": "at+jwt", "alg": "RS256", "kid": "../../dev/null"})),
        ("kid as SQL", json!({"typ": "at+jwt", "alg": "RS256", "kid": "' or 1=1 --"})),
        ("kid as a number", json!({"typ": "at+jwt", "alg": "RS256", "kid": 1})),
    ] {
        add(name, own.sign(&header, &good));
    }
    // Ours, with one thing changed and the signature kept.
    let signature = B64.decode(login.access.rsplit('.').next().unwrap()).unwrap();
    for (key, value) in [
        ("role", json!("admin")),
        ("sub", json!(uuid::Uuid::from_u128(1))),
        ("exp", json!(9_999_999_999i64)),
        ("iss", json!("evil")),
        ("aud", json!("other-api")),
        ("permissions", json!(["system:configure"])),
    ] {
        let mut changed = good.clone();
        changed[key] = value;
        add(key, joined(&good_header, &changed, &signature));
    }
    for (key, value) in [("alg", "RS384"), ("alg", "PS256"), ("typ", "JWT"), ("kid", "other")] {
        let mut header = good_header.clone();
        header[key] = json!(value);
        add(key, joined(&header, &good, &signature));
    }
    let mut bent = signature.clone();
    bent[0] ^= 1;
    add("a bent signature", joined(&good_header, &good, &bent));
    add("half a signature", joined(&good_header, &good, &signature[..192]));
    add("no signature", joined(&good_header, &good, b""));
    add("two parts", login.access.rsplit_once('.').unwrap().0.to_owned());
    add("five parts", format!("{}.x.y", login.access));
    add("no token", "x".into());
    add("no JSON", "e30.e30.e30".into());
    add("oversized", format!("{}{}", login.access, "A".repeat(5000)));
    add("padded", format!("{}=", login.access));

    assert!(forged.len() >= 45, "{}", forged.len());
    for (name, token) in &forged {
        for path in ["/api/v1/me", "/.well-known/jwks.json"] {
            let got = status(token, path).await;
            assert_eq!(got, StatusCode::UNAUTHORIZED, "{name} on {path}: {token:.80}");
        }
    }
    f.clock.advance(TimeDelta::minutes(16));
    assert_eq!(status(&login.access, "/api/v1/me").await, StatusCode::UNAUTHORIZED);
}

/// Tokens that our own key signed, but that say the wrong thing.
#[tokio::test]
async fn the_verifier_checks_what_a_signed_token_says() {
    let f = Fixture::new().await;
    let login = f.join(PHONE).await;
    let own = OwnKey::new();
    let verifier =
        Verifier::new(Arc::new(Keys(json!({"keys": [own.jwk()]}))), f.chassis.world.clone());
    let header = json!({"typ": "at+jwt", "alg": "RS256", "kid": "own"});
    let good = claims(&login.access);
    assert!(verifier.verify(&own.sign(&header, &good)).await.is_ok());
    for (key, value) in [
        ("iss", json!("evil")),
        ("aud", json!("other-api")),
        ("exp", json!(good["iat"])),
        ("iat", json!(good["iat"].as_i64().unwrap() + 60)),
        ("role", json!("king")),
        ("sub", Value::Null),
    ] {
        let mut wrong = good.clone();
        wrong[key] = value;
        f.clock.advance(TimeDelta::seconds(if key == "exp" { 6 } else { 0 }));
        assert!(verifier.verify(&own.sign(&header, &wrong)).await.is_err(), "{key}");
    }
    for typ in ["JWT", "at+JWT2", ""] {
        let header = json!({"typ": typ, "alg": "RS256", "kid": "own"});
        assert!(verifier.verify(&own.sign(&header, &good)).await.is_err(), "{typ}");
    }
}

#[tokio::test]
async fn a_rotated_key_verifies_until_its_tokens_have_expired() {
    let f = Fixture::new().await;
    let admin = f.staff("01200000001", Role::Admin).await;
    let before = f.join(PHONE).await;
    let rotated = f.http.post("/api/v1/admin/keys/rotate", admin, json!({})).await.expect(201);
    let after = Login::of(&f.refresh(&before).await.expect(200));
    let kid = |login: &Login| jsonwebtoken::decode_header(&login.access).unwrap().kid.unwrap();
    assert_ne!(kid(&before), kid(&after));
    assert_eq!(rotated.json["kid"].as_str().unwrap(), kid(&after));
    let keys = jwks(&f).await;
    let kids: Vec<_> =
        keys["keys"].as_array().unwrap().iter().map(|k| k["kid"].as_str().unwrap()).collect();
    assert_eq!(kids, [kid(&after), kid(&before)]);
    f.clock.advance(TimeDelta::seconds(904));
    let verifier = verifier(&f).await;
    verifier.verify(&before.access).await.unwrap();
    verifier.verify(&after.access).await.unwrap();

    f.clock.advance(TimeDelta::seconds(60));
    assert_eq!(jwks(&f).await["keys"].as_array().unwrap().len(), 1);
    assert_eq!(f.http.told::<OperatorActed>().await.pop().unwrap().action, "keys.rotate");
}

#[tokio::test]
async fn a_retry_of_a_rotation_rotates_once() {
    let f = Fixture::new().await;
    let admin = f.staff("01200000001", Role::Admin).await;
    let headers = [("idempotency-key", "turn")];
    let path = "/api/v1/admin/keys/rotate";
    let mut kids = vec![];
    for _ in 0..2 {
        let method = axum::http::Method::POST;
        let answer = f.http.call_with(method, path, Some(admin), Some(json!({})), &headers).await;
        kids.push(answer.expect(201).json["kid"].clone());
    }
    assert_eq!(kids[0], kids[1]);
}

#[tokio::test]
async fn processes_that_start_at_once_agree_on_the_first_key() {
    let f = Fixture::new().await;
    let apps: Vec<_> = (0..3).map(|_| identity::App::new(f.chassis.clone()).unwrap()).collect();
    let sets = futures::future::join_all(apps.iter().map(|app| app.signer.jwks())).await;
    let sets: Vec<_> = sets.into_iter().map(Result::unwrap).collect();
    assert!(sets.iter().all(|set| set == &sets[0]));
    assert_eq!(sets[0]["keys"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_key_source_follows_a_rotation() {
    let f = Fixture::new().await;
    let admin = f.staff("01200000001", Role::Admin).await;
    let (_, identity) = identity::parts(f.chassis.clone()).unwrap();
    let verifier = Verifier::new(Arc::new(IdentityKeys(identity)), f.chassis.world.clone());
    let before = f.join(PHONE).await;
    verifier.verify(&before.access).await.unwrap();
    f.http.post("/api/v1/admin/keys/rotate", admin, json!({})).await.expect(201);
    // At once: whoever logs in now is let in.
    let after = Login::of(&f.refresh(&before).await.expect(200));
    verifier.verify(&after.access).await.unwrap();
    verifier.verify(&before.access).await.unwrap();
}

/// An RSA key that is not ours.
struct OwnKey(aws_lc_rs::rsa::KeyPair);

impl OwnKey {
    fn new() -> Self {
        Self(aws_lc_rs::rsa::KeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap())
    }

    fn jwk(&self) -> Value {
        use aws_lc_rs::signature::KeyPair;
        let public = self.0.public_key();
        json!({
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": "own",
            "n": B64.encode(public.modulus().big_endian_without_leading_zero()),
            "e": B64.encode(public.exponent().big_endian_without_leading_zero()),
        })
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        use aws_lc_rs::{rand::SystemRandom, signature::RSA_PKCS1_SHA256};
        let message = joined(header, claims, b"");
        let message = message.trim_end_matches('.');
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature)
            .unwrap();
        format!("{message}.{}", B64.encode(signature))
    }
}

async fn tower_call(router: Router, request: Request<Body>) -> StatusCode {
    use tower::ServiceExt;
    router.oneshot(request).await.unwrap().status()
}
