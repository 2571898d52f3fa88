//! Bills of materials in CycloneDX 1.5: what is in the program and in the web app, with versions,
//! licences, hashes and who needs whom. The program's is made of what cargo itself resolves and of
//! the lock file, so that the same commit has the same bill, byte by byte, and no tool is needed.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::process::Stdio;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::project::{Failure, command, root};

/// For which machines the program is built.
const TARGET: &str = "x86_64-unknown-linux-gnu";
/// The crate whose dependencies are the program's.
const PROGRAM: &str = "osta";

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    /// `None` for the crates of this workspace.
    source: Option<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Edge>,
}

#[derive(Deserialize)]
struct Edge {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    kind: Option<String>,
}

/// The SHA-256 of each crate by its name and version.
type Hashes = HashMap<(String, String), String>;

/// Writes both bills into a folder.
pub fn write(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    let program = program()?;
    let listed = program["components"].as_array().map_or(0, Vec::len);
    let text = serde_json::to_string_pretty(&program).map_err(|error| error.to_string())?;
    fs::write(folder.join("osta.cdx.json"), text + "\n").map_err(|error| error.to_string())?;
    let web = web()?;
    let in_web = web["components"].as_array().map_or(0, Vec::len);
    let text = serde_json::to_string_pretty(&web).map_err(|error| error.to_string())?;
    fs::write(folder.join("web.cdx.json"), text + "\n").map_err(|error| error.to_string())?;
    eprintln!(
        "Bills of materials are in {}: {listed} crates, {in_web} npm packages.",
        folder.display()
    );
    Ok(())
}

fn program() -> Result<Value, Failure> {
    let mut cargo = command("cargo");
    cargo.args(["metadata", "--locked", "--format-version", "1", "--filter-platform", TARGET]);
    let output = cargo.stderr(Stdio::inherit()).output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err("cargo metadata failed.".into());
    }
    let metadata: Metadata =
        serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
    let lock = fs::read_to_string(root().join("Cargo.lock")).map_err(|error| error.to_string())?;
    bill(&metadata, &hashes(&lock))
}

/// What the lock file says, read as cargo writes it: a `[[package]]` with a line for each value.
fn hashes(lock: &str) -> Hashes {
    let of = |block: &str| {
        let value = |name: &str| {
            let line = block.lines().find_map(|line| line.strip_prefix(name));
            Some(line?.strip_prefix(" = \"")?.strip_suffix('"')?.to_owned())
        };
        Some(((value("name")?, value("version")?), value("checksum")?))
    };
    lock.split("[[package]]").filter_map(of).collect()
}

fn bill(metadata: &Metadata, hashes: &Hashes) -> Result<Value, Failure> {
    let packages: HashMap<&str, &Package> =
        metadata.packages.iter().map(|package| (package.id.as_str(), package)).collect();
    let nodes: HashMap<&str, &Node> =
        metadata.resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let program = metadata.packages.iter().find(|p| p.name == PROGRAM && p.source.is_none());
    let program = program.ok_or("the program is no crate of the workspace")?;
    let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut components: BTreeMap<String, Value> = BTreeMap::new();
    let mut open = vec![program.id.as_str()];
    while let Some(id) = open.pop() {
        let package = packages.get(id).ok_or("cargo names a package that it doesn't list")?;
        let place = purl(package);
        if needs.contains_key(&place) {
            continue;
        }
        let edges = nodes.get(id).map_or(&[][..], |node| &node.deps);
        // What only tests need is not in the program.
        let edges = edges
            .iter()
            .filter(|edge| edge.dep_kinds.iter().any(|kind| kind.kind.as_deref() != Some("dev")));
        let next: Vec<&str> = edges.map(|edge| edge.pkg.as_str()).collect();
        let names = next.iter().filter_map(|id| packages.get(id)).map(|needed| purl(needed));
        needs.insert(place.clone(), names.collect());
        if id != program.id {
            let hash = hashes.get(&(package.name.clone(), package.version.clone()));
            components.insert(place, component(package, hash));
        }
        open.extend(next);
    }
    let graph = needs.iter().map(|(place, on)| json!({"ref": place, "dependsOn": on}));
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": {
            "type": "application", "bom-ref": purl(program), "name": program.name,
            "version": program.version, "licenses": [{"expression": program.license}],
        }},
        "components": components.values().collect::<Vec<_>>(),
        "dependencies": graph.collect::<Vec<_>>(),
    }))
}

