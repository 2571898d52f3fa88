//! Every text people are told, in Arabic and English, in one place. The compiler refuses a message
//! without a text or a text without a language; the tests below refuse one that is too long, that
//! shows a code or that a mixed-direction screen would garble.

mod account;
mod booking;
mod chat;
mod claims;
mod email;
mod job;
mod money;
mod otp;
mod privacy;
#[cfg(test)]
pub mod samples;
mod staff;
mod visit;
mod words;

pub use email::{Email, email};
pub use otp::otp_sms;

use crate::domain::Message;
use kernel::Lang;

/// A rendered message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The heading; the subject of an email.
    pub title: String,
    /// What happened and what to do now. Inserted values stand between direction isolates.
    pub body: String,
    /// The same for an SMS, shorter.
    short: Option<String>,
}

impl Text {
    fn new(title: impl Into<String>, body: impl Into<String>) -> Self {
        Self { title: title.into(), body: body.into(), short: None }
    }

    fn short(mut self, short: impl Into<String>) -> Self {
        self.short = Some(short.into());
        self
    }

    /// The SMS. Isolates are left out: old handsets show them as boxes, and an SMS begins with
    /// the sender's name in its own script, which sets the direction.
    #[must_use]
    pub fn sms(&self, lang: Lang) -> String {
        let name = match lang {
            Lang::Ar => "أسطى",
            Lang::En => "Osta",
        };
        let text = self.short.as_ref().unwrap_or(&self.body);
        format!("{name}: {}", words::without_isolates(text))
    }
}

