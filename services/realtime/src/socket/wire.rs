//! A Socket.IO socket as the hub sees it.

use crate::domain::outbox::Body;
use crate::hub::{Wire, WireError};
use socketioxide::extract::SocketRef;
use socketioxide::{SendError, SocketError};

/// A socket.
pub struct Socket(pub SocketRef);

impl Wire for Socket {
    fn emit(&self, event: &str, body: &Body) -> Result<(), WireError> {
        self.0.emit(event, body).map_err(|error| match error {
            SendError::Socket(SocketError::InternalChannelFull) => WireError::Full,
            SendError::Socket(SocketError::Closed) | SendError::Serialize(_) => WireError::Closed,
        })
    }

    fn end(&self) -> bool {
        !matches!(self.0.clone().disconnect(), Err(SocketError::InternalChannelFull))
    }

    fn is_open(&self) -> bool {
        self.0.connected()
    }
}
