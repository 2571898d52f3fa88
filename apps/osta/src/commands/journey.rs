//! `osta journey`: one booking, live, through the public API and nothing else.

use crate::cli::print;
use crate::demo;
use crate::trouble::Trouble;
use crate::visit::{self, Caller, Home, checked, egp, text};
use anyhow::{Context, bail};
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chassis::crypto::SystemEntropy;
use chrono::TimeDelta;
use kernel::World;
use kernel::world::SystemClock;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// How long the journey waits for something that takes a moment: an SMS, an offer, the ledger.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long it waits between looks: a little at first, then longer, well below the API's limit.
const LOOKS: [Duration; 2] = [Duration::from_millis(150), Duration::from_millis(800)];

/// A picture of one pixel, for want of a camera.
const PICTURE: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// Plays one booking against a running `osta up`: from "my tap leaks" to paid and rated.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  osta journey                       a fixed price: a dripping tap
  osta journey --inspection          inspection first: estimate on site, approved by the customer
  osta journey --url http://127.0.0.1:9000 --sandbox http://127.0.0.1:9001")]
pub struct Journey {
    /// Where the platform is.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    url: String,
    /// Where the sandbox with the SMS is; the port after the platform's when absent.
    #[arg(long)]
    sandbox: Option<String>,
    /// Order an inspection; the price is agreed on site.
    #[arg(long)]
    inspection: bool,
}

impl Journey {
    /// Plays it.
    ///
    /// # Errors
    /// At the first step that the platform refuses, with what it said.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let _already_chosen = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let world = World::new(Arc::new(SystemClock), Arc::new(SystemEntropy));
        let sandbox = match &self.sandbox {
            Some(sandbox) => sandbox.clone(),
            None => next_port(&self.url)?,
        };
        let stage = Stage { url: self.url.trim_end_matches('/').into(), sandbox, world };
        stage.is_up().await?;
        stage.play(self.inspection).await?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The sandbox's page is on the port after the platform's.
fn next_port(url: &str) -> anyhow::Result<String> {
    let (host, port) = url.trim_end_matches('/').rsplit_once(':').context("--url has no port")?;
    Ok(format!("{host}:{}", port.parse::<u16>().context("--url has no port")? + 1))
}

struct Stage {
    url: String,
    sandbox: String,
    world: World,
}

/// Says who does what.
fn tell(who: &str, what: impl std::fmt::Display) {
    print(&format!("  {who:<10} {what}"));
}

impl Stage {
    async fn is_up(&self) -> anyhow::Result<()> {
        match reqwest::get(format!("{}/readyz", self.url)).await {
            Ok(answer) if answer.status().is_success() => Ok(()),
            _ => Err(Trouble::new(format!("Nothing is ready at {}.", self.url))
                .way_out("Start it in another terminal: ./osta up")
                .into()),
        }
    }

    async fn play(&self, inspection: bool) -> anyhow::Result<()> {
        let guest = Session::guest(&self.url);
        print("");
        let wanted = if inspection { "معاينة سباك" } else { "حنفية بتنقط" };
        tell("customer", format!("searches \"{wanted}\""));
        let service = find(&guest, wanted, inspection).await?;
        tell("platform", format!("finds {} ({})", service["name"]["ar"], service["name"]["en"]));
        let home = Home {
            lat: 29.9618,
            lng: 31.2570,
            governorate: "EG-C".into(),
            district: "المعادي".into(),
            street: "شارع ٩".into(),
        };
        let service = text(&service, "/id")?;
        let quote = visit::quote(&guest, service, &home, None).await?;
        for line in quote["lines"].as_array().into_iter().flatten() {
            tell("quote", format!("{:>12}  {}", egp(line, "/amount"), line["name"]["en"]));
        }
        tell("quote", format!("{:>12}  in all, for fifteen minutes", egp(&quote, "/total")));
        let customer = self.customer().await?;
        let provider = self.provider(&home).await?;
        let booking = visit::book(&customer, &quote, &home, "cash").await?;
        let id = text(&booking, "/id")?.to_string();
        tell("customer", format!("books {} and pays in cash", text(&booking, "/number")?));
        self.accept(&provider, &id).await?;
        self.come(&provider, &id, &home).await?;
        let code = visit::start(&customer, &provider, &id).await?;
        tell("customer", format!("opens the door and tells the start code {code}"));
        tell("plumber", "starts the work");
        if inspection {
            self.agree(&customer, &provider, &id).await?;
        }
        visit::step(&provider, &id, "complete").await?;
        tell("plumber", "is done and takes the cash");
        self.settle(&customer, &provider, &id).await?;
        visit::rate(&customer, &provider, &id, 5, "شغل نضيف وفي ميعاده").await?;
        tell("both", "rate each other; nobody saw the other's rating before giving one's own");
        self.end(&customer, &id).await
    }

