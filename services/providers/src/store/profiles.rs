//! Provider profiles: `providers.service_provider_profiles`.

use super::inconsistent;
use crate::domain::verification;
use chassis::StoreError;
use chassis::crypto::Sealed;
use contracts::providers::VerificationStatus;
use kernel::cairo::NaiveDate;
use kernel::ids::{DocumentId, ProviderId};
use kernel::text::search_key;
use kernel::{Instant, Lang, LatLng};
use sqlx::PgConnection;
use uuid::Uuid;

/// Everything an application writes.
pub struct NewProfile<'a> {
    /// The provider.
    pub id: ProviderId,
    /// First name.
    pub first_name: &'a str,
    /// Last name.
    pub last_name: &'a str,
    /// The sealed national ID.
    pub national_id: &'a Sealed,
    /// Its keyed hash.
    pub national_id_hash: [u8; 32],
    /// Its last four digits.
    pub last4: &'a str,
    /// Whether its check digit fits.
    pub check_digit_plausible: bool,
    /// From the national ID.
    pub date_of_birth: NaiveDate,
    /// `male` or `female`, from the national ID.
    pub gender: &'a str,
    /// Where the provider starts from.
    pub home: LatLng,
    /// Languages it speaks.
    pub languages: &'a [Lang],
    /// The language it reads.
    pub preferred_language: Lang,
    /// When.
    pub at: Instant,
}

/// A stored profile.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The provider.
    pub id: ProviderId,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The last four digits of the national ID.
    pub last4: String,
    /// Whether its check digit fits.
    pub check_digit_plausible: bool,
    /// Date of birth.
    pub date_of_birth: NaiveDate,
    /// `male` or `female`.
    pub gender: String,
    /// The accepted photo.
    pub photo: Option<DocumentId>,
    /// Where it stands.
    pub status: VerificationStatus,
    /// What the criminal-record certificate says.
    pub background_check: String,
    /// Bayesian average in thousandths of a star.
    pub rating_mean_milli: Option<u32>,
    /// How many ratings count.
    pub rating_count: u32,
    /// Jobs done.
    pub jobs: u32,
    /// Earnings of those jobs, in piastres.
    pub earnings: i64,
    /// The online switch.
    pub is_online: bool,
    /// The provider's own pause switch.
    pub is_active: bool,
    /// Where it starts from.
    pub home: LatLng,
    /// Languages it speaks.
    pub languages: Vec<Lang>,
    /// Shortest notice in minutes.
    pub notice_minutes: u32,
    /// Most jobs a day; 0 is no limit.
    pub daily_limit: u32,
    /// What it says of itself.
    pub bio: Option<String>,
    /// The language it reads.
    pub preferred_language: Lang,
    /// For optimistic locking.
    pub version: i64,
    /// When the documents were sent last.
    pub submitted_at: Option<Instant>,
    /// When it was verified first.
    pub verified_at: Option<Instant>,
    /// When it applied.
    pub created_at: Instant,
    /// The state of its account, where known.
    pub account_status: Option<String>,
}

impl Profile {
    /// Whether it takes work at all: its own switch, and an account that is not stopped or closed.
    #[must_use]
    pub fn takes_work(&self) -> bool {
        let stopped = matches!(self.account_status.as_deref(), Some("inactive" | "suspended"));
        self.is_active && !stopped
    }
}

struct Row {
    id: Uuid,
    first_name: String,
    last_name: String,
    national_id_last4: String,
    check_digit_plausible: bool,
    date_of_birth: NaiveDate,
    gender: String,
    photo_document_id: Option<Uuid>,
    verification_status: String,
    background_check_status: String,
    rating_mean_milli: Option<i32>,
    rating_count: i32,
    total_jobs_completed: i32,
    total_earnings: i64,
    is_available: bool,
    is_active: bool,
    lat: f64,
    lng: f64,
    languages: Vec<String>,
    notice_minutes: i32,
    daily_limit: i32,
    bio: Option<String>,
    preferred_language: String,
    version: i64,
    submitted_at: Option<Instant>,
    verified_at: Option<Instant>,
    created_at: Instant,
    account_status: Option<String>,
}

