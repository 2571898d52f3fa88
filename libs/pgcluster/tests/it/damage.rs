//! Data folders nobody can work with: each gets its own explanation and way out.

use std::fs;

use pgcluster::{Cluster, Error};

use crate::support::{Folder, ask};

fn stopped_cluster() -> Folder {
    let folder = Folder::new();
    Cluster::start(&folder.options()).unwrap().stop();
    folder
}

#[test]
fn a_folder_without_its_version_is_damaged() {
    let folder = stopped_cluster();
    fs::remove_file(folder.data().join("PG_VERSION")).unwrap();
    let error = Cluster::start(&folder.options()).unwrap_err();
    assert!(matches!(error, Error::Damaged { .. }), "{error}");
    assert!(error.to_string().contains("./osta up --reset"));
}

#[test]
fn a_torn_control_file_is_damage_and_a_fresh_start_helps() {
    let folder = stopped_cluster();
    let control = folder.data().join("global/pg_control");
    let length = fs::metadata(&control).unwrap().len();
    fs::write(&control, vec![0; usize::try_from(length).unwrap()]).unwrap();
    let error = Cluster::start(&folder.options()).unwrap_err();
    assert!(matches!(error, Error::Damaged { .. }), "{error}");
    Cluster::remove(&folder.cluster()).unwrap();
    let cluster = Cluster::start(&folder.options()).unwrap();
    assert_eq!(ask(&cluster, "select 1"), "1");
}

#[test]
fn a_lost_write_ahead_log_is_damage() {
    let folder = stopped_cluster();
    for entry in fs::read_dir(folder.data().join("pg_wal")).unwrap().flatten() {
        if entry.path().is_file() {
            fs::remove_file(entry.path()).unwrap();
        }
    }
    let error = Cluster::start(&folder.options()).unwrap_err();
    assert!(matches!(error, Error::Damaged { .. }), "{error}");
}

#[test]
fn data_of_another_major_version_asks_for_that_version() {
    let folder = stopped_cluster();
    fs::write(folder.data().join("PG_VERSION"), "9\n").unwrap();
    let error = Cluster::start(&folder.options()).unwrap_err();
    assert!(matches!(error, Error::OtherMajor { made_by: 9, .. }), "{error}");
    assert!(error.is_missing_dependency());
}

#[test]
fn a_first_start_that_was_killed_half_way_is_forgotten() {
    let folder = Folder::new();
    fs::create_dir_all(folder.cluster().join("data.unfinished/base")).unwrap();
    fs::write(folder.cluster().join("data.unfinished/PG_VERSION"), "15\n").unwrap();
    let cluster = Cluster::start(&folder.options()).unwrap();
    assert_eq!(ask(&cluster, "select 1"), "1");
}

#[test]
fn a_server_that_refuses_to_start_shows_its_own_words() {
    let folder = stopped_cluster();
    let conf = folder.data().join("postgresql.conf");
    let text = fs::read_to_string(&conf).unwrap();
    fs::write(&conf, format!("{text}\nno_such_setting_at_all = 1\n")).unwrap();
    let error = Cluster::start(&folder.options()).unwrap_err();
    assert!(matches!(error, Error::Start { .. }), "{error}");
    assert!(error.to_string().contains("no_such_setting_at_all"));
}
