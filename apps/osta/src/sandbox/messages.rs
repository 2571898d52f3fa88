//! What arrived: the last few hundred messages, in memory.

use kernel::world::{Clock as _, SystemClock};
use kernel::{Instant, PhoneNumber};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

/// How many messages are kept.
pub const MOST_MESSAGES: usize = 500;

/// How a message came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// By SMS.
    Sms,
    /// By mail.
    Email,
}

/// A message that arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Its number; later messages have higher ones.
    pub id: u64,
    /// How it came.
    pub channel: Channel,
    /// To whom: E.164, or an email.
    pub to: String,
    /// From whom, as the sender says.
    pub from: String,
    /// A mail's subject.
    pub subject: Option<String>,
    /// The text.
    pub text: String,
    /// The one-time code in an SMS.
    pub code: Option<String>,
    /// Whether a mail has HTML, shown at `/mail/{id}`.
    pub has_html: bool,
    /// The HTML.
    #[serde(skip)]
    pub html: Option<String>,
    /// How an SMS is measured: `GSM-7` or `UCS-2`.
    pub encoding: Option<String>,
    /// The parts an SMS is sent in.
    pub parts: Option<usize>,
    /// When.
    pub received_at: Instant,
}

/// A message that is about to be kept.
pub struct Arrival {
    pub channel: Channel,
    pub to: String,
    pub from: String,
    pub subject: Option<String>,
    pub text: String,
    pub code: Option<String>,
    pub html: Option<String>,
    pub encoding: Option<&'static str>,
    pub parts: Option<usize>,
}

#[derive(Default)]
struct Kept {
    last_id: u64,
    /// The oldest first.
    messages: VecDeque<Message>,
}

/// All messages. Cheap to clone.
#[derive(Clone, Default)]
pub struct Messages {
    kept: Arc<Mutex<Kept>>,
    arrived: Arc<Notify>,
}

impl Messages {
    /// Keeps a message, at the cost of the oldest one; answers its number.
    pub fn keep(&self, arrival: Arrival) -> u64 {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.last_id += 1;
        let id = kept.last_id;
        if kept.messages.len() >= MOST_MESSAGES {
            kept.messages.pop_front();
        }
        kept.messages.push_back(Message {
            id,
            channel: arrival.channel,
            to: arrival.to,
            from: arrival.from,
            subject: arrival.subject,
            text: arrival.text,
            code: arrival.code,
            has_html: arrival.html.is_some(),
            html: arrival.html,
            encoding: arrival.encoding.map(str::to_owned),
            parts: arrival.parts,
            received_at: SystemClock.now(),
        });
        drop(kept);
        self.arrived.notify_waiters();
        id
    }

    /// Messages for `to` newer than `since`, newest first.
    pub fn list(&self, to: Option<&str>, since: u64) -> Vec<Message> {
        let wanted = to.map(Address::parse);
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.messages
            .iter()
            .rev()
            .take_while(|message| message.id > since)
            .filter(|message| wanted.as_ref().is_none_or(|wanted| wanted.is(&message.to)))
            .cloned()
            .collect()
    }

    /// The oldest message for `to` that is newer than `since`, once there is one.
    pub async fn next(&self, to: &str, since: u64) -> Message {
        loop {
            let arrived = self.arrived.notified();
            tokio::pin!(arrived);
            // From here on no arrival is missed.
            arrived.as_mut().enable();
            if let Some(message) = self.list(Some(to), since).pop() {
                return message;
            }
            arrived.await;
        }
    }

    /// The number of the newest message that ever came.
    pub fn latest(&self) -> u64 {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).last_id
    }

    /// The HTML of a mail.
    pub fn html(&self, id: u64) -> Option<String> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.messages.iter().find(|message| message.id == id)?.html.clone()
    }

    /// Throws everything away.
    pub fn clear(&self) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).messages.clear();
    }
}

/// An address as somebody asks for it.
enum Address {
    Phone(PhoneNumber),
    Other(String),
}

impl Address {
    fn parse(typed: &str) -> Self {
        // A plus sign in a query is a blank when it was not encoded.
        match PhoneNumber::parse(typed) {
            Ok(phone) => Self::Phone(phone),
            Err(_) => Self::Other(typed.trim().to_lowercase()),
        }
    }

    fn is(&self, to: &str) -> bool {
        match self {
            Self::Phone(phone) => phone.as_str() == to,
            Self::Other(text) => *text == to.to_lowercase(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Arrival, Channel, MOST_MESSAGES, Messages};

    fn sms(to: &str, text: &str) -> Arrival {
        Arrival {
            channel: Channel::Sms,
            to: to.into(),
            from: "Osta".into(),
            subject: None,
            text: text.into(),
            code: None,
            html: None,
            encoding: None,
            parts: None,
        }
    }

    #[test]
    fn a_phone_is_found_however_it_is_typed() {
        let messages = Messages::default();
        messages.keep(sms("+201012345678", "a"));
        messages.keep(sms("+201112345678", "b"));
        for typed in ["01012345678", "+201012345678", " 201012345678", "٠١٠١٢٣٤٥٦٧٨"] {
            assert_eq!(messages.list(Some(typed), 0).len(), 1, "{typed}");
        }
        assert_eq!(messages.list(None, 0).len(), 2);
        assert_eq!(messages.list(None, 1)[0].text, "b");
        assert!(messages.list(Some("Mona@Example.com"), 0).is_empty());
    }

    #[test]
    fn only_the_last_few_hundred_are_kept() {
        let messages = Messages::default();
        for n in 0..=MOST_MESSAGES {
            messages.keep(sms("+201012345678", &n.to_string()));
        }
        let all = messages.list(None, 0);
        assert_eq!(all.len(), MOST_MESSAGES);
        assert_eq!(all.last().unwrap().text, "1");
        messages.clear();
        assert!(messages.list(None, 0).is_empty());
        assert_eq!(messages.latest(), MOST_MESSAGES as u64 + 1);
    }

    #[tokio::test]
    async fn waiting_ends_with_the_next_message_for_that_phone() {
        let messages = Messages::default();
        let waiting = tokio::spawn({
            let messages = messages.clone();
            async move { messages.next("01012345678", 0).await }
        });
        tokio::task::yield_now().await;
        messages.keep(sms("+201112345678", "other"));
        messages.keep(sms("+201012345678", "mine"));
        assert_eq!(waiting.await.unwrap().text, "mine");
    }
}
