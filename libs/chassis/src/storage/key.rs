//! Which keys an object may have.

use super::StorageError;

const LONGEST: usize = 512;

/// Lets through keys of plain segments: letters, digits, `.`, `_` and `-`, no segment empty or
/// starting with a dot. So no key leaves its folder, hides, or needs escaping anywhere.
pub(super) fn checked(key: &str) -> Result<&str, StorageError> {
    let plain = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'_' | b'-');
    let fits = |s: &str| !s.is_empty() && !s.starts_with('.') && s.bytes().all(plain);
    if key.len() <= LONGEST && key.split('/').all(fits) {
        Ok(key)
    } else {
        Err(StorageError::InvalidKey)
    }
}

/// The same for a folder, which may be empty or end with a slash.
pub(super) fn checked_prefix(prefix: &str) -> Result<&str, StorageError> {
    let prefix = prefix.strip_suffix('/').unwrap_or(prefix);
    if prefix.is_empty() { Ok(prefix) } else { checked(prefix) }
}

#[cfg(test)]
mod tests {
    use super::{checked, checked_prefix};

    #[test]
    fn plain_paths_pass() {
        for key in ["a", "documents/0198.jpg", "a/b-c/d_e/F.tar.gz"] {
            assert_eq!(checked(key).unwrap(), key);
        }
        assert_eq!(checked_prefix("a/").unwrap(), "a");
        assert_eq!(checked_prefix("").unwrap(), "");
    }

    #[test]
    fn whatever_could_leave_the_folder_is_refused() {
        let long = "a".repeat(513);
        for key in [
            "",
            "/",
            "/etc/passwd",
            "..",
            "a/../b",
            "a/./b",
            "a//b",
            "a/",
            ".types/a",
            "a/.b",
            "a\\b",
            "a b",
            "a%2fb",
            "a\0b",
            "صورة",
            long.as_str(),
        ] {
            assert!(checked(key).is_err(), "{key:?}");
        }
        assert!(checked_prefix("//").is_err() && checked_prefix("../").is_err());
    }
}
