//! Who may do what: the requirements' matrix, extended with the narrower operator roles.

use serde::{Deserialize, Serialize};

/// What a person is on the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Needs work done.
    Customer,
    /// Does the work.
    ServiceProvider,
    /// Staff who may do everything.
    Admin,
    /// Staff who help people: sees bookings and users, can't touch money or settings.
    Support,
    /// Staff who look after money.
    Finance,
    /// Staff who steer bookings and verify providers.
    Operations,
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $tag:literal),+ $(,)?) => {
        /// One thing that may be allowed. Tags are those of the requirements' matrix.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Permission { $($(#[$doc])* $name),+ }

        impl Permission {
            /// Every permission.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The stable name, as it stands in tokens and in the API document.
            #[must_use]
            pub fn tag(self) -> &'static str {
                match self { $(Self::$name => $tag),+ }
            }
        }
    };
}

permissions! {
    /// Ask for quotes and create bookings.
    BookingCreate = "booking:create",
    /// See one's own bookings.
    BookingViewOwn = "booking:view_own",
    /// Cancel or reschedule one's own booking.
    BookingCancelOwn = "booking:cancel_own",
    /// Change one's own profile.
    ProfileUpdateOwn = "profile:update_own",
    /// See one's own payments and wallet.
    PaymentViewOwn = "payment:view_own",
    /// See the bookings and offers assigned to one.
    BookingViewAssigned = "booking:view_assigned",
    /// Move an assigned booking along: accept, en route, start, complete.
    BookingUpdateStatus = "booking:update_status",
    /// See one's own earnings.
    EarningsViewOwn = "earnings:view_own",
    /// Manage one's own hours, areas, services and online switch.
    ScheduleManageOwn = "schedule:manage_own",
    /// See all bookings.
    BookingViewAll = "booking:view_all",
    /// Steer all bookings.
    BookingManageAll = "booking:manage_all",
    /// Manage all users and verify providers.
    UserManageAll = "user:manage_all",
    /// See all figures, ledger and trial balance included.
    AnalyticsViewAll = "analytics:view_all",
    /// Change the platform's settings.
    SystemConfigure = "system:configure",
    /// Move money by hand: adjust wallets, record payouts and settlements, undo entries. Routes
    /// that need it take [`Permission::SystemConfigure`] too, so that the admin's row stays the
    /// requirements' own.
    LedgerManage = "ledger:manage",
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 6] = [
        Self::Customer,
        Self::ServiceProvider,
        Self::Admin,
        Self::Support,
        Self::Finance,
        Self::Operations,
    ];

    /// The stable name, as stored and as in tokens.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::ServiceProvider => "service_provider",
            Self::Admin => "admin",
            Self::Support => "support",
            Self::Finance => "finance",
            Self::Operations => "operations",
        }
    }

    /// Reads a stored name.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.tag() == tag)
    }

    /// Whether this is staff.
    #[must_use]
    pub fn is_operator(self) -> bool {
        !matches!(self, Self::Customer | Self::ServiceProvider)
    }

    /// What this role may do. The first three rows are exactly the requirements' matrix; staff may
    /// besides change their own profile.
    #[must_use]
    pub fn permissions(self) -> &'static [Permission] {
        use Permission as P;
        match self {
            Self::Customer => &[
                P::BookingCreate,
                P::BookingViewOwn,
                P::BookingCancelOwn,
                P::ProfileUpdateOwn,
                P::PaymentViewOwn,
            ],
            Self::ServiceProvider => &[
                P::BookingViewAssigned,
                P::BookingUpdateStatus,
                P::ProfileUpdateOwn,
                P::EarningsViewOwn,
                P::ScheduleManageOwn,
            ],
            Self::Admin => &[
                P::BookingViewAll,
                P::BookingManageAll,
                P::UserManageAll,
                P::AnalyticsViewAll,
                P::SystemConfigure,
            ],
            Self::Support => &[P::BookingViewAll],
            Self::Finance => &[P::BookingViewAll, P::AnalyticsViewAll, P::LedgerManage],
            Self::Operations => &[P::BookingViewAll, P::BookingManageAll, P::UserManageAll],
        }
    }

    /// Whether this role may do that.
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }
}

#[cfg(test)]
mod tests {
    use super::{Permission, Role};

    #[test]
    fn the_matrix_is_the_requirements_own() {
        let tags = |role: Role| -> Vec<_> { role.permissions().iter().map(|p| p.tag()).collect() };
        assert_eq!(
            tags(Role::Customer),
            [
                "booking:create",
                "booking:view_own",
                "booking:cancel_own",
                "profile:update_own",
                "payment:view_own"
            ]
        );
        assert_eq!(
            tags(Role::ServiceProvider),
            [
                "booking:view_assigned",
                "booking:update_status",
                "profile:update_own",
                "earnings:view_own",
                "schedule:manage_own"
            ]
        );
        assert_eq!(
            tags(Role::Admin),
            [
                "booking:view_all",
                "booking:manage_all",
                "user:manage_all",
                "analytics:view_all",
                "system:configure"
            ]
        );
    }

    #[test]
    fn narrower_operators_never_exceed_the_admin() {
        // Admins move money by their right to configure everything.
        let admin_may = |p: &Permission| {
            Role::Admin.may(if *p == Permission::LedgerManage {
                Permission::SystemConfigure
            } else {
                *p
            })
        };
        for role in [Role::Support, Role::Finance, Role::Operations] {
            assert!(role.permissions().iter().all(admin_may), "{role:?}");
        }
    }

    #[test]
    fn every_permission_is_held_by_somebody_and_tags_round_trip() {
        for permission in Permission::ALL {
            assert!(Role::ALL.iter().any(|role| role.may(*permission)), "{permission:?}");
        }
        for role in Role::ALL {
            assert_eq!(Role::from_tag(role.tag()), Some(role));
        }
        assert_eq!(Role::from_tag("root"), None);
    }
}
