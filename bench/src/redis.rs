//! A private Redis, spoken to through its socket in its own words (RESP).

use crate::Failure;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running server. Dropping it stops it and removes its folder.
pub struct Redis {
    server: Child,
    folder: PathBuf,
    reader: BufReader<UnixStream>,
    writer: UnixStream,
}

/// What it answered.
#[derive(Debug)]
pub enum Reply {
    /// A number, which nobody looks at.
    Number,
    /// A text.
    Text(String),
    /// Several.
    List(Vec<Reply>),
}

impl Redis {
    /// Starts one without persistence, on a unix socket only.
    ///
    /// # Errors
    /// When there is no `redis-server`, or it does not start.
    pub fn start() -> Result<Self, Failure> {
        let folder = std::env::temp_dir().join(format!("osta-bench-redis-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let socket = folder.join("redis.sock");
        let server = Command::new("redis-server")
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"])
            .arg(&socket)
            .arg("--dir")
            .arg(&folder)
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| format!("redis-server: {error} (apt-get install redis-server)"))?;
        let deadline = Instant::now() + Duration::from_secs(10);
        let stream = loop {
            match UnixStream::connect(&socket) {
                Ok(stream) => break stream,
                Err(error) if Instant::now() > deadline => return Err(error.into()),
                Err(_) => std::thread::sleep(Duration::from_millis(20)),
            }
        };
        let reader = BufReader::with_capacity(1 << 20, stream.try_clone()?);
        Ok(Self { server, folder, reader, writer: stream })
    }

    /// Sends commands together and reads all answers.
    ///
    /// # Errors
    /// When the connection breaks or the server refuses.
    pub fn pipeline(&mut self, commands: &[Vec<String>]) -> Result<Vec<Reply>, Failure> {
        let mut bytes = Vec::new();
        for command in commands {
            write!(bytes, "*{}\r\n", command.len())?;
            for word in command {
                write!(bytes, "${}\r\n{word}\r\n", word.len())?;
            }
        }
        self.send(&bytes, commands.len())
    }

    /// Sends what was put together before.
    ///
    /// # Errors
    /// When the connection breaks or the server refuses.
    pub fn send(&mut self, bytes: &[u8], commands: usize) -> Result<Vec<Reply>, Failure> {
        self.writer.write_all(bytes)?;
        (0..commands).map(|_| self.reply()).collect()
    }

    fn line(&mut self) -> Result<String, Failure> {
        let mut line = String::new();
        self.reader.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }

    fn reply(&mut self) -> Result<Reply, Failure> {
        let line = self.line()?;
        let (kind, rest) = line.split_at_checked(1).ok_or("Redis hung up")?;
        match kind {
            ":" => Ok(Reply::Number),
            "+" => Ok(Reply::Text(rest.to_owned())),
            "$" => {
                let mut bytes = vec![0; rest.parse::<usize>()? + 2];
                self.reader.read_exact(&mut bytes)?;
                bytes.truncate(bytes.len() - 2);
                Ok(Reply::Text(String::from_utf8(bytes)?))
            }
            "*" => {
                let count: usize = rest.parse()?;
                Ok(Reply::List((0..count).map(|_| self.reply()).collect::<Result<_, _>>()?))
            }
            _ => Err(format!("Redis refused: {rest}").into()),
        }
    }

    /// How many bytes it uses.
    ///
    /// # Errors
    /// When it does not say.
    pub fn used_memory(&mut self) -> Result<i64, Failure> {
        let told = self.pipeline(&[vec!["INFO".into(), "memory".into()]])?;
        let Some(Reply::Text(text)) = told.first() else { return Err("no INFO".into()) };
        let line = text.lines().find_map(|line| line.strip_prefix("used_memory:"));
        Ok(line.ok_or("no used_memory")?.trim().parse()?)
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        // Best effort: the next run has a folder of its own.
        let _ended = self.server.kill().and_then(|()| self.server.wait());
        let _removed = std::fs::remove_dir_all(&self.folder);
    }
}