    /// A new customer, with a code by SMS; the printed one when this address asked for too many.
    async fn customer(&self) -> anyhow::Result<Session> {
        let guest = Session::guest(&self.url);
        let phone = format!("0106{}", self.world.digits(7));
        let asked =
            guest.post("/api/v1/auth/otp", json!({"phone": phone, "purpose": "log_in"})).await;
        if let Err(refused) = asked {
            if !refused.to_string().contains("429") {
                return Err(refused);
            }
            let account = demo::accounts()[0];
            tell("customer", format!("{} logs in with a password", account.name.0));
            return guest.log_in(account.phone).await;
        }
        let code = self.code(&phone).await?;
        tell("customer", format!("is new here; the SMS in the sandbox says {code}"));
        let verified = json!({
            "phone": phone, "code": code, "purpose": "log_in", "firstName": "منى",
            "lastName": "السيد", "role": "customer", "lang": "ar", "acceptTerms": true,
        });
        let session = guest.post("/api/v1/auth/otp/verify", verified).await?;
        Ok(guest.with_token(text(&session, "/accessToken")?))
    }

    /// The demo plumber, online next to the customer, working late if need be.
    async fn provider(&self, home: &Home) -> anyhow::Result<Session> {
        let account = demo::accounts()[2];
        let provider = Session::guest(&self.url).log_in(account.phone).await?;
        clear_desk(&provider).await?;
        let now = self.world.now();
        let extra = json!({
            "startsAt": now.to_rfc3339(), "endsAt": (now + TimeDelta::hours(4)).to_rfc3339(),
            "works": true, "note": "osta journey",
        });
        // Refused when it overlaps the extra hours of the journey before: then they are there.
        let _there_already = provider.post("/api/v1/providers/me/exceptions", extra).await;
        let online = json!({"online": true});
        provider.call("PUT", "/api/v1/providers/me/availability", Some(online)).await?;
        // The shift reaches tracking through the log.
        self.until("the plumber's shift", async || {
            let fix = visit::be_at(&provider, home.lat + 0.004, home.lng, self.now()).await;
            Ok(fix.is_ok().then_some(()))
        })
        .await?;
        tell("plumber", format!("{} {} is online nearby", account.name.0, account.name.1));
        Ok(provider)
    }

    async fn accept(&self, provider: &Session, booking: &str) -> anyhow::Result<()> {
        let offer = self
            .until("an offer to the plumber (is he busy with an earlier journey?)", async || {
                let offers = provider.get("/api/v1/offers").await?;
                let mut items = offers["items"].as_array().cloned().unwrap_or_default();
                items.retain(|o| o["bookingId"].as_str() == Some(booking));
                Ok(items.pop())
            })
            .await?;
        let metres = offer["distanceM"].as_i64().unwrap_or_default();
        let earnings = egp(&offer, "/earnings");
        tell("platform", format!("offers it to the plumber: {metres} m away, {earnings} for him"));
        let id = text(&offer, "/id")?;
        provider.post(&format!("/api/v1/offers/{id}/accept"), json!({})).await?;
        tell("plumber", "accepts; his time is reserved");
        Ok(())
    }

