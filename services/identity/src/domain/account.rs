//! Accounts: who may act on whom, and which state follows.

use crate::error::AccountError;
use contracts::identity::AccountStatus;
use kernel::ids::UserId;
use kernel::{Permission, Role};

/// The stored name of a status.
#[must_use]
pub fn status_tag(status: AccountStatus) -> &'static str {
    match status {
        AccountStatus::Active => "active",
        AccountStatus::Inactive => "inactive",
        AccountStatus::Suspended => "suspended",
        AccountStatus::PendingVerification => "pending_verification",
    }
}

/// Reads a stored status.
#[must_use]
pub fn status_from_tag(tag: &str) -> Option<AccountStatus> {
    use AccountStatus::{Active, Inactive, PendingVerification, Suspended};
    [Active, Inactive, Suspended, PendingVerification].into_iter().find(|s| status_tag(*s) == tag)
}

/// The requirements' `user_type`: narrower operator roles are all `admin`.
#[must_use]
pub fn user_type(role: Role) -> &'static str {
    if role.is_operator() { Role::Admin.tag() } else { role.tag() }
}

/// The account an operator acts on.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    /// Who.
    pub id: UserId,
    /// What it is.
    pub role: Role,
    /// The account's state.
    pub status: AccountStatus,
    /// Whether the phone was ever proved.
    pub phone_verified: bool,
}

/// The operator.
#[derive(Clone, Copy, Debug)]
pub struct Operator {
    /// Who.
    pub id: UserId,
    /// What it is.
    pub role: Role,
}

/// Nobody acts on its own account, and only an admin acts on staff.
///
/// # Errors
/// [`AccountError::Yourself`], [`AccountError::StaffNeedsAdmin`].
pub fn may_act(operator: Operator, subject: &Subject) -> Result<(), AccountError> {
    if operator.id == subject.id {
        return Err(AccountError::Yourself);
    }
    if subject.role.is_operator() && !operator.role.may(Permission::SystemConfigure) {
        return Err(AccountError::StaffNeedsAdmin);
    }
    Ok(())
}

/// The state after a suspension.
///
/// # Errors
/// [`AccountError::AlreadySuspended`], or that the operator may not.
pub fn suspend(operator: Operator, subject: &Subject) -> Result<AccountStatus, AccountError> {
    may_act(operator, subject)?;
    match subject.status {
        AccountStatus::Suspended => Err(AccountError::AlreadySuspended),
        AccountStatus::Active | AccountStatus::Inactive | AccountStatus::PendingVerification => {
            Ok(AccountStatus::Suspended)
        }
    }
}

/// The state after a reinstatement.
///
/// # Errors
/// [`AccountError::NotSuspended`], or that the operator may not.
pub fn reinstate(operator: Operator, subject: &Subject) -> Result<AccountStatus, AccountError> {
    may_act(operator, subject)?;
    match subject.status {
        AccountStatus::Suspended if subject.phone_verified => Ok(AccountStatus::Active),
        AccountStatus::Suspended => Ok(AccountStatus::PendingVerification),
        AccountStatus::Active | AccountStatus::Inactive | AccountStatus::PendingVerification => {
            Err(AccountError::NotSuspended)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{AccountStatus, Operator, Role, Subject, reinstate, status_from_tag, status_tag};
    use super::{suspend, user_type};
    use kernel::Fault;
    use kernel::ids::UserId;
    use uuid::Uuid;

    fn id(n: u128) -> UserId {
        Uuid::from_u128(n).into()
    }

    fn subject(role: Role, status: AccountStatus) -> Subject {
        Subject { id: id(1), role, status, phone_verified: true }
    }

    #[test]
    fn suspending_twice_and_reinstating_the_free_are_conflicts() {
        let operator = Operator { id: id(9), role: Role::Operations };
        let active = subject(Role::Customer, AccountStatus::Active);
        let suspended = subject(Role::Customer, AccountStatus::Suspended);
        assert_eq!(suspend(operator, &active).unwrap(), AccountStatus::Suspended);
        assert_eq!(suspend(operator, &suspended).unwrap_err().code(), "user.already_suspended");
        assert_eq!(reinstate(operator, &suspended).unwrap(), AccountStatus::Active);
        assert_eq!(reinstate(operator, &active).unwrap_err().code(), "user.not_suspended");
    }

    #[test]
    fn a_reinstated_account_still_owes_its_verification() {
        let operator = Operator { id: id(9), role: Role::Operations };
        let unproved =
            Subject { phone_verified: false, ..subject(Role::Customer, AccountStatus::Suspended) };
        assert_eq!(reinstate(operator, &unproved).unwrap(), AccountStatus::PendingVerification);
    }

    #[test]
    fn staff_is_acted_on_by_an_admin_only_and_nobody_acts_on_itself() {
        let staff = subject(Role::Support, AccountStatus::Active);
        let by = |n, role| suspend(Operator { id: id(n), role }, &staff).map_err(|e| e.code());
        assert_eq!(by(9, Role::Operations), Err("user.staff_needs_admin"));
        assert_eq!(by(9, Role::Admin), Ok(AccountStatus::Suspended));
        assert_eq!(by(1, Role::Admin), Err("user.yourself"));
    }

    #[test]
    fn statuses_round_trip_and_staff_is_of_type_admin() {
        for tag in ["active", "inactive", "suspended", "pending_verification"] {
            assert_eq!(status_from_tag(tag).map(status_tag), Some(tag));
        }
        assert_eq!(status_from_tag("gone"), None);
        assert_eq!(user_type(Role::Finance), "admin");
        assert_eq!(user_type(Role::ServiceProvider), "service_provider");
    }
}
