//! Tables `catalog.changes` and `catalog.stamp`.

use chassis::StoreError;
use kernel::Instant;
use kernel::ids::UserId;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

/// What is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A service.
    Service,
    /// A category.
    Category,
    /// A zone.
    Zone,
}

impl Subject {
    /// As it is stored.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Category => "category",
            Self::Zone => "zone",
        }
    }

    fn from_tag(tag: &str) -> Result<Self, StoreError> {
        [Self::Service, Self::Category, Self::Zone]
            .into_iter()
            .find(|subject| subject.tag() == tag)
            .ok_or_else(|| StoreError(sqlx::Error::Decode(format!("subject {tag}").into())))
    }
}

/// A change as it is written down.
#[derive(Clone, Debug)]
pub struct NewChange<'a> {
    pub id: Uuid,
    pub subject: Subject,
    pub subject_id: Uuid,
    pub valid_from: Instant,
    pub value: &'a Value,
    pub made_by: UserId,
    pub reason: Option<&'a str>,
}

/// A waiting change.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub id: Uuid,
    pub subject: Subject,
    pub subject_id: Uuid,
    pub value: Value,
    pub made_by: UserId,
    pub reason: Option<String>,
}

/// A change of the history.
#[derive(Clone, Debug)]
pub struct Change {
    pub id: Uuid,
    pub state: String,
    pub valid_from: Instant,
    pub value: Value,
    pub before: Option<Value>,
    pub version: Option<i64>,
    pub made_by: UserId,
    pub reason: Option<String>,
    pub trouble: Option<String>,
    pub created_at: Instant,
    pub ended_at: Option<Instant>,
}

/// How a change ended.
#[derive(Clone, Copy, Debug)]
pub enum End<'a> {
    /// It is written.
    Applied { before: Option<&'a Value>, version: i64 },
    /// An operator took it back.
    Withdrawn,
    /// It could not be written.
    Failed(&'a str),
}

/// Keeps a change that waits.
pub async fn insert(
    tx: &mut PgConnection,
    new: &NewChange<'_>,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into catalog.changes
            (id, subject, subject_id, state, valid_from, value, made_by, reason, created_at)
         values ($1, $2, $3, 'waiting', $4, $5, $6, $7, $8)",
        new.id,
        new.subject.tag(),
        new.subject_id,
        new.valid_from,
        new.value,
        new.made_by.uuid(),
        new.reason,
        now
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Ends a waiting change. `false` when it waits no more.
pub async fn end(
    tx: &mut PgConnection,
    id: Uuid,
    end: End<'_>,
    now: Instant,
) -> Result<bool, StoreError> {
    let (state, before, version, trouble) = match end {
        End::Applied { before, version } => ("applied", before, Some(version), None),
        End::Withdrawn => ("withdrawn", None, None, None),
        End::Failed(code) => ("failed", None, None, Some(code)),
    };
    let done = sqlx::query!(
        "update catalog.changes
         set state = $2, before = $3, version = $4, trouble = $5, ended_at = $6
         where id = $1 and state = 'waiting'",
        id,
        state,
        before,
        version,
        trouble,
        now
    )
    .execute(&mut *tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Something was written: what caches hold is old.
pub async fn count(tx: &mut PgConnection) -> Result<(), StoreError> {
    sqlx::query!("update catalog.stamp set written = written + 1").execute(tx).await?;
    Ok(())
}

/// How often something was written.
pub async fn stamp(db: &mut PgConnection) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!("select written from catalog.stamp").fetch_one(db).await?)
}

/// Whether a change waits whose moment has come.
pub async fn any_due(db: &mut PgConnection, now: Instant) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from catalog.changes where state = 'waiting' and valid_from <= $1)
           as "due!""#,
        now
    )
    .fetch_one(db)
    .await?)
}

/// Locks the changes whose moment has come, in the order of their moments.
pub async fn lock_due(tx: &mut PgConnection, now: Instant) -> Result<Vec<Waiting>, StoreError> {
    let rows = sqlx::query!(
        "select id, subject, subject_id, value, made_by, reason from catalog.changes
         where state = 'waiting' and valid_from <= $1
         order by valid_from, id limit 100 for update",
        now
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Waiting {
                id: row.id,
                subject: Subject::from_tag(&row.subject)?,
                subject_id: row.subject_id,
                value: row.value,
                made_by: row.made_by.into(),
                reason: row.reason,
            })
        })
        .collect()
}

/// The waiting change of a thing, with its moment; locked.
pub async fn waiting_of(
    tx: &mut PgConnection,
    subject: Subject,
    id: Uuid,
) -> Result<Option<(Uuid, Instant)>, StoreError> {
    let row = sqlx::query!(
        "select id, valid_from from catalog.changes
         where subject = $1 and subject_id = $2 and state = 'waiting' for update",
        subject.tag(),
        id
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| (row.id, row.valid_from)))
}

/// Up to `limit` changes of a thing after a place, newest first.
pub async fn history(
    db: &mut PgConnection,
    subject: Subject,
    id: Uuid,
    after: Option<(Instant, Uuid)>,
    limit: i64,
) -> Result<Vec<Change>, StoreError> {
    let (at, last) = after.unzip();
    let rows = sqlx::query!(
        "select id, state, valid_from, value, before, version, made_by, reason, trouble, created_at,
                ended_at
         from catalog.changes
         where subject = $1 and subject_id = $2
           and ($3::timestamptz is null or (created_at, id) < ($3, $4::uuid))
         order by created_at desc, id desc limit $5",
        subject.tag(),
        id,
        at,
        last,
        limit
    )
    .fetch_all(db)
    .await?;
    let change = rows.into_iter().map(|row| Change {
        id: row.id,
        state: row.state,
        valid_from: row.valid_from,
        value: row.value,
        before: row.before,
        version: row.version,
        made_by: row.made_by.into(),
        reason: row.reason,
        trouble: row.trouble,
        created_at: row.created_at,
        ended_at: row.ended_at,
    });
    Ok(change.collect())
}
