//! Line coverage of each crate, measured by the compiler's own instrumentation.
//!
//! Only our crates are instrumented (through `RUSTC_WORKSPACE_WRAPPER`), so that dependencies are
//! not built a second time. Reading the profiles takes the `llvm-profdata` and `llvm-cov` of the
//! LLVM that rustc was built with: Debian has them as `llvm-<version>`, rustup as the component
//! `llvm-tools`. Unit tests at the bottom of a file and files below `tests/` do not count.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use pgcluster::{Durability, Throwaway};
use serde::Deserialize;

use crate::lint::{is_test_file, without_tests};
use crate::project::{Failure, Metadata, command, metadata, run};

/// Measures the line coverage of each crate; below 80 % fails.
#[derive(Debug, clap::Args)]
pub struct Coverage {
    /// Only these crates: their tests, and the coverage of their own lines.
    crates: Vec<String>,
    /// Also list the files, the least covered last.
    #[arg(long)]
    files: bool,
    /// Fail when a crate is below this many per cent.
    #[arg(long, default_value_t = 80.0)]
    at_least: f64,
}

/// What we work with and nobody runs in operation does not count. Nor do the crates below `tests`,
/// which are tests.
const TOOLS_OF_THE_TRADE: &[&str] = &["testkit", "xtask", "bench"];

#[derive(Debug, Default, Clone, Copy)]
struct Lines {
    all: usize,
    covered: usize,
}

impl Lines {
    fn add(&mut self, other: Self) {
        self.all += other.all;
        self.covered += other.covered;
    }

    fn per_cent(self) -> f64 {
        // Far below 2^52 lines, so exact.
        if self.all == 0 { 100.0 } else { 100.0 * self.covered as f64 / self.all as f64 }
    }
}

impl Coverage {
    /// Builds, runs the tests and prints the table.
    pub fn run(&self) -> Result<(), Failure> {
        let tools = llvm_tools()?;
        let metadata = metadata()?;
        let folder = metadata.target_directory.join("coverage");
        let _not_there = fs::remove_dir_all(folder.join("profiles"));
        fs::create_dir_all(folder.join("profiles")).map_err(|error| error.to_string())?;
        let wrapper = write_wrapper(&folder)?;
        let programs = self.build(&wrapper)?;
        // A failed test fails the command, but does not throw away twenty minutes of counting.
        let tests = self.run_tests(&wrapper, &folder);
        let lines = lines_of(&tools, &folder, &programs)?;
        let report = self.report(&metadata, &lines);
        tests.and(report)
    }

    fn cargo(&self, wrapper: &Path) -> Command {
        let mut cargo = command("cargo");
        cargo.env("RUSTC_WORKSPACE_WRAPPER", wrapper);
        cargo
    }

    fn choose(&self, cargo: &mut Command) {
        match self.crates.as_slice() {
            [] => {
                cargo.arg("--workspace");
            }
            crates => crates.iter().for_each(|name| {
                cargo.args(["--package", name]);
            }),
        }
    }

