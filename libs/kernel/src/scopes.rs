//! What an API key of a partner may do: a part of what a customer may.

use crate::Permission;
use serde::{Deserialize, Serialize};

/// One thing that an API key may be made for.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
pub enum Scope {
    /// See categories, services and zones.
    #[serde(rename = "catalog:read")]
    CatalogRead,
    /// Ask for quotes and see them.
    #[serde(rename = "quotes:create")]
    QuotesCreate,
    /// See free times, hold one and give it back.
    #[serde(rename = "slots:use")]
    SlotsUse,
    /// Order visits.
    #[serde(rename = "bookings:create")]
    BookingsCreate,
    /// See one's own bookings.
    #[serde(rename = "bookings:read")]
    BookingsRead,
    /// Cancel one's own bookings.
    #[serde(rename = "bookings:cancel")]
    BookingsCancel,
    /// Move one's own bookings to another time.
    #[serde(rename = "bookings:reschedule")]
    BookingsReschedule,
    /// See where the technician of one's own booking is.
    #[serde(rename = "tracking:read")]
    TrackingRead,
    /// Manage one's own webhook endpoints.
    #[serde(rename = "webhooks:manage")]
    WebhooksManage,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 9] = [
        Self::CatalogRead,
        Self::QuotesCreate,
        Self::SlotsUse,
        Self::BookingsCreate,
        Self::BookingsRead,
        Self::BookingsCancel,
        Self::BookingsReschedule,
        Self::TrackingRead,
        Self::WebhooksManage,
    ];

    /// The stable name, as stored, sent and documented.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::CatalogRead => "catalog:read",
            Self::QuotesCreate => "quotes:create",
            Self::SlotsUse => "slots:use",
            Self::BookingsCreate => "bookings:create",
            Self::BookingsRead => "bookings:read",
            Self::BookingsCancel => "bookings:cancel",
            Self::BookingsReschedule => "bookings:reschedule",
            Self::TrackingRead => "tracking:read",
            Self::WebhooksManage => "webhooks:manage",
        }
    }

    /// Reads a stored name.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.tag() == tag)
    }

    /// The customer's permission that it is a part of; none where everybody may.
    #[must_use]
    pub fn permission(self) -> Option<Permission> {
        match self {
            Self::CatalogRead | Self::QuotesCreate | Self::WebhooksManage => None,
            Self::SlotsUse | Self::BookingsCreate => Some(Permission::BookingCreate),
            Self::BookingsRead | Self::TrackingRead => Some(Permission::BookingViewOwn),
            Self::BookingsCancel | Self::BookingsReschedule => Some(Permission::BookingCancelOwn),
        }
    }
}

/// Several scopes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Vec<Scope>", into = "Vec<Scope>")]
pub struct Scopes(u16);

impl Scopes {
    /// Whether `scope` is among them.
    #[must_use]
    pub fn has(self, scope: Scope) -> bool {
        self.0 & bit(scope) != 0
    }

    /// Whether one of them is a part of `permission`.
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        self.iter().any(|scope| scope.permission() == Some(permission))
    }

    /// All of them.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.has(*scope))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

fn bit(scope: Scope) -> u16 {
    1 << scope as u16
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |all, scope| all | bit(scope)))
    }
}

impl From<Vec<Scope>> for Scopes {
    fn from(scopes: Vec<Scope>) -> Self {
        scopes.into_iter().collect()
    }
}

impl From<Scopes> for Vec<Scope> {
    fn from(scopes: Scopes) -> Self {
        scopes.iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Scope, Scopes};
    use crate::{Permission, Role};

    #[test]
    fn scopes_are_a_part_of_what_a_customer_may() {
        for scope in Scope::ALL {
            assert!(scope.permission().is_none_or(|p| Role::Customer.may(p)), "{scope:?}");
            assert_eq!(Scope::from_tag(scope.tag()), Some(scope));
            let json = serde_json::to_value(scope).unwrap();
            assert_eq!(json, scope.tag());
        }
        assert_eq!(Scope::from_tag("bookings:delete"), None);
    }

    #[test]
    fn each_is_by_itself() {
        for one in Scope::ALL {
            let only: Scopes = [one].into_iter().collect();
            let held: Vec<Scope> = only.iter().collect();
            assert_eq!(held, [one]);
            let json = serde_json::to_string(&only).unwrap();
            assert_eq!(serde_json::from_str::<Scopes>(&json).unwrap(), only);
        }
        assert!(Scopes::default().is_empty());
        let reads: Scopes = [Scope::BookingsRead].into_iter().collect();
        assert!(reads.may(Permission::BookingViewOwn));
        assert!(!reads.may(Permission::BookingCancelOwn) && !reads.may(Permission::BookingViewAll));
    }
}
