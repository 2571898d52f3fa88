//! A connection whose client does not read any more ends: without this it would hold what waits
//! for it for as long as it likes.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

/// A connection that fails when nothing could be written for a time, though there was something.
pub struct Stall<T> {
    io: T,
    patience: Duration,
    /// Runs while a write waits.
    timer: Option<Pin<Box<Sleep>>>,
    /// Held as long as the connection lives.
    _place: Option<tokio::sync::OwnedSemaphorePermit>,
}

impl<T> Stall<T> {
    /// Ends after `patience`; gives `place` back with the connection.
    pub fn new(
        io: T,
        patience: Duration,
        place: Option<tokio::sync::OwnedSemaphorePermit>,
    ) -> Self {
        Self { io, patience, timer: None, _place: place }
    }

    /// Passes on what a write came to, and fails one that waits for too long.
    fn judge<R>(
        &mut self,
        written: Poll<io::Result<R>>,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<R>> {
        if written.is_ready() {
            self.timer = None;
            return written;
        }
        let patience = self.patience;
        let timer = self
            .timer
            .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(Instant::now() + patience)));
        ready!(timer.as_mut().poll(cx));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client does not read")))
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Stall<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(cx, buffer)
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Stall<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.io).poll_write(cx, bytes);
        self.judge(written, cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.io).poll_write_vectored(cx, bytes);
        self.judge(written, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.io).poll_flush(cx);
        self.judge(flushed, cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.io).poll_shutdown(cx);
        self.judge(shut, cx)
    }
}

#[cfg(test)]
mod tests {
    use super::Stall;
    use std::io::ErrorKind;
    use std::time::Duration;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[tokio::test]
    async fn a_client_that_does_not_read_loses_its_connection() {
        let (ours, _theirs) = tokio::io::duplex(16);
        let mut stall = Stall::new(ours, Duration::from_millis(20), None);
        let error = stall.write_all(&[0; 64]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn a_client_that_reads_keeps_it() {
        let (ours, mut theirs) = tokio::io::duplex(16);
        let mut stall = Stall::new(ours, Duration::from_secs(30), None);
        let reads = async {
            let mut read = [0; 64];
            theirs.read_exact(&mut read).await.unwrap();
            theirs.write_all(&read[..8]).await.unwrap();
        };
        let (written, ()) = tokio::join!(stall.write_all(&[7; 64]), reads);
        written.unwrap();
        let mut heard = [0; 8];
        stall.read_exact(&mut heard).await.unwrap();
        assert_eq!(heard, [7; 8]);
        assert!(stall.timer.is_none());
    }
}
