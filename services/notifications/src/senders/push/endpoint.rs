//! Where push messages may go. The address comes from a browser, so it leads only to the push
//! services that are on the list, over HTTPS, and never to an address inside our own network.

use reqwest::Url;

/// The push services of the browsers people use.
pub const KNOWN: &[&str] = &[
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "*.push.services.mozilla.com",
    "web.push.apple.com",
    "*.push.apple.com",
    "*.notify.windows.com",
];

/// Longest address that browsers give.
const LONGEST: usize = 1_024;

/// The address, when it may be used. Entries of `allowed` are host names, `*.` in front for those
/// below; an entry with a scheme (`http://127.0.0.1:8090`) is one exact origin, for a sandbox.
#[must_use]
pub fn allowed(address: &str, allowed: &[String]) -> Option<Url> {
    if address.len() > LONGEST {
        return None;
    }
    let url = Url::parse(address).ok()?;
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return None;
    }
    let origin = url.origin().ascii_serialization();
    if allowed.iter().any(|entry| entry.contains("://") && *entry == origin) {
        return Some(url);
    }
    // A name and not an address: numbers and brackets lead anywhere.
    let host = url.domain()?.trim_end_matches('.').to_ascii_lowercase();
    let fits = |entry: &String| match entry.strip_prefix("*.") {
        Some(above) => host.strip_suffix(above).is_some_and(|rest| rest.ends_with('.')),
        None => *entry == host,
    };
    let is_plain = url.scheme() == "https" && url.port().is_none();
    (is_plain && allowed.iter().any(fits)).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, allowed};

    fn fits(address: &str) -> bool {
        let mut list: Vec<String> = KNOWN.iter().map(|host| (*host).to_owned()).collect();
        list.push("http://127.0.0.1:8090".into());
        allowed(address, &list).is_some()
    }

    #[test]
    fn only_push_services_over_https_are_written_to() {
        for good in [
            "https://fcm.googleapis.com/fcm/send/abc:def",
            "https://FCM.googleapis.com/x",
            "https://updates.push.services.mozilla.com/wpush/v2/x",
            "https://wns2-par02p.notify.windows.com/w/?token=x",
            "http://127.0.0.1:8090/push/1",
        ] {
            assert!(fits(good), "{good}");
        }
        for bad in [
            "http://fcm.googleapis.com/x",
            "https://fcm.googleapis.com:8443/x",
            "https://fcm.googleapis.com.evil.example/x",
            "https://evilfcm.googleapis.com/x",
            "https://evil.example/fcm.googleapis.com",
            "https://notify.windows.com/x",
            "https://xnotify.windows.com/x",
            "https://user@fcm.googleapis.com/x",
            "https://127.0.0.1/x",
            "https://[::1]/x",
            "https://10.0.0.1/x",
            "https://169.254.169.254/latest/meta-data",
            "https://2130706433/x",
            "http://127.0.0.1:8091/push/1",
            "http://127.0.0.1:8090@evil.example/",
            "file:///etc/passwd",
            "ftp://fcm.googleapis.com/x",
            "",
        ] {
            assert!(!fits(bad), "{bad}");
        }
        assert!(!fits(&format!("https://fcm.googleapis.com/{}", "x".repeat(2_000))));
    }
}
