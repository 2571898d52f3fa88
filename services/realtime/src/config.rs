//! The service's section of the configuration, `realtime`.

use serde::Deserialize;

/// What may be set. The defaults are meant for a node with a few gigabytes of memory.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RealtimeConfig {
    /// Sockets of this process.
    pub most_sockets: usize,
    /// Sockets an account may hold on this process.
    pub most_sockets_an_account: usize,
    /// Sockets an address may hold on this process. Mobile networks hide many people behind one.
    pub most_sockets_an_address: usize,
    /// New connections a minute an address may make.
    pub connections_a_minute: u32,
    /// Rooms a socket may be in.
    pub most_rooms: usize,
    /// Facts that may wait for a slow client behind the transport's own buffer of 64.
    pub most_waiting: usize,
    /// How many of the last events are remembered for those who come back.
    pub remembered: usize,
    /// Seconds between two pings.
    pub ping_s: u64,
    /// Seconds after which a silent client is gone.
    pub ping_timeout_s: u64,
}

impl Default for RealtimeConfig {
    fn default() -> Self {
        Self {
            most_sockets: 20_000,
            most_sockets_an_account: 20,
            most_sockets_an_address: 500,
            connections_a_minute: 600,
            most_rooms: 50,
            most_waiting: 256,
            remembered: 20_000,
            ping_s: 15,
            ping_timeout_s: 20,
        }
    }
}
