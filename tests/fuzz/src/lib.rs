//! What parses bytes that anybody may send, under bytes that nobody would.
//!
//! Each [`Target`] has a law: whatever the bytes, it does not panic, takes little time and little
//! memory, and what it accepts reads back the same. [`run`] breeds inputs from a target's examples by
//! mutation, with all chance from one seed. It runs on the stable compiler; the laws are plain
//! functions of bytes, so that a coverage-guided fuzzer can drive them as well.

mod breed;
mod laws;

pub use breed::Breeder;
pub use laws::all;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// No input of at most [`LONGEST`] bytes may compute longer, in a build for tests.
pub const SLOWEST: Duration = Duration::from_millis(250);
/// The longest input.
pub const LONGEST: usize = 32 << 10;
/// What a whole run of one target may add to the memory of the process.
pub const MEMORY_KIB: u64 = 64 << 10;

/// What must hold for any bytes; it panics where it does not.
pub type Law = Box<dyn Fn(&[u8])>;

/// Something that parses.
pub struct Target {
    /// Its name.
    pub name: &'static str,
    /// Inputs that are right or nearly so.
    pub examples: Vec<Vec<u8>>,
    /// What is worth putting into an input.
    pub words: &'static [&'static str],
    /// Its law.
    pub law: Law,
}

/// What one run found.
#[derive(Debug, Default)]
pub struct Found {
    /// How many inputs were tried.
    pub tried: u64,
    /// The slowest one.
    pub slowest: Duration,
    /// By how much the most memory grew.
    pub grown_kib: u64,
    /// Inputs that broke the law, and how.
    pub broken: Vec<(Vec<u8>, String)>,
}

/// Tries so many inputs.
pub fn run(target: &Target, seed: u64, inputs: u64) -> Found {
    let mut breeder = Breeder::new(target, seed);
    let mut found = Found::default();
    // What is made at the first use stays, and says nothing about inputs.
    target.examples.iter().for_each(|example| attempt(target, example, &mut found));
    let before = most_memory_kib();
    while found.tried < inputs && found.broken.len() < 5 {
        let input = breeder.next();
        attempt(target, &input, &mut found);
    }
    found.grown_kib = most_memory_kib().saturating_sub(before);
    if found.grown_kib > MEMORY_KIB {
        found.broken.push((Vec::new(), format!("memory grew by {} KiB", found.grown_kib)));
    }
    found
}

fn attempt(target: &Target, input: &[u8], found: &mut Found) {
    let before = time_on_cpu();
    let done = catch_unwind(AssertUnwindSafe(|| (target.law)(input)));
    let took = time_on_cpu().saturating_sub(before);
    found.tried += 1;
    found.slowest = found.slowest.max(took);
    if let Err(panic) = done {
        let why = panic.downcast_ref::<String>().cloned();
        let why = why.or_else(|| panic.downcast_ref::<&str>().map(|&why| why.to_owned()));
        found.broken.push((input.to_vec(), why.unwrap_or_default()));
    } else if took > SLOWEST {
        found.broken.push((input.to_vec(), format!("it took {took:?}")));
    }
}

/// What this thread has computed so far: a busy machine does not make an input slow.
fn time_on_cpu() -> Duration {
    let statistics = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = statistics.split(' ').next().and_then(|word| word.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}

/// The most that this process has held so far.
fn most_memory_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}
