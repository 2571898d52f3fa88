//! Small JSON and one row by its key, beside the same in Express and in Fastify with `pg`.

use super::load::{Answers, Arrival, Load, Requests, request};
use super::town::{Town, ask, pin, service};
use crate::Failure;
use crate::process::{Server, cpu_us, done, free_port, pss_kib};
use crate::report::Report;
use pgcluster::Durability;
use serde_json::json;
use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

const ROUNDS: usize = 5;
const CONNECTIONS: usize = 64;
const TIME: Duration = Duration::from_secs(2);
const PEERS: [(&str, &str); 2] =
    [("Express 5.3.0", "express.mjs"), ("Fastify 5.12.8", "fastify.mjs")];

/// What one server needed in one round.
#[derive(Clone, Copy)]
struct Round {
    cpu_us: f64,
    a_second: f64,
    p99_ms: f64,
}

/// Runs all in turns.
///
/// # Errors
/// When something is not installed or fails.
pub async fn run(report: &mut Report) -> Result<(), Failure> {
    let town = Town::found(Durability::Throwaway)?;
    let folder = town.root.join("bench/http");
    let quiet = ["ci", "--no-audit", "--no-fund", "--silent"];
    done(Command::new("npm").args(quiet).current_dir(&folder))?;
    let ours = town.serve(&[])?;
    let wanted = json!({"serviceId": service(ours.port).await?, "pin": pin()});
    let quote = ask(ours.port, "POST", "/api/v1/quotes", None, &wanted).await?;
    let row = format!("/api/v1/quotes/{}", quote["id"].as_str().ok_or("no id")?);
    let mut servers = vec![("ours", ours)];
    for (name, file) in PEERS {
        let port = free_port()?;
        let mut peer = Command::new("node");
        peer.arg(folder.join(file))
            .arg(port.to_string())
            .env("NODE_ENV", "production")
            .envs(town.cluster.cluster().environment(super::town::DATABASE))
            .stderr(Stdio::inherit());
        servers.push((name, Server::start(peer, port, "/healthz")?));
    }
    same(&servers, &row).await?;
    for (_, server) in &servers {
        server.pin(0);
    }
    // What is measured is warm: compilers have compiled, pools are full.
    for (what, path) in [("small JSON", "/healthz"), ("one row by its key", row.as_str())] {
        let mut rounds: BTreeMap<&str, Vec<Round>> = BTreeMap::new();
        for n in 0..=ROUNDS {
            for (name, server) in &servers {
                let round = one(server, path).await?;
                if n > 0 {
                    rounds.entry(name).or_default().push(round);
                }
            }
        }
        tell(report, what, &rounds);
    }
    for (name, server) in &servers {
        let mib = pss_kib(server.pid()) / 1024.0;
        report.note("memory after it (Pss)", format!("{name} {mib:.0} MiB"), "–", "≤ 30 MiB");
    }
    Ok(())
}

/// That all answer the same row.
async fn same(servers: &[(&str, Server)], row: &str) -> Result<(), Failure> {
    let mut first = None;
    for (name, server) in servers {
        let mut said = ask(server.port, "GET", row, None, &json!(null)).await?;
        // JavaScript has whole milliseconds.
        said["createdAt"] = json!(null);
        said["expiresAt"] = json!(null);
        let wanted = first.get_or_insert_with(|| said.clone());
        if *wanted != said {
            return Err(format!("{name} answers another row: {said} instead of {wanted}").into());
        }
    }
    Ok(())
}

async fn one(server: &Server, path: &str) -> Result<Round, Failure> {
    let bytes = request("GET", path, None, "", "");
    let requests: Requests = Arc::new(move |_| Some(bytes.clone()));
    let (port, connections) = (server.port, CONNECTIONS);
    let load = Load { port, connections, arrival: Arrival::Closed, time: TIME };
    let before = cpu_us(server.pid());
    let answers: Answers = load.run(requests).await?;
    if answers.refused > 0 {
        return Err(format!("{path} was refused: {}", answers.example).into());
    }
    let used = cpu_us(server.pid()) - before;
    Ok(Round {
        cpu_us: used / answers.took_us.len() as f64,
        a_second: answers.a_second(),
        p99_ms: answers.ms(0.99),
    })
}

fn tell(report: &mut Report, what: &str, rounds: &BTreeMap<&str, Vec<Round>>) {
    let of = |name: &str, pick: fn(&Round) -> f64| {
        let mut all: Vec<f64> = rounds.get(name).into_iter().flatten().map(pick).collect();
        all.sort_by(f64::total_cmp);
        let at = |n: usize| all.get(n).copied().unwrap_or(f64::NAN);
        (at(all.len() / 2), at(0), at(all.len().saturating_sub(1)))
    };
    let shown = |name: &str| {
        let (cpu, least, most) = of(name, |r| r.cpu_us);
        let (rate, p99) = (of(name, |r| r.a_second).0, of(name, |r| r.p99_ms).0);
        format!("{cpu:.1} µs ({least:.1}–{most:.1}), {rate:.0}/s, p99 {p99:.1} ms")
    };
    for (name, _) in PEERS {
        let what = format!("GET {what}, CPU of the server; {CONNECTIONS} connections, one core");
        let ratio = of(name, |r| r.cpu_us).0 / of("ours", |r| r.cpu_us).0;
        let faster = of("ours", |r| r.a_second).0 / of(name, |r| r.a_second).0;
        let aim = if name.starts_with("Express") { "≥ 8× the rate" } else { "≥ 2× less CPU" };
        let peer = format!("{name} {}; ours has {faster:.1}× its rate", shown(name));
        report.compare(&what, shown("ours"), peer, ratio, aim);
    }
}