impl TryFrom<Row> for Profile {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            status: verification::from_tag(&row.verification_status)
                .ok_or_else(|| inconsistent("profiles.verification_status"))?,
            home: LatLng::parse(row.lat, row.lng).map_err(|_| inconsistent("profiles.home"))?,
            first_name: row.first_name,
            last_name: row.last_name,
            last4: row.national_id_last4,
            check_digit_plausible: row.check_digit_plausible,
            date_of_birth: row.date_of_birth,
            gender: row.gender,
            photo: row.photo_document_id.map(Into::into),
            background_check: row.background_check_status,
            rating_mean_milli: row.rating_mean_milli.map(i32::unsigned_abs),
            rating_count: row.rating_count.unsigned_abs(),
            jobs: row.total_jobs_completed.unsigned_abs(),
            earnings: row.total_earnings,
            is_online: row.is_available,
            is_active: row.is_active,
            languages: row.languages.iter().map(|tag| Lang::from_tag(tag)).collect(),
            notice_minutes: row.notice_minutes.unsigned_abs(),
            daily_limit: row.daily_limit.unsigned_abs(),
            bio: row.bio,
            preferred_language: Lang::from_tag(&row.preferred_language),
            version: row.version,
            submitted_at: row.submitted_at,
            verified_at: row.verified_at,
            created_at: row.created_at,
            account_status: row.account_status,
        })
    }
}

/// Under what a name is found.
fn search_name(first: &str, last: &str) -> String {
    search_key(&format!("{first} {last}"))
}

/// Writes an application.
///
/// # Errors
/// Constraint `service_provider_profiles_pkey` when the account applied before,
/// `service_provider_profiles_national_id_hash_key` when another account has this national ID.
pub async fn insert_in_tx(tx: &mut PgConnection, new: &NewProfile<'_>) -> Result<(), StoreError> {
    let languages: Vec<String> = new.languages.iter().map(|l| l.tag().to_owned()).collect();
    sqlx::query!(
        "insert into providers.service_provider_profiles
            (id, first_name, last_name, national_id, national_id_hash, national_id_last4,
             check_digit_plausible, date_of_birth, gender, verification_status, home, languages,
             preferred_language, queued_at, created_at, updated_at, search_name)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'applied',
                 st_setsrid(st_makepoint($10, $11), 4326), $12, $13, $14, $14, $14, $15)",
        new.id.uuid(),
        new.first_name,
        new.last_name,
        new.national_id.as_str(),
        &new.national_id_hash[..],
        new.last4,
        new.check_digit_plausible,
        new.date_of_birth,
        new.gender,
        new.home.lng(),
        new.home.lat(),
        &languages,
        new.preferred_language.tag(),
        new.at,
        search_name(new.first_name, new.last_name),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Locks a provider for this transaction. `false` when there is none.
///
/// # Errors
/// When the database is away.
pub async fn lock_in_tx(tx: &mut PgConnection, id: ProviderId) -> Result<bool, StoreError> {
    let found = sqlx::query_scalar!(
        "select id from providers.service_provider_profiles where id = $1 for update",
        id.uuid()
    )
    .fetch_optional(tx)
    .await?;
    Ok(found.is_some())
}

/// A profile.
///
/// # Errors
/// When the database is away.
pub async fn find_in_tx(
    tx: &mut PgConnection,
    id: ProviderId,
) -> Result<Option<Profile>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        r#"select p.id, p.first_name, p.last_name, p.national_id_last4, p.check_digit_plausible,
                  p.date_of_birth, p.gender, p.photo_document_id, p.verification_status,
                  p.background_check_status, p.rating_mean_milli, p.rating_count,
                  p.total_jobs_completed, p.total_earnings, p.is_available, p.is_active,
                  st_y(p.home) as "lat!", st_x(p.home) as "lng!", p.languages, p.notice_minutes,
                  p.daily_limit, p.bio, p.preferred_language, p.version, p.submitted_at,
                  p.verified_at, p.created_at, u.status as "account_status?"
           from providers.service_provider_profiles p
           left join providers.users u on u.id = p.id
           where p.id = $1"#,
        id.uuid()
    )
    .fetch_optional(tx)
    .await?;
    row.map(Profile::try_from).transpose()
}

/// The sealed national ID.
///
/// # Errors
/// When the database is away, or the column holds something else.
pub async fn sealed_national_id_in_tx(
    tx: &mut PgConnection,
    id: ProviderId,
) -> Result<Option<Sealed>, StoreError> {
    let text = sqlx::query_scalar!(
        "select national_id from providers.service_provider_profiles where id = $1",
        id.uuid()
    )
    .fetch_optional(tx)
    .await?;
    text.map(|text| Sealed::parse(text).map_err(|_| inconsistent("profiles.national_id")))
        .transpose()
}

