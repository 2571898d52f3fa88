//! Whom people like, and whom they don't want to meet again. All four may be repeated.

use crate::App;
use crate::store::preferences;
use chassis::StoreError;
use kernel::ids::{ProviderId, UserId};
use kernel::{ErrorClass, Fault, Localized};

/// How many favourites and blocks one account keeps.
const MOST: i64 = 500;

/// Why somebody can't be liked or blocked.
#[derive(Debug, thiserror::Error)]
pub enum PreferenceError {
    /// There is no such technician, or the two have never met.
    #[error("nobody the caller could mean")]
    NotFound,
    /// It is blocked.
    #[error("a blocked technician can't be a favourite")]
    Blocked,
    /// Nobody blocks oneself.
    #[error("the caller itself")]
    Oneself,
    /// The lists are full.
    #[error("too many favourites and blocks")]
    TooMany,
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Fault for PreferenceError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::NotFound => ErrorClass::NotFound,
            Self::Blocked | Self::Oneself | Self::TooMany => ErrorClass::Conflict,
            Self::Store(error) => error.class(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Blocked => "preference.blocked",
            Self::Oneself => "preference.oneself",
            Self::TooMany => "preference.too_many",
            Self::Store(error) => error.code(),
        }
    }
    fn text(&self) -> Localized {
        match self {
            Self::NotFound => Localized::new(
                "لم نجد هذا الشخص بين من تعاملت معهم.",
                "We can't find this person among those you know here.",
            ),
            Self::Blocked => Localized::new(
                "هذا الفني محظور لديك. ألغِ الحظر أولًا ثم أضفه إلى المفضلين.",
                "You blocked this technician. Unblock first, then add to your favourites.",
            ),
            Self::Oneself => Localized::new("هذا حسابك أنت.", "This is your own account."),
            Self::TooMany => Localized::new(
                "قوائمك ممتلئة. احذف منها من لم تعد تحتاجه ثم حاول من جديد.",
                "Your lists are full. Remove those you no longer need and try again.",
            ),
            Self::Store(error) => error.text(),
        }
    }
}

/// Keeps a technician as a favourite.
///
/// # Errors
/// [`PreferenceError`].
pub async fn favour(
    app: &App,
    customer: UserId,
    provider: ProviderId,
) -> Result<(), PreferenceError> {
    let mut tx = app.chassis.db.begin().await?;
    let other: UserId = provider.uuid().into();
    if !preferences::is_provider(&mut tx, other).await? {
        return Err(PreferenceError::NotFound);
    }
    if preferences::has_blocked(&mut tx, customer, other).await? {
        return Err(PreferenceError::Blocked);
    }
    if preferences::count(&mut tx, customer).await? >= MOST {
        return Err(PreferenceError::TooMany);
    }
    preferences::favour_in_tx(&mut tx, customer, provider, app.now()).await?;
    Ok(tx.commit().await?)
}

/// Takes a favourite off.
///
/// # Errors
/// When the database is away.
pub async fn forget(
    app: &App,
    customer: UserId,
    provider: ProviderId,
) -> Result<(), PreferenceError> {
    let mut tx = app.chassis.db.begin().await?;
    preferences::forget_in_tx(&mut tx, customer, provider).await?;
    Ok(tx.commit().await?)
}

/// Keeps two people apart: a customer blocks any technician, a technician a customer that it had a
/// booking with. Neither is told. Who is blocked is no favourite any more.
///
/// # Errors
/// [`PreferenceError`].
pub async fn block(app: &App, blocker: UserId, blocked: UserId) -> Result<(), PreferenceError> {
    if blocker == blocked {
        return Err(PreferenceError::Oneself);
    }
    let mut tx = app.chassis.db.begin().await?;
    let may_mean = preferences::is_provider(&mut tx, blocked).await?
        || preferences::met(&mut tx, blocked, blocker).await?;
    if !may_mean {
        return Err(PreferenceError::NotFound);
    }
    if preferences::count(&mut tx, blocker).await? >= MOST {
        return Err(PreferenceError::TooMany);
    }
    preferences::forget_in_tx(&mut tx, blocker, blocked.uuid().into()).await?;
    preferences::block_in_tx(&mut tx, blocker, blocked, app.now()).await?;
    Ok(tx.commit().await?)
}

/// Takes a block off.
///
/// # Errors
/// When the database is away.
pub async fn unblock(app: &App, blocker: UserId, blocked: UserId) -> Result<(), PreferenceError> {
    let mut tx = app.chassis.db.begin().await?;
    preferences::unblock_in_tx(&mut tx, blocker, blocked).await?;
    Ok(tx.commit().await?)
}
