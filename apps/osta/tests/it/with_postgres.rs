//! `osta with-postgres`: a database for one command.

use std::fs;
use std::path::PathBuf;

use crate::program::{Home, User, is_alive, signal, wait_for, wait_for_end};

#[test]
fn the_command_finds_its_database_and_its_exit_code_is_passed_on() {
    for user in User::all() {
        let home = Home::new(*user);
        let script = "psql -XAt -v ON_ERROR_STOP=1 \"$DATABASE_URL\" -c 'create extension postgis' \
                      -c 'select postgis_version() is not null' && \
                      test \"$DATABASE_URL\" = \"$OSTA_TEST_DATABASE_URL\" && exit 7";
        let (code, output, error) = home.run(&["with-postgres", "--", "sh", "-c", script]);
        assert_eq!((code, output.as_str()), (7, "CREATE EXTENSION\nt\n"), "{user:?}: {error}");
        assert_eq!(leftovers(&home), Vec::<PathBuf>::new());
    }
}

#[test]
fn a_command_that_does_not_exist_is_a_missing_dependency() {
    let home = Home::new(User::Myself);
    let (code, _, error) = home.run(&["with-postgres", "--", "no-such-command"]);
    assert_eq!(code, 3);
    assert!(error.contains("no-such-command"), "{error}");
}

#[test]
fn without_a_command_the_usage_is_explained() {
    let home = Home::new(User::Myself);
    let (code, _, error) = home.run(&["with-postgres"]);
    assert_eq!(code, 2);
    assert!(error.contains("Usage"), "{error}");
}

#[test]
fn a_signal_reaches_the_command_and_everything_is_cleaned_up() {
    for user in User::all() {
        let home = Home::new(*user);
        for (name, expected) in [("-TERM", 128 + 15), ("-INT", 128 + 2)] {
            let mut osta = home.osta(&["with-postgres", "--", "sleep", "1000"]).spawn().unwrap();
            wait_for("the database", || !postmasters(&home).is_empty() && has_child(osta.id()));
            let database = postmasters(&home)[0];
            signal(name, osta.id());
            assert_eq!(wait_for_end(&mut osta).code(), Some(expected), "{user:?} {name}");
            assert!(!is_alive(database));
            assert_eq!(leftovers(&home), Vec::<PathBuf>::new());
        }
    }
}

#[test]
fn the_database_does_not_outlive_a_killed_osta() {
    for user in User::all() {
        let home = Home::new(*user);
        let mut osta = home.osta(&["with-postgres", "--", "cat"]);
        let mut osta = osta.stdin(std::process::Stdio::piped()).spawn().unwrap();
        wait_for("the database", || !postmasters(&home).is_empty());
        let database = postmasters(&home)[0];
        signal("-KILL", osta.id());
        wait_for_end(&mut osta);
        wait_for("the database to end", || !is_alive(database));
    }
}

/// The folders of throw-away clusters below this test's temporary folder.
fn leftovers(home: &Home) -> Vec<PathBuf> {
    let entries = fs::read_dir(home.folder().join("home")).unwrap().flatten();
    let throwaway = |path: &PathBuf| path.to_string_lossy().contains("throwaway");
    entries.map(|entry| entry.path()).filter(throwaway).collect()
}

/// The servers of throw-away clusters that take connections.
fn postmasters(home: &Home) -> Vec<u32> {
    let files = leftovers(home).into_iter().map(|path| path.join("data/postmaster.pid"));
    let texts = files.filter_map(|path| fs::read_to_string(path).ok());
    texts
        .filter(|text| text.contains("ready"))
        .filter_map(|text| text.lines().next()?.parse().ok())
        .collect()
}

/// Whether the program has started the command, besides the database.
fn has_child(pid: u32) -> bool {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let children = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
    let children: Vec<String> = children.collect();
    children.iter().flat_map(|text| text.split_whitespace()).any(|child| {
        fs::read_to_string(format!("/proc/{child}/comm")).is_ok_and(|name| name.trim() == "sleep")
    })
}
