//! `osta up`: started, stopped, killed, and everything that may be in its way.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

use crate::program::{Home, User, finish, free_port, is_alive, signal, wait_for_end};

/// `osta up` whose database takes connections.
struct Up {
    child: Child,
    /// Reads on until the end, so that the program never waits for a reader.
    rest: JoinHandle<String>,
}

fn up(home: &Home) -> Up {
    up_with(home, &[])
}

fn up_with(home: &Home, more: &[&str]) -> Up {
    let port = free_port();
    let arguments = [&["up", "--port", &port], more].concat();
    let mut child = home.osta(&arguments).stdout(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap());
    let mut said = String::new();
    while !said.contains("PostgreSQL is ready") {
        assert_ne!(lines.read_line(&mut said).unwrap(), 0, "osta up ended early: {said}");
    }
    let rest = std::thread::spawn(move || {
        lines.read_to_string(&mut said).unwrap();
        said
    });
    Up { child, rest }
}

impl Up {
    fn signal(&self, name: &str) {
        signal(name, self.child.id());
    }

    /// The exit code and everything it said.
    fn end(mut self) -> (Option<i32>, String) {
        let code = wait_for_end(&mut self.child).code();
        (code, self.rest.join().unwrap())
    }
}

#[test]
fn ctrl_c_stops_everything_and_a_second_start_finds_the_data() {
    for user in User::all() {
        let home = Home::new(*user);
        for name in ["-INT", "-TERM", "-HUP"] {
            let osta = up(&home);
            let database = home.postmaster().unwrap();
            osta.signal(name);
            assert_eq!(osta.end().0, Some(0), "{user:?} {name}");
            assert!(!is_alive(database));
            assert!(!home.cluster().join("data/postmaster.pid").exists());
        }
    }
}

#[test]
fn after_a_kill_the_database_stops_and_the_next_start_works() {
    for user in User::all() {
        let home = Home::new(*user);
        let osta = up(&home);
        let database = home.postmaster().unwrap();
        osta.signal("-KILL");
        osta.end();
        let osta = up(&home);
        assert!(!is_alive(database));
        assert_ne!(home.postmaster().unwrap(), database);
        osta.signal("-INT");
        assert_eq!(osta.end().0, Some(0));
    }
}

#[test]
fn a_second_up_on_the_same_data_says_who_has_it() {
    let home = Home::new(User::Myself);
    let first = up(&home);
    let (code, _, error) = home.run(&["up", "--port", &free_port()]);
    assert_eq!(code, 1);
    assert!(error.contains("Another osta is running"), "{error}");
    assert!(error.contains(&format!("kill {}", first.child.id())), "{error}");
    first.signal("-INT");
    first.end();
}

#[test]
fn a_database_that_dies_is_reported_with_its_last_words() {
    let home = Home::new(User::Myself);
    let osta = up(&home);
    signal("-QUIT", home.postmaster().unwrap());
    let (code, error) = osta.end();
    assert_eq!(code, Some(1));
    assert!(error.contains("stopped by itself") && error.contains("immediate shutdown"), "{error}");
}

#[test]
fn a_port_in_use_is_named_with_a_free_one() {
    let home = Home::new(User::Myself);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let (code, _, error) = home.run(&["up", "--port", &port]);
    assert_eq!(code, 1);
    assert!(error.contains(&format!("Port {port} is in use")), "{error}");
    assert!(error.contains("./osta up --port "), "{error}");
}

#[test]
fn broken_data_is_explained_and_reset_starts_over() {
    for user in User::all() {
        let home = Home::new(*user);
        let osta = up(&home);
        osta.signal("-INT");
        osta.end();
        fs::remove_file(home.cluster().join("data/PG_VERSION")).unwrap();
        let (code, _, error) = home.run(&["up", "--port", &free_port()]);
        assert_eq!(code, 1, "{user:?}");
        assert!(error.contains("damaged") && error.contains("./osta up --reset"), "{error}");
        let osta = up_with(&home, &["--reset"]);
        osta.signal("-INT");
        assert_eq!(osta.end().0, Some(0));
    }
}

#[test]
fn reset_keeps_its_hands_off_a_given_database() {
    let home = Home::new(User::Myself);
    let mut osta = home.osta(&["up", "--reset", "--port", &free_port()]);
    osta.env("DATABASE_URL", "postgres://localhost:1/osta");
    let (code, _, error) = finish(osta);
    assert_eq!(code, 1);
    assert!(error.contains("--reset does not touch"), "{error}");
}

#[test]
fn a_folder_of_somebody_else_is_a_matter_of_permission() {
    let Some(User::Nobody) = User::all().last() else { return };
    let home = Home::new(User::Nobody);
    let data = home.folder().join("home/data");
    fs::create_dir(&data).unwrap();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o700)).unwrap();
    let (code, _, error) = home.run(&["up", "--port", &free_port()]);
    assert_eq!(code, 1);
    assert!(error.contains("OSTA_HOME=/some/folder"), "{error}");
}

#[test]
fn root_keeps_the_data_of_a_hidden_checkout_where_the_server_can_reach_it() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let home = Home::new(User::Myself);
    let hidden = home.folder().join("hidden/checkout");
    fs::create_dir_all(&hidden).unwrap();
    fs::set_permissions(home.folder().join("hidden"), fs::Permissions::from_mode(0o700)).unwrap();
    let mut doctor = home.osta(&["doctor"]);
    doctor.env("OSTA_CHECKOUT", &hidden).env_remove("OSTA_HOME");
    let (_, output, error) = finish(doctor);
    assert!(output.contains("data in /var/lib/osta/checkout-"), "{output}{error}");
    let mut forced = home.osta(&["up", "--port", &free_port()]);
    forced.env("OSTA_HOME", hidden.join("data"));
    let (code, _, error) = finish(forced);
    assert_eq!(code, 1);
    assert!(error.contains("cannot reach") && error.contains("OSTA_HOME="), "{error}");
}

#[test]
fn a_full_disk_is_named_with_the_way_out() {
    let home = Home::new(User::Myself);
    let disk = home.folder().join("disk");
    fs::create_dir(&disk).unwrap();
    let mut mount = Command::new("mount");
    mount.args(["-t", "tmpfs", "-o", "size=20m", "tmpfs"]).arg(&disk);
    if !mount.output().is_ok_and(|output| output.status.success()) {
        return; // Only root outside a container may mount.
    }
    let mut osta = home.osta(&["up", "--port", &free_port()]);
    osta.env("OSTA_HOME", disk.join("data"));
    let (code, _, error) = finish(osta);
    Command::new("umount").arg(&disk).status().unwrap();
    assert_eq!(code, 1);
    assert!(error.contains("Not enough disk space") && error.contains("OSTA_HOME="), "{error}");
}
