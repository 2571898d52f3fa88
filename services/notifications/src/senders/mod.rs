//! The outside world: whoever carries SMS and mail on.

mod length;
mod mail;
pub mod push;
mod sms_misr;

pub use length::{SmsLength, sms_length};
pub use mail::{BadMail, Mailer};
pub use sms_misr::{Environment, SmsMisr, SmsMisrConfig};

use async_trait::async_trait;
use kernel::PhoneNumber;
use kernel::ids::DeliveryId;
use std::sync::Arc;

/// What came of asking. The codes are stable and ours; what the other side wrote is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Taken, under the other side's name for it.
    Accepted(Option<String>),
    /// Surely not taken; another sender or a later attempt may help.
    Retry(&'static str),
    /// Surely not taken, and it never will be.
    Refused(&'static str),
    /// The answer was lost: it may have been taken. Must not be sent again blindly.
    Unknown(&'static str),
}

/// One SMS. `Debug` is not derived: it holds a number and maybe a code.
#[derive(Clone, Copy)]
pub struct Sms<'a> {
    /// To whom.
    pub to: &'a PhoneNumber,
    /// The whole text.
    pub text: &'a str,
    /// The code inside, for senders that have templates of their own for codes.
    pub code: Option<&'a str>,
    /// Our name for it; the same in every attempt, for senders that recognise repeats.
    pub client_id: DeliveryId,
}

/// Somebody who carries SMS (`egypt.md` 3.7). An implementation must say [`Outcome::Retry`] only
/// when it is sure that nothing went out.
#[async_trait]
pub trait SmsProvider: Send + Sync + 'static {
    /// Its name in the configuration and in deliveries.
    fn name(&self) -> &'static str;
    /// Sends one SMS.
    async fn send(&self, sms: Sms<'_>) -> Outcome;
}

/// All SMS providers in the order in which they are tried.
#[derive(Clone, Default)]
pub struct SmsChain(Vec<Arc<dyn SmsProvider>>);

impl SmsChain {
    /// A chain; an empty one means that SMS is not configured.
    #[must_use]
    pub fn new(providers: Vec<Arc<dyn SmsProvider>>) -> Self {
        Self(providers)
    }

    /// Whether anybody is there.
    #[must_use]
    pub fn is_configured(&self) -> bool {
        !self.0.is_empty()
    }

    /// Sends through the first provider that surely takes it. Stops at the first that may have.
    pub async fn send(&self, sms: Sms<'_>) -> (Outcome, Option<&'static str>) {
        let mut last = (Outcome::Retry("sms.not_configured"), None);
        for provider in &self.0 {
            let outcome = provider.send(sms).await;
            let again = matches!(outcome, Outcome::Retry(_));
            last = (outcome, Some(provider.name()));
            if !again {
                break;
            }
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use super::{Outcome, Sms, SmsChain, SmsProvider};
    use async_trait::async_trait;
    use kernel::PhoneNumber;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use uuid::Uuid;

    struct Says(&'static str, Outcome, Arc<AtomicUsize>);

    #[async_trait]
    impl SmsProvider for Says {
        fn name(&self) -> &'static str {
            self.0
        }
        async fn send(&self, _: Sms<'_>) -> Outcome {
            self.2.fetch_add(1, Ordering::SeqCst);
            self.1.clone()
        }
    }

    async fn through(outcomes: &[Outcome]) -> (Outcome, Option<&'static str>, usize) {
        let asked = Arc::new(AtomicUsize::new(0));
        let names = ["first", "second", "third"];
        let chain = SmsChain::new(
            outcomes
                .iter()
                .zip(names)
                .map(|(o, n)| Arc::new(Says(n, o.clone(), asked.clone())) as Arc<dyn SmsProvider>)
                .collect(),
        );
        let to = PhoneNumber::parse("01012345678").unwrap();
        let client_id = Uuid::from_u128(1).into();
        let (outcome, name) = chain.send(Sms { to: &to, text: "x", code: None, client_id }).await;
        (outcome, name, asked.load(Ordering::SeqCst))
    }

    #[tokio::test]
    async fn the_next_provider_is_asked_only_when_nothing_went_out() {
        let taken = Outcome::Accepted(Some("7".into()));
        let (retry, lost) = (Outcome::Retry("sms.no_credit"), Outcome::Unknown("sms.timeout"));
        let refused = Outcome::Refused("sms.bad_number");
        assert_eq!(
            through(&[retry.clone(), taken.clone(), taken.clone()]).await,
            (taken.clone(), Some("second"), 2)
        );
        assert_eq!(through(&[lost.clone(), taken.clone()]).await, (lost, Some("first"), 1));
        assert_eq!(through(&[refused.clone(), taken]).await, (refused, Some("first"), 1));
        assert_eq!(through(&[retry.clone(), retry.clone()]).await, (retry, Some("second"), 2));
        assert_eq!(through(&[]).await, (Outcome::Retry("sms.not_configured"), None, 0));
    }
}
