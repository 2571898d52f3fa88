//! Which services run in this process.

use std::collections::BTreeSet;
use std::str::FromStr;

/// Every service, in the order in which they start.
pub const SERVICES: [&str; 11] = [
    "identity",
    "catalog",
    "providers",
    "tracking",
    "booking",
    "payments",
    "notifications",
    "ratings",
    "admin",
    "realtime",
    "gateway",
];

/// A choice of services: all of them, or those named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection(BTreeSet<&'static str>);

impl Default for Selection {
    fn default() -> Self {
        Self(SERVICES.into_iter().collect())
    }
}

impl Selection {
    /// Whether `service` runs here.
    #[must_use]
    pub fn has(&self, service: &str) -> bool {
        self.0.contains(service)
    }
}

impl FromStr for Selection {
    type Err = String;

    /// Reads `booking,tracking`.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut chosen = BTreeSet::new();
        for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let known = SERVICES.into_iter().find(|service| *service == name).ok_or_else(|| {
                format!("there is no service {name:?}; there are {}", SERVICES.join(", "))
            })?;
            chosen.insert(known);
        }
        if chosen.is_empty() {
            return Err(format!("name at least one of {}", SERVICES.join(", ")));
        }
        Ok(Self(chosen))
    }
}

#[cfg(test)]
mod tests {
    use super::Selection;

    #[test]
    fn services_are_chosen_by_name_and_unknown_ones_are_refused() {
        let chosen: Selection = "booking, tracking".parse().unwrap();
        assert!(chosen.has("booking") && chosen.has("tracking") && !chosen.has("gateway"));
        assert!("bookings".parse::<Selection>().unwrap_err().contains("booking, payments"));
        assert!(",".parse::<Selection>().is_err());
        assert!(Selection::default().has("admin"));
    }
}
