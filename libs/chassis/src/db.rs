//! The database: pools with a role of their own for each service, transactions that wake the
//! bus after their commit, migrations per schema, and errors with a class.

use crate::bus::Wake;
use kernel::{ErrorClass, Fault, Localized};
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, Postgres, Transaction};
use std::borrow::Cow;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

/// How long a request waits for a connection before it is told to come back.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);

/// A connection that rested so long is asked whether it is alive before it is used: its server may
/// have gone meanwhile. sqlx asks each as it comes back to the pool, so asking again at once, as it
/// would by itself, is a round trip for nothing.
const ASK_AFTER: Duration = Duration::from_secs(1);

/// A service's migrations: forward only, in the schema named like the service.
#[derive(Clone, Copy)]
pub struct Migrations {
    /// The schema, and the name of the service.
    pub schema: &'static str,
    /// The embedded migration files.
    pub migrator: &'static Migrator,
}

impl Migrations {
    /// The database role of this service.
    #[must_use]
    pub fn role(&self) -> String {
        role_of(self.schema)
    }

    /// A number that changes whenever a migration file does.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        self.migrator.iter().flat_map(|m| m.checksum.iter()).fold(
            // FNV-1a over schema and checksums.
            self.schema.bytes().fold(0xcbf2_9ce4_8422_2325, fnv),
            |hash, byte| fnv(hash, *byte),
        )
    }

    /// Applies what is missing, with `connection` logged in as the owner of the database.
    ///
    /// # Errors
    /// When the database refuses, or an applied file was edited afterwards.
    pub async fn run(&self, connection: &mut PgConnection) -> Result<(), MigrateError> {
        let schema = self.schema;
        // Names are constants of the code, never input.
        let sql = format!("create schema if not exists {schema}");
        sqlx::query(AssertSqlSafe(sql)).execute(&mut *connection).await?;
        let mut migrator = Migrator::with_migrations(self.migrator.iter().cloned().collect());
        migrator.dangerous_set_table_name(Cow::Owned(format!("{schema}._migrations")));
        migrator.run_direct(None, &mut *connection, false).await?;
        self.grant(connection).await
    }

    /// Makes the service's role and lets it use its own schema and the bus, nothing else.
    async fn grant(&self, connection: &mut PgConnection) -> Result<(), MigrateError> {
        let schema = self.schema;
        if schema == "bus" {
            return Ok(());
        }
        let role = self.role();
        let sql = format!(
            "do $$ begin
               if not exists (select from pg_roles where rolname = '{role}') then
                 create role {role} nologin;
               end if;
               if not pg_has_role(current_user, '{role}', 'member') then
                 grant {role} to current_user;
               end if;
             exception when duplicate_object or unique_violation then null;
             end $$;
             grant usage on schema {schema}, bus to {role};
             grant select, insert, update, delete on all tables in schema {schema} to {role};
             grant usage, select on all sequences in schema {schema} to {role};
             grant execute on all functions in schema {schema} to {role};
             grant select, insert, update, delete on all tables in schema bus to {role};
             grant usage, select on all sequences in schema bus to {role};
             revoke update, delete on {schema}._migrations from {role};
             revoke insert, update, delete on bus.data_keys, bus._migrations from {role};",
        );
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await?;
        Ok(())
    }
}

fn fnv(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

fn role_of(service: &str) -> String {
    format!("osta_{service}")
}

/// Applies the migrations of the bus and of the given services, one runner at a time.
///
/// # Errors
/// When the database is away, or refuses a migration.
pub async fn migrate(database_url: &str, services: &[Migrations]) -> Result<(), MigrateError> {
    let mut connection = PgConnection::connect(database_url).await?;
    // One migrator at a time across processes; released with the connection.
    sqlx::query("select pg_advisory_lock(hashtext('osta.migrate'))")
        .execute(&mut connection)
        .await?;
    for extension in ["postgis", "btree_gist", "pg_trgm"] {
        let sql = format!("create extension if not exists {extension}");
        sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await?;
    }
    crate::BUS_MIGRATIONS.run(&mut connection).await?;
    for migrations in services {
        migrations.run(&mut connection).await?;
    }
    connection.close().await?;
    Ok(())
}

/// The database as one service sees it: its own role, its own pool. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pool: PgPool,
    wake: Wake,
}

