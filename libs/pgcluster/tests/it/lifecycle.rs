//! Start, stop, start again, and the ways in which runs meet each other.

use std::fs;
use std::path::Path;

use pgcluster::{Cluster, Detached, Durability, Error, Options, Throwaway};

use crate::support::{Folder, ask, is_alive, wait_for};

#[test]
fn what_was_committed_is_there_after_a_restart() {
    let folder = Folder::new();
    let cluster = Cluster::start(&folder.options()).unwrap();
    ask(&cluster, "create table kept (note text); insert into kept values ('صنبور')");
    cluster.stop();
    let cluster = Cluster::start(&folder.options()).unwrap();
    assert_eq!(ask(&cluster, "select note from kept"), "صنبور");
}

#[test]
fn the_cluster_has_postgis_and_no_network_port() {
    let throwaway = Throwaway::start(Durability::Throwaway).unwrap();
    let cluster = throwaway.cluster();
    ask(cluster, "create extension postgis");
    assert_eq!(ask(cluster, "select st_srid('SRID=4326;POINT(31.2 30.0)'::geometry)"), "4326");
    assert_eq!(ask(cluster, "show listen_addresses"), "");
    assert_eq!(ask(cluster, "show max_connections"), "300");
    assert_eq!(ask(cluster, "show fsync"), "off");
}

#[test]
fn a_cluster_that_keeps_its_data_syncs_to_the_disk() {
    let folder = Folder::new();
    let options = Options { durability: Durability::Safe, ..folder.options() };
    let cluster = Cluster::start(&options).unwrap();
    assert_eq!(ask(&cluster, "show fsync"), "on");
}

#[test]
fn a_database_is_created_once() {
    let throwaway = Throwaway::start(Durability::Throwaway).unwrap();
    let cluster = throwaway.cluster();
    for _ in 0..2 {
        cluster.ensure_database("أسطى \"quoted\"").unwrap();
    }
    let count = "select count(*) from pg_database where datname = 'أسطى \"quoted\"'";
    assert_eq!(ask(cluster, count), "1");
}

#[test]
fn a_throwaway_cluster_leaves_nothing_behind() {
    let throwaway = Throwaway::start(Durability::Throwaway).unwrap();
    let pid = throwaway.cluster().pid();
    let log = throwaway.cluster().log().to_owned();
    assert!(log.exists() && is_alive(pid));
    drop(throwaway);
    assert!(!is_alive(pid));
    assert!(!log.parent().unwrap().exists());
}

#[test]
fn a_second_start_on_the_same_folder_names_who_has_it() {
    let folder = Folder::new();
    let _first = Cluster::start(&folder.options()).unwrap();
    let second = Cluster::start(&folder.options());
    assert!(
        matches!(second, Err(Error::InUse { pid: Some(pid), .. }) if pid == std::process::id())
    );
}

#[test]
fn an_orphan_on_the_folder_is_stopped_and_its_data_kept() {
    let folder = Folder::new();
    // To the next start, a server without a living osta is the same whether it was started in the
    // background or its osta was killed.
    Detached::start(&folder.options()).unwrap();
    let orphan = postmaster(&folder.data());
    let cluster = Cluster::start(&folder.options()).unwrap();
    assert!(!is_alive(orphan));
    assert_ne!(cluster.pid(), orphan);
    assert_eq!(ask(&cluster, "select 1"), "1");
}

#[test]
fn children_that_outlived_a_killed_postmaster_are_stopped() {
    let folder = Folder::new();
    let cluster = Cluster::start(&folder.options()).unwrap();
    ask(&cluster, "create table kept (n int); insert into kept values (1)");
    let ended = cluster.ended();
    signal("-KILL", cluster.pid());
    ended.wait();
    drop(cluster);
    let cluster = Cluster::start(&folder.options()).unwrap();
    assert_eq!(ask(&cluster, "select n from kept"), "1");
}

#[test]
fn an_old_pid_file_with_the_number_of_another_program_is_no_obstacle() {
    let folder = Folder::new();
    Cluster::start(&folder.options()).unwrap().stop();
    let other = std::process::id();
    let data = folder.data();
    let stale = format!("{other}\n{}\n1700000000\n5439\n\n\n\nready\n", data.display());
    fs::write(data.join("postmaster.pid"), stale).unwrap();
    let cluster = Cluster::start(&folder.options()).unwrap();
    assert_eq!(ask(&cluster, "select 1"), "1");
}

#[test]
fn a_background_cluster_is_found_again_and_stops_when_told() {
    let folder = Folder::new();
    let first = Detached::start(&folder.options()).unwrap();
    let pid = postmaster(&folder.data());
    first.ensure_database("osta").unwrap();
    let second = Detached::start(&folder.options()).unwrap();
    assert_eq!(postmaster(&folder.data()), pid);
    assert_eq!(first.url("osta"), second.url("osta"));
    Detached::stop(&folder.cluster()).unwrap();
    wait_for("the server to end", || !is_alive(pid));
}

#[test]
fn the_server_stands_in_a_process_group_of_its_own() {
    let throwaway = Throwaway::start(Durability::Throwaway).unwrap();
    let pid = throwaway.cluster().pid();
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let group = stat.rsplit_once(") ").unwrap().1.split(' ').nth(2).unwrap();
    assert_eq!(group, pid.to_string());
}

#[test]
fn a_folder_too_deep_for_a_socket_works_all_the_same() {
    let folder = Folder::new();
    let deep = folder.cluster().join("d".repeat(120));
    let options = Options { folder: deep.clone(), ..folder.options() };
    let cluster = Cluster::start(&options).unwrap();
    assert_eq!(ask(&cluster, "select 1"), "1");
    let sockets = cluster.socket_folder().to_owned();
    assert!(!sockets.starts_with(&deep));
    cluster.stop();
    Cluster::remove(&deep).unwrap();
    assert!(!sockets.exists());
}

fn postmaster(data: &Path) -> u32 {
    let text = fs::read_to_string(data.join("postmaster.pid")).unwrap();
    text.lines().next().unwrap().parse().unwrap()
}

fn signal(signal: &str, pid: u32) {
    let status = std::process::Command::new("kill").args([signal, &pid.to_string()]).status();
    assert!(status.unwrap().success());
}
