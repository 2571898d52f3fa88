//! Where the web app shows what a message is about.

use crate::domain::Message;
use kernel::Role;

/// The path of the page that a message leads to, for somebody of this role: the same booking is
/// another page for its customer, its provider and the staff.
#[must_use]
pub fn place(role: Role, message: &Message) -> String {
    match role {
        Role::Customer => of_customer(message),
        Role::ServiceProvider => of_provider(message),
        _ => of_staff(message),
    }
}

fn of_customer(message: &Message) -> String {
    match (message, message.booking()) {
        (Message::ChatWaiting { conversation, .. }, _) => format!("/talk/{conversation}"),
        (_, Some(booking)) => format!("/bookings/{}", booking.id),
        _ => "/account/notifications".to_owned(),
    }
}

fn of_provider(message: &Message) -> String {
    use Message as M;
    match (message, message.booking()) {
        (M::ChatWaiting { conversation, .. }, _) => format!("/work/talk/{conversation}"),
        // An offer lies over whatever is open; its booking is not the provider's yet, or any more.
        (M::OfferMade { .. } | M::JobReleased { .. }, _) => "/work".to_owned(),
        (_, Some(booking)) => format!("/work/jobs/{}", booking.id),
        (M::DebtWarned { .. } | M::DebtBlocked { .. } | M::DebtCleared {}, _) => {
            "/work/earnings".to_owned()
        }
        (
            M::ProviderVerified {}
            | M::ProviderInReview {}
            | M::ProviderRejected { .. }
            | M::ProviderSuspended { .. }
            | M::DocumentAccepted { .. }
            | M::DocumentRejected { .. }
            | M::DocumentExpiring { .. }
            | M::DocumentExpired { .. }
            | M::AppealLate { .. },
            _,
        ) => "/work/setup".to_owned(),
        (M::OwnPriceAdjusted { .. }, _) => "/work/services".to_owned(),
        (M::RatingReceived { .. }, _) => "/work/ratings".to_owned(),
        _ => "/work/notifications".to_owned(),
    }
}

fn of_staff(message: &Message) -> String {
    match (message, message.booking()) {
        (Message::ChatWaiting { conversation, .. }, _) => format!("/ops/support/{conversation}"),
        (Message::SosRaised { .. }, _) => "/ops/alarms".to_owned(),
        (Message::AppealLate { .. }, _) => "/ops/appeals".to_owned(),
        (_, Some(booking)) => format!("/ops/bookings/{}", booking.id),
        _ => "/ops".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::place;
    use crate::domain::Message;
    use crate::templates::samples;
    use kernel::Role;

    #[test]
    fn everybody_is_led_to_a_page_of_its_own_part() {
        for message in samples::all() {
            let customer = place(Role::Customer, &message);
            assert!(!customer.starts_with("/work") && !customer.starts_with("/ops"), "{customer}");
            assert!(place(Role::ServiceProvider, &message).starts_with("/work"), "{message:?}");
            assert!(place(Role::Support, &message).starts_with("/ops"), "{message:?}");
        }
    }

    #[test]
    fn an_offer_leads_a_provider_to_where_offers_are() {
        let offer = samples::all().into_iter().find(|m| matches!(m, Message::OfferMade { .. }));
        assert_eq!(place(Role::ServiceProvider, &offer.unwrap()), "/work");
    }
}