impl Db {
    /// A pool that works under the role of `service`. Connects when first used.
    ///
    /// # Errors
    /// When the URL can't be read.
    pub fn connect(
        database_url: &str,
        service: &str,
        max_connections: u32,
        wake: Wake,
    ) -> Result<Self, StoreError> {
        let role = role_of(service);
        let options: PgConnectOptions = database_url.parse::<PgConnectOptions>()?;
        let options = options.application_name(&role).options([
            ("role", role.as_str()),
            ("statement_timeout", "15s"),
            ("lock_timeout", "5s"),
            ("idle_in_transaction_session_timeout", "30s"),
            ("timezone", "UTC"),
        ]);
        Ok(Self { pool: pool(options, max_connections), wake })
    }

    /// A pool that works as the login role itself: for the stamper, migrations and partitions.
    ///
    /// # Errors
    /// When the URL can't be read.
    pub fn connect_as_owner(
        database_url: &str,
        max_connections: u32,
        wake: Wake,
    ) -> Result<Self, StoreError> {
        let options: PgConnectOptions = database_url.parse::<PgConnectOptions>()?;
        let options =
            options.application_name("osta").options([("timezone", "UTC"), ("lock_timeout", "5s")]);
        Ok(Self { pool: pool(options, max_connections), wake })
    }

    /// The pool, for reads that need no transaction.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Wakes the stamper, subscribers and job runners of this process.
    #[must_use]
    pub fn wake(&self) -> &Wake {
        &self.wake
    }

    /// Begins a transaction. Whoever begins commits, in the same function.
    ///
    /// # Errors
    /// [`StoreError`] of class `Unavailable` when no connection can be had.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(Tx { inner: self.pool.begin().await?, wake: self.wake.clone() })
    }

    /// Whether the database answers.
    pub async fn is_ready(&self) -> bool {
        let ask = sqlx::query("select 1").execute(&self.pool);
        matches!(tokio::time::timeout(ACQUIRE_TIMEOUT, ask).await, Ok(Ok(_)))
    }
}

