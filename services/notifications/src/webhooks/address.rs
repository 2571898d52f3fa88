//! Where webhooks may go: over HTTPS, to addresses of the public Internet. A name is looked up by us
//! and connected to as it was looked up, so that it can't mean another address a moment later.

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Longest address that is taken.
const LONGEST: usize = 2_000;

/// What may be written to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules {
    /// Also `http:` and this machine, for development.
    pub loopback: bool,
}

impl Rules {
    /// The address, when it may be used as far as its text tells.
    #[must_use]
    pub fn parse(self, text: &str) -> Option<Url> {
        if text.len() > LONGEST {
            return None;
        }
        let url = Url::parse(text).ok()?;
        let host = url.host_str()?;
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return None;
        }
        let address: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
        let here = host == "localhost" || address.is_some_and(|ip| ip.is_loopback());
        let scheme = url.scheme() == "https" || (url.scheme() == "http" && here && self.loopback);
        let place = match address {
            Some(ip) => self.may_reach(ip),
            // A name without a dot is one of our own network.
            None => (here && self.loopback) || is_public_name(host),
        };
        (scheme && place).then_some(url)
    }

    /// Whether messages may go to that address.
    #[must_use]
    pub fn may_reach(self, ip: IpAddr) -> bool {
        is_public(ip) || (self.loopback && ip.to_canonical().is_loopback())
    }
}

fn is_public_name(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let inside = ["localhost", "local", "internal", "lan", "home.arpa", "localdomain"];
    let below = |end: &str| host.strip_suffix(end).is_some_and(|rest| rest.ends_with('.'));
    host.contains('.') && !inside.into_iter().any(below)
}

/// Whether an address is one of the public Internet.
#[must_use]
pub fn is_public(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_documentation()
        || a == 0
        || a >= 240
        // Shared by carriers; protocol assignments; 6to4 relays; benchmarks.
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b));
    !special
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    // Only what is given out as global unicast, without what leads to other addresses (Teredo and
    // protocol assignments, documentation, 6to4).
    (0x2000..0x4000).contains(&a)
        && !(a == 0x2001 && (b < 0x0200 || b == 0x0db8))
        && a != 0x2002
        && !(a == 0x3fff && b < 0x1000)
}

/// Looks names up and leaves out every address that may not be reached.
pub struct Resolver(pub Rules);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let rules = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let good: Vec<SocketAddr> = found.filter(|at| rules.may_reach(at.ip())).collect();
            if good.is_empty() {
                return Err("no address of the public Internet".into());
            }
            Ok(Box::new(good.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Rules, is_public};

    #[test]
    fn only_the_public_internet_is_reached() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "192.0.0.8",
            "192.88.99.1",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "fe80::1",
            "fec0::1",
            "fc00::1",
            "fd12:3456::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:a00:1::",
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["41.32.0.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2a00:1450:4006::1"] {
            assert!(is_public(outside.parse().unwrap()), "{outside}");
        }
    }

    #[test]
    fn an_address_is_https_and_leads_outside() {
        let rules = Rules::default();
        for good in [
            "https://hooks.example.com/osta",
            "https://hooks.example.com:8443/a?b=c",
            "https://8.8.8.8/x",
        ] {
            assert!(rules.parse(good).is_some(), "{good}");
        }
        for bad in [
            "http://hooks.example.com/osta",
            "https://user:pass@hooks.example.com/",
            "https://hooks.example.com/#part",
            "https://localhost/x",
            "https://intranet/x",
            "https://db.internal/x",
            "https://printer.local/x",
            "https://127.0.0.1/x",
            "https://2130706433/x",
            "https://0x7f.1/x",
            "https://[::1]/x",
            "https://[::ffff:127.0.0.1]/x",
            "https://169.254.169.254/latest/meta-data",
            "https://10.0.0.1/x",
            "ftp://hooks.example.com/",
            "file:///etc/passwd",
            "hooks.example.com",
            "",
        ] {
            assert!(rules.parse(bad).is_none(), "{bad}");
        }
        assert!(rules.parse(&format!("https://a.example/{}", "x".repeat(2_000))).is_none());
        let here = Rules { loopback: true };
        assert!(here.parse("http://127.0.0.1:8080/x").is_some());
        assert!(here.parse("http://localhost:8080/x").is_some());
        assert!(here.parse("http://10.0.0.1/x").is_none());
        assert!(here.parse("http://hooks.example.com/x").is_none());
    }
}
