//! Ratings.

use super::announce::{Announce, Asks, Known};
use crate::domain::Message;
use contracts::ratings::RatingRevealed;
use kernel::ids::UserId;

impl Announce for RatingRevealed {
    fn asks(&self) -> Asks {
        Asks { booking: Some(self.booking_id), ..Asks::default() }
    }

    fn announce(&self, known: Known) -> Vec<(UserId, Message)> {
        vec![(self.to_user, Message::RatingReceived { booking: known.booking, stars: self.stars })]
    }
}