/// Renders a message in a language.
#[must_use]
pub fn text(message: &Message, lang: Lang) -> Text {
    use Message as M;
    match message {
        M::Welcome { role } => account::welcome(lang, *role),
        M::Otp { purpose } => otp::heading(lang, *purpose),
        M::BookingReceived { booking, prepay } => booking::received(lang, booking, *prepay),
        M::OfferMade { booking, district, earnings, distance_m, expires_at } => {
            job::offer(lang, booking, district, *earnings, *distance_m, *expires_at)
        }
        M::ProviderFound { booking, provider } => {
            booking::found(lang, booking, provider.as_deref())
        }
        M::JobAssigned { booking, district, by_operator } => {
            job::assigned(lang, booking, district, *by_operator)
        }
        M::ProviderOnTheWay { booking, provider } => {
            booking::on_the_way(lang, booking, provider.as_deref())
        }
        M::ProviderArrived { booking, provider } => {
            booking::arrived(lang, booking, provider.as_deref())
        }
        M::EstimateProposed { booking, total } => visit::estimate(lang, booking, *total),
        M::EstimateDecided { booking, approved } => job::estimate_decided(lang, booking, *approved),
        M::EstimateWithdrawn { booking } => visit::estimate_withdrawn(lang, booking),
        M::ChangeOrderProposed { booking, amount } => visit::change_order(lang, booking, *amount),
        M::ChangeOrderDecided { booking, approved } => {
            job::change_order_decided(lang, booking, *approved)
        }
        M::ChangeOrderWithdrawn { booking } => visit::change_order_withdrawn(lang, booking),
        M::VisitCompleted { booking, total, method, warranty_days } => {
            visit::completed(lang, booking, *total, *method, *warranty_days)
        }
        M::JobCompleted { booking, earnings } => job::completed(lang, booking, *earnings),
        M::BookingCancelled { booking, reason, fee } => {
            booking::cancelled(lang, booking, *reason, *fee)
        }
        M::JobCancelled { booking, reason, compensation } => {
            job::cancelled(lang, booking, *reason, *compensation)
        }
        M::SearchingAgain { booking } => booking::searching_again(lang, booking),
        M::JobReleased { booking, at_fault } => job::released(lang, booking, *at_fault),
        M::NobodyFound { booking } => booking::nobody_found(lang, booking),
        M::VisitRescheduled { booking, was } => booking::rescheduled(lang, booking, *was),
        M::NewTimeProposed { booking, new_start, by_customer } => {
            booking::new_time(lang, booking, *new_start, *by_customer)
        }
        M::DisputeOpened { booking } => visit::dispute_opened(lang, booking),
        M::JobDisputed { booking } => job::disputed(lang, booking),
        M::DisputeDecided { booking, refund } => visit::dispute_decided(lang, booking, *refund),
        M::JobDisputeDecided { booking, refund } => job::dispute_decided(lang, booking, *refund),
        M::PaymentFailed { booking, amount, method, wallet_too_low } => {
            money::failed(lang, booking.as_ref(), *amount, *method, *wallet_too_low)
        }
        M::PaymentSettled { booking, amount, method } => {
            money::settled(lang, booking.as_ref(), *amount, *method)
        }
        M::PaymentRefunded { booking, amount } => money::refunded(lang, booking.as_ref(), *amount),
        M::DebtWarned { debt } => money::debt_warned(lang, *debt),
        M::DebtBlocked { debt } => money::debt_blocked(lang, *debt),
        M::DebtCleared {} => money::debt_cleared(lang),
        M::ProviderVerified {} => account::verified(lang),
        M::ProviderInReview {} => account::in_review(lang),
        M::ProviderRejected { reason, appeal_until } => {
            account::rejected(lang, reason, *appeal_until)
        }
        M::ProviderSuspended { reason, appeal_until } => {
            account::suspended(lang, reason, *appeal_until)
        }
        M::DocumentAccepted { document } => account::document_accepted(lang, document),
        M::DocumentRejected { document, reason } => {
            account::document_rejected(lang, document, reason.as_deref())
        }
        M::DocumentExpiring { document, expires_on, days_left } => {
            account::document_expiring(lang, document, *expires_on, *days_left)
        }
        M::DocumentExpired { document, expires_on } => {
            account::document_expired(lang, document, *expires_on)
        }
        M::OwnPriceAdjusted { service, before, after } => {
            account::own_price_adjusted(lang, service, *before, *after)
        }
        M::AppealLate { due_at } => privacy::appeal_late(lang, *due_at),
        M::PasswordChanged { by_reset } => privacy::password_changed(lang, *by_reset),
        M::WebhookOff { gone, failing_since } => staff::webhook_off(lang, *gone, *failing_since),
        M::ExportReady { until } => privacy::export_ready(lang, *until),
        M::DeletionScheduled { erase_at } => privacy::deletion_scheduled(lang, *erase_at),
        M::DeletionCancelled {} => privacy::deletion_cancelled(lang),
        M::ChatWaiting { booking, from, support, .. } => {
            chat::waiting(lang, booking.as_ref(), from.as_deref(), *support)
        }
        M::SosRaised { number, district, by_customer, level, presses } => {
            let times = staff::Times { level: *level, presses: *presses };
            staff::alarm(lang, number, district.as_ref(), *by_customer, times)
        }
        M::DisputeProposed { booking, refund, re_service, expires_at } => {
            claims::dispute_proposed(lang, booking, *refund, *re_service, *expires_at)
        }
        M::DisputeEvidenceAdded { booking } => claims::evidence_added(lang, booking),
        M::DisputeProposalClosed { booking, accepted } => {
            claims::proposal_closed(lang, booking, *accepted)
        }
        M::WarrantyAsked { booking } => claims::warranty_asked(lang, booking),
        M::WarrantyRefused { booking, reason } => claims::warranty_refused(lang, booking, reason),
        M::WarrantyCharged { booking, amount } => claims::warranty_charged(lang, booking, *amount),
        M::WarrantyJudged { booking, at_fault } => {
            claims::warranty_judged(lang, booking, *at_fault)
        }
        M::WarrantyWaiting { booking, re_service } => {
            claims::warranty_waiting(lang, booking, *re_service)
        }
        M::WorkStillPaused { booking, overdue } => {
            claims::work_still_paused(lang, booking, *overdue)
        }
        M::Compensated { booking, amount } => claims::compensated(lang, booking, *amount),
        M::PlanVisitFailed { service, starts_at, reason } => {
            claims::plan_failed(lang, service, *starts_at, reason)
        }
        M::RatingReceived { booking, stars } => account::rated(lang, booking.as_ref(), *stars),
    }
}

#[cfg(test)]
mod tests {
    use super::{otp_sms, samples, text, words};
    use crate::domain::{DeliveryChannel, Message};
    use crate::senders::sms_length;
    use contracts::identity::OtpPurpose;
    use kernel::Lang;

    const LANGS: [Lang; 2] = [Lang::Ar, Lang::En];

    fn is_arabic(text: &str) -> bool {
        text.chars().any(|c| ('\u{0621}'..='\u{064A}').contains(&c))
    }

