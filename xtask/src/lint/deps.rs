//! Dependencies point down only:
//! `kernel ← contracts ← {dispatch, chassis ← httpkit} ← services ← apps`.
//!
//! This one rule keeps "split into processes later" true, and rebuilds narrow.

use super::all_or_nothing;
use crate::project::{Dependency, Failure, Package};

/// What a library may build on. Crates of the workspace that are not here are a mistake.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("kernel", &[]),
    ("contracts", &["kernel"]),
    ("dispatch", &["kernel", "contracts"]),
    ("chassis", &["kernel", "contracts"]),
    ("httpkit", &["kernel", "contracts", "chassis"]),
    ("pgcluster", &[]),
    ("testkit", &["kernel", "contracts", "chassis", "httpkit", "pgcluster"]),
    ("xtask", &["pgcluster"]),
    ("bench", &["kernel", "dispatch", "pgcluster"]),
];
const SERVICE_MAY_USE: &[&str] = &["kernel", "contracts", "dispatch", "chassis", "httpkit"];
/// Below `dev-dependencies` only, whatever the crate.
const TESTS_MAY_USE: &[&str] = &["testkit", "pgcluster"];

/// Checks every edge of the workspace.
pub fn check(packages: &[Package]) -> Result<(), Failure> {
    let mut problems = Vec::new();
    for package in packages {
        let edges = package.dependencies.iter().filter(|dependency| dependency.path.is_some());
        problems.extend(edges.filter_map(|edge| problem(package, edge)));
    }
    all_or_nothing(problems)
}

fn problem(package: &Package, edge: &Dependency) -> Option<String> {
    let (from, to) = (package.name.as_str(), edge.name.as_str());
    let is_test_edge = edge.kind.as_deref() == Some("dev");
    if is_test_edge && TESTS_MAY_USE.contains(&to) {
        return None;
    }
    if to == "testkit" {
        return Some(format!("deps: {from} uses testkit; it belongs below [dev-dependencies]."));
    }
    let is_allowed = match layer(package) {
        Layer::App => true,
        Layer::Service => SERVICE_MAY_USE.contains(&to),
        Layer::Library => {
            let Some((_, allowed)) = LIBRARIES.iter().find(|(name, _)| *name == from) else {
                return Some(format!(
                    "deps: the crate {from} has no place yet; give it one in xtask/src/lint/deps.rs."
                ));
            };
            allowed.contains(&to)
        }
    };
    let shown = package.folder().display();
    (!is_allowed).then(|| format!("deps: {from} must not depend on {to} ({shown}/Cargo.toml)."))
}

enum Layer {
    Library,
    Service,
    App,
}

fn layer(package: &Package) -> Layer {
    let parent = package.folder().parent().and_then(|parent| parent.file_name());
    match parent.and_then(|name| name.to_str()) {
        Some("services") => Layer::Service,
        // Whole-system tests stand on top of everything and nothing stands on them.
        Some("apps" | "tests" | "bench") => Layer::App,
        _ => Layer::Library,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(folder: &str, dependencies: &[(&str, Option<&str>)]) -> Package {
        let name = folder.rsplit('/').next().unwrap().to_owned();
        let dependency = |(name, kind): &(&str, Option<&str>)| Dependency {
            name: (*name).to_owned(),
            kind: kind.map(str::to_owned),
            path: Some("somewhere".into()),
        };
        let dependencies = dependencies.iter().map(dependency).collect();
        Package { name, manifest_path: format!("/osta/{folder}/Cargo.toml").into(), dependencies }
    }

    #[test]
    fn a_service_may_use_the_libraries_and_in_tests_the_testkit() {
        let uses = [("kernel", None), ("chassis", None), ("testkit", Some("dev"))];
        assert_eq!(check(&[package("services/booking", &uses)]), Ok(()));
    }

    #[test]
    fn a_service_may_not_use_another_service_not_even_in_tests() {
        for kind in [None, Some("dev")] {
            let found = check(&[package("services/gateway", &[("booking", kind)])]);
            assert!(found.unwrap_err().contains("gateway must not depend on booking"));
        }
    }

    #[test]
    fn a_library_may_not_look_up() {
        let found = check(&[package("libs/contracts", &[("chassis", None)])]);
        assert!(found.unwrap_err().contains("contracts must not depend on chassis"));
    }

    #[test]
    fn the_testkit_stays_out_of_the_product() {
        let found = check(&[package("apps/osta", &[("testkit", None)])]);
        assert!(found.unwrap_err().contains("dev-dependencies"));
    }
}