    /// Builds the tests and returns every program with counters in it.
    fn build(&self, wrapper: &Path) -> Result<Vec<PathBuf>, Failure> {
        #[derive(Deserialize)]
        struct Artefact {
            executable: Option<PathBuf>,
        }
        let mut build = self.cargo(wrapper);
        build.args(["test", "--no-run", "--lib", "--bins", "--tests"]);
        build.args(["--message-format", "json-render-diagnostics"]);
        self.choose(&mut build);
        let output = build.stderr(Stdio::inherit()).output().map_err(|error| error.to_string())?;
        if !output.status.success() {
            return Err("The tests do not build; the compiler's messages are above.".into());
        }
        if self.runs_program() {
            run(self.cargo(wrapper).args(["build", "--package", "osta"]))?;
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let artefacts = text.lines().filter_map(|line| serde_json::from_str::<Artefact>(line).ok());
        let mut programs: Vec<_> = artefacts.filter_map(|artefact| artefact.executable).collect();
        if self.runs_program() {
            programs.push(metadata()?.target_directory.join("debug/osta"));
        }
        Ok(programs)
    }

    fn run_tests(&self, wrapper: &Path, folder: &Path) -> Result<(), Failure> {
        let database =
            Throwaway::start(Durability::Throwaway).map_err(|error| error.to_string())?;
        let cluster = database.cluster();
        cluster.ensure_database("osta").map_err(|error| error.to_string())?;
        // A process a test would leave thousands of files; %4m lets them share four per program.
        let profiles = folder.join("profiles/%4m.profraw");
        let mut tests = self.cargo(wrapper);
        if crate::steps::has_nextest() {
            tests.args(["nextest", "run", "--no-fail-fast"]);
        } else {
            tests.args(["test", "--lib", "--bins", "--tests"]);
        }
        self.choose(&mut tests);
        tests.env("LLVM_PROFILE_FILE", &profiles);
        run(tests.envs(cluster.environment("osta")))?;
        if !self.runs_program() {
            return Ok(());
        }
        for (script, name) in [("tests/journey.sh", "journey"), ("tests/realtime.sh", "sockets")] {
            cluster.ensure_database(name).map_err(|error| error.to_string())?;
            let mut test = command("bash");
            test.arg(script).env("LLVM_PROFILE_FILE", &profiles);
            run(test.envs(cluster.environment(name)))?;
        }
        Ok(())
    }

    /// Some of it runs only as a program: most of `apps/osta`, whose test is the newcomer's first
    /// minutes, and the sockets, whose clients are no program of ours.
    fn runs_program(&self) -> bool {
        self.crates.is_empty() || self.crates.iter().any(|name| name == "osta")
    }

    fn report(&self, metadata: &Metadata, lines: &BTreeMap<PathBuf, Lines>) -> Result<(), Failure> {
        let mut all = Lines::default();
        let mut low = Vec::new();
        eprintln!("\n{:<16} {:>8} {:>8} {:>8}", "crate", "lines", "covered", "%");
        for package in &metadata.packages {
            let is_chosen = match self.crates.as_slice() {
                [] => !TOOLS_OF_THE_TRADE.contains(&package.name.as_str()),
                crates => crates.contains(&package.name),
            };
            if !is_chosen {
                continue;
            }
            let mut own: Vec<_> =
                lines.iter().filter(|(path, _)| path.starts_with(package.folder())).collect();
            let mut sum = Lines::default();
            own.iter().for_each(|(_, lines)| sum.add(**lines));
            all.add(sum);
            print_row(&package.name, sum);
            if sum.per_cent() < self.at_least {
                low.push(package.name.as_str());
            }
            if self.files {
                own.sort_by(|(_, a), (_, b)| b.per_cent().total_cmp(&a.per_cent()));
                for (path, lines) in own {
                    let shown = path.strip_prefix(package.folder()).unwrap_or(path);
                    print_row(&format!("  {}", shown.display()), *lines);
                }
            }
        }
        print_row("all", all);
        if !low.is_empty() {
            return Err(format!("Line coverage is below {} %: {}.", self.at_least, low.join(", ")));
        }
        Ok(())
    }
}

fn print_row(name: &str, lines: Lines) {
    eprintln!("{name:<16} {:>8} {:>8} {:>8.1}", lines.all, lines.covered, lines.per_cent());
}

/// A compiler that adds the counters. Its path is part of cargo's cache key, so it stays the same.
fn write_wrapper(folder: &Path) -> Result<PathBuf, Failure> {
    let path = folder.join("rustc");
    let script = "#!/bin/sh\nexec \"$@\" -Cinstrument-coverage\n";
    if fs::read_to_string(&path).ok().as_deref() != Some(script) {
        let made = fs::write(&path, script)
            .and_then(|()| fs::set_permissions(&path, fs::Permissions::from_mode(0o755)));
        made.map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(path)
}

/// The folder and the ending of the names of rustc's LLVM tools.
struct Tools {
    folder: PathBuf,
}

impl Tools {
    fn command(&self, name: &str) -> Command {
        Command::new(self.folder.join(name))
    }
}

fn llvm_tools() -> Result<Tools, Failure> {
    let ask = |argument: &[&str]| -> Result<String, Failure> {
        let output = command("rustc").args(argument).output().map_err(|error| error.to_string())?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let version = ask(&["-vV"])?;
    let llvm = version.lines().find_map(|line| line.strip_prefix("LLVM version: ")).unwrap_or("");
    let major = llvm.split('.').next().unwrap_or_default();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    let rustup =
        Path::new(&ask(&["--print", "sysroot"])?).join("lib/rustlib").join(host).join("bin");
    let debian = PathBuf::from(format!("/usr/lib/llvm-{major}/bin"));
    let found = [rustup, debian].into_iter().find(|folder| folder.join("llvm-cov").is_file());
    found.map(|folder| Tools { folder }).ok_or_else(|| {
        format!(
            "llvm-cov of LLVM {major}, which rustc was built with, is not installed.\n\
             Install it: apt-get install llvm-{major}, or: rustup component add llvm-tools"
        )
    })
}

/// The counted lines of every source file, without its unit tests.
fn lines_of(
    tools: &Tools,
    folder: &Path,
    programs: &[PathBuf],
) -> Result<BTreeMap<PathBuf, Lines>, Failure> {
    let merged = folder.join("all.profdata");
    let mut merge = tools.command("llvm-profdata");
    merge.args(["merge", "--sparse", "--failure-mode=warn", "--output"]).arg(&merged);
    run(merge.arg(folder.join("profiles")))?;
    let mut export = tools.command("llvm-cov");
    export.args(["export", "--format=lcov", "--instr-profile"]).arg(&merged);
    // Sources of other crates and of the standard library are of no interest.
    export.arg("--ignore-filename-regex=/(registry|rustc|rustlib)/");
    programs.iter().for_each(|program| {
        export.arg("--object").arg(program);
    });
    let output = export.stderr(Stdio::inherit()).output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(format!("llvm-cov: {}", output.status));
    }
    Ok(parse(&String::from_utf8_lossy(&output.stdout), |path| {
        let text = fs::read_to_string(path).unwrap_or_default();
        if is_test_file(path) { 0 } else { without_tests(&text).lines().count() }
    }))
}

/// Reads the `lcov` format: `SF:<file>`, then `DA:<line>,<count>` for each line.
fn parse(lcov: &str, last_line: impl Fn(&Path) -> usize) -> BTreeMap<PathBuf, Lines> {
    let mut files: BTreeMap<PathBuf, Lines> = BTreeMap::new();
    let mut current: Option<(PathBuf, usize)> = None;
    for line in lcov.lines() {
        if let Some(path) = line.strip_prefix("SF:").map(PathBuf::from) {
            let last = last_line(&path);
            current = Some((path, last));
        } else if let (Some(counted), Some((path, last))) = (line.strip_prefix("DA:"), &current)
            && let Some((number, count)) = counted.split_once(',')
            && number.parse::<usize>().is_ok_and(|number| number <= *last)
        {
            let covered = usize::from(count != "0");
            files.entry(path.clone()).or_default().add(Lines { all: 1, covered });
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_up_to_the_unit_tests() {
        let lcov = "SF:/a.rs\nDA:1,3\nDA:2,0\nDA:9,1\nend_of_record\nSF:/b.rs\nDA:1,0\n";
        let files = parse(lcov, |path| if path == Path::new("/a.rs") { 5 } else { 0 });
        let lines = files[Path::new("/a.rs")];
        assert_eq!((lines.all, lines.covered, files.len()), (2, 1, 1));
    }
}
