//! Tokens that nobody of ours signed, over HTTP and over the socket: none gets in.

use crate::harness::{Person, Platform, Who, fresh_id, world};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use aws_lc_rs::{hmac, rsa};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a good token is made of, and what a forger can get of us.
struct Sample {
    header: Value,
    claims: Value,
    parts: [String; 3],
    jwks: Value,
    /// A key of the forger's own.
    forger: KeyPair,
    /// Where the forger publishes it.
    lair: String,
}

fn encode(part: &Value) -> String {
    BASE64.encode(part.to_string())
}

fn decode(part: &str) -> Value {
    let bytes = BASE64.decode(part).expect("base64url");
    serde_json::from_slice(&bytes).expect("JSON")
}

fn with(value: &Value, changes: Value) -> Value {
    let mut changed = value.clone();
    for (key, value) in changes.as_object().expect("changes") {
        match value {
            Value::String(text) if text == "<absent>" => {
                changed.as_object_mut().expect("an object").remove(key);
            }
            _ => changed[key] = value.clone(),
        }
    }
    changed
}

impl Sample {
    fn unsigned(header: &Value, claims: &Value) -> String {
        format!("{}.{}", encode(header), encode(claims))
    }

    /// Signed with the forger's own RSA key.
    fn own(&self, header: Value, claims: &Value) -> String {
        let message = Self::unsigned(&header, claims);
        let mut signature = vec![0; self.forger.public_modulus_len()];
        self.forger
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature)
            .expect("a signature");
        format!("{message}.{}", BASE64.encode(signature))
    }

    /// Signed with a secret that everybody knows: our public key.
    fn hmac(&self, algorithm: &str, secret: &[u8]) -> String {
        let header = with(&self.header, json!({"alg": algorithm}));
        let message = Self::unsigned(&header, &self.claims);
        let kind = match algorithm {
            "HS384" => hmac::HMAC_SHA384,
            "HS512" => hmac::HMAC_SHA512,
            _ => hmac::HMAC_SHA256,
        };
        let tag = hmac::sign(&hmac::Key::new(kind, secret), message.as_bytes());
        format!("{message}.{}", BASE64.encode(tag.as_ref()))
    }

    fn own_jwk(&self) -> Value {
        let public = self.forger.public_key();
        json!({
            "kty": "RSA", "alg": "RS256", "use": "sig", "kid": self.header["kid"],
            "n": BASE64.encode(public.modulus().big_endian_without_leading_zero()),
            "e": BASE64.encode(public.exponent().big_endian_without_leading_zero()),
        })
    }

    fn forgeries(&self) -> Vec<(String, String)> {
        let [header, claims, signature] = &self.parts;
        let mut all: Vec<(String, String)> = Vec::new();
        let mut add = |name: &str, token: String| all.push((name.to_owned(), token));

        for none in ["none", "None", "NONE", "nOnE", ""] {
            let bare = with(&self.header, json!({"alg": none}));
            let message = Self::unsigned(&bare, &self.claims);
            add("no algorithm, no signature", format!("{message}."));
            add("no algorithm, no last dot", message.clone());
            add("no algorithm, a signature all the same", format!("{message}.{signature}"));
        }
        let key = &self.jwks["keys"][0];
        let modulus = key["n"].as_str().expect("the modulus");
        let der = BASE64.decode(modulus).expect("base64url");
        for algorithm in ["HS256", "HS384", "HS512"] {
            add("the modulus as a secret", self.hmac(algorithm, modulus.as_bytes()));
            add("the modulus' bytes as a secret", self.hmac(algorithm, &der));
            add("the key's JSON as a secret", self.hmac(algorithm, key.to_string().as_bytes()));
            add("an empty secret", self.hmac(algorithm, b""));
        }
        for algorithm in ["RS384", "RS512", "PS256", "ES256", "EdDSA", "HS256"] {
            let renamed = with(&self.header, json!({"alg": algorithm}));
            add(
                "a good signature under another name",
                format!("{}.{claims}.{signature}", encode(&renamed)),
            );
        }
        let tricks = [
            json!({}),
            json!({"jwk": self.own_jwk()}),
            json!({"jku": format!("{}/jwks.json", self.lair)}),
            json!({"x5u": format!("{}/chain.pem", self.lair)}),
            json!({"jku": format!("{}/jwks.json", self.lair), "kid": "forger"}),
            json!({"kid": "forger"}),
            json!({"kid": "../../../../dev/null"}),
            json!({"kid": "' or '1'='1"}),
            json!({"kid": format!("{}/jwks.json", self.lair)}),
            json!({"kid": "x".repeat(5_000)}),
            json!({"kid": ""}),
            json!({"kid": null}),
            json!({"kid": 7}),
            json!({"kid": "<absent>"}),
            json!({"crit": ["exp"], "exp": 0}),
        ];
        for trick in tricks {
            let name = format!(
                "the forger's key with {}",
                trick.to_string().chars().take(60).collect::<String>()
            );
            add(&name, self.own(with(&self.header, trick), &self.claims));
        }
        let staff = fresh_id().to_string();
        for change in [
            json!({"role": "admin"}),
            json!({"sub": staff}),
            json!({"exp": self.claims["exp"].as_i64().expect("exp") + 86_400}),
            json!({"permissions": ["*"]}),
        ] {
            let changed = encode(&with(&self.claims, change.clone()));
            add(&format!("changed claims: {change}"), format!("{header}.{changed}.{signature}"));
            add(
                &format!("own key and {change}"),
                self.own(self.header.clone(), &with(&self.claims, change)),
            );
        }
        let cut = &signature[..signature.len() - 4];
        add("a signature cut short", format!("{header}.{claims}.{cut}"));
        add("an empty signature", format!("{header}.{claims}."));
        add("zeros for a signature", format!("{header}.{claims}.{}", BASE64.encode([0; 384])));
        add("a fourth part", format!("{header}.{claims}.{signature}.{signature}"));
        add("the header twice", format!("{header}.{header}.{claims}.{signature}"));
        add("not base64", format!("{header}.{claims}!.{signature}"));
        add("padding", format!("{header}.{claims}=.{signature}"));
        add("nothing", String::new());
        add("dots", "..".to_owned());
        add("too much", format!("{header}.{}.{signature}", "A".repeat(7_000)));
        all
    }
}

