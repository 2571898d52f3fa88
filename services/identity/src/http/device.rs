//! Where a request comes from.

use crate::commands::open_session::Device;
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use httpkit::layers::{CallerLang, ClientAddr};
use kernel::Lang;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};

/// Longest name of a program that is kept.
const LONGEST_AGENT: usize = 200;

/// The caller's device and language.
pub struct Caller {
    /// The device.
    pub device: Device,
    /// The language of the request.
    pub lang: Lang,
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let addr = parts.extensions.get::<ClientAddr>();
        let addr = addr.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |client| client.0);
        let lang = parts.extensions.get::<CallerLang>().map_or(Lang::Ar, |lang| lang.0);
        let user_agent = parts
            .headers
            .get(header::USER_AGENT)
            .and_then(|value| value.to_str().ok())
            .map(|text| text.trim().chars().take(LONGEST_AGENT).collect::<String>())
            .filter(|text| !text.is_empty());
        Ok(Self { device: Device { user_agent, addr }, lang })
    }
}