/// Moves a provider to another status; offline unless that is `verified`, and back to the end of
/// the queue when the documents were sent. `verified_at` keeps its first value.
///
/// # Errors
/// When the database is away.
pub async fn set_status_in_tx(
    tx: &mut PgConnection,
    id: ProviderId,
    to: VerificationStatus,
    at: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update providers.service_provider_profiles
         set verification_status = $2,
             is_available = is_available and $2 = 'verified',
             verified_at = case when $2 = 'verified' then coalesce(verified_at, $3)
                                else verified_at end,
             submitted_at = case when $2 = 'documents_submitted' then $3 else submitted_at end,
             queued_at = case when $2 = 'documents_submitted' then $3 else queued_at end,
             version = version + 1, updated_at = $3
         where id = $1",
        id.uuid(),
        verification::tag(to),
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Writes what the provider may change itself.
///
/// # Errors
/// When the database is away.
pub async fn save_in_tx(
    tx: &mut PgConnection,
    profile: &Profile,
    at: Instant,
) -> Result<(), StoreError> {
    let languages: Vec<String> = profile.languages.iter().map(|l| l.tag().to_owned()).collect();
    sqlx::query!(
        "update providers.service_provider_profiles
         set first_name = $2, last_name = $3, is_available = $4, is_active = $5,
             home = st_setsrid(st_makepoint($6, $7), 4326), languages = $8, notice_minutes = $9,
             daily_limit = $10, bio = $11, preferred_language = $12, version = version + 1,
             updated_at = $13, search_name = $14
         where id = $1",
        profile.id.uuid(),
        profile.first_name,
        profile.last_name,
        profile.is_online,
        profile.is_active,
        profile.home.lng(),
        profile.home.lat(),
        &languages,
        i32::try_from(profile.notice_minutes).unwrap_or(i32::MAX),
        i32::try_from(profile.daily_limit).unwrap_or(i32::MAX),
        profile.bio,
        profile.preferred_language.tag(),
        at,
        search_name(&profile.first_name, &profile.last_name),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Turns the online switch off. `false` when it was off.
///
/// # Errors
/// When the database is away.
pub async fn go_offline_in_tx(
    tx: &mut PgConnection,
    id: ProviderId,
    at: Instant,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "update providers.service_provider_profiles
         set is_available = false, version = version + 1, updated_at = $2
         where id = $1 and is_available",
        id.uuid(),
        at,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Notes what the criminal-record certificate says.
///
/// # Errors
/// When the database is away.
pub async fn set_background_check_in_tx(
    tx: &mut PgConnection,
    id: ProviderId,
    status: &str,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update providers.service_provider_profiles set background_check_status = $2 where id = $1",
        id.uuid(),
        status,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Shows another photo, or none.
///
/// # Errors
/// When the database is away.
pub async fn set_photo_in_tx(
    tx: &mut PgConnection,
    id: ProviderId,
    photo: Option<DocumentId>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update providers.service_provider_profiles set photo_document_id = $2 where id = $1",
        id.uuid(),
        photo.map(DocumentId::uuid),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Keeps a provider's reputation. Nothing happens for somebody who isn't one.
///
/// # Errors
/// When the database is away.
pub async fn set_reputation_in_tx(
    tx: &mut PgConnection,
    id: ProviderId,
    mean_milli: u32,
    count: u32,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update providers.service_provider_profiles
         set rating_mean_milli = $2, rating_count = $3 where id = $1",
        id.uuid(),
        i32::try_from(mean_milli.min(5000)).unwrap_or(5000),
        i32::try_from(count).unwrap_or(i32::MAX),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Counts a completed job, once a booking. `earnings` in piastres.
///
/// # Errors
/// When the database is away.
pub async fn count_job_in_tx(
    tx: &mut PgConnection,
    id: ProviderId,
    booking: kernel::ids::BookingId,
    earnings: i64,
    at: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "with counted as (
            insert into providers.completed_jobs (booking_id, provider_id, earnings, created_at)
            select $2, p.id, $3, $4 from providers.service_provider_profiles p where p.id = $1
            on conflict (booking_id) do nothing
            returning provider_id, earnings)
         update providers.service_provider_profiles p
         set total_jobs_completed = p.total_jobs_completed + 1,
             total_earnings = p.total_earnings + counted.earnings
         from counted where p.id = counted.provider_id",
        id.uuid(),
        booking.uuid(),
        earnings,
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}
