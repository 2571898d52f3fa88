//! The settings the server is started with.

/// Whether a committed transaction must survive a power cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Yes: for everything a person may want to keep.
    Safe,
    /// No: for tests, where the data is thrown away anyway. Several times faster.
    Throwaway,
}

/// The `name=value` settings, given on the command line so that a newer version of this program
/// applies its own to an old data folder.
pub(super) fn server_settings(durability: Durability) -> Vec<&'static str> {
    let mut settings = vec![
        // Unix socket only: no port can be in use, nothing is reachable from the network.
        "listen_addresses=",
        "unix_socket_permissions=0700",
        // Ten services with a pool each, twice (two topologies in one test run), and some air.
        "max_connections=300",
        "shared_buffers=128MB",
        "work_mem=8MB",
        "maintenance_work_mem=64MB",
        "wal_level=replica",
        "max_wal_size=1GB",
        "timezone=UTC",
        "log_timezone=UTC",
        "lc_messages=C",
        "log_line_prefix=%m [%p] %q%u@%d ",
        "log_min_duration_statement=1000",
        // A refused row is printed with its values otherwise, names and dates of birth among them.
        "log_error_verbosity=terse",
        "log_parameter_max_length=0",
        "log_parameter_max_length_on_error=0",
        "idle_in_transaction_session_timeout=5min",
        "jit=off",
    ];
    if durability == Durability::Throwaway {
        settings.extend([
            "fsync=off",
            "full_page_writes=off",
            "autovacuum_naptime=10min",
            "checkpoint_timeout=30min",
        ]);
    }
    settings
}
