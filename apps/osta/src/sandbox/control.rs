//! How the sandbox behaves: well, unless told otherwise.

use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Longest delay, so that a typing error does not hang a test for ever.
const LONGEST_DELAY_MS: u64 = 120_000;

/// How the senders behave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Behaviour {
    /// SMS.
    pub sms: SmsBehaviour,
    /// Mail.
    pub smtp: SmtpBehaviour,
    /// Push messages.
    pub push: PushBehaviour,
}

/// How the push service behaves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct PushBehaviour {
    /// Answer with this status (`410`: the subscription is over).
    pub status: Option<u16>,
    /// Wait before answering, in milliseconds.
    pub delay_ms: u64,
    /// For how many messages this holds; for all when absent.
    pub times: Option<u32>,
}

/// How the SMS provider behaves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct SmsBehaviour {
    /// Refuse with this code of SMS Misr (`1906`).
    pub code: Option<String>,
    /// Fail with this HTTP status and no readable body.
    pub status: Option<u16>,
    /// Take the message, but cut the connection before the answer.
    pub cut_off: bool,
    /// Take the message twice.
    pub duplicate: bool,
    /// Wait before answering, in milliseconds.
    pub delay_ms: u64,
    /// For how many requests this holds; for all when absent.
    pub times: Option<u32>,
}

/// How the mail server behaves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct SmtpBehaviour {
    /// Answer every recipient with this line (`451 try later`).
    pub reply: Option<String>,
    /// Take the mail twice.
    pub duplicate: bool,
    /// Wait before answering to the mail, in milliseconds.
    pub delay_ms: u64,
    /// For how many mails this holds; for all when absent.
    pub times: Option<u32>,
}

/// The present behaviour. Cheap to clone.
#[derive(Clone, Default)]
pub struct Control(Arc<Mutex<Behaviour>>);

impl Control {
    /// Behaves like this from now on.
    pub fn set(&self, behaviour: Behaviour) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = behaviour;
    }

    /// The present behaviour.
    pub fn get(&self) -> Behaviour {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How to behave to this SMS.
    pub fn for_sms(&self) -> SmsBehaviour {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = all.sms.clone();
        if used_up(&mut all.sms.times) {
            all.sms = SmsBehaviour::default();
        }
        now
    }

    /// How to behave to this push message.
    pub fn for_push(&self) -> PushBehaviour {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = all.push.clone();
        if used_up(&mut all.push.times) {
            all.push = PushBehaviour::default();
        }
        now
    }

    /// How to behave to this mail.
    pub fn for_mail(&self) -> SmtpBehaviour {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = all.smtp.clone();
        if used_up(&mut all.smtp.times) {
            all.smtp = SmtpBehaviour::default();
        }
        now
    }
}

/// Counts one use; whether it was the last.
fn used_up(times: &mut Option<u32>) -> bool {
    match times {
        None => false,
        Some(left) => {
            *left = left.saturating_sub(1);
            *left == 0
        }
    }
}

/// Waits as long as a behaviour says.
pub async fn wait(delay_ms: u64) {
    if delay_ms > 0 {
        tokio::time::sleep(Duration::from_millis(delay_ms.min(LONGEST_DELAY_MS))).await;
    }
}

#[cfg(test)]
mod tests {
    use super::{Behaviour, Control, SmsBehaviour};

    #[test]
    fn a_behaviour_holds_as_often_as_it_says_and_then_all_is_well() {
        let control = Control::default();
        let broken =
            SmsBehaviour { code: Some("1906".into()), times: Some(2), ..Default::default() };
        control.set(Behaviour { sms: broken, ..Behaviour::default() });
        assert_eq!(control.for_sms().code.as_deref(), Some("1906"));
        assert_eq!(control.for_sms().code.as_deref(), Some("1906"));
        assert_eq!(control.for_sms(), SmsBehaviour::default());
        assert_eq!(control.get(), Behaviour::default());
    }
}
