//! API keys: what may be asked for, how long they live, and how one takes another's place.

use chrono::TimeDelta;
use ipnet::IpNet;
use kernel::text::line;
use kernel::{Fields, Instant, Invalid, InvalidFields, Scope, Scopes};
use std::net::IpAddr;

/// How many keys of a partner may be good at a time.
pub const MOST_LIVE: i64 = 20;
/// How many networks a key may name.
const MOST_NETWORKS: usize = 20;
/// Longest name, in characters.
const LONGEST_NAME: usize = 100;
/// Longest life of a key that ends by itself.
const LONGEST_LIFE: TimeDelta = TimeDelta::days(3 * 366);
/// For how long the one before stays good when a key is replaced, unless said otherwise.
pub const OVERLAP_H: u32 = 24;
/// At most.
pub const LONGEST_OVERLAP_H: u32 = 7 * 24;
/// How much newer a use must be to be written down.
pub const USE_STEP: TimeDelta = TimeDelta::minutes(1);

/// A key that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewKey {
    /// What it is called.
    pub name: String,
    /// What it may do.
    pub scopes: Scopes,
    /// From where it may come.
    pub networks: Vec<String>,
    /// When it ends by itself.
    pub expires_at: Option<Instant>,
}

/// The same as it was typed.
#[derive(Clone, Debug)]
pub struct TypedKey {
    /// What it is called.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// Networks in CIDR, or single addresses.
    pub networks: Vec<String>,
    /// When it ends by itself.
    pub expires_at: Option<Instant>,
}

/// Checks a key that is asked for.
///
/// # Errors
/// All wrong fields.
pub fn parse(typed: &TypedKey, now: Instant) -> Result<NewKey, InvalidFields> {
    let mut fields = Fields::new();
    let name = fields.take("name", line(&typed.name, LONGEST_NAME));
    let scopes: Scopes = typed.scopes.iter().copied().collect();
    fields.check(!scopes.is_empty(), "scopes", Invalid::required);
    fields.check(typed.networks.len() <= MOST_NETWORKS, "networks", || {
        Invalid::new(
            "api_key.too_many_networks",
            format!("لا يزيد عدد الشبكات عن {MOST_NETWORKS}."),
            format!("Name at most {MOST_NETWORKS} networks."),
        )
    });
    let mut networks = Vec::new();
    for (at, text) in typed.networks.iter().enumerate().take(MOST_NETWORKS) {
        networks.extend(fields.take(format!("networks[{at}]"), network(text)));
    }
    networks.sort_unstable();
    networks.dedup();
    if let Some(expires_at) = typed.expires_at {
        fields.check(expires_at > now && expires_at - now <= LONGEST_LIFE, "expiresAt", || {
            Invalid::new(
                "api_key.bad_expiry",
                "اختر موعدًا في المستقبل خلال ثلاث سنوات، أو اتركه فارغًا.",
                "Choose a moment within the next three years, or leave it out.",
            )
        });
    }
    let Some(name) = name else { return Err(fields.into_error()) };
    fields.finish()?;
    Ok(NewKey { name, scopes, networks, expires_at: typed.expires_at })
}

/// A network as it is stored: `192.0.2.0/24`, also for what was typed as one address.
fn network(text: &str) -> Result<String, Invalid> {
    let text = text.trim();
    let read = text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
    // The whole Internet is no network to name: leave networks out for that.
    let read = read.filter(|net| net.prefix_len() > 0).map(|net| net.trunc().to_string());
    read.ok_or_else(|| {
        Invalid::new(
            "api_key.bad_network",
            "اكتب الشبكة بصيغة CIDR مثل 192.0.2.0/24 أو عنوانًا واحدًا.",
            "Write the network as CIDR, like 192.0.2.0/24, or a single address.",
        )
    })
}

/// When a key that takes another's place ends by itself: it lives as long as the one before was
/// made to live.
#[must_use]
pub fn next_expiry(
    created_at: Instant,
    expires_at: Option<Instant>,
    now: Instant,
) -> Option<Instant> {
    expires_at.map(|end| now + (end - created_at))
}

/// When the one before ends: after the overlap, and never later than it would have.
#[must_use]
pub fn overlap_end(expires_at: Option<Instant>, overlap_h: u32, now: Instant) -> Instant {
    let end = now + TimeDelta::hours(overlap_h.min(LONGEST_OVERLAP_H).into());
    expires_at.map_or(end, |was| was.min(end))
}

#[cfg(test)]
mod tests {
    use super::{TypedKey, next_expiry, overlap_end, parse};
    use chrono::TimeDelta;
    use kernel::{Instant, Scope};

    fn now() -> Instant {
        "2026-11-22T10:00:00Z".parse().unwrap()
    }

    fn typed() -> TypedKey {
        TypedKey {
            name: " Booking system ".into(),
            scopes: vec![Scope::BookingsRead, Scope::BookingsCreate, Scope::BookingsRead],
            networks: vec!["192.0.2.77/24".into(), "2001:db8::1".into(), "192.0.2.0/24".into()],
            expires_at: Some(now() + TimeDelta::days(365)),
        }
    }

    #[test]
    fn what_was_typed_is_put_in_order() {
        let key = parse(&typed(), now()).unwrap();
        assert_eq!(key.name, "Booking system");
        assert_eq!(key.scopes.iter().count(), 2);
        assert_eq!(key.networks, ["192.0.2.0/24", "2001:db8::1/128"]);
    }

    #[test]
    fn everything_wrong_is_named_at_once() {
        let wrong = TypedKey {
            name: " ".into(),
            scopes: vec![],
            networks: vec!["10.0.0.0/8".into(), "example.com".into(), "0.0.0.0/0".into()],
            expires_at: Some(now()),
        };
        let error = parse(&wrong, now()).unwrap_err();
        let fields: Vec<&str> = error.0.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(fields, ["name", "scopes", "networks[1]", "networks[2]", "expiresAt"]);
        let long = TypedKey { expires_at: Some(now() + TimeDelta::days(4 * 365)), ..typed() };
        assert!(parse(&long, now()).is_err());
        let many = TypedKey { networks: vec!["192.0.2.0/24".into(); 21], ..typed() };
        assert!(parse(&many, now()).is_err());
    }

    #[test]
    fn the_one_before_ends_with_the_overlap_and_never_later_than_it_would_have() {
        let soon = now() + TimeDelta::hours(3);
        assert_eq!(overlap_end(None, 24, now()), now() + TimeDelta::hours(24));
        assert_eq!(overlap_end(Some(soon), 24, now()), soon);
        assert_eq!(overlap_end(None, 0, now()), now());
        assert_eq!(overlap_end(None, u32::MAX, now()), now() + TimeDelta::days(7));
        assert_eq!(next_expiry(now(), None, soon), None);
        let end = now() + TimeDelta::days(30);
        assert_eq!(next_expiry(now(), Some(end), soon), Some(soon + TimeDelta::days(30)));
    }
}
