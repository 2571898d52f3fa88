//! The platform with its demo world, in a database of its own, and somebody to ask it things.

use super::load::{Wire, request};
use crate::Failure;
use crate::process::{Server, free_port, osta};
use pgcluster::{Durability, Throwaway};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::{Command, Stdio};

const PASSWORD: &str = "osta-demo-world";
/// The database.
pub const DATABASE: &str = "osta";

/// A database with the demo world in it, and the program.
pub struct Town {
    /// Its PostgreSQL.
    pub cluster: Throwaway,
    /// The checkout.
    pub root: PathBuf,
    program: PathBuf,
    home: PathBuf,
}

impl Town {
    /// Builds the program, and lets it make its demo world.
    ///
    /// # Errors
    /// When it can't be built or does not become ready.
    pub fn found(durability: Durability) -> Result<Self, Failure> {
        let (root, program) = osta()?;
        let cluster = Throwaway::start(durability)?;
        cluster.cluster().ensure_database(DATABASE)?;
        let home = std::env::temp_dir().join(format!("osta-bench-{}", std::process::id()));
        std::fs::create_dir_all(&home)?;
        let town = Self { cluster, root, program, home };
        let port = free_port()?;
        let mut up = town.command();
        up.args(["up", "--port", &port.to_string()]);
        Server::start(up, port, "/readyz")?.stop();
        Ok(town)
    }

    /// Starts the platform, everything in one process, as it would run for others: only errors
    /// are logged. Settings on top may change the rest.
    ///
    /// # Errors
    /// When it does not become ready.
    pub fn serve(&self, settings: &[(&str, String)]) -> Result<Server, Failure> {
        let port = free_port()?;
        let mut serve = self.command();
        serve.arg("serve").env("OSTA_LISTEN", format!("127.0.0.1:{port}"));
        serve.envs(settings.iter().map(|(key, value)| (key, value)));
        Server::start(serve, port, "/readyz")
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .envs(self.cluster.cluster().environment(DATABASE))
            .env("DATABASE_URL", self.cluster.cluster().url(DATABASE))
            .env("OSTA_HOME", &self.home)
            .env("OSTA_DATA_DIR", self.home.join("files"))
            .env("OSTA_GENERAL_LIMIT_PER_MINUTE", "100000000")
            .env("OSTA_INTERNAL_TOKEN", "the-benchmarks-own")
            .env("OSTA_LOG_FILTER", "error")
            .current_dir(&self.home)
            .stderr(Stdio::inherit());
        command
    }

    /// Runs SQL as the database's owner; what it says, one line a row.
    ///
    /// # Errors
    /// When it fails.
    pub fn sql(&self, text: &str) -> Result<String, Failure> {
        let output = Command::new(self.cluster.cluster().programs().join("psql"))
            .envs(self.cluster.cluster().environment(DATABASE))
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", text])
            .output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.home);
    }
}

/// Asks for JSON.
///
/// # Errors
/// When it is refused.
pub async fn ask(
    port: u16,
    method: &str,
    path: &str,
    token: Option<&str>,
    body: &Value,
) -> Result<Value, Failure> {
    let key = format!("idempotency-key: {:032x}\r\n", rand_u128());
    let body = if method == "GET" { String::new() } else { body.to_string() };
    let asked = request(method, path, token, &key, &body);
    let (status, answer) = Wire::to(port).await?.ask(&asked).await?;
    if !(200..300).contains(&status) {
        let said = String::from_utf8_lossy(&answer);
        return Err(format!("{method} {path}: {status} {said}").into());
    }
    Ok(serde_json::from_slice(&answer).unwrap_or(Value::Null))
}

/// Logs somebody of the demo world in; answers with the token.
///
/// # Errors
/// When it is refused.
pub async fn log_in(port: u16, phone: &str) -> Result<String, Failure> {
    let form = json!({"phone": phone, "password": PASSWORD});
    let session = ask(port, "POST", "/api/v1/auth/login", None, &form).await?;
    Ok(session["accessToken"].as_str().ok_or("no token")?.to_owned())
}

/// The service that everything is asked of, by what people call it.
///
/// # Errors
/// When it is not found.
pub async fn service(port: u16) -> Result<String, Failure> {
    let path = "/api/v1/services?q=%D8%AD%D9%86%D9%81%D9%8A%D8%A9";
    let found = ask(port, "GET", path, None, &Value::Null).await?;
    let items = found["items"].as_array().ok_or("no services")?;
    let fixed = items.iter().find(|item| item["pricing"] == "fixed_scope");
    Ok(fixed.ok_or("no service with a fixed price")?["id"].as_str().ok_or("no id")?.to_owned())
}

/// Where it is wanted.
pub fn pin() -> Value {
    json!({"lat": 29.9618, "lng": 31.257})
}

fn rand_u128() -> u128 {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let half = || u128::from(RandomState::new().build_hasher().finish());
    half() << 64 | half()
}