    async fn come(&self, provider: &Session, booking: &str, home: &Home) -> anyhow::Result<()> {
        visit::step(provider, booking, "en-route").await?;
        tell("plumber", "is on the way; the customer follows him on the map");
        for step in (0..4).rev() {
            let apart = f64::from(step) * 0.001;
            visit::be_at(provider, home.lat + apart, home.lng, self.now()).await?;
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        visit::step(provider, booking, "arrive").await?;
        tell("plumber", "is at the door");
        Ok(())
    }

    async fn agree(
        &self,
        customer: &Session,
        provider: &Session,
        booking: &str,
    ) -> anyhow::Result<()> {
        let lines = [("labour", "تغيير خلاط", 250), ("parts", "خلاط حوض", 400)];
        let estimate = visit::estimate(provider, booking, &lines).await?;
        tell("plumber", format!("proposes {} after looking", egp(&estimate, "/total")));
        let id = text(&estimate, "/id")?;
        visit::step(customer, booking, &format!("estimates/{id}/approve")).await?;
        tell("customer", "approves it line by line; the inspection fee is credited");
        provider.photo(booking, "parts").await?;
        tell("plumber", "photographs the part with its receipt");
        Ok(())
    }

    async fn settle(
        &self,
        customer: &Session,
        provider: &Session,
        booking: &str,
    ) -> anyhow::Result<()> {
        let path = format!("/api/v1/bookings/{booking}/receipt");
        let receipt =
            self.until("the receipt", async || Ok(customer.get(&path).await.ok())).await?;
        tell("receipt", format!("{} {}", text(&receipt, "/number")?, egp(&receipt, "/total")));
        let earned = provider.get("/api/v1/providers/me/earnings").await?;
        tell(
            "plumber",
            format!("owes commission and VAT of his cash jobs: {}", egp(&earned, "/balance/owed")),
        );
        Ok(())
    }

    async fn end(&self, customer: &Session, booking: &str) -> anyhow::Result<()> {
        let path = format!("/api/v1/bookings/{booking}");
        let seen = self
            .until("the settled booking", async || {
                let seen = customer.get(&path).await?;
                Ok((seen["stage"] == "settled").then_some(seen))
            })
            .await?;
        let inbox = customer.get("/api/v1/notifications").await?;
        let told = inbox["items"].as_array().map_or(0, Vec::len);
        tell(
            "platform",
            format!("{}, {}; {told} notifications told her", seen["status"], seen["stage"]),
        );
        print("");
        Ok(())
    }

    /// The code in the newest SMS to that phone.
    async fn code(&self, phone: &str) -> anyhow::Result<String> {
        let to = format!("2{phone}");
        let url = format!("{}/messages?to={to}", self.sandbox);
        self.until("the SMS", async || {
            let answer = reqwest::get(&url).await.with_context(|| {
                format!("the sandbox does not answer at {}; name it with --sandbox", self.sandbox)
            })?;
            let messages: Value = answer.json().await?;
            let newest = messages["items"].as_array().and_then(|m| m.first()).cloned();
            Ok(newest.and_then(|m| m["code"].as_str().map(ToString::to_string)))
        })
        .await
    }

    fn now(&self) -> String {
        self.world.now().to_rfc3339()
    }

    /// Looks until there is something to see.
    async fn until<T>(
        &self,
        what: &str,
        look: impl AsyncFn() -> anyhow::Result<Option<T>>,
    ) -> anyhow::Result<T> {
        let waited = tokio::time::timeout(PATIENCE, async {
            let mut looked = 0;
            loop {
                if let Some(seen) = look().await? {
                    return anyhow::Ok(seen);
                }
                tokio::time::sleep(LOOKS[usize::from(looked > 12)]).await;
                looked += 1;
            }
        });
        match waited.await {
            Ok(seen) => seen,
            Err(_) => bail!("waited {} s in vain for {what}", PATIENCE.as_secs()),
        }
    }
}

/// Ends what a journey that was cut off left behind: somebody who is busy gets no offers.
async fn clear_desk(provider: &Session) -> anyhow::Result<()> {
    for status in ["in_progress", "confirmed"] {
        let left = provider.get(&format!("/api/v1/bookings?status={status}")).await?;
        for booking in left["items"].as_array().into_iter().flatten() {
            let id = text(booking, "/id")?;
            if status == "confirmed" {
                let reason = json!({"reason": "osta journey was cut off"});
                provider.post(&format!("/api/v1/bookings/{id}/cancel"), reason).await?;
                continue;
            }
            // It may wait for the picture of a part.
            let _not_needed = provider.photo(id, "parts").await;
            visit::step(provider, id, "complete").await.with_context(|| {
                format!("the plumber is busy with booking {id}; start over with ./osta up --reset")
            })?;
        }
    }
    Ok(())
}

/// The first service that the words find and that is priced as wanted.
async fn find(guest: &Session, words: &str, inspection: bool) -> anyhow::Result<Value> {
    let mut url = reqwest::Url::parse("http://x/api/v1/services")?;
    url.query_pairs_mut().append_pair("q", words);
    let path = format!("{}?{}", url.path(), url.query().unwrap_or_default());
    let found = guest.get(&path).await?;
    let pricing = if inspection { "inspection_first" } else { "fixed_scope" };
    let services = found["items"].as_array().cloned().unwrap_or_default();
    services.into_iter().find(|s| s["pricing"] == pricing).with_context(|| {
        format!("the search for {words:?} finds nothing; is the demo world there?")
    })
}

/// Somebody at the other end of an HTTP connection.
struct Session {
    url: String,
    token: Option<String>,
    http: reqwest::Client,
}

impl Session {
    fn guest(url: &str) -> Self {
        Self { url: url.into(), token: None, http: reqwest::Client::new() }
    }

    fn with_token(&self, token: &str) -> Self {
        Self { url: self.url.clone(), token: Some(token.into()), http: self.http.clone() }
    }

    async fn log_in(&self, phone: &str) -> anyhow::Result<Self> {
        let body = json!({"phone": phone, "password": demo::PASSWORD});
        let session = self.post("/api/v1/auth/login", body).await?;
        Ok(self.with_token(text(&session, "/accessToken")?))
    }
}

impl Session {
    /// Uploads a picture of the visit.
    async fn photo(&self, booking: &str, purpose: &'static str) -> anyhow::Result<Value> {
        let picture = STANDARD.decode(PICTURE)?;
        let file = Part::bytes(picture).file_name("receipt.png").mime_str("image/png")?;
        let form = Form::new().text("purpose", purpose).part("file", file);
        let path = format!("/api/v1/bookings/{booking}/photos");
        let mut request = self.http.post(format!("{}{path}", self.url)).multipart(form);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let answer = request.send().await?;
        let status = answer.status().as_u16();
        checked("POST", &path, status, &answer.bytes().await?)
    }
}

#[async_trait]
impl Caller for Session {
    async fn call(&self, method: &str, path: &str, body: Option<Value>) -> anyhow::Result<Value> {
        let method_name: reqwest::Method = method.parse()?;
        let mut request = self
            .http
            .request(method_name, format!("{}{path}", self.url))
            .header("accept-language", "en");
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await?;
        let status = answer.status().as_u16();
        checked(method, path, status, &answer.bytes().await?)
    }
}
