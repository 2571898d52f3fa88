//! Our sockets beside Node's Socket.IO server, and a position's way to open maps beside Node with
//! Redis. The work is done by `bench/sockets/run.mjs` and `bench/sockets/fixes.mjs`.

use crate::Failure;
use crate::process::{done, osta};
use crate::report::Report;
use pgcluster::{Durability, Throwaway};
use serde_json::Value;
use std::process::{Command, Stdio};

const PEER: &str = "Node socket.io 4.8.4";

/// What is shown, its unit, and what is aimed at.
const ROWS: [(&str, &str, &str, &str); 5] = [
    ("a delivery, CPU of the server", "cpuUsADelivery", "µs", "≤ a sixth of Node's"),
    ("deliveries, server on one core", "deliveriesASecond", "/s", "–"),
    ("an idle connection, memory (Pss)", "kibAConnection", "KiB", "≤ Node's"),
    ("all idle connections, CPU of the server a second", "idleCpuUsASecond", "µs", "–"),
    ("a connection made and a room joined, CPU of the server", "cpuUsAConnect", "µs", "–"),
];

/// The same of a position's way.
const WAY: [(&str, &str, &str, &str); 3] = [
    ("a position from its sender to an open map, half of them", "p50Ms", "ms", "–"),
    ("a position from its sender to an open map, 99 in 100", "p99Ms", "ms", "–"),
    ("a position told to one map, CPU of the servers", "cpuUsADelivery", "µs", "≤ Node's"),
];

/// Runs both in turns.
///
/// # Errors
/// When the measurement fails; what is not installed is skipped.
pub fn run(report: &mut Report) -> Result<(), Failure> {
    match measured("run.mjs") {
        Ok(said) => deliveries(report, &said)?,
        Err(error) => report.note("sockets", format!("skipped: {error}"), PEER, "–"),
    }
    match measured("fixes.mjs") {
        Ok(said) => way(report, &said)?,
        Err(error) => report.note("a position's way", format!("skipped: {error}"), PEER, "–"),
    }
    Ok(())
}

fn deliveries(report: &mut Report, said: &Value) -> Result<(), Failure> {
    rows(report, said, &ROWS, &format!("{} connections", said["clients"]), PEER)?;
    let lost = |who: &str| {
        format!(
            "{} lost, {} bytes an event",
            said[who]["lost"]["max"], said[who]["bytes"]["median"]
        )
    };
    report.note("events that did not arrive", lost("ours"), &lost("node"), "0");
    Ok(())
}

fn way(report: &mut Report, said: &Value) -> Result<(), Failure> {
    let how = format!("{} maps, 2 positions a second", said["viewers"]);
    rows(report, said, &WAY, &how, &format!("{PEER} with Redis"))?;
    let told =
        |who: &str| format!("{} of {}", said[who]["deliveries"]["min"], said[who]["wanted"]["max"]);
    report.note("positions that arrived, the worst round", told("ours"), &told("node"), "all");
    Ok(())
}

fn rows(
    report: &mut Report,
    said: &Value,
    rows: &[(&str, &str, &str, &str)],
    how: &str,
    peer: &str,
) -> Result<(), Failure> {
    for (what, key, unit, aim) in rows {
        let (ours, theirs) = (&said["ours"][key], &said["node"][key]);
        let (mine, its) = (number(&ours["median"])?, number(&theirs["median"])?);
        let ratio = if *unit == "/s" { mine / its } else { its / mine };
        let what = format!("{what}; {how}, median (least–most)");
        let theirs = format!("{peer} {}", shown(theirs, unit)?);
        report.compare(&what, shown(ours, unit)?, theirs, ratio, aim);
    }
    Ok(())
}

fn measured(script: &str) -> Result<Value, Failure> {
    let (root, program) = osta()?;
    let folder = root.join("bench/sockets");
    for folder in [folder.clone(), root.join("tests/realtime")] {
        let quiet = ["ci", "--no-audit", "--no-fund", "--silent"];
        done(Command::new("npm").args(quiet).current_dir(folder))?;
    }
    let cluster = Throwaway::start(Durability::Throwaway)?;
    cluster.cluster().ensure_database("osta")?;
    let output = Command::new("node")
        .arg(folder.join(script))
        .envs(cluster.cluster().environment("osta"))
        .env("OSTA_PROGRAM", program)
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("bench/sockets/{script} failed").into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn number(value: &Value) -> Result<f64, Failure> {
    value.as_f64().ok_or_else(|| format!("no number: {value}").into())
}

fn shown(figure: &Value, unit: &str) -> Result<String, Failure> {
    let [median, least, most] = ["median", "min", "max"].map(|key| number(&figure[key]));
    let text =
        |value: f64| if value < 100.0 { format!("{value:.1}") } else { format!("{value:.0}") };
    Ok(format!("{} {unit} ({}–{})", text(median?), text(least?), text(most?)))
}
