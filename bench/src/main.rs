//! How fast matching and the live index are beside the best of others, in one run on one machine.
//!
//! `cargo run --release -p bench` sets everything up itself (a virtual environment with SciPy below
//! `target/`, a private Redis and a private PostgreSQL), runs, prints a table and appends it to
//! `bench/RESULTS.md`. What can't be set up is skipped, and the table says so. Name parts of it to
//! run only those: `cargo run --release -p bench -- assignment`.
#![expect(clippy::print_stdout, reason = "printing its figures is what this program is for")]

mod assignment;
mod chance;
mod http;
mod nearest;
mod postgis;
mod process;
mod redis;
mod report;
mod scipy;
mod slots;
mod sockets;
mod start;

use report::Report;

/// Anything that stops a benchmark. Whoever reads it is a developer at a terminal.
type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if wanted.iter().any(|name| name == nearest::MEMORY) {
        println!("{}", nearest::resident_bytes_a_provider()?);
        return Ok(());
    }
    let wants = |part: &str| wanted.is_empty() || wanted.iter().any(|name| name == part);
    let mut report = Report::new();
    if wants("assignment") {
        println!("assignment …");
        assignment::run(&mut report)?;
    }
    if wants("nearest") {
        println!("nearest and updates …");
        nearest::run(&mut report)?;
    }
    if wants("slots") {
        println!("slots …");
        slots::run(&mut report)?;
    }
    if wants("sockets") {
        println!("sockets …");
        sockets::run(&mut report)?;
    }
    if wants("start") {
        println!("start …");
        start::run(&mut report)?;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    if wants("reads") {
        println!("reads over HTTP …");
        runtime.block_on(http::reads::run(&mut report))?;
    }
    if wants("commands") {
        println!("commands over HTTP …");
        runtime.block_on(http::commands::run(&mut report))?;
    }
    println!("{}", report.table());
    let path = report.append()?;
    println!("appended to {}", path.display());
    Ok(())
}
