//! The two cookies of a session: the refresh token, which no script can read, and the CSRF token,
//! which the page reads and sends back in a header.

use crate::app::App;
use crate::commands::open_session::LoggedIn;
use crate::error::AuthError;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use httpkit::Problem;
use std::convert::Infallible;
use zeroize::Zeroizing;

/// The refresh token.
pub const REFRESH: &str = "osta_refresh";
/// The CSRF token.
pub const CSRF: &str = "osta_csrf";
/// The header that repeats the CSRF token.
pub const CSRF_HEADER: &str = "x-csrf-token";
/// The only paths the refresh token is sent to.
const REFRESH_PATH: &str = "/api/v1/auth";

/// What a browser sent of a session.
pub struct SessionCookies {
    /// The refresh token.
    pub refresh: Option<Zeroizing<String>>,
    /// The CSRF token, when cookie and header agree.
    csrf: Option<String>,
}

impl SessionCookies {
    /// The refresh token and the CSRF token, which must both be there.
    ///
    /// # Errors
    /// [`AuthError::NoSession`], [`AuthError::Csrf`].
    pub fn both(&self) -> Result<(&str, &str), AuthError> {
        let refresh = self.refresh.as_ref().ok_or(AuthError::NoSession)?;
        let csrf = self.csrf.as_ref().ok_or(AuthError::Csrf)?;
        Ok((refresh, csrf))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SessionCookies {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let header = parts.headers.get(CSRF_HEADER).and_then(|v| v.to_str().ok());
        let csrf = cookie(&parts.headers, CSRF).filter(|c| header == Some(c)).map(str::to_owned);
        let refresh = cookie(&parts.headers, REFRESH).map(|t| Zeroizing::new(t.to_owned()));
        Ok(Self { refresh, csrf })
    }
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value)
}

/// The cookies of a session that goes on.
#[must_use]
pub fn of(app: &App, logged_in: &LoggedIn) -> [String; 2] {
    let left_s = (logged_in.refresh_expires_at - app.now()).num_seconds().max(0);
    pair(app, &logged_in.refresh_token, &app.csrf(logged_in.session), left_s)
}

/// The problem of a session that is over, which takes the cookies away.
#[must_use]
pub fn cleared(app: &App, error: AuthError) -> Problem {
    let over = matches!(error, AuthError::NoSession | AuthError::TokenReused);
    let mut problem = Problem::from(error);
    if over {
        for value in clearing(app).iter().filter_map(|c| HeaderValue::from_str(c).ok()) {
            problem = problem.with_header(header::SET_COOKIE, value);
        }
    }
    problem
}

/// Cookies that take the session's away.
#[must_use]
pub fn clearing(app: &App) -> [String; 2] {
    pair(app, "", "", 0)
}

/// Writes cookies into the headers of an answer.
pub fn write(headers: &mut HeaderMap, cookies: &[String]) {
    for value in cookies.iter().filter_map(|c| HeaderValue::from_str(c).ok()) {
        headers.append(header::SET_COOKIE, value);
    }
}

fn pair(app: &App, refresh: &str, csrf: &str, max_age_s: i64) -> [String; 2] {
    let secure = if app.is_secure() { "; Secure" } else { "" };
    let common = format!("SameSite=Strict; Max-Age={max_age_s}{secure}");
    [
        format!("{REFRESH}={refresh}; Path={REFRESH_PATH}; HttpOnly; {common}"),
        format!("{CSRF}={csrf}; Path=/; {common}"),
    ]
}

#[cfg(test)]
mod tests {
    use super::{CSRF, REFRESH, cookie};
    use axum::http::{HeaderMap, HeaderValue, header};

    #[test]
    fn cookies_are_found_among_others_and_empty_ones_are_none() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; osta_refresh=abc=; b"));
        headers.append(header::COOKIE, HeaderValue::from_static("osta_csrf="));
        assert_eq!(cookie(&headers, REFRESH), Some("abc="));
        assert_eq!(cookie(&headers, CSRF), None);
        assert_eq!(cookie(&headers, "osta"), None);
    }
}
