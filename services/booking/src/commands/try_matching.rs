//! An operator tries other rules of matching on rounds that were decided: nothing is decided by it, and
//! nobody hears of it but the audit log.

use crate::App;
use crate::settings::Matching;
use crate::store::trials;
use chassis::StoreError;
use chassis::tunables::Tunable as _;
use contracts::admin::OperatorActed;
use dispatch::Trial;
use dispatch::trial::Findings;
use kernel::ids::{EventId, TypedId, UserId};
use kernel::{ErrorClass, Fault, FieldError, Instant, InvalidFields, Localized};
use serde_json::json;

/// How many records are read at a time.
const CHUNK: usize = 20;

/// What is tried, and on what.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The rules.
    pub value: Matching,
    /// The period in which rounds were decided.
    pub period: (Instant, Instant),
    /// How many rounds that were decided alone, and how many in batches, at most.
    pub most: u32,
    /// Why.
    pub reason: Option<String>,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Tried {
    /// By deciding again.
    pub findings: Findings,
    /// How many records are of a shape that can't be read any more.
    pub unreadable: u32,
}

/// Why nothing was tried.
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    /// The rules make no sense.
    #[error(transparent)]
    Fields(#[from] InvalidFields),
    /// Somebody tries something right now.
    #[error("another trial runs")]
    Running,
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Decides stored rounds again.
///
/// # Errors
/// [`TrialError`].
pub async fn run(app: &App, operator: UserId, wanted: Wanted) -> Result<Tried, TrialError> {
    wanted.value.check()?;
    let mut tx = app.chassis.db.begin().await?;
    if !trials::alone_in_tx(&mut tx).await? {
        return Err(TrialError::Running);
    }
    let mut trial = Trial::of(wanted.value.dispatch(&app.config.matching));
    let mut unreadable = 0;
    let rounds = trials::rounds(&mut tx, wanted.period, wanted.most.into()).await?;
    for chunk in rounds.chunks(CHUNK) {
        for record in trials::records(&mut tx, chunk).await? {
            match record {
                Some(record) => trial.round(&record),
                None => unreadable += 1,
            }
            // Deciding takes a moment; requests of others go between.
            tokio::task::yield_now().await;
        }
    }
    for batch in trials::batches(&mut tx, wanted.period, wanted.most.into()).await? {
        let records = trials::of_batch(&mut tx, batch.uuid()).await?;
        let all = u32::try_from(records.len()).unwrap_or(u32::MAX);
        match records.into_iter().collect::<Option<Vec<_>>>() {
            Some(records) => trial.batch(batch, &records),
            None => unreadable += all,
        }
        tokio::task::yield_now().await;
    }
    let findings = trial.findings();
    let world = &app.chassis.world;
    let event = OperatorActed {
        action_id: world.id::<EventId>(),
        operator_id: operator,
        action: "booking.try_matching".to_owned(),
        subject_type: "setting".to_owned(),
        subject_id: Matching::KEY.to_owned(),
        reason: wanted.reason,
        details: json!({
            "value": wanted.value, "from": wanted.period.0, "to": wanted.period.1,
            "rounds": findings.rounds, "changed": findings.changed,
        }),
    };
    chassis::bus::append(&mut tx, world, &event).await?;
    tx.commit().await?;
    Ok(Tried { findings, unreadable })
}

impl Fault for TrialError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::Fields(error) => error.class(),
            Self::Running => ErrorClass::Conflict,
            Self::Store(error) => error.class(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Fields(error) => error.code(),
            Self::Running => "booking.trial_running",
            Self::Store(error) => error.code(),
        }
    }
    fn text(&self) -> Localized {
        match self {
            Self::Fields(error) => error.text(),
            Self::Running => Localized::new(
                "تجربة أخرى تعمل الآن. انتظر لحظات ثم أعد المحاولة.",
                "Another trial is running. Wait a moment and try again.",
            ),
            Self::Store(error) => error.text(),
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Fields(error) => error.fields(),
            Self::Running | Self::Store(_) => vec![],
        }
    }
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Running => Some(5),
            Self::Fields(_) => None,
            Self::Store(error) => error.retry_after_s(),
        }
    }
}
