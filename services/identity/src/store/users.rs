//! `identity.users` with `identity.customer_profiles`.

use crate::domain::account::{status_from_tag, status_tag, user_type};
use crate::error::Trouble;
use chassis::crypto::Sealed;
use chrono::NaiveDate;
use contracts::identity::{AccountStatus, NotificationPreferences};
use kernel::ids::UserId;
use kernel::text::search_key;
use kernel::{Instant, Lang, Role};
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

/// An account with its profile.
#[derive(Clone)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// The phone, sealed.
    pub phone: Sealed,
    /// The email, sealed.
    pub email: Option<Sealed>,
    /// argon2id, PHC.
    pub password_hash: Option<String>,
    /// What the person is on the platform.
    pub role: Role,
    /// The account's state.
    pub status: AccountStatus,
    /// The language the person reads.
    pub lang: Lang,
    /// Whether the phone was proved.
    pub phone_verified: bool,
    /// Whether the email was proved.
    pub email_verified: bool,
    /// When the terms were accepted.
    pub terms_accepted_at: Option<Instant>,
    /// The last log-in.
    pub last_login: Option<Instant>,
    /// When the account was made.
    pub created_at: Instant,
    /// First name; may be empty.
    pub first_name: String,
    /// Last name; may be empty.
    pub last_name: String,
    /// Date of birth.
    pub date_of_birth: Option<NaiveDate>,
    /// `male`, `female` or `other`.
    pub gender: Option<String>,
    /// How the person wants to be told.
    pub preferences: NotificationPreferences,
}

/// A row of [`select_user!`].
pub struct UserRow {
    id: Uuid,
    phone: Sealed,
    email: Option<Sealed>,
    password_hash: Option<String>,
    role: String,
    status: String,
    lang: String,
    phone_verified: bool,
    email_verified: bool,
    terms_accepted_at: Option<Instant>,
    last_login: Option<Instant>,
    created_at: Instant,
    first_name: String,
    last_name: String,
    date_of_birth: Option<NaiveDate>,
    gender: Option<String>,
    preferences: Json<NotificationPreferences>,
}

impl TryFrom<UserRow> for User {
    type Error = Trouble;
    fn try_from(row: UserRow) -> Result<Self, Trouble> {
        Ok(Self {
            id: row.id.into(),
            phone: row.phone,
            email: row.email,
            password_hash: row.password_hash,
            role: Role::from_tag(&row.role).ok_or_else(|| Trouble::broken("users.role"))?,
            status: status_from_tag(&row.status).ok_or_else(|| Trouble::broken("users.status"))?,
            lang: Lang::from_tag(&row.lang),
            phone_verified: row.phone_verified,
            email_verified: row.email_verified,
            terms_accepted_at: row.terms_accepted_at,
            last_login: row.last_login,
            created_at: row.created_at,
            first_name: row.first_name,
            last_name: row.last_name,
            date_of_birth: row.date_of_birth,
            gender: row.gender,
            preferences: row.preferences.0,
        })
    }
}

/// Selects accounts with their profiles, without those that were erased; the rest of the statement and its arguments follow.
macro_rules! select_user {
    ($rest:tt $(, $argument:expr)* $(,)?) => {
        sqlx::query_as!(
            UserRow,
            r#"select u.id, u.phone as "phone: Sealed", u.email as "email: Sealed",
                      u.password_hash, u.role, u.status, u.phone_verified, u.email_verified,
                      u.terms_accepted_at, u.last_login, u.created_at,
                      p.first_name as "first_name!", p.last_name as "last_name!",
                      p.date_of_birth, p.gender, p.preferred_language as lang,
                      p.notification_preferences as "preferences: Json<NotificationPreferences>"
               from identity.users u join identity.customer_profiles p on p.user_id = u.id
                    and u.erased_at is null "#
                + $rest
            $(, $argument)*
        )
    };
}

/// An account that is about to be made.
pub struct NewUser<'a> {
    /// Its id.
    pub id: UserId,
    /// The phone, sealed.
    pub phone: &'a Sealed,
    /// What the phone is found by.
    pub phone_hash: &'a [u8; 32],
    /// argon2id, PHC.
    pub password_hash: Option<&'a str>,
    /// What the person is on the platform.
    pub role: Role,
    /// The account's state.
    pub status: AccountStatus,
    /// Whether the phone was proved.
    pub phone_verified: bool,
    /// When the terms were accepted.
    pub terms_accepted_at: Option<Instant>,
    /// First name; may be empty.
    pub first_name: &'a str,
    /// Last name; may be empty.
    pub last_name: &'a str,
    /// The language the person reads.
    pub lang: Lang,
}

fn one(row: Option<UserRow>) -> Result<Option<User>, Trouble> {
    row.map(User::try_from).transpose()
}

/// The account of that id.
pub async fn find(db: impl PgExecutor<'_>, id: UserId) -> Result<Option<User>, Trouble> {
    one(select_user!("where u.id = $1", id.uuid()).fetch_optional(db).await?)
}

/// The account of that id, locked with its profile: whoever waits for a row sees only locked rows as
/// they are after the wait.
pub async fn lock_in_tx(tx: &mut PgConnection, id: UserId) -> Result<Option<User>, Trouble> {
    one(select_user!("where u.id = $1 for update of u, p", id.uuid()).fetch_optional(tx).await?)
}

