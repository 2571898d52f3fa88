//! Booking commands over HTTP beside pgbench running the SQL of the same command, and beside
//! pgbench's own TPC-B, on the same PostgreSQL with durable commits.

use super::load::{Answers, Arrival, Load, Requests, request};
use super::recorded::{self, Statement};
use super::town::{Town, log_in, service};
use crate::Failure;
use crate::process::{Server, cpu_us, cpu_with_children_us, done};
use crate::report::Report;
use chrono::{NaiveTime, SecondsFormat, TimeDelta};
use kernel::world::{Clock as _, SystemClock};
use pgcluster::Durability;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const CONNECTIONS: usize = 64;
const ROUNDS: usize = 3;
const TIME: Duration = Duration::from_secs(8);
/// A branch for every connection, or they would wait for each other.
const TPC_B_SCALE: &str = "64";
/// Orders are for days from tomorrow on, from nine until half past five.
const DAYS: u64 = 13;
const HALF_HOURS: u64 = 18;
/// How far apart visits of one provider begin, in seconds: work, buffer and the longest way.
const APART_S: i64 = 3 * 3600;
/// How many offers are accepted, if there are so many, and how long is waited for them.
const ACCEPTED: usize = 300;
const OFFERED_WITHIN: Duration = Duration::from_secs(150);
/// The customers of the demo world.
const CUSTOMERS: [&str; 2] = ["01000000001", "01000000002"];
/// What the transaction of a new booking has and no other.
const CREATES: &str = "insert into booking.bookings";

/// One round of ours.
struct Round {
    answers: Answers,
    server_us: f64,
    postgres_us: f64,
}

/// Runs all in turns.
///
/// # Errors
/// When something fails.
pub async fn run(report: &mut Report) -> Result<(), Failure> {
    let town = Town::found(Durability::Safe)?;
    let postgres = town.cluster.cluster();
    postgres.ensure_database("tpcb")?;
    let init = ["-i", "-q", "-s", TPC_B_SCALE];
    done(pgbench(&town, "tpcb").args(init))?;
    let script = town.root.join("target/bench-create.sql");
    std::fs::write(&script, record(&town).await?)?;
    let orders = Orders::of(&town).await?;

    let (mut ours, mut same, mut tpc_b) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let server = serve(&town)?;
        ours.push(create(&town, &server, &orders, Arrival::Closed).await?);
        settle(&town)?;
        server.stop();
        same.push(pgbench_tps(&town, "osta", Some(&script))?);
        tpc_b.push(pgbench_tps(&town, "tpcb", None)?);
    }
    tell(report, &ours, &same, &tpc_b);

    let server = serve(&town)?;
    let rate = median(&ours, |round| round.answers.a_second()) * 0.5;
    let open = create(&town, &server, &orders, Arrival::Open(rate)).await?;
    let what = format!("POST /bookings at {rate:.0}/s, half of that, whatever the answers do");
    report.note(&what, latencies(&open.answers), "–", "p99 ≤ 50 ms");
    settle(&town)?;
    accept(report, &town, &server).await?;
    cancel(report, &town, &server, &orders).await?;
    server.stop();
    Ok(())
}

fn serve(town: &Town) -> Result<Server, Failure> {
    // Two customers stand for very many.
    town.serve(&[("OSTA_LIMITS_TIMES", "10000000".to_owned())])
}

fn pgbench(town: &Town, database: &str) -> Command {
    let cluster = town.cluster.cluster();
    let mut command = Command::new(cluster.programs().join("pgbench"));
    command.envs(cluster.environment(database));
    command
}

/// Transactions a second and the processor time of PostgreSQL for each.
fn pgbench_tps(town: &Town, database: &str, script: Option<&Path>) -> Result<(f64, f64), Failure> {
    let mut command = pgbench(town, database);
    let time = TIME.as_secs().to_string();
    let clients = CONNECTIONS.to_string();
    command.args(["-n", "-M", "prepared", "-j", "2", "-c", &clients, "-T", &time]);
    if let Some(script) = script {
        command.arg("-f").arg(script);
    }
    let postmaster = town.cluster.cluster().pid();
    let before = cpu_with_children_us(postmaster);
    let output = command.output()?;
    let used = cpu_with_children_us(postmaster) - before;
    let said = String::from_utf8(output.stdout)?;
    let find = |name: &str| said.lines().find_map(|line| line.strip_prefix(name));
    let failed = find("number of failed transactions: ").is_some_and(|n| !n.starts_with("0 "));
    if !output.status.success() || failed {
        let why = String::from_utf8_lossy(&output.stderr);
        let lines: Vec<&str> = why.lines().take(6).collect();
        return Err(format!("{said}{}", lines.join("\n")).into());
    }
    let first = |text: &str| text.split(' ').next().and_then(|n| n.parse::<f64>().ok());
    let tps = find("tps = ").and_then(first).ok_or("pgbench told no rate")?;
    let count = find("number of transactions actually processed: ");
    let count = count.and_then(first).ok_or("pgbench told no count")?;
    Ok((tps, used / count))
}

