//! A Redis of the test's own, on a socket in a folder of its own.

use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

pub struct RedisServer {
    folder: TempDir,
    child: Option<Child>,
}

impl RedisServer {
    /// Starts it and waits until it answers.
    pub async fn start() -> Self {
        let mut server = Self { folder: tempfile::tempdir().unwrap(), child: None };
        server.start_again().await;
        server
    }

    /// The address for `RedisLink::new`.
    pub fn url(&self) -> String {
        format!("unix://{}", self.folder.path().join("redis.sock").display())
    }

    pub async fn start_again(&mut self) {
        let folder = self.folder.path();
        let child = Command::new("redis-server")
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--loglevel", "warning"])
            .arg("--dir")
            .arg(folder)
            .arg("--unixsocket")
            .arg(folder.join("redis.sock"))
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server is installed by ./osta test");
        self.child = Some(child);
        let client = redis::Client::open(self.url()).unwrap();
        crate::fixture::eventually("Redis answers", Duration::from_secs(10), async || match client
            .get_multiplexed_async_connection()
            .await
        {
            Ok(mut connection) => {
                redis::cmd("PING").query_async::<()>(&mut connection).await.is_ok()
            }
            Err(_) => false,
        })
        .await;
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}
