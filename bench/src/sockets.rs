//! Our sockets beside Node's Socket.IO server. The work is done by `bench/sockets/run.mjs`.

use crate::Failure;
use crate::report::Report;
use pgcluster::{Durability, Throwaway};
use serde_json::Value;
use std::path::PathBuf;
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

/// Runs both in turns.
///
/// # Errors
/// When the measurement fails; what is not installed is skipped.
pub fn run(report: &mut Report) -> Result<(), Failure> {
    let said = match measured() {
        Ok(said) => said,
        Err(error) => {
            report.note("sockets", format!("skipped: {error}"), PEER, "–");
            return Ok(());
        }
    };
    let clients = &said["clients"];
    for (what, key, unit, aim) in ROWS {
        let (ours, theirs) = (&said["ours"][key], &said["node"][key]);
        let is_rate = unit == "/s";
        let (mine, its) = (number(&ours["median"])?, number(&theirs["median"])?);
        let ratio = if is_rate { mine / its } else { its / mine };
        let what = format!("{what}; {clients} connections, median (least–most)");
        report.compare(
            &what,
            shown(ours, unit)?,
            format!("{PEER} {}", shown(theirs, unit)?),
            ratio,
            aim,
        );
    }
    let lost = |who: &str| {
        format!(
            "{} lost, {} bytes an event",
            said[who]["lost"]["max"], said[who]["bytes"]["median"]
        )
    };
    report.note("events that did not arrive", lost("ours"), &lost("node"), "0");
    Ok(())
}

fn measured() -> Result<Value, Failure> {
    let bench = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let root = bench.parent().ok_or("no checkout")?.to_path_buf();
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let build = ["build", "--release", "--quiet", "--package", "osta"];
    done(Command::new(cargo).args(build).env("SQLX_OFFLINE", "true").current_dir(&root))?;
    for folder in [bench.join("sockets"), root.join("tests/realtime")] {
        let quiet = ["ci", "--no-audit", "--no-fund", "--silent"];
        done(Command::new("npm").args(quiet).current_dir(folder))?;
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or(root.join("target"), PathBuf::from);
    let cluster = Throwaway::start(Durability::Throwaway)?;
    cluster.cluster().ensure_database("osta")?;
    let output = Command::new("node")
        .arg(bench.join("sockets/run.mjs"))
        .envs(cluster.cluster().environment("osta"))
        .env("OSTA_PROGRAM", target.join("release/osta"))
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err("bench/sockets/run.mjs failed".into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn done(command: &mut Command) -> Result<(), Failure> {
    if command.stdout(Stdio::null()).status()?.success() {
        return Ok(());
    }
    Err(format!("{:?} failed", command.get_program()).into())
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
