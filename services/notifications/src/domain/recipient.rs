//! Whom we tell, and what stands in the way of a channel.

use super::channel::DeliveryChannel;
use super::message::Message;
use super::preferences::{Preferences, Purpose};
use super::quiet::Quiet;
use contracts::identity::{AccountStatus, Contact};
use kernel::Lang;

/// A person as this service knows it. `Debug` is not derived: it holds the contact in clear.
#[derive(Clone)]
pub struct Recipient {
    /// The account's state.
    pub status: AccountStatus,
    /// The language it reads.
    pub lang: Lang,
    /// Whether it wants push messages.
    pub by_push: bool,
    /// Whether it wants SMS.
    pub by_sms: bool,
    /// Whether it wants email.
    pub by_email: bool,
    /// What it wants to be told how, by purpose.
    pub preferences: Preferences,
    /// When it wants to be left alone.
    pub quiet: Quiet,
    /// How many browsers take push messages for it.
    pub devices: i64,
    /// Name, phone and email, opened.
    pub contact: Contact,
}

/// Why a channel is not used for a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Barrier {
    /// No sender for this channel is configured.
    NotConfigured,
    /// The person never registered here, as far as this service knows.
    NobodyKnown,
    /// The person closed the account.
    AccountClosed,
    /// The person does not want this channel.
    Unwanted,
    /// The person has no address for this channel.
    NoAddress,
    /// No browser takes push messages for the person.
    NoDevice,
    /// The email was never verified: what concerns a booking is not sent to what may be
    /// somebody else's.
    NotVerified,
}

impl Barrier {
    /// The stable code operators see.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotConfigured => "channel.not_configured",
            Self::NobodyKnown => "recipient.unknown",
            Self::AccountClosed => "recipient.account_closed",
            Self::Unwanted => "recipient.unwanted",
            Self::NoAddress => "recipient.no_address",
            Self::NoDevice => "recipient.no_device",
            Self::NotVerified => "recipient.email_not_verified",
        }
    }
}

impl Recipient {
    /// What stands in the way of telling `message` through `channel`; nothing when it may go.
    #[must_use]
    pub fn barrier(&self, channel: DeliveryChannel, message: &Message) -> Option<Barrier> {
        let wanted = match channel {
            DeliveryChannel::InApp => return None,
            DeliveryChannel::Push => self.by_push,
            DeliveryChannel::Sms => self.by_sms,
            DeliveryChannel::Email => self.by_email,
        };
        if self.status == AccountStatus::Inactive {
            return Some(Barrier::AccountClosed);
        }
        if channel == DeliveryChannel::Push && self.devices == 0 {
            return Some(Barrier::NoDevice);
        }
        let wanted = wanted && self.preferences.allow(message.purpose(), channel);
        if !wanted && message.purpose() != Purpose::Security {
            return Some(Barrier::Unwanted);
        }
        match channel {
            DeliveryChannel::Email => match &self.contact.email {
                None => Some(Barrier::NoAddress),
                Some(_) if self.contact.email_verified || message.suits_unverified_email() => None,
                Some(_) => Some(Barrier::NotVerified),
            },
            DeliveryChannel::Push | DeliveryChannel::InApp => None,
            DeliveryChannel::Sms => self.contact.phone.is_empty().then_some(Barrier::NoAddress),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Barrier, Preferences, Quiet, Recipient};
    use crate::domain::{DeliveryChannel as Channel, Message};
    use crate::domain::{Open, Purpose};
    use contracts::identity::{AccountStatus, Contact, OtpPurpose};
    use kernel::{Lang, Money, Role};

    fn person() -> Recipient {
        Recipient {
            status: AccountStatus::Active,
            lang: Lang::Ar,
            by_push: true,
            by_sms: true,
            by_email: true,
            preferences: Preferences::default(),
            quiet: Quiet::default(),
            devices: 0,
            contact: Contact {
                first_name: "منى".into(),
                last_name: "علي".into(),
                phone: "+201012345678".into(),
                email: Some("mona@example.com".into()),
                email_verified: true,
            },
        }
    }

    fn refund() -> Message {
        Message::PaymentRefunded { booking: None, amount: Money::egp(1) }
    }

    #[test]
    fn preferences_close_channels_but_never_the_inbox_or_security() {
        let quiet = Recipient { by_sms: false, by_email: false, ..person() };
        let otp = Message::Otp { purpose: OtpPurpose::LogIn };
        assert_eq!(quiet.barrier(Channel::Sms, &refund()), Some(Barrier::Unwanted));
        assert_eq!(quiet.barrier(Channel::Email, &refund()), Some(Barrier::Unwanted));
        assert_eq!(quiet.barrier(Channel::InApp, &refund()), None);
        assert_eq!(quiet.barrier(Channel::Sms, &otp), None);
        assert_eq!(person().barrier(Channel::Sms, &refund()), None);
    }

    #[test]
    fn a_purpose_closes_a_channel_for_itself_only() {
        let closed = Open { push: false, sms: false, email: true };
        let preferences = Preferences::new(vec![(Purpose::Money, closed)]);
        let mona = Recipient { preferences, devices: 1, ..person() };
        assert_eq!(mona.barrier(Channel::Push, &refund()), Some(Barrier::Unwanted));
        assert_eq!(mona.barrier(Channel::Sms, &refund()), Some(Barrier::Unwanted));
        assert_eq!(mona.barrier(Channel::Email, &refund()), None);
        assert_eq!(mona.barrier(Channel::Sms, &Message::ProviderVerified {}), None);
    }

    #[test]
    fn push_needs_a_browser() {
        let news = Message::ProviderVerified {};
        assert_eq!(person().barrier(Channel::Push, &news), Some(Barrier::NoDevice));
        let mona = Recipient { devices: 2, ..person() };
        assert_eq!(mona.barrier(Channel::Push, &news), None);
        let mona = Recipient { by_push: false, ..mona };
        assert_eq!(mona.barrier(Channel::Push, &news), Some(Barrier::Unwanted));
    }

    #[test]
    fn an_unverified_email_gets_the_welcome_and_nothing_else() {
        let mut mona = person();
        mona.contact.email_verified = false;
        let welcome = Message::Welcome { role: Role::Customer };
        assert_eq!(mona.barrier(Channel::Email, &welcome), None);
        assert_eq!(mona.barrier(Channel::Email, &refund()), Some(Barrier::NotVerified));
        mona.contact.email = None;
        assert_eq!(mona.barrier(Channel::Email, &welcome), Some(Barrier::NoAddress));
    }

    #[test]
    fn a_closed_account_is_left_alone() {
        let gone = Recipient { status: AccountStatus::Inactive, ..person() };
        assert_eq!(gone.barrier(Channel::Sms, &refund()), Some(Barrier::AccountClosed));
        let mut nameless = person();
        nameless.contact.phone.clear();
        assert_eq!(nameless.barrier(Channel::Sms, &refund()), Some(Barrier::NoAddress));
    }

    #[test]
    fn barriers_have_codes_of_their_own() {
        let all = [
            Barrier::NotConfigured,
            Barrier::NobodyKnown,
            Barrier::AccountClosed,
            Barrier::Unwanted,
            Barrier::NoAddress,
            Barrier::NoDevice,
            Barrier::NotVerified,
        ];
        let codes: std::collections::BTreeSet<_> = all.iter().map(|b| b.code()).collect();
        assert_eq!(codes.len(), all.len());
    }
}