/// A place that answers everything with the forger's keys and counts who asks.
async fn lair(jwk: Value) -> (String, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let keys = json!({"keys": [jwk]});
    let app = axum::Router::new().fallback(move || {
        count.fetch_add(1, Ordering::Relaxed);
        let keys = keys.clone();
        async move { axum::Json(keys) }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, asked)
}

async fn token_of(guest: &Person, who: Who) -> String {
    let body = json!({"phone": who.phone(), "password": world::PASSWORD});
    guest.post("/api/v1/auth/login", body).await.expect(200).text("/accessToken")
}

/// What the socket says to somebody who comes with this token: the first packets after connecting.
async fn socket_says(base: &str, token: &str) -> String {
    let http = reqwest::Client::new();
    let url = format!("{base}/socket.io/?EIO=4&transport=polling");
    let opened = http.get(&url).send().await.expect("the socket answers");
    let opened = opened.text().await.expect("text");
    let start = opened.find('{').expect("an open packet");
    let open: Value = serde_json::from_str(&opened[start..]).expect("JSON");
    let url = format!("{url}&sid={}", open["sid"].as_str().expect("a session"));
    let hello = format!("40{}", json!({"token": token}));
    http.post(&url).body(hello).send().await.expect("the socket takes it");
    let mut said = String::new();
    for _ in 0..3 {
        let answer = http.get(&url).send().await.expect("the socket answers");
        said.push_str(&answer.text().await.expect("text"));
        if said.contains("40{") || said.contains("44{") || said.ends_with('1') {
            break;
        }
    }
    said
}

#[tokio::test]
async fn no_forged_token_gets_in() {
    let platform = Platform::start().await;
    let guest = platform.guest();
    let good = token_of(&guest, Who::Admin).await;
    let parts: Vec<String> = good.split('.').map(str::to_owned).collect();
    let parts: [String; 3] = parts.try_into().expect("three parts");
    let forger = rsa::KeyPair::generate(KeySize::Rsa3072).expect("a key");
    let mut sample = Sample {
        header: decode(&parts[0]),
        claims: decode(&parts[1]),
        parts,
        jwks: guest.get("/.well-known/jwks.json").await.expect(200).json,
        forger,
        lair: String::new(),
    };
    let (url, asked) = lair(sample.own_jwk()).await;
    sample.lair = url;

    // The good one gets in everywhere, so what follows says something.
    let bearer = |token: &str| vec![("authorization".to_owned(), format!("Bearer {token}"))];
    let ask = async |method: &str, target: &str, token: &str| {
        let mut request = guest.request(method, target);
        for (name, value) in bearer(token) {
            request = request.header(name, value);
        }
        if method == "POST" {
            let key = fresh_id().to_string();
            request = request.header("idempotency-key", key).json(&json!({}));
        }
        guest.send(request).await
    };
    ask("GET", "/api/v1/admin/users", &good).await.expect(200);
    let welcome = socket_says(&platform.base, &good).await;
    assert!(welcome.contains("40{"), "the socket takes the good token: {welcome}");

    let forgeries = sample.forgeries();
    assert!(forgeries.len() > 60, "only {} forgeries", forgeries.len());
    for (name, token) in &forgeries {
        for (method, target) in [
            ("GET", "/api/v1/me"),
            ("GET", "/api/v1/admin/users"),
            ("POST", "/api/v1/bookings"),
            ("POST", "/api/v1/admin/keys/rotate"),
        ] {
            let answer = ask(method, target, token).await;
            assert!(
                matches!(answer.status, 401 | 431),
                "{name}: {method} {target} answered {} {}",
                answer.status,
                answer.json
            );
        }
    }
    // Each takes three requests over the socket, so only some of every kind.
    for (name, token) in forgeries.iter().step_by(4) {
        let said = socket_says(&platform.base, token).await;
        assert!(!said.contains("40{"), "{name} gets into the socket: {said}");
    }
    assert_eq!(asked.load(Ordering::Relaxed), 0, "somebody fetched the forger's keys");
    platform.assert_sound().await;
}
