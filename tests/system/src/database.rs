//! Databases in which the platform's world is there already, cloned from a template that is made
//! once a build of the program.

use super::fresh_id;
use super::platform::{Process, await_ready, free_ports, settled};
use super::program::{self, Environment};
use super::world;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, PgPool, Row};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

/// What seals personal data in every test: made up, and the same for the template and its clones.
const MASTER_KEYS: &str = "mk-test:c3lzdGVtLXRlc3RzLW1hc3Rlci1rZXktMzItYnl0ZXM=";
const LOOKUP_SECRET: &str = "c3lzdGVtLXRlc3RzLWxvb2t1cC1zZWNyZXQtMzItYnk=";

/// A database of one test. Dropping it drops the database.
pub struct Database {
    /// Its URL, as a superuser.
    pub url: String,
    /// Looks at tables.
    pub pool: PgPool,
    /// Where files go.
    pub files: PathBuf,
    /// Its name on the server.
    pub name: String,
    server: String,
}

impl Database {
    /// A clone on the test cluster.
    ///
    /// # Panics
    /// When `OSTA_TEST_DATABASE_URL` is not set or nothing answers there.
    pub async fn fresh() -> Self {
        let server = std::env::var("OSTA_TEST_DATABASE_URL").expect(
            "OSTA_TEST_DATABASE_URL is not set: run tests with ./osta test, or see CONTRIBUTING.md",
        );
        Self::fresh_on(&server).await
    }

    /// A clone on another cluster.
    pub async fn fresh_on(server: &str) -> Self {
        let print = program::fingerprint();
        let template = format!("osta_system_{print}");
        let files = program::lasting_folder().join(&template);
        std::fs::create_dir_all(&files).expect("a folder for files");
        let mut admin = PgConnection::connect(server).await.expect("the test cluster answers");
        ensure_template(&mut admin, server, &template, &files).await;
        let name = format!("s_{}", fresh_id().simple());
        clone(&mut admin, &template, &name).await;
        let url = with_database(server, &name);
        let options = PgConnectOptions::from_str(&url).expect("a good URL");
        let pool = PgPoolOptions::new().max_connections(3).connect_lazy_with(options);
        Self { url, pool, files, server: server.to_owned(), name }
    }

    /// Lets customers `0..count` live in it, beside those of the prepared world.
    pub async fn add_customers(&self, count: u8) {
        let (url, files) = (&self.url, &self.files);
        world::add_customers(url, files, MASTER_KEYS, LOOKUP_SECRET, count).await;
    }

    /// What every process of the program needs to work on it.
    pub fn environment(&self) -> Environment {
        environment(&self.url, &self.files)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let sql = format!("drop database if exists {} with (force)", self.name);
        let server = self.server.clone();
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let wait = Duration::from_secs(5);
                let admin = tokio::time::timeout(wait, PgConnection::connect(&server)).await;
                if let Ok(Ok(mut admin)) = admin {
                    let _left_behind = admin.execute(AssertSqlSafe(sql)).await;
                }
            });
            std::io::Result::Ok(())
        });
        let _left_behind = dropped.join();
    }
}

fn environment(url: &str, files: &Path) -> Environment {
    let settings = [
        ("DATABASE_URL", url),
        ("OSTA_DATA_DIR", files.to_str().expect("a plain path")),
        ("OSTA_MASTER_KEYS", MASTER_KEYS),
        ("OSTA_LOOKUP_SECRET", LOOKUP_SECRET),
        ("OSTA_INTERNAL_TOKEN", "between-the-services-of-a-test"),
        ("OSTA_TRUSTED_PROXIES", "1"),
        ("OSTA_DB_CONNECTIONS", "6"),
        ("OSTA_GENERAL_LIMIT_PER_MINUTE", "100000"),
        // Hashing passwords is identity's own test.
        ("OSTA_IDENTITY__ARGON2_MEMORY_KIB", "64"),
        ("OSTA_IDENTITY__ARGON2_PASSES", "1"),
        ("RUST_BACKTRACE", "1"),
    ];
    settings.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

/// Makes the template unless it is there: migrated by the program, populated, and at rest.
async fn ensure_template(admin: &mut PgConnection, server: &str, template: &str, files: &Path) {
    let lock = "hashtext('osta.system_template')";
    let sql = format!("select pg_advisory_lock({lock})");
    admin.execute(AssertSqlSafe(sql)).await.expect("the lock is had");
    if !database_names(admin).await.iter().any(|name| name == template) {
        let building = "osta_system_building";
        for old in database_names(admin).await {
            if old.starts_with("osta_system_") {
                let sql = format!("drop database if exists {old} with (force)");
                let _in_use = admin.execute(AssertSqlSafe(sql)).await;
            }
        }
        let sql = format!("create database {building}");
        admin.execute(AssertSqlSafe(sql)).await.expect("the template can be made");
        build(&with_database(server, building), files).await;
        let sql = format!("alter database {building} rename to {template}");
        admin.execute(AssertSqlSafe(sql)).await.expect("the template can be renamed");
    }
    let sql = format!("select pg_advisory_unlock({lock})");
    admin.execute(AssertSqlSafe(sql)).await.expect("the lock is given back");
}

async fn build(url: &str, files: &Path) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut environment = environment(url, files);
    program::run(&["migrate"], &environment, folder.path());
    world::populate(url, files, MASTER_KEYS, LOOKUP_SECRET).await;
    let [port] = free_ports();
    environment.insert("OSTA_LISTEN".into(), format!("127.0.0.1:{port}"));
    let mut serve = Process::start("template", &["serve"], &environment, folder.path());
    await_ready(&mut serve, port).await;
    let pool = PgPoolOptions::new().max_connections(1).connect(url).await.expect("it answers");
    settled(&pool, &[]).await;
    pool.close().await;
    serve.stop();
}

async fn database_names(admin: &mut PgConnection) -> Vec<String> {
    sqlx::query_scalar("select datname::text from pg_database")
        .fetch_all(admin)
        .await
        .expect("databases can be listed")
}

async fn clone(admin: &mut PgConnection, template: &str, name: &str) {
    let version: i32 = admin
        .fetch_one("select current_setting('server_version_num')::int")
        .await
        .expect("the server tells its version")
        .get(0);
    let strategy = if version >= 150_000 { " strategy wal_log" } else { "" };
    let sql = format!("create database {name} template {template}{strategy}");
    admin.execute(AssertSqlSafe(sql)).await.expect("the template can be cloned");
}

fn with_database(url: &str, database: &str) -> String {
    let (front, query) = url.split_once('?').map_or((url, None), |(f, q)| (f, Some(q)));
    let scheme_end = front.find("://").map_or(0, |i| i + 3);
    let authority_end = front[scheme_end..].find('/').map_or(front.len(), |i| scheme_end + i);
    let query = query.map(|q| format!("?{q}")).unwrap_or_default();
    format!("{}/{database}{query}", &front[..authority_end])
}
