//! How many instructions the hottest pure paths take, counted by Valgrind. Unlike a clock that does
//! not depend on what else the machine does, so a change of a few per cent is one of the code.
//!
//! `cargo run --release -p bench-paths` runs each path in a process of its own under Valgrind, once with few and
//! once with more repetitions; the difference is what the repetitions took, without start and
//! setting up. It is held against `bench/paths/instructions.txt`; `--accept` writes that file anew.

#![expect(clippy::print_stdout, reason = "printing its figures is what this program is for")]

mod hot;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

/// Anything that stops it. Whoever reads it is a developer at a terminal.
type Failure = Box<dyn std::error::Error>;

/// What the program is called with to run one path: the name and how often follow.
const ONE: &str = "--path";

/// How far a count may be from the one that was accepted, in per cent. Hash tables begin with
/// chance, so the same program varies by some tenths.
const TOLERANCE: f64 = 2.0;

fn main() -> Result<(), Failure> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if let [first, name, times] = wanted.as_slice()
        && first == ONE
    {
        return run_one(name, times.parse()?);
    }
    check(wanted.iter().any(|word| word == "--accept"))
}

/// Runs one path so many times, for Valgrind to count.
fn run_one(name: &str, times: u64) -> Result<(), Failure> {
    let path = hot::PATHS.iter().find(|path| path.name == name);
    let path = path.ok_or_else(|| format!("no path {name}"))?;
    let mut run = (path.ready)();
    for n in 0..times {
        run(n);
    }
    Ok(())
}

/// Counts all of them and compares.
fn check(accept: bool) -> Result<(), Failure> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("instructions.txt");
    let accepted = read(&std::fs::read_to_string(&file).unwrap_or_default());
    let mut lines = String::new();
    let mut wrong = Vec::new();
    println!("{:<22}{:>14}{:>14}{:>9}", "instructions of", "now", "accepted", "");
    for path in hot::PATHS {
        let now = count(path.name, path.times)?;
        lines.push_str(&format!("{} {now}\n", path.name));
        let Some(before) = accepted.get(path.name) else {
            println!("{:<22}{now:>14}{:>14}", path.name, "–");
            wrong.push(format!("{} has no accepted count", path.name));
            continue;
        };
        let change = (now as f64 / *before as f64 - 1.0) * 100.0;
        println!("{:<22}{now:>14}{before:>14}{change:>+8.1}%", path.name);
        if change.abs() > TOLERANCE {
            wrong.push(format!("{} took {before} and takes {now}: {change:+.1} %", path.name));
        }
    }
    if accept {
        std::fs::write(&file, format!("{}{lines}", heading()))?;
        println!("accepted in {}", file.display());
        return Ok(());
    }
    if wrong.is_empty() {
        return Ok(());
    }
    let how = "If that is meant, or the compiler is another: ./osta bench --instructions --accept";
    Err(format!("{}\n{how}", wrong.join("\n")).into())
}

fn heading() -> String {
    let rustc = Command::new("rustc").arg("--version").output();
    let rustc = rustc.map(|said| String::from_utf8_lossy(&said.stdout).trim().to_owned());
    format!(
        "# Instructions a run of each path, counted by Valgrind; ±{TOLERANCE} % is let pass.\n\
         # {}, release build, {}\n",
        rustc.unwrap_or_default(),
        std::env::consts::ARCH
    )
}

fn read(text: &str) -> BTreeMap<String, u64> {
    let line = |line: &str| {
        let (name, count) = line.split_once(' ')?;
        Some((name.to_owned(), count.parse().ok()?))
    };
    text.lines().filter(|text| !text.starts_with('#')).filter_map(line).collect()
}

/// Instructions a repetition.
fn count(name: &str, times: u64) -> Result<u64, Failure> {
    let few = (times / 10).max(1);
    let (less, more) = (instructions(name, few)?, instructions(name, few + times)?);
    Ok(more.saturating_sub(less) / times)
}

fn instructions(name: &str, times: u64) -> Result<u64, Failure> {
    let output = Command::new("valgrind")
        .args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args([ONE, name, &times.to_string()])
        .output()
        .map_err(|error| format!("valgrind: {error} (apt-get install valgrind)"))?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = said.lines().find_map(|line| line.split_once(" refs:"));
    let count = line.and_then(|(_, count)| count.trim().replace(',', "").parse().ok());
    match count {
        Some(count) if output.status.success() => Ok(count),
        _ => Err(format!("{name} can't be counted: {said}").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::{hot, read, run_one};

    #[test]
    fn every_path_runs_and_has_a_name_of_its_own() {
        let mut names: Vec<_> = hot::PATHS.iter().map(|path| path.name).collect();
        for name in &names {
            run_one(name, 3).unwrap();
        }
        names.dedup();
        assert_eq!(names.len(), hot::PATHS.len());
        assert!(run_one("nothing", 1).is_err());
    }

    #[test]
    fn accepted_counts_are_read_without_their_heading() {
        let read = read("# about 7\nquote 12\nslots 34\n");
        assert_eq!(
            read.into_iter().collect::<Vec<_>>(),
            [("quote".into(), 12), ("slots".into(), 34)]
        );
    }
}
