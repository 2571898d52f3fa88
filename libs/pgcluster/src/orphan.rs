//! What an earlier run that was killed may have left behind on our data folder.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use super::{Error, server};

/// The processes of a PostgreSQL that works in this data folder, its postmaster first.
///
/// Every process of a PostgreSQL has the data folder as its working directory, so that we find
/// children that outlived their postmaster too, and never take an unrelated process that got the
/// number in an old `postmaster.pid`.
pub(super) fn processes(data: &Path) -> Vec<u32> {
    let Ok(data) = fs::canonicalize(data) else { return Vec::new() };
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let mut found: Vec<u32> = entries
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|pid| is_postgres_in(*pid, &data))
        .collect();
    let postmaster = server::read_pid_file(&data).map(|file| file.pid);
    found.sort_by_key(|pid| (Some(*pid) != postmaster, *pid));
    found
}

fn is_postgres_in(pid: u32, data: &Path) -> bool {
    let process = Path::new("/proc").join(pid.to_string());
    let name = fs::read_to_string(process.join("comm")).unwrap_or_default();
    // A zombie has no working directory any more, so it does not count.
    name.trim() == "postgres" && fs::read_link(process.join("cwd")).is_ok_and(|cwd| cwd == data)
}

/// Ends what is left of an earlier server and removes a pid file without a server.
///
/// The caller holds the cluster's lock, so that nobody else can have started this server on purpose.
pub(super) fn clean_up(data: &Path) -> Result<(), Error> {
    // Fast shutdown first: rolls back, writes a checkpoint. The others leave it to crash recovery.
    for (signal, patience) in [(Signal::INT, 30), (Signal::QUIT, 5), (Signal::KILL, 5)] {
        let Some(first) = processes(data).first().copied() else { break };
        send(first, signal);
        if signal != Signal::INT || server::read_pid_file(data).map(|file| file.pid) != Some(first)
        {
            // Without a postmaster the children have to be told one by one.
            processes(data).into_iter().for_each(|pid| send(pid, signal));
        }
        server::wait_until(Duration::from_secs(patience), || processes(data).is_empty());
    }
    if let Some(pid) = processes(data).first() {
        return Err(Error::OrphanStays { pid: *pid, data: data.to_owned() });
    }
    // Its number may belong to some other process by now, which would make the server refuse.
    let stale = data.join("postmaster.pid");
    match fs::remove_file(&stale) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::folder(&stale, error))
        }
        _ => Ok(()),
    }
}

pub(super) fn send(pid: u32, signal: Signal) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        // It may have ended meanwhile, which is what we want.
        let _gone = kill_process(pid, signal);
    }
}
