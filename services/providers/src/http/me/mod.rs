//! A provider's own resources.

pub mod appeals;
pub mod apply;
pub mod areas;
pub mod documents;
pub mod exceptions;
pub mod hours;
pub mod profile;
pub mod services;
mod upload;

use kernel::{Invalid, Lang};

/// Languages without repetition; at least one.
fn languages(mut languages: Vec<Lang>) -> Result<Vec<Lang>, Invalid> {
    if languages.is_empty() {
        return Err(Invalid::required());
    }
    languages.sort_unstable_by_key(|lang| lang.tag());
    languages.dedup();
    Ok(languages)
}