fn component(package: &Package, hash: Option<&String>) -> Value {
    let mut component = json!({
        "type": "library", "bom-ref": purl(package), "name": package.name,
        "version": package.version, "scope": "required", "purl": purl(package),
    });
    if let Some(licence) = &package.license {
        // Some old crates write `/` for `OR`.
        component["licenses"] = json!([{"expression": licence.replace('/', " OR ")}]);
    }
    if let Some(hash) = hash {
        component["hashes"] = json!([{"alg": "SHA-256", "content": hash}]);
    }
    component
}

fn purl(package: &Package) -> String {
    format!("pkg:cargo/{}@{}", package.name, package.version)
}

/// npm makes the app's; the number and the time that it puts in differ at every run and say nothing.
fn web() -> Result<Value, Failure> {
    let mut npm = command("npm");
    npm.current_dir(root().join("apps/web"));
    npm.args(["sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--package-lock-only"]);
    let output = npm.stderr(Stdio::inherit()).output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err("npm sbom failed.".into());
    }
    let mut bill: Value =
        serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
    if let Some(bill) = bill.as_object_mut() {
        bill.remove("serialNumber");
    }
    if let Some(metadata) = bill["metadata"].as_object_mut() {
        metadata.remove("timestamp");
    }
    Ok(bill)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, source: Option<&str>, licence: &str) -> Package {
        Package {
            id: name.into(),
            name: name.into(),
            version: "1.0.0".into(),
            license: Some(licence.into()),
            source: source.map(str::to_owned),
        }
    }

    fn node(id: &str, deps: &[(&str, Option<&str>)]) -> Node {
        let edge = |(pkg, kind): &(&str, Option<&str>)| Edge {
            pkg: (*pkg).to_owned(),
            dep_kinds: vec![Kind { kind: kind.map(str::to_owned) }],
        };
        Node { id: id.into(), deps: deps.iter().map(edge).collect() }
    }

    #[test]
    fn what_is_in_the_program_is_listed_with_its_hash_and_what_only_tests_need_is_not() {
        let metadata = Metadata {
            packages: vec![
                package("osta", None, "Apache-2.0"),
                package("kernel", None, "Apache-2.0"),
                package("serde", Some("registry"), "MIT/Apache-2.0"),
                package("proptest", Some("registry"), "MIT"),
                package("elsewhere", Some("registry"), "MIT"),
            ],
            resolve: Resolve {
                nodes: vec![
                    node("osta", &[("kernel", None), ("proptest", Some("dev"))]),
                    node("kernel", &[("serde", None)]),
                    node("serde", &[]),
                    node("proptest", &[]),
                    node("elsewhere", &[]),
                ],
            },
        };
        let lock = "version = 4\n\n[[package]]\nname = \"kernel\"\nversion = \"1.0.0\"\n\n\
            [[package]]\nname = \"serde\"\nversion = \"1.0.0\"\nchecksum = \"ab\"\n";
        let bill = bill(&metadata, &hashes(lock)).unwrap();
        let names: Vec<_> = bill["components"].as_array().unwrap().iter().collect();
        assert_eq!(names.len(), 2, "{bill}");
        assert_eq!(names[0]["name"], "kernel");
        let serde = names[1];
        assert_eq!(serde["purl"], "pkg:cargo/serde@1.0.0");
        assert_eq!(serde["licenses"][0]["expression"], "MIT OR Apache-2.0");
        assert_eq!(serde["hashes"][0]["content"], "ab");
        let graph = json!([
            {"ref": "pkg:cargo/kernel@1.0.0", "dependsOn": ["pkg:cargo/serde@1.0.0"]},
            {"ref": "pkg:cargo/osta@1.0.0", "dependsOn": ["pkg:cargo/kernel@1.0.0"]},
            {"ref": "pkg:cargo/serde@1.0.0", "dependsOn": []},
        ]);
        assert_eq!(bill["dependencies"], graph);
    }
}
