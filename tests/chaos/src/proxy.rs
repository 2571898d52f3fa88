//! A proxy in front of PostgreSQL that understands just enough to cut a connection at a commit, and
//! that can make it slow.

use crate::dice::Dice;
use sqlx::postgres::PgConnectOptions;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};

/// Where a connection is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The commit never arrives.
    Before,
    /// The commit is sent; nobody waits for what becomes of it.
    Sent,
    /// The commit is done; its answer is lost.
    Done,
}

/// What was cut so far.
#[derive(Debug, Default)]
pub struct Cuts {
    /// Commits that never arrived.
    pub before: AtomicUsize,
    /// Commits that were sent.
    pub sent: AtomicUsize,
    /// Commits that were done and not told.
    pub done: AtomicUsize,
}

impl Cuts {
    /// Those whose outcome nobody was told though the commit was sent.
    pub fn unknown(&self) -> usize {
        self.sent.load(Ordering::Relaxed) + self.done.load(Ordering::Relaxed)
    }
}

/// The proxy.
pub struct Proxy {
    /// Where it listens.
    pub port: u16,
    /// What it cut.
    pub cuts: Arc<Cuts>,
    chance: Arc<AtomicUsize>,
    delay_us: Arc<AtomicU64>,
}

struct Link {
    socket: PathBuf,
    cuts: Arc<Cuts>,
    chance: Arc<AtomicUsize>,
    delay_us: Arc<AtomicU64>,
    dice: Arc<Mutex<Dice>>,
}

impl Proxy {
    /// Starts it in front of the socket of a server's URL; it cuts nothing yet.
    pub async fn start(server: &str, seed: u64) -> Self {
        let options = PgConnectOptions::from_str(server).expect("a good URL");
        let folder = options.get_socket().expect("the server is reached over a socket");
        let socket = folder.join(format!(".s.PGSQL.{}", options.get_port()));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let (cuts, chance) = (Arc::new(Cuts::default()), Arc::new(AtomicUsize::new(0)));
        let dice = Arc::new(Mutex::new(Dice::new(seed, u64::MAX)));
        let delay_us = Arc::new(AtomicU64::new(0));
        let link = Arc::new(Link {
            socket,
            cuts: cuts.clone(),
            chance: chance.clone(),
            delay_us: delay_us.clone(),
            dice,
        });
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let link = link.clone();
                tokio::spawn(async move {
                    // Either side may end a connection as it likes.
                    let _ended = link.serve(client).await;
                });
            }
        });
        Self { port, cuts, chance, delay_us }
    }

    /// Every answer comes so much later from now on.
    pub fn delay_answers(&self, by: Duration) {
        self.delay_us.store(by.as_micros() as u64, Ordering::Relaxed);
    }

    /// Cuts so many of a hundred commits of commands from now on.
    pub fn cut(&self, percent: usize) {
        self.chance.store(percent, Ordering::Relaxed);
    }
}

impl Link {
    async fn serve(&self, client: TcpStream) -> std::io::Result<()> {
        client.set_nodelay(true)?;
        let server = UnixStream::connect(&self.socket).await?;
        let (mut from_client, mut to_client) = client.into_split();
        let (mut from_server, mut to_server) = server.into_split();
        // The first message has no type: its length and then what the client wants.
        let startup = message(&mut from_client, None).await?;
        to_server.write_all(&startup).await?;
        let wants = String::from_utf8_lossy(&startup);
        let is_command = ["osta_booking", "osta_payments"].iter().any(|role| wants.contains(role));
        let (mute, muted) = tokio::sync::watch::channel(false);
        let back = async move {
            let mut bytes = [0u8; 16 * 1024];
            loop {
                let n = from_server.read(&mut bytes).await?;
                if n == 0 || *muted.borrow() {
                    // An answer that nobody is told, or the end.
                    return std::io::Result::Ok(());
                }
                let delay = self.delay_us.load(Ordering::Relaxed);
                if delay > 0 {
                    tokio::time::sleep(Duration::from_micros(delay)).await;
                }
                to_client.write_all(&bytes[..n]).await?;
            }
        };
        let forth = async move {
            loop {
                let kind = from_client.read_u8().await?;
                let whole = message(&mut from_client, Some(kind)).await?;
                let cut = if is_command && is_commit(&whole) { self.draw() } else { None };
                match cut {
                    None => to_server.write_all(&whole).await?,
                    Some(Cut::Before) => return std::io::Result::Ok(()),
                    Some(Cut::Sent) => {
                        to_server.write_all(&whole).await?;
                        return Ok(());
                    }
                    Some(Cut::Done) => {
                        let _still_there = mute.send(true);
                        to_server.write_all(&whole).await?;
                        // The way back ends when the answer has come.
                        return std::future::pending().await;
                    }
                }
            }
        };
        // Whoever ends first ends both; dropping the halves closes the connections.
        tokio::select! {
            ended = back => ended,
            ended = forth => ended,
        }
    }

    fn draw(&self) -> Option<Cut> {
        let mut dice = self.dice.lock().unwrap_or_else(PoisonError::into_inner);
        if !dice.percent(self.chance.load(Ordering::Relaxed)) {
            return None;
        }
        let (cut, counter) = match dice.below(5) {
            0 => (Cut::Before, &self.cuts.before),
            1..3 => (Cut::Sent, &self.cuts.sent),
            _ => (Cut::Done, &self.cuts.done),
        };
        counter.fetch_add(1, Ordering::Relaxed);
        Some(cut)
    }
}

/// The whole next message, type included.
async fn message(
    from: &mut (impl AsyncRead + Unpin),
    kind: Option<u8>,
) -> std::io::Result<Vec<u8>> {
    let length = from.read_u32().await?;
    let mut whole: Vec<u8> = kind.into_iter().collect();
    whole.extend(length.to_be_bytes());
    let head = whole.len();
    whole.resize(head + (length as usize).saturating_sub(4), 0);
    from.read_exact(&mut whole[head..]).await?;
    Ok(whole)
}

/// Whether it is the simple query `COMMIT`.
fn is_commit(message: &[u8]) -> bool {
    let Some((b'Q', rest)) = message.split_first() else { return false };
    let text = rest.get(4..).unwrap_or_default();
    let text = String::from_utf8_lossy(text);
    text.trim_end_matches(['\0', ';', ' ']).eq_ignore_ascii_case("commit")
}

#[cfg(test)]
mod tests {
    use super::is_commit;

    #[test]
    fn a_commit_is_told_from_everything_else() {
        assert!(is_commit(b"Q\0\0\0\x0bCOMMIT\0"));
        assert!(is_commit(b"Q\0\0\0\x0ccommit;\0"));
        assert!(!is_commit(b"Q\0\0\0\x0dROLLBACK\0"));
        assert!(!is_commit(b"P\0\0\0\x0bCOMMIT\0"));
        assert!(!is_commit(b"Q"));
    }
}