/// Who orders what.
#[derive(Clone)]
struct Orders {
    tokens: Arc<Vec<String>>,
    service: Arc<str>,
    /// Where those live who do it, and so where it is wanted.
    pins: Arc<Vec<Value>>,
    turn: Arc<AtomicU64>,
}

impl Orders {
    async fn of(town: &Town) -> Result<Self, Failure> {
        let server = serve(town)?;
        let mut tokens = Vec::new();
        for phone in CUSTOMERS {
            tokens.push(log_in(server.port, phone).await?);
        }
        let service: Arc<str> = service(server.port).await?.into();
        server.stop();
        let homes = town.sql(&format!(
            "select st_y(p.home::geometry), st_x(p.home::geometry)
             from booking.providers p join booking.provider_services s using (provider_id)
             where s.service_id = '{service}' and p.is_active
               and exists (select from catalog.zones z where z.is_active
                           and st_covers(z.area, p.home::geometry))
             order by p.provider_id"
        ))?;
        let mut pins = Vec::new();
        for line in homes.lines() {
            let (lat, lng) = line.split_once('|').ok_or("not a place")?;
            pins.push(json!({"lat": lat.parse::<f64>()?, "lng": lng.parse::<f64>()?}));
        }
        if pins.is_empty() {
            return Err("nobody lives where it could be ordered".into());
        }
        Ok(Self { tokens: Arc::new(tokens), service, pins: Arc::new(pins), turn: Arc::default() })
    }

    /// The next order, for one of many half hours from tomorrow on.
    fn next(&self) -> Vec<u8> {
        let n = self.turn.fetch_add(1, Ordering::Relaxed);
        self.order(n, n.wrapping_mul(7919) % (DAYS * HALF_HOURS))
    }

    fn order(&self, n: u64, nth: u64) -> Vec<u8> {
        // Nine o'clock in Cairo, which is two or three hours ahead: from eight to nine there.
        let days = TimeDelta::days(1 + (nth / HALF_HOURS) as i64);
        let nine = (SystemClock.now() + days).date_naive().and_time(NaiveTime::MIN).and_utc()
            + TimeDelta::hours(7);
        let at = nine + TimeDelta::minutes(30 * (nth % HALF_HOURS) as i64);
        let pin = &self.pins[n as usize % self.pins.len()];
        let body = json!({
            "serviceId": *self.service,
            "serviceAddress": {"street": "شارع ٩", "city": "القاهرة", "coordinates": pin},
            "paymentMethod": "cash",
            "scheduledDate": at.to_rfc3339_opts(SecondsFormat::Secs, true),
        });
        let token = &self.tokens[n as usize % self.tokens.len()];
        request("POST", "/api/v1/bookings", Some(token), &key(), &body.to_string())
    }
}

/// An idempotency key.
fn key() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("idempotency-key: {:08x}{:016x}{:08x}\r\n", std::process::id(), next, 0)
}