fn pool(options: PgConnectOptions, max_connections: u32) -> PgPool {
    PgPoolOptions::new()
        .max_connections(max_connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .idle_timeout(Duration::from_secs(600))
        .test_before_acquire(false)
        .before_acquire(|connection, about| {
            Box::pin(async move {
                // A refused ping lets the pool take another connection.
                if about.idle_for >= ASK_AFTER {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_lazy_with(options)
}

/// A transaction. Dropped without [`Tx::commit`] it rolls back. After the commit it wakes the
/// stamper and the job runners, so that nobody waits for a poll.
pub struct Tx {
    inner: Transaction<'static, Postgres>,
    wake: Wake,
}

impl Tx {
    /// Commits, then wakes whoever follows the log.
    ///
    /// # Errors
    /// When the database refuses a deferred constraint or is away. When the connection ends before
    /// the answer comes nobody knows whether it was committed, and the error says so.
    pub async fn commit(self) -> Result<(), StoreError> {
        let done = self.inner.commit().await.map_err(unanswered);
        // Also when nobody knows: what may have been committed must not wait for a poll.
        self.wake.committed();
        Ok(done?)
    }
}

/// A commit that was sent and whose answer never came.
#[derive(Debug, thiserror::Error)]
#[error("the connection ended before the commit was answered")]
struct CommitUnknown(#[source] sqlx::Error);

/// Tells a commit that nobody knows of from one that was refused.
fn unanswered(error: sqlx::Error) -> sqlx::Error {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => {
            sqlx::Error::Io(std::io::Error::other(CommitUnknown(error)))
        }
        refused => refused,
    }
}

impl Deref for Tx {
    type Target = PgConnection;
    fn deref(&self) -> &PgConnection {
        &self.inner
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.inner
    }
}

/// A failure of the database, with the class that decides what the caller is told.
#[derive(Debug, thiserror::Error)]
#[error("the database refused or is away")]
pub struct StoreError(#[from] pub sqlx::Error);

impl StoreError {
    /// The name of the violated constraint, if that is what happened. Errors are mapped by this
    /// name, never by a message.
    #[must_use]
    pub fn constraint(&self) -> Option<&str> {
        self.0.as_database_error().and_then(|e| e.constraint())
    }

    /// Whether the named constraint was violated.
    #[must_use]
    pub fn is_constraint(&self, name: &str) -> bool {
        self.constraint() == Some(name)
    }

    /// Whether it was a commit of which nobody knows whether it was done.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        let sqlx::Error::Io(error) = &self.0 else { return false };
        error.get_ref().is_some_and(|cause| cause.is::<CommitUnknown>())
    }

    /// Whether trying again later may help: no connection, shutting down, out of resources,
    /// a lock not had in time, a deadlock or a serialization failure (SQLSTATE classes 08, 53,
    /// 57, 40 and 55P03).
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match &self.0 {
            sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_) => true,
            sqlx::Error::Database(e) => e.code().is_some_and(|code| {
                ["08", "53", "57", "40"].iter().any(|class| code.starts_with(class))
                    || code == "55P03"
            }),
            _ => false,
        }
    }
}

impl Fault for StoreError {
    fn class(&self) -> ErrorClass {
        if self.is_transient() { ErrorClass::Unavailable } else { ErrorClass::Internal }
    }
    fn code(&self) -> &'static str {
        match self.is_transient() {
            true if self.is_unknown() => "outcome_unknown",
            true => "unavailable",
            false => "internal",
        }
    }
    fn text(&self) -> Localized {
        if self.is_unknown() {
            Localized::new(
                "انقطع الاتصال قبل أن نعرف هل حُفظ طلبك. حاول مرة أخرى بعد لحظات: الطلب نفسه لا يُنفّذ مرتين.",
                "The connection broke before we knew whether this was saved. Try again in a moment: the same request is not carried out twice.",
            )
        } else if self.is_transient() {
            Localized::new(
                "الخدمة مشغولة الآن. لم يُحفظ شيء؛ حاول مرة أخرى بعد لحظات.",
                "We can't do this right now. Nothing was saved; please try again in a moment.",
            )
        } else {
            Localized::new(
                "حدث خطأ من جانبنا. لم يُحفظ شيء؛ حاول مرة أخرى، وإن تكرر فتواصل مع الدعم.",
                "Something went wrong on our side. Nothing was saved; try again, and contact support if it repeats.",
            )
        }
    }
    fn retry_after_s(&self) -> Option<u64> {
        self.is_transient().then_some(2)
    }
}

/// An error with its causes, for the log.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{StoreError, unanswered};
    use kernel::{ErrorClass, Fault};

    #[test]
    fn a_commit_whose_answer_was_lost_is_not_called_unsaved() {
        let broken = || sqlx::Error::Io(std::io::ErrorKind::UnexpectedEof.into());
        let unknown = StoreError(unanswered(broken()));
        assert!(unknown.is_unknown() && unknown.is_transient());
        assert_eq!((unknown.class(), unknown.code()), (ErrorClass::Unavailable, "outcome_unknown"));
        assert!(!unknown.text().en.contains("Nothing was saved"));
        assert_eq!(unknown.retry_after_s(), Some(2));

        let refused = StoreError(unanswered(sqlx::Error::RowNotFound));
        assert!(!refused.is_unknown() && refused.code() == "internal");
        let elsewhere = StoreError(broken());
        assert!(!elsewhere.is_unknown() && elsewhere.code() == "unavailable");
    }
}
