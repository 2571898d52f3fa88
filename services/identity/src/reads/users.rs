//! Accounts as operators see them.

use crate::app::App;
use crate::error::{AccountError, Trouble};
use crate::store::users::{self, Filter, User};
use contracts::identity::AccountStatus;
use httpkit::{Cursor, Page, PageQuery, id_list};
use kernel::ids::UserId;
use kernel::text::{optional_line, search_key};
use kernel::{DateTime, InvalidFields, Lang, PhoneNumber, Role};
use serde::{Deserialize, Serialize};

/// The longest text to look for; names are 100 characters each.
const QUERY_CHARS: usize = 200;

/// An account in a list: enough to recognise, no contact details.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserListItemOut {
    /// The account.
    pub id: UserId,
    /// The phone with its middle hidden.
    #[schema(example = "010••••5678")]
    pub phone_masked: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// What the person is on the platform.
    pub role: Role,
    /// The account's state.
    pub status: AccountStatus,
    /// The last log-in.
    pub last_login: Option<DateTime>,
    /// When the account was made.
    pub created_at: DateTime,
}

/// One account with its contact details.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserDetailOut {
    /// The account.
    pub id: UserId,
    /// The phone, E.164.
    pub phone: PhoneNumber,
    /// Whether the phone was proved.
    pub phone_verified: bool,
    /// The email.
    pub email: Option<String>,
    /// Whether the email was proved.
    pub email_verified: bool,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// What the person is on the platform.
    pub role: Role,
    /// The account's state.
    pub status: AccountStatus,
    /// The language the person reads.
    pub lang: Lang,
    /// The last log-in.
    pub last_login: Option<DateTime>,
    /// When the account was made.
    pub created_at: DateTime,
}

/// Which accounts to list.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UserQuery {
    /// How many items, 1–100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    pub cursor: Option<String>,
    /// Of that role.
    pub role: Option<Role>,
    /// In that state.
    pub status: Option<AccountStatus>,
    /// Of exactly that phone, however typed.
    #[param(example = "01012345678")]
    pub phone: Option<String>,
    /// Words or parts of words of a name, however they are spelled.
    #[param(max_length = 200, example = "احمد حسن")]
    pub q: Option<String>,
    /// These, by id, up to 100 with commas between them.
    pub ids: Option<String>,
}

/// Accounts, the newest first.
///
/// # Errors
/// A wrong limit, cursor, phone, name or list of ids.
pub async fn list(app: &App, query: UserQuery) -> Result<Page<UserListItemOut>, AccountError> {
    let paging = PageQuery { limit: query.limit, cursor: query.cursor };
    let (limit, cursor) = paging.parse()?;
    let phone = query.phone.as_deref().map(PhoneNumber::parse).transpose();
    let phone = phone.map_err(|invalid| InvalidFields::one("phone", invalid))?;
    let phone_hash = phone.map(|phone| app.phone_hash(&phone));
    let name = optional_line(query.q.as_deref(), QUERY_CHARS)
        .map_err(|invalid| InvalidFields::one("q", invalid))?;
    // A key holds letters, digits and spaces only, so nothing in it is a wildcard.
    let name: Option<Vec<String>> =
        name.map(|name| search_key(&name).split_whitespace().map(|w| format!("%{w}%")).collect());
    let ids = id_list(query.ids.as_deref())?;
    let filter = Filter {
        ids: ids.as_deref(),
        name: name.as_deref(),
        role: query.role,
        status: query.status,
        phone_hash: phone_hash.as_ref(),
        before: cursor.map(|c| (c.at, c.id)),
        limit: limit + 1,
    };
    let found = users::list(app.chassis.db.pool(), &filter).await?;
    let items: Result<Vec<_>, Trouble> = found.iter().map(|u| list_item_out(app, u)).collect();
    Ok(Page::from_rows(items?, limit, |u| Cursor { at: u.created_at, id: u.id.uuid() }))
}

/// An account in a list.
///
/// # Errors
/// When something sealed can't be opened.
pub fn list_item_out(app: &App, user: &User) -> Result<UserListItemOut, Trouble> {
    Ok(UserListItemOut {
        id: user.id,
        phone_masked: app.open_phone(&user.phone)?.masked(),
        first_name: user.first_name.clone(),
        last_name: user.last_name.clone(),
        role: user.role,
        status: user.status,
        last_login: user.last_login,
        created_at: user.created_at,
    })
}

/// One account with its contact details.
///
/// # Errors
/// When something sealed can't be opened.
pub fn detail_out(app: &App, user: &User) -> Result<UserDetailOut, Trouble> {
    Ok(UserDetailOut {
        id: user.id,
        phone: app.open_phone(&user.phone)?,
        phone_verified: user.phone_verified,
        email: user.email.as_ref().map(|sealed| app.open_email(sealed)).transpose()?,
        email_verified: user.email_verified,
        first_name: user.first_name.clone(),
        last_name: user.last_name.clone(),
        role: user.role,
        status: user.status,
        lang: user.lang,
        last_login: user.last_login,
        created_at: user.created_at,
    })
}
