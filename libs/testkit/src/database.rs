//! One database a test, cloned from a template that holds the migrations.

use chassis::bus::Wake;
use chassis::{Db, Migrations};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, PgPool, Row};
use std::time::{SystemTime, UNIX_EPOCH};

/// A database of this test's own. Dropped when the test ends well (a thousand of them are 16 GB);
/// a failed test's stays, so that its data can be looked at.
pub struct TestDb {
    server: String,
    name: String,
    url: String,
    owner: Db,
    wake: Wake,
}

impl TestDb {
    /// A fresh database with the migrations of the bus and of `services`.
    ///
    /// # Panics
    /// When `OSTA_TEST_DATABASE_URL` is not set or nothing answers there: run tests through
    /// `./osta test`, or start a cluster with `osta dev-postgres`.
    pub async fn new(services: &[Migrations]) -> Self {
        let server = std::env::var("OSTA_TEST_DATABASE_URL").expect(
            "OSTA_TEST_DATABASE_URL is not set: run tests with ./osta test, or see CONTRIBUTING.md",
        );
        let mut admin = PgConnection::connect(&server).await.expect("the test cluster answers");
        let template = template(&mut admin, &server, services).await;
        let name = unique_name();
        clone(&mut admin, &template, &name).await;
        let url = with_database(&server, &name);
        let wake = Wake::new();
        let owner = Db::connect_as_owner(&url, 4, wake.clone()).expect("a good URL");
        Self { server, name, url, owner, wake }
    }

    /// Its URL, as a superuser.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A pool without a service's role, for looking at tables and doing forbidden things.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        self.owner.pool()
    }

    /// The owner's database.
    #[must_use]
    pub fn owner(&self) -> &Db {
        &self.owner
    }

    /// The bells every service of this test shares.
    #[must_use]
    pub fn wake(&self) -> &Wake {
        &self.wake
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let (server, name) = (self.server.clone(), self.name.clone());
        // A thread with a runtime of its own: this one may be inside the test's, or it has ended.
        let dropped = std::thread::spawn(move || drop_database(&server, &name)).join();
        if !matches!(dropped, Ok(Ok(()))) {
            tracing::warn!(
                database = self.name,
                ?dropped,
                "a test's database could not be dropped"
            );
        }
    }
}

fn drop_database(server: &str, name: &str) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut admin = PgConnection::connect(server).await?;
        // The test's own connections may still be open: nobody asks them anything any more.
        let sql = format!("drop database if exists {name} with (force)");
        admin.execute(AssertSqlSafe(sql)).await?;
        Ok(())
    })
}

/// The name of the template for these migrations; made when it isn't there yet.
async fn template(admin: &mut PgConnection, server: &str, services: &[Migrations]) -> String {
    let print = services
        .iter()
        .chain([&chassis::BUS_MIGRATIONS])
        .fold(0u64, |print, m| print.rotate_left(7) ^ m.fingerprint());
    let name = format!("osta_template_{print:016x}");
    // One builder at a time; other test processes wait here and then find it.
    admin
        .execute("select pg_advisory_lock(hashtext('osta.test_template'))")
        .await
        .expect("the lock is had");
    let exists: bool =
        sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
            .bind(&name)
            .fetch_one(&mut *admin)
            .await
            .expect("databases can be listed");
    if !exists {
        let building = format!("{name}_building");
        for sql in
            [format!("drop database if exists {building}"), format!("create database {building}")]
        {
            admin.execute(AssertSqlSafe(sql)).await.expect("the template can be made");
        }
        let url = with_database(server, &building);
        chassis::db::migrate(&url, services).await.expect("the migrations apply");
        let (world, _) = crate::world();
        let owner = Db::connect_as_owner(&url, 1, Wake::new()).expect("a good URL");
        chassis::bus::maintain(&owner, &world, &[]).await.expect("partitions can be made");
        owner.pool().close().await;
        let sql = format!("alter database {building} rename to {name}");
        admin.execute(AssertSqlSafe(sql)).await.expect("the template can be renamed");
    }
    admin
        .execute("select pg_advisory_unlock(hashtext('osta.test_template'))")
        .await
        .expect("the lock is given back");
    name
}

async fn clone(admin: &mut PgConnection, template: &str, name: &str) {
    let version: i32 = admin
        .fetch_one("select current_setting('server_version_num')::int")
        .await
        .expect("the server tells its version")
        .get(0);
    // WAL_LOG copies a small template in 0.14 s; FILE_COPY takes 3.9 s. PostgreSQL 14 has no choice.
    let strategy = if version >= 150_000 { " strategy wal_log" } else { "" };
    let sql = format!("create database {name} template {template}{strategy}");
    admin.execute(AssertSqlSafe(sql)).await.expect("the template can be cloned");
}

fn unique_name() -> String {
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_nanos());
    format!("t_{}_{nanos:x}", std::process::id())
}

fn with_database(url: &str, database: &str) -> String {
    let _: PgConnectOptions = url.parse().expect("OSTA_TEST_DATABASE_URL is a PostgreSQL URL");
    let (front, query) = url.split_once('?').map_or((url, None), |(f, q)| (f, Some(q)));
    let scheme_end = front.find("://").map_or(0, |i| i + 3);
    let authority_end = front[scheme_end..].find('/').map_or(front.len(), |i| scheme_end + i);
    let query = query.map(|q| format!("?{q}")).unwrap_or_default();
    format!("{}/{database}{query}", &front[..authority_end])
}
