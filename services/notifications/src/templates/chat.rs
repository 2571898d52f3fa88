//! What the members of a conversation are told outside it. Never what was said: a locked screen
//! shows notifications to whoever holds the phone.

use super::Text;
use super::words::{isolated, reference};
use crate::domain::BookingRef;
use kernel::Lang;

pub(super) fn waiting(
    lang: Lang,
    booking: Option<&BookingRef>,
    from: Option<&str>,
    support: bool,
) -> Text {
    let from = from.map(isolated);
    match (lang, support, from, booking.map(reference)) {
        (Lang::Ar, true, ..) => {
            Text::new("رسالة من الدعم", "وصلتك رسالة في محادثتك مع الدعم. افتحها لتقرأ وترد.")
        }
        (Lang::En, true, ..) => Text::new(
            "A message from support",
            "There is a message in your conversation with support. Open it to read and answer.",
        ),
        (Lang::Ar, false, Some(from), Some(number)) => Text::new(
            "رسالة جديدة",
            format!("كتب لك {from} عن الحجز {number}. افتح المحادثة لتقرأ وترد."),
        ),
        (Lang::En, false, Some(from), Some(number)) => Text::new(
            "A new message",
            format!(
                "{from} wrote to you about booking {number}. Open the chat to read and answer."
            ),
        ),
        (Lang::Ar, false, ..) => {
            Text::new("رسالة جديدة", "وصلتك رسالة عن حجزك. افتح المحادثة لتقرأ وترد.")
        }
        (Lang::En, false, ..) => Text::new(
            "A new message",
            "There is a message about your booking. Open the chat to read and answer.",
        ),
    }
}
