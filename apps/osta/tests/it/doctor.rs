//! `osta doctor` and `osta --help`: what the program says about itself and the machine.

use crate::program::{Home, User, finish};

#[test]
fn the_doctor_finds_nothing_missing_where_the_tests_run_and_changes_nothing() {
    for user in User::all() {
        let home = Home::new(*user);
        let (code, output, error) = home.run(&["doctor"]);
        assert_eq!(code, 0, "{user:?}: {output}{error}");
        assert!(output.contains("ok       PostgreSQL"), "{output}");
        assert!(!home.folder().join("home/data").exists());
    }
}

#[test]
fn the_doctor_looks_at_the_given_database_instead() {
    let home = Home::new(User::Myself);
    let mut doctor = home.osta(&["doctor"]);
    doctor.env("DATABASE_URL", "postgres://localhost:1/osta");
    let (code, output, _) = finish(doctor);
    assert_eq!(code, 3);
    assert!(output.contains("missing  the PostgreSQL that DATABASE_URL names"), "{output}");
}

#[test]
fn help_shows_examples_and_exit_codes_and_wrong_usage_is_2() {
    let home = Home::new(User::Myself);
    let (code, output, _) = home.run(&["--help"]);
    assert_eq!(code, 0);
    assert!(output.contains("osta up --reset") && output.contains("Exit codes"), "{output}");
    assert_eq!(home.run(&["no-such-command"]).0, 2);
    assert_eq!(home.run(&["up", "--port", "seventy"]).0, 2);
}
