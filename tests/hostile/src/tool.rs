//! Schemathesis: how it is had, how it is run, and what it found.

use crate::callers::Caller;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use system_tests::world;

/// The tool in its own environment, below `target`.
pub struct Tool {
    program: PathBuf,
    folder: PathBuf,
}

/// What is the same for every caller.
pub struct Run<'r> {
    /// Where the product listens.
    pub base: &'r str,
    /// Which requests.
    pub seed: u32,
    /// How many random ones a route.
    pub examples: u32,
}

/// What came of it.
#[derive(Default)]
pub struct Found {
    /// How many requests were generated and sent.
    pub cases: u64,
    by_caller: Vec<(String, u64)>,
    failures: BTreeMap<String, Vec<String>>,
    errors: Vec<String>,
}

impl Tool {
    /// Installs the pinned version unless it is there.
    pub fn ready() -> Result<Self, String> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let target = std::env::current_exe().map_err(|error| error.to_string())?;
        let target = target.ancestors().nth(2).ok_or("the program lies in no target folder")?;
        let folder = target.join("hostile");
        let (environment, wanted) = (folder.join("python"), here.join("requirements.txt"));
        let wanted_text = fs::read(&wanted).map_err(|error| error.to_string())?;
        let mark = environment.join("installed");
        if fs::read(&mark).ok().as_deref() != Some(&wanted_text) {
            println!("Installing schemathesis (a minute) …");
            fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
            run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment))?;
            let mut pip = Command::new(environment.join("bin/pip"));
            pip.args(["install", "--quiet", "--disable-pip-version-check", "-r"]);
            run(pip.arg(&wanted))?;
            fs::write(&mark, wanted_text).map_err(|error| error.to_string())?;
        }
        Ok(Self { program: environment.join("bin/st"), folder })
    }

    /// Runs it for one caller; its report.
    pub fn run(
        &self,
        about: &Run<'_>,
        caller: &Caller,
        things: &Value,
        operations: &[String],
    ) -> Result<Value, String> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let report = self.folder.join(format!("{}.json", caller.name));
        let log = self.folder.join(format!("{}.log", caller.name));
        let _of_before = fs::remove_file(&report);
        let out = File::create(&log).map_err(|error| error.to_string())?;
        let mut command = Command::new(&self.program);
        command.current_dir(&self.folder).env("PYTHONPATH", here);
        command.env("SCHEMATHESIS_HOOKS", "hooks").env("OSTA_BASE", about.base);
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        command.env("OSTA_THINGS", things.to_string()).env("OSTA_PASSWORD", world::PASSWORD);
        if let Some(phone) = &caller.phone {
            command.env("OSTA_PHONE", phone);
        }
        if let Some(key) = &caller.key {
            command.env("OSTA_KEY", key);
        }
        command.arg("--config-file").arg(here.join("schemathesis.toml"));
        command.args(["run", &format!("{}/api/openapi.json", about.base), "--checks", "all"]);
        command.args(["--seed", &about.seed.to_string(), "--no-color", "--no-shrink"]);
        command.args(["--max-examples", &about.examples.to_string()]);
        command.args(["--generation-database", "none"]);
        command.args(["--report", "json", "--report-json-path"]).arg(&report);
        for id in operations {
            command.args(["--include-operation-id", id]);
        }
        println!("{}: {} operations, log in {}", caller.name, operations.len(), log.display());
        let log_too = out.try_clone().map_err(|error| error.to_string())?;
        // It ends with 1 when it found something; what, the report says.
        let done = command.stdout(out).stderr(log_too).status();
        done.map_err(|error| error.to_string())?;
        let report = fs::read(&report).map_err(|_| format!("no report: see {}", log.display()))?;
        serde_json::from_slice(&report).map_err(|error| error.to_string())
    }
}

fn run(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|error| format!("{command:?}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}")) }
}

impl Found {
    /// Takes in the report of one caller.
    pub fn add(&mut self, caller: &str, report: Result<Value, String>) {
        let report = match report {
            Ok(report) => report,
            Err(why) => return self.errors.push(format!("{caller}: {why}")),
        };
        let cases = report["test_cases"]["generated"].as_u64().unwrap_or_default();
        self.cases += cases;
        self.by_caller.push((caller.to_owned(), cases));
        if report["complete"] != true {
            self.errors.push(format!("{caller}: it did not come to its end"));
        }
        for error in report["errors"].as_array().into_iter().flatten() {
            self.errors.push(format!("{caller}: {error}"));
        }
        for failure in report["failures"].as_array().into_iter().flatten() {
            let title = failure["title"].as_str().unwrap_or("?").to_owned();
            let of = self.failures.entry(title).or_default();
            for operation in failure["operations"].as_array().into_iter().flatten() {
                of.push(format!("{caller}: {}", operation.as_str().unwrap_or("?")));
            }
        }
    }

    /// Whether nothing failed.
    pub fn is_clean(&self) -> bool {
        self.failures.is_empty() && self.errors.is_empty()
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (caller, cases) in &self.by_caller {
            writeln!(f, "{caller:<10} {cases:>7} requests")?;
        }
        writeln!(f, "in all     {:>7} requests", self.cases)?;
        for (title, operations) in &self.failures {
            writeln!(f, "FAILED {title}: {}", operations.len())?;
            for operation in operations {
                writeln!(f, "  {operation}")?;
            }
        }
        self.errors.iter().try_for_each(|error| writeln!(f, "ERROR {error}"))
    }
}
