//! One of every message, with long but ordinary values, for the tests of texts and policy.

use crate::domain::{BookingRef, Message};
use contracts::booking::{CancelReason, PaymentMethod};
use contracts::identity::OtpPurpose;
use kernel::{Localized, Money, Role};
use uuid::Uuid;

/// A booking for tomorrow.
pub fn booking() -> BookingRef {
    BookingRef {
        id: Uuid::from_u128(7).into(),
        number: "OS-7K2M4Q".into(),
        service: Localized::new(
            "تنظيف وصيانة تكييف سبليت شاملة غسيل الوحدة الخارجية",
            "Split air conditioner deep cleaning, outdoor unit included",
        ),
        starts_at: "2026-11-25T16:30:00Z".parse().unwrap(),
        instant: false,
    }
}

/// One of every kind, and both sides of each choice a text depends on.
pub fn all() -> Vec<Message> {
    use Message as M;
    let b = booking;
    let some = |b: BookingRef| Some(b);
    let sum = Money::piastres(123_450);
    let at: kernel::Instant = "2026-11-30T21:59:00Z".parse().unwrap();
    let district = Localized::new("التجمع الخامس", "Fifth Settlement");
    let card = || Localized::new("صحيفة الحالة الجنائية", "criminal record certificate");
    let name = || Some("Abdelrahman E.".to_owned());
    let mut now = booking();
    now.instant = true;
    let offer = |booking| M::OfferMade {
        booking,
        district: district.clone(),
        earnings: sum,
        distance_m: 4_250,
        expires_at: at,
    };
    let chat = |booking, from, support| M::ChatWaiting {
        booking,
        from,
        conversation: Uuid::from_u128(8).into(),
        support,
    };
    let mut all = vec![
        M::Welcome { role: Role::Customer },
        M::Welcome { role: Role::ServiceProvider },
        M::Otp { purpose: OtpPurpose::LogIn },
        M::Otp { purpose: OtpPurpose::VerifyPhone },
        M::Otp { purpose: OtpPurpose::ResetPassword },
        M::BookingReceived { booking: b(), prepay: Money::ZERO },
        M::BookingReceived { booking: b(), prepay: sum },
        offer(b()),
        offer(now),
        M::ProviderFound { booking: b(), provider: name() },
        M::ProviderFound { booking: b(), provider: None },
        M::JobAssigned { booking: b(), district: district.clone(), by_operator: false },
        M::JobAssigned { booking: b(), district, by_operator: true },
        M::ProviderOnTheWay { booking: b(), provider: name() },
        M::ProviderArrived { booking: b(), provider: name() },
        M::EstimateProposed { booking: b(), total: sum },
        M::EstimateWithdrawn { booking: b() },
        M::ChangeOrderProposed { booking: b(), amount: sum },
        M::ChangeOrderWithdrawn { booking: b() },
        M::SearchingAgain { booking: b() },
        M::NobodyFound { booking: b() },
        M::VisitRescheduled { booking: b(), was: at },
        M::DisputeOpened { booking: b() },
        M::JobDisputed { booking: b() },
        M::JobCompleted { booking: b(), earnings: sum },
        M::PaymentSettled { booking: some(b()), amount: sum, method: PaymentMethod::Card },
        M::PaymentRefunded { booking: some(b()), amount: sum },
        M::PaymentRefunded { booking: None, amount: sum },
        M::DebtWarned { debt: sum },
        M::DebtBlocked { debt: sum },
        M::DebtCleared {},
        M::ProviderVerified {},
        M::ProviderInReview {},
        M::DocumentAccepted { document: card() },
        M::DocumentRejected { document: card(), reason: None },
        M::DocumentRejected { document: card(), reason: Some("…".into()) },
        M::NewTimeProposed { booking: b(), new_start: at, by_customer: true },
        M::NewTimeProposed { booking: b(), new_start: at, by_customer: false },
        M::DocumentExpiring { document: card(), expires_on: at.date_naive(), days_left: 15 },
        M::DocumentExpiring { document: card(), expires_on: at.date_naive(), days_left: 0 },
        M::DocumentExpired { document: card(), expires_on: at.date_naive() },
        M::OwnPriceAdjusted {
            service: card(),
            before: Money::egp(900),
            after: Money::piastres(70_050),
        },
        M::AppealLate { due_at: at },
        M::PasswordChanged { by_reset: false },
        M::PasswordChanged { by_reset: true },
        M::WebhookOff { gone: true, failing_since: at },
        M::WebhookOff { gone: false, failing_since: at },
        M::ExportReady { until: at },
        M::DeletionScheduled { erase_at: at },
        M::DeletionCancelled {},
        chat(some(b()), name(), false),
        chat(some(b()), None, false),
        chat(None, None, true),
        M::RatingReceived { booking: some(b()), stars: 4 },
        M::RatingReceived { booking: None, stars: 1 },
    ];
    let proposed = |refund, re_service| M::DisputeProposed {
        booking: b(),
        refund,
        re_service,
        expires_at: at,
    };
    all.extend([
        proposed(sum, false),
        proposed(Money::ZERO, false),
        proposed(Money::ZERO, true),
        M::DisputeEvidenceAdded { booking: b() },
        M::WarrantyAsked { booking: b() },
        M::WarrantyRefused { booking: b(), reason: "…".into() },
        M::WarrantyCharged { booking: b(), amount: sum },
        M::Compensated { booking: b(), amount: sum },
        M::PlanVisitFailed {
            service: b().service,
            starts_at: at,
            reason: Localized::new("لا يوجد فني متاح.", "No technician is free."),
        },
    ]);
    for yes in [true, false] {
        let refund = if yes { sum } else { Money::ZERO };
        let appeal_until = yes.then_some(at);
        all.extend([
            M::EstimateDecided { booking: b(), approved: yes },
            M::ChangeOrderDecided { booking: b(), approved: yes },
            M::JobReleased { booking: b(), at_fault: yes },
            M::DisputeProposalClosed { booking: b(), accepted: yes },
            M::WarrantyJudged { booking: b(), at_fault: yes },
            M::WarrantyWaiting { booking: b(), re_service: yes },
            M::WorkStillPaused { booking: b(), overdue: yes },
            M::DisputeDecided { booking: b(), refund },
            M::JobDisputeDecided { booking: b(), refund },
            M::SosRaised {
                number: "OS-7K2M4Q".into(),
                district: yes.then(|| Localized::new("التجمع الخامس", "Fifth Settlement")),
                by_customer: yes,
                level: if yes { 15 } else { 0 },
                presses: 0,
            },
            M::SosRaised {
                number: "OS-7K2M4Q".into(),
                district: Some(Localized::new("التجمع الخامس", "Fifth Settlement")),
                by_customer: yes,
                level: 0,
                presses: 12,
            },
            M::ProviderRejected { reason: "…".into(), appeal_until },
            M::ProviderSuspended { reason: "…".into(), appeal_until },
            M::VisitCompleted {
                booking: b(),
                total: sum,
                method: PaymentMethod::Wallet,
                warranty_days: if yes { 30 } else { 0 },
            },
        ]);
        for reason in [
            CancelReason::ByCustomer,
            CancelReason::ByProvider,
            CancelReason::ByOperator,
            CancelReason::NoProvider,
            CancelReason::PaymentExpired,
            CancelReason::NoShowCustomer,
            CancelReason::NoShowProvider,
        ] {
            all.push(M::BookingCancelled { booking: b(), reason, fee: refund });
            all.push(M::JobCancelled { booking: b(), reason, compensation: refund });
        }
        for method in [
            PaymentMethod::Cash,
            PaymentMethod::Card,
            PaymentMethod::Wallet,
            PaymentMethod::BankTransfer,
        ] {
            let booking = yes.then(b);
            all.push(M::PaymentFailed { booking, amount: sum, method, wallet_too_low: yes });
        }
    }
    all
}
