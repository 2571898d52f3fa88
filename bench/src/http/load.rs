//! Load over HTTP/1.1 from connections that stay open, with as little of its own as possible: a
//! request is bytes, an answer is a status and a length.

use crate::Failure;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Makes a connection's next request; nothing when there is no more to ask.
pub type Requests = Arc<dyn Fn(u64) -> Option<Vec<u8>> + Send + Sync>;

/// How requests come.
#[derive(Clone, Copy, Debug)]
pub enum Arrival {
    /// Each connection asks again as soon as it has its answer.
    Closed,
    /// So many a second, whatever the answers do; time counts from when a request was due.
    Open(f64),
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// From request to answer, in microseconds, sorted.
    pub took_us: Vec<u32>,
    /// Answers that were not 2xx, with one of them.
    pub refused: u64,
    /// One of those.
    pub example: String,
    /// How long it lasted.
    pub lasted: Duration,
}

impl Answers {
    /// Good answers a second.
    pub fn a_second(&self) -> f64 {
        self.took_us.len() as f64 / self.lasted.as_secs_f64()
    }

    /// A percentile, in milliseconds.
    pub fn ms(&self, share: f64) -> f64 {
        let last = self.took_us.len().saturating_sub(1);
        let at = (last as f64 * share).round() as usize;
        self.took_us.get(at).map_or(f64::NAN, |us| f64::from(*us) / 1e3)
    }
}

/// Where, over how many connections, how and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// The server's port on this machine.
    pub port: u16,
    /// How many connections.
    pub connections: usize,
    /// How requests come.
    pub arrival: Arrival,
    /// No request is sent after this time.
    pub time: Duration,
}

impl Load {
    /// Sends it.
    ///
    /// # Errors
    /// When a connection breaks.
    pub async fn run(self, requests: Requests) -> Result<Answers, Failure> {
        let turn = Arc::new(AtomicU64::new(0));
        let began = Instant::now();
        let connections = (0..self.connections).map(|_| {
            let (turn, requests) = (turn.clone(), requests.clone());
            tokio::spawn(async move { self.connection(began, &turn, &requests).await })
        });
        let connections: Vec<_> = connections.collect();
        let mut all = Answers::default();
        for connection in connections {
            let one = connection.await?.map_err(|error| error.to_string())?;
            all.took_us.extend(one.took_us);
            all.refused += one.refused;
            if all.example.is_empty() {
                all.example = one.example;
            }
        }
        all.lasted = began.elapsed();
        all.took_us.sort_unstable();
        Ok(all)
    }

    async fn connection(
        self,
        began: Instant,
        turn: &AtomicU64,
        requests: &Requests,
    ) -> std::io::Result<Answers> {
        let mut wire = Wire::to(self.port).await?;
        let mut answers = Answers::default();
        while began.elapsed() < self.time {
            let n = turn.fetch_add(1, Ordering::Relaxed);
            let Some(request) = requests(n) else { break };
            let due = match self.arrival {
                Arrival::Closed => Instant::now(),
                Arrival::Open(a_second) => began + Duration::from_secs_f64(n as f64 / a_second),
            };
            tokio::time::sleep_until(due.into()).await;
            let (status, body) = wire.ask(&request).await?;
            if (200..300).contains(&status) {
                answers.took_us.push(due.elapsed().as_micros().try_into().unwrap_or(u32::MAX));
            } else {
                answers.refused += 1;
                answers.example = format!("{status} {}", String::from_utf8_lossy(&body));
            }
        }
        Ok(answers)
    }
}

/// A request's bytes.
pub fn request(method: &str, path: &str, token: Option<&str>, extra: &str, body: &str) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n{extra}");
    if let Some(token) = token {
        text.push_str(&format!("authorization: Bearer {token}\r\n"));
    }
    if method != "GET" {
        let length = body.len();
        text.push_str(&format!("content-type: application/json\r\ncontent-length: {length}\r\n"));
    }
    text.push_str("\r\n");
    text.push_str(body);
    text.into_bytes()
}

/// One connection.
pub struct Wire {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Wire {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens.
    pub async fn to(port: u16) -> std::io::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(16 << 10) })
    }

    /// Asks, and answers with status and body.
    ///
    /// # Errors
    /// When the connection breaks or the answer is not HTTP.
    pub async fn ask(&mut self, request: &[u8]) -> std::io::Result<(u16, Vec<u8>)> {
        let asked = async {
            self.stream.write_all(request).await?;
            self.answer().await
        };
        tokio::time::timeout(PATIENCE, asked).await?
    }

    async fn answer(&mut self) -> std::io::Result<(u16, Vec<u8>)> {
        let end = loop {
            if let Some(at) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            self.more().await?;
        };
        let head = String::from_utf8_lossy(&self.buffer[..end]).to_ascii_lowercase();
        let status = head.get(9..12).and_then(|digits| digits.parse().ok());
        let status = status.ok_or_else(|| std::io::Error::other("no status"))?;
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .and_then(|length| length.trim().parse::<usize>().ok());
        if length.is_none() && status != 204 {
            return Err(std::io::Error::other(format!("an answer of unknown length: {head}")));
        }
        let whole = end + length.unwrap_or(0);
        while self.buffer.len() < whole {
            self.more().await?;
        }
        let body = self.buffer[end..whole].to_vec();
        self.buffer.drain(..whole);
        Ok((status, body))
    }

    async fn more(&mut self) -> std::io::Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(std::io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}