/// The account of that phone.
pub async fn find_by_phone(
    db: impl PgExecutor<'_>,
    phone_hash: &[u8; 32],
) -> Result<Option<User>, Trouble> {
    one(select_user!("where u.phone_hash = $1", &phone_hash[..]).fetch_optional(db).await?)
}

/// The account of that phone, locked.
pub async fn lock_by_phone_in_tx(
    tx: &mut PgConnection,
    phone_hash: &[u8; 32],
) -> Result<Option<User>, Trouble> {
    let select = select_user!("where u.phone_hash = $1 for update of u, p", &phone_hash[..]);
    one(select.fetch_optional(tx).await?)
}

/// Which accounts an operator's list shows.
pub struct Filter<'a> {
    /// Of that role.
    pub role: Option<Role>,
    /// In that state.
    pub status: Option<AccountStatus>,
    /// Of that phone.
    pub phone_hash: Option<&'a [u8; 32]>,
    /// Any of these.
    pub ids: Option<&'a [Uuid]>,
    /// Whose name has every one of these patterns.
    pub name: Option<&'a [String]>,
    /// Older than that one, by creation and id.
    pub before: Option<(Instant, Uuid)>,
    /// At most so many.
    pub limit: i64,
}

/// Accounts, the newest first.
pub async fn list(db: impl PgExecutor<'_>, filter: &Filter<'_>) -> Result<Vec<User>, Trouble> {
    let rows = select_user!(
        "where ($1::text is null or u.role = $1) and ($2::text is null or u.status = $2)
           and ($3::bytea is null or u.phone_hash = $3)
           and ($4::timestamptz is null or (u.created_at, u.id) < ($4, $5))
           and ($7::uuid[] is null or u.id = any($7))
           and ($8::text[] is null or p.search_name like all ($8))
         order by u.created_at desc, u.id desc limit $6",
        filter.role.map(Role::tag),
        filter.status.map(status_tag),
        filter.phone_hash.map(|hash| &hash[..]),
        filter.before.map(|(at, _)| at),
        filter.before.map(|(_, id)| id),
        filter.limit,
        filter.ids,
        filter.name,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(User::try_from).collect()
}

/// What a name is found by.
fn search_name(first: &str, last: &str) -> String {
    search_key(&format!("{first} {last}"))
}

/// Makes an account. False when the phone has one already.
pub async fn insert_in_tx(
    tx: &mut PgConnection,
    new: &NewUser<'_>,
    profile: Uuid,
    now: Instant,
) -> Result<bool, Trouble> {
    let made = sqlx::query!(
        "insert into identity.users
            (id, phone, phone_hash, password_hash, user_type, role, status, phone_verified,
             terms_accepted_at, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
         on conflict (phone_hash) do nothing",
        new.id.uuid(),
        new.phone.as_str(),
        &new.phone_hash[..],
        new.password_hash,
        user_type(new.role),
        new.role.tag(),
        status_tag(new.status),
        new.phone_verified,
        new.terms_accepted_at,
        now,
    )
    .execute(&mut *tx)
    .await?;
    if made.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!(
        "insert into identity.customer_profiles
            (id, user_id, first_name, last_name, preferred_language, notification_preferences,
             created_at, updated_at, search_name)
         values ($1, $2, $3, $4, $5, $6, $7, $7, $8)",
        profile,
        new.id.uuid(),
        new.first_name,
        new.last_name,
        new.lang.tag(),
        Json(NotificationPreferences::default()) as _,
        now,
        search_name(new.first_name, new.last_name),
    )
    .execute(tx)
    .await?;
    Ok(true)
}

/// Writes what may change of an account. `email_hash` belongs to `user.email`.
pub async fn save_in_tx(
    tx: &mut PgConnection,
    user: &User,
    now: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update identity.users
         set password_hash = $2, role = $3, user_type = $4, status = $5, phone_verified = $6,
             terms_accepted_at = $7, last_login = $8, updated_at = $9
         where id = $1",
        user.id.uuid(),
        user.password_hash,
        user.role.tag(),
        user_type(user.role),
        status_tag(user.status),
        user.phone_verified,
        user.terms_accepted_at,
        user.last_login,
        now,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "update identity.customer_profiles
         set first_name = $2, last_name = $3, date_of_birth = $4, gender = $5,
             preferred_language = $6, notification_preferences = $7, updated_at = $8,
             search_name = $9
         where user_id = $1",
        user.id.uuid(),
        user.first_name,
        user.last_name,
        user.date_of_birth,
        user.gender,
        user.lang.tag(),
        Json(user.preferences) as _,
        now,
        search_name(&user.first_name, &user.last_name),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Sets or removes the email; it is not verified then.
pub async fn set_email_in_tx(
    tx: &mut PgConnection,
    id: UserId,
    email: Option<(&Sealed, &[u8; 32])>,
    now: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update identity.users
         set email = $2, email_hash = $3, email_verified = false, updated_at = $4 where id = $1",
        id.uuid(),
        email.map(|(sealed, _)| sealed.as_str()),
        email.map(|(_, hash)| &hash[..]),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}