/// The SQL of an order, from two that were heard.
async fn record(town: &Town) -> Result<String, Failure> {
    // Statements are prepared and caches filled before anybody listens.
    let orders = Orders::of(town).await?;
    recorded::begin(town)?;
    let server = serve(town)?;
    let mut wire = super::load::Wire::to(server.port).await?;
    let mut idle: Vec<Statement> = Vec::new();
    let mut kept: Vec<Vec<Statement>> = Vec::new();
    for n in 0..6 {
        let quiet = recorded::log_length(town);
        std::thread::sleep(Duration::from_secs(4));
        let from = recorded::log_length(town);
        idle.extend(recorded::heard(town, quiet, from)?);
        let (status, body) = wire.ask(&orders.order(0, n)).await?;
        if status != 201 {
            return Err(format!("{status} {}", String::from_utf8_lossy(&body)).into());
        }
        let heard = recorded::heard(town, from, recorded::log_length(town))?;
        let mine = recorded::of_command(&heard, &idle, CREATES);
        let texts = |all: &[Statement]| all.iter().map(|s| s.sql.clone()).collect::<Vec<_>>();
        if let Some(before) = kept.iter().find(|before| texts(before) == texts(&mine))
            && n > 2
        {
            let script = recorded::script(town, before, &mine)?;
            server.stop();
            recorded::end(town)?;
            return Ok(script);
        }
        kept.push(mine);
    }
    let lists = kept.iter().map(|k| k.iter().map(|s| s.sql.as_str()).collect::<Vec<_>>());
    Err(format!("an order is never twice the same: {:#?}", lists.collect::<Vec<_>>()).into())
}

async fn create(
    town: &Town,
    server: &Server,
    orders: &Orders,
    arrival: Arrival,
) -> Result<Round, Failure> {
    let orders = orders.clone();
    measured(town, server, arrival, Arc::new(move |_| Some(orders.next()))).await
}

async fn measured(
    town: &Town,
    server: &Server,
    arrival: Arrival,
    requests: Requests,
) -> Result<Round, Failure> {
    let postmaster = town.cluster.cluster().pid();
    let load = Load { port: server.port, connections: CONNECTIONS, arrival, time: TIME };
    let before = (cpu_us(server.pid()), cpu_with_children_us(postmaster));
    let answers = load.run(requests).await?;
    let done = answers.took_us.len() as f64;
    if answers.refused as f64 > done * 0.01 {
        return Err(format!("{} refused, such as {}", answers.refused, answers.example).into());
    }
    Ok(Round {
        server_us: (cpu_us(server.pid()) - before.0) / done,
        postgres_us: (cpu_with_children_us(postmaster) - before.1) / done,
        answers,
    })
}

/// Waits until the searches that the orders began are done, at most a while.
fn settle(town: &Town) -> Result<(), Failure> {
    let deadline = Instant::now() + Duration::from_secs(60);
    let due = "select count(*) from bus.jobs where dead_at is null and run_at < now()";
    while Instant::now() < deadline && town.sql(due)? != "0" {
        std::thread::sleep(Duration::from_millis(500));
    }
    Ok(())
}