    /// The runs of digits in a text, without those that are part of a word like `OS-7K2M4Q`.
    fn numbers(text: &str) -> Vec<String> {
        text.split(|c: char| c.is_whitespace() || "()،,:;\u{2068}\u{2069}".contains(c))
            .map(|w| w.trim_end_matches('.'))
            .filter(|w| !w.is_empty() && w.chars().all(|c| c.is_numeric()))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn every_message_has_a_text_in_each_language_and_only_in_that_one() {
        for message in samples::all() {
            let kind = message.kind();
            let (ar, en) = (text(&message, Lang::Ar), text(&message, Lang::En));
            assert!(is_arabic(&ar.title) && is_arabic(&ar.body), "{kind}: {ar:?}");
            assert!(!is_arabic(&en.title) && !is_arabic(&en.body), "{kind}: {en:?}");
            for t in [ar, en] {
                assert!(t.title.chars().count() <= 60, "{kind}: {}", t.title);
                assert!(!t.body.contains("  ") && !t.title.ends_with('.'), "{kind}: {t:?}");
                assert!(t.body.ends_with(['.', '؟', '?', '!']), "{kind}: {}", t.body);
            }
        }
    }

    #[test]
    fn a_code_fits_into_one_sms_and_is_shown_as_typed() {
        for purpose in [OtpPurpose::LogIn, OtpPurpose::VerifyPhone, OtpPurpose::ResetPassword] {
            for lang in LANGS {
                for minutes in [0, 1, 2, 5, 10, 15, 59] {
                    let sms = otp_sms(lang, purpose, "493027", minutes);
                    let length = sms_length(&sms);
                    assert_eq!(length.parts, 1, "{sms}");
                    assert!(lang == Lang::En || length.units <= 70, "{} {sms}", length.units);
                    assert!(lang == Lang::En || !length.is_gsm7);
                    assert!(sms.contains("493027"), "{sms}");
                    assert_eq!(is_arabic(&sms), lang == Lang::Ar, "{sms}");
                }
            }
        }
    }

    #[test]
    fn what_goes_out_by_sms_fits_into_two_parts() {
        for message in samples::all() {
            if !message.channels().contains(&DeliveryChannel::Sms) {
                continue;
            }
            for lang in LANGS {
                let sms = text(&message, lang).sms(lang);
                let length = sms_length(&sms);
                assert!(length.parts <= 2, "{}: {} units: {sms}", message.kind(), length.units);
                assert_eq!(length.is_gsm7, lang == Lang::En, "{}: {sms}", message.kind());
                assert!(!sms.chars().any(words::is_isolate), "{sms}");
            }
        }
    }

    #[test]
    fn no_text_but_that_of_a_code_shows_one() {
        for message in samples::all() {
            for lang in LANGS {
                let t = text(&message, lang);
                for shown in [&t.title, &t.body, &t.sms(lang)] {
                    for number in numbers(shown) {
                        let year = number == "2026";
                        let looks_like_a_code = (4..=8).contains(&number.chars().count());
                        assert!(year || !looks_like_a_code, "{}: {shown}", message.kind());
                    }
                }
            }
        }
        assert_eq!(numbers(&otp_sms(Lang::Ar, OtpPurpose::LogIn, "493027", 5)), ["493027", "5"]);
    }

    #[test]
    fn what_is_inserted_can_not_turn_the_text_around_it() {
        for message in samples::all() {
            for lang in LANGS {
                let t = text(&message, lang);
                for shown in [&t.title, &t.body] {
                    let mut depth = 0i32;
                    for c in shown.chars() {
                        match c {
                            '\u{2068}' => depth += 1,
                            '\u{2069}' => depth -= 1,
                            // A Latin letter or a digit outside an isolate would set its own
                            // direction inside an Arabic line.
                            c if lang == Lang::Ar && depth == 0 => {
                                assert!(!c.is_ascii_alphanumeric(), "{}: {shown}", message.kind());
                            }
                            _ => {}
                        }
                        assert!((0..=1).contains(&depth), "{}: {shown}", message.kind());
                    }
                    assert_eq!(depth, 0, "{}: {shown}", message.kind());
                }
            }
        }
    }

    /// Without isolates a number that follows a Latin word joins its left-to-right run (UAX #9,
    /// W7), and `OS-7K2M4Q: 350` reads the wrong way round: an Arabic word must stand between.
    #[test]
    fn an_sms_needs_no_isolates_to_read_in_order() {
        for message in samples::all() {
            let sms = text(&message, Lang::Ar).sms(Lang::Ar);
            let mut after_latin = false;
            for word in sms.split_whitespace() {
                let has = |wanted: fn(char) -> bool| word.chars().any(wanted);
                if has(|c| c.is_ascii_alphabetic()) {
                    after_latin = true;
                } else if is_arabic(word) {
                    after_latin = false;
                } else {
                    let is_number = has(|c| c.is_ascii_digit());
                    assert!(!(after_latin && is_number), "{}: {sms}", message.kind());
                }
            }
        }
    }

    #[test]
    fn a_hostile_name_stays_inside_its_isolate() {
        let mut booking = samples::booking();
        booking.service.en = "Taps\u{2069}\u{202E}evil\u{2066}".into();
        let t = text(&Message::NobodyFound { booking }, Lang::En);
        assert!(t.body.contains("\u{2068}Tapsevil\u{2069}"), "{:?}", t.body);
    }
}
