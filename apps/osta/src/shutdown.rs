//! Ctrl-C, `kill` and a closed terminal.

use tokio::signal::unix::{Signal, SignalKind, signal};

/// The wish to stop, from a person or from a supervisor.
#[derive(Debug)]
pub struct Shutdown {
    interrupt: Signal,
    terminate: Signal,
    hangup: Signal,
}

/// How it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Ctrl-C, which the terminal sends to every process in the foreground.
    Interrupt,
    /// `kill` or a closed terminal, which may reach only us.
    Terminate,
}

impl Shutdown {
    /// Starts to listen; from here on the signals no longer end the process by themselves.
    ///
    /// # Errors
    /// When the system refuses a signal handler.
    pub fn listen() -> anyhow::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    /// Waits for the next wish to stop.
    pub async fn asked(&mut self) -> Asked {
        tokio::select! {
            _ = self.interrupt.recv() => Asked::Interrupt,
            _ = self.terminate.recv() => Asked::Terminate,
            _ = self.hangup.recv() => Asked::Terminate,
        }
    }
}
