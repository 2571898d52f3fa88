//! How soon the platform is ready on a database that is there, and what it takes idle.

use crate::Failure;
use crate::http::town::Town;
use crate::process::{cpu_us, pss_kib};
use crate::report::Report;
use pgcluster::Durability;
use std::time::Duration;

const ROUNDS: usize = 5;
const IDLE: Duration = Duration::from_secs(10);

/// Starts and ends it some times.
///
/// # Errors
/// When it does not become ready.
pub fn run(report: &mut Report) -> Result<(), Failure> {
    let town = Town::found(Durability::Throwaway)?;
    let (mut ready_ms, mut mib, mut cpu) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let server = town.serve(&[])?;
        ready_ms.push(server.ready_after.as_secs_f64() * 1e3);
        // Tasks that begin with the process have begun.
        std::thread::sleep(Duration::from_secs(3));
        let before = cpu_us(server.pid());
        std::thread::sleep(IDLE);
        cpu.push((cpu_us(server.pid()) - before) / IDLE.as_secs_f64() / 1e3);
        mib.push(pss_kib(server.pid()) / 1024.0);
        server.stop();
    }
    let what = "all services in one process, until /readyz; demo world; median (least–most)";
    report.note(what, shown(ready_ms, "ms"), "–", "≤ 1 s");
    report.note("memory idle (Pss), all services", shown(mib, "MiB"), "–", "≤ 30 MiB");
    let cpu = shown(cpu, "ms");
    report.note("processor time idle, all services, a second", cpu, "–", "≤ 10 ms");
    Ok(())
}

fn shown(mut values: Vec<f64>, unit: &str) -> String {
    values.sort_by(f64::total_cmp);
    let at = |n: usize| values.get(n).copied().unwrap_or(f64::NAN);
    let (median, least, most) = (at(values.len() / 2), at(0), at(values.len().saturating_sub(1)));
    format!("{median:.1} {unit} ({least:.1}–{most:.1})")
}
