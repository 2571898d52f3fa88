//! Who may follow whom, and when.

use super::journey::{Journey, Phase};
use kernel::Role;
use kernel::ids::{ProviderId, UserId};

/// Somebody who wants to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// A customer.
    Customer(UserId),
    /// A provider.
    Provider(ProviderId),
    /// Staff.
    Operator,
}

impl Viewer {
    /// The viewer a person is.
    #[must_use]
    pub fn of(user: UserId, role: Role) -> Self {
        match role {
            Role::Customer => Self::Customer(user),
            Role::ServiceProvider => Self::Provider(user.into()),
            Role::Admin | Role::Support | Role::Finance | Role::Operations => Self::Operator,
        }
    }
}

/// Why there is nothing to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unseen {
    /// The booking is not the viewer's.
    NotTheirs,
    /// The journey has not begun.
    NotStarted,
    /// The visit waits for another day.
    Paused,
    /// The journey is over.
    Ended,
}

/// Whose position the viewer may see. A customer sees its own bound provider, and only while the
/// journey is on; the bound provider and operators also see it before and between visits.
///
/// # Errors
/// [`Unseen`] says why not.
pub fn followed_by(viewer: Viewer, journey: &Journey) -> Result<ProviderId, Unseen> {
    let is_theirs = match viewer {
        Viewer::Customer(id) => journey.customer_id == id,
        Viewer::Provider(id) => journey.provider_id == Some(id),
        Viewer::Operator => true,
    };
    if !is_theirs {
        return Err(Unseen::NotTheirs);
    }
    let is_customer = matches!(viewer, Viewer::Customer(_));
    match journey.phase {
        Phase::Ended => Err(Unseen::Ended),
        Phase::Assigned if is_customer => Err(Unseen::NotStarted),
        Phase::Paused if is_customer => Err(Unseen::Paused),
        _ => journey.provider_id.ok_or(Unseen::NotStarted),
    }
}

#[cfg(test)]
mod tests {
    use super::{Unseen, Viewer, followed_by};
    use crate::domain::journey::tests::{customer, provider, walk};
    use contracts::booking::Stage;
    use kernel::Role;

    #[test]
    fn who_may_follow_whom_is_this_matrix() {
        let p = Some(provider(1));
        let sees = Ok(provider(1));
        let (early, paused, over) =
            (Err(Unseen::NotStarted), Err(Unseen::Paused), Err(Unseen::Ended));
        // Stage, bound provider, what the customer, the provider and an operator get.
        for (stage, bound, to_customer, to_provider, to_operator) in [
            (Stage::Searching, None, early, Err(Unseen::NotTheirs), early),
            (Stage::Assigned, p, early, sees, sees),
            (Stage::EnRoute, p, sees, sees, sees),
            (Stage::Arrived, p, sees, sees, sees),
            (Stage::Inspecting, p, sees, sees, sees),
            (Stage::AwaitingApproval, p, sees, sees, sees),
            (Stage::Working, p, sees, sees, sees),
            (Stage::Paused, p, paused, sees, sees),
            (Stage::Done, p, over, over, over),
            (Stage::Closed, p, over, over, over),
            (Stage::Open, p, over, over, over),
        ] {
            let journey = walk(&[(stage, bound)]).unwrap();
            let told = |viewer| followed_by(viewer, &journey);
            assert_eq!(told(Viewer::Customer(customer(1))), to_customer, "{stage:?}");
            assert_eq!(told(Viewer::Provider(provider(1))), to_provider, "{stage:?}");
            assert_eq!(told(Viewer::Operator), to_operator, "{stage:?}");
            // Strangers learn nothing, not even the phase.
            assert_eq!(told(Viewer::Customer(customer(2))), Err(Unseen::NotTheirs));
            assert_eq!(told(Viewer::Provider(provider(2))), Err(Unseen::NotTheirs));
        }
    }

    #[test]
    fn a_role_decides_how_one_looks() {
        let id = customer(1);
        assert_eq!(Viewer::of(id, Role::Customer), Viewer::Customer(id));
        assert_eq!(Viewer::of(id, Role::ServiceProvider), Viewer::Provider(id.into()));
        for role in Role::ALL.into_iter().filter(|role| role.is_operator()) {
            assert_eq!(Viewer::of(id, role), Viewer::Operator);
        }
    }
}