/// Providers say yes to what was offered to them meanwhile.
async fn accept(report: &mut Report, town: &Town, server: &Server) -> Result<(), Failure> {
    let mut tokens = HashMap::new();
    for n in 0..100 {
        let phone = format!("011000000{n:02}");
        let Ok(token) = log_in(server.port, &phone).await else { break };
        let me = super::town::ask(server.port, "GET", "/api/v1/me", Some(&token), &Value::Null);
        tokens.insert(me.await?["id"].as_str().unwrap_or_default().to_owned(), token);
    }
    town.sql("update booking.providers set daily_limit = 0")?;
    let taken = town.sql(
        "select provider_id, extract(epoch from lower(during))::bigint
         from booking.reservations",
    )?;
    let mut visits: HashMap<&str, Vec<i64>> = HashMap::new();
    for line in taken.lines() {
        if let Some((provider, at)) = line.split_once('|') {
            visits.entry(provider).or_default().push(at.parse()?);
        }
    }
    // The searches of all that was ordered take their time.
    let deadline = Instant::now() + OFFERED_WITHIN;
    let offers = loop {
        let offers = acceptable(town, &visits, &tokens)?;
        if offers.len() >= ACCEPTED || Instant::now() > deadline {
            break offers;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    };
    each(report, town, server, "POST /offers/{id}/accept", offers).await
}

/// Requests that accept what is offered, each booking once and at times that leave the provider to
/// travel between its `visits`.
fn acceptable(
    town: &Town,
    visits: &HashMap<&str, Vec<i64>>,
    tokens: &HashMap<String, String>,
) -> Result<Vec<Vec<u8>>, Failure> {
    let open = town.sql(
        "select o.id, o.provider_id, b.id, extract(epoch from b.scheduled_date)::bigint
         from booking.offers o join booking.bookings b on b.id = o.booking_id
         where o.status = 'open' and o.expires_at > now() + interval '30 seconds'
         order by o.id",
    )?;
    let mut visits = visits.clone();
    let mut bookings = HashSet::new();
    let mut requests = Vec::new();
    for line in open.lines() {
        let &[offer, provider, booking, at] = &line.split('|').collect::<Vec<_>>()[..] else {
            return Err(format!("not an offer: {line}").into());
        };
        let (at, visits) = (at.parse::<i64>()?, visits.entry(provider).or_default());
        if visits.iter().any(|visit| (visit - at).abs() < APART_S) || !bookings.insert(booking) {
            continue;
        }
        let Some(token) = tokens.get(provider) else { continue };
        visits.push(at);
        let path = format!("/api/v1/offers/{offer}/accept");
        requests.push(request("POST", &path, Some(token), &key(), "{}"));
    }
    Ok(requests)
}

/// Customers cancel what nobody has taken.
async fn cancel(
    report: &mut Report,
    town: &Town,
    server: &Server,
    orders: &Orders,
) -> Result<(), Failure> {
    let mut tokens = HashMap::new();
    for token in orders.tokens.iter() {
        let me = super::town::ask(server.port, "GET", "/api/v1/me", Some(token), &Value::Null);
        tokens.insert(me.await?["id"].as_str().unwrap_or_default().to_owned(), token.clone());
    }
    let pending = town.sql(
        "select id, customer_id from booking.bookings where booking_status = 'pending' limit 8000",
    )?;
    let bookings: Vec<Vec<u8>> = pending
        .lines()
        .filter_map(|line| {
            let (booking, customer) = line.split_once('|')?;
            let path = format!("/api/v1/bookings/{booking}/cancel");
            Some(request("POST", &path, Some(tokens.get(customer)?), &key(), "{}"))
        })
        .collect();
    each(report, town, server, "POST /bookings/{id}/cancel", bookings).await
}

/// Sends each of them once.
async fn each(
    report: &mut Report,
    town: &Town,
    server: &Server,
    what: &str,
    all: Vec<Vec<u8>>,
) -> Result<(), Failure> {
    let count = all.len();
    if count < 100 {
        report.note(what, format!("not measured: only {count} to send"), "–", "p99 ≤ 50 ms");
        return Ok(());
    }
    let requests: Requests = Arc::new(move |n| all.get(n as usize).cloned());
    let round = measured(town, server, Arrival::Closed, requests).await?;
    let shown = format!(
        "{}; {} of {count} done, {} refused",
        shown(&round),
        round.answers.took_us.len(),
        round.answers.refused
    );
    report.note(&format!("{what}; {CONNECTIONS} connections"), shown, "–", "p99 ≤ 50 ms");
    Ok(())
}

fn latencies(answers: &Answers) -> String {
    let [p50, p99, most] = [0.5, 0.99, 1.0].map(|share| answers.ms(share));
    format!("p50 {p50:.1} ms, p99 {p99:.1} ms, most {most:.0} ms")
}

fn shown(round: &Round) -> String {
    format!(
        "{:.0} µs server + {:.0} µs PostgreSQL, {:.0}/s, {}",
        round.server_us,
        round.postgres_us,
        round.answers.a_second(),
        latencies(&round.answers)
    )
}

fn median<T>(all: &[T], pick: impl Fn(&T) -> f64) -> f64 {
    let mut values: Vec<f64> = all.iter().map(pick).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn tell(report: &mut Report, ours: &[Round], same: &[(f64, f64)], tpc_b: &[(f64, f64)]) {
    let rate = median(ours, |round| round.answers.a_second());
    let mine = format!(
        "{:.0} µs server + {:.0} µs PostgreSQL, {rate:.0}/s, p50 {:.1} ms, p99 {:.1} ms",
        median(ours, |r| r.server_us),
        median(ours, |r| r.postgres_us),
        median(ours, |r| r.answers.ms(0.5)),
        median(ours, |r| r.answers.ms(0.99)),
    );
    let what = format!("POST /bookings with its quote; {CONNECTIONS} connections, durable");
    for (name, peer, aim) in [
        ("pgbench, the same SQL", same, "≥ 0.7× its rate, p99 ≤ 50 ms"),
        ("pgbench TPC-B, scale 64", tpc_b, "≥ 0.8× its rate"),
    ] {
        let tps = median(peer, |(tps, _)| *tps);
        let theirs =
            format!("{name}: {:.0} µs PostgreSQL, {tps:.0}/s", median(peer, |(_, us)| *us));
        report.compare(&what, mine.clone(), theirs, rate / tps, aim);
    }
}
