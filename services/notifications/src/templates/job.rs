//! What the provider is told of a job.

use super::Text;
use super::words::{distance, money, name, reference, service, time};
use crate::domain::BookingRef;
use contracts::booking::CancelReason;
use kernel::{Instant, Lang, Localized, Money};

pub(super) fn offer(
    lang: Lang,
    b: &BookingRef,
    district: &Localized,
    earnings: Money,
    distance_m: u32,
    until: Instant,
) -> Text {
    let (service, district) = (service(b, lang), name(district, lang));
    let (earnings, away) = (money(earnings, lang), distance(distance_m, lang));
    let (at, until) = (time(b.starts_at, lang), time(until, lang));
    match (lang, b.instant) {
        (Lang::Ar, true) => Text::new(
            "طلب عاجل بالقرب منك",
            format!("{service} في {district}، على بعد {away}. نصيبك {earnings}. اقبل الآن قبل أن ينتهي العرض."),
        ),
        (Lang::Ar, false) => Text::new(
            "عرض عمل جديد",
            format!("{service} في {district} يوم {at}، على بعد {away}. نصيبك {earnings}. العرض سارٍ حتى {until}."),
        )
        .short(format!("عرض عمل في {district} يوم {at}. نصيبك {earnings}. رد من التطبيق.")),
        (Lang::En, true) => Text::new(
            "An urgent job near you",
            format!("{service} in {district}, {away} away. You earn {earnings}. Accept before the offer ends."),
        ),
        (Lang::En, false) => Text::new(
            "A new job offer",
            format!("{service} in {district} on {at}, {away} away. You earn {earnings}. The offer is open until {until}."),
        )
        .short(format!("Job offer in {district} on {at}. You earn {earnings}. Answer in the app.")),
    }
}

pub(super) fn assigned(
    lang: Lang,
    b: &BookingRef,
    district: &Localized,
    by_operator: bool,
) -> Text {
    let (number, service, at) = (reference(b), service(b, lang), time(b.starts_at, lang));
    let district = name(district, lang);
    let (title, short) = match (lang, by_operator) {
        (Lang::Ar, false) => ("العمل لك", format!("الحجز {number} لك: {district}، {at}.")),
        (Lang::Ar, true) => {
            ("أُسند إليك عمل", format!("أُسند إليك الحجز {number}: {district}، {at}."))
        }
        (Lang::En, false) => {
            ("The job is yours", format!("Booking {number} is yours: {district}, {at}."))
        }
        (Lang::En, true) => (
            "A job was assigned to you",
            format!("Booking {number} was assigned to you: {district}, {at}."),
        ),
    };
    let body = match lang {
        Lang::Ar => {
            format!("{service} في {district} يوم {at} (حجز {number}). العنوان في صفحة العمل.")
        }
        Lang::En => format!(
            "{service} in {district} on {at} (booking {number}). The address is on the job's page."
        ),
    };
    Text::new(title, body).short(short)
}

pub(super) fn estimate_decided(lang: Lang, b: &BookingRef, approved: bool) -> Text {
    let number = reference(b);
    match (lang, approved) {
        (Lang::Ar, true) => Text::new(
            "وافق العميل على السعر",
            format!("وافق العميل على السعر في الحجز {number}. ابدأ العمل."),
        ),
        (Lang::Ar, false) => Text::new(
            "لم يوافق العميل على السعر",
            format!("لم يوافق العميل على السعر في الحجز {number}. تُحسب المعاينة فقط."),
        ),
        (Lang::En, true) => Text::new(
            "The customer approved the price",
            format!("The customer approved the price of booking {number}. You can start."),
        ),
        (Lang::En, false) => Text::new(
            "The customer declined the price",
            format!(
                "The customer declined the price of booking {number}. Only the inspection is charged."
            ),
        ),
    }
}

pub(super) fn change_order_decided(lang: Lang, b: &BookingRef, approved: bool) -> Text {
    let number = reference(b);
    match (lang, approved) {
        (Lang::Ar, true) => Text::new(
            "وافق العميل على الإضافة",
            format!("وافق العميل على العمل الإضافي في الحجز {number}."),
        ),
        (Lang::Ar, false) => Text::new(
            "لم يوافق العميل على الإضافة",
            format!("لم يوافق العميل على العمل الإضافي في الحجز {number}. أكمل المتفق عليه فقط."),
        ),
        (Lang::En, true) => Text::new(
            "The customer approved the extra work",
            format!("The customer approved the extra work in booking {number}."),
        ),
        (Lang::En, false) => Text::new(
            "The customer declined the extra work",
            format!(
                "The customer declined the extra work in booking {number}. Finish what was agreed."
            ),
        ),
    }
}

pub(super) fn completed(lang: Lang, b: &BookingRef, earnings: Money) -> Text {
    let (number, earnings) = (reference(b), money(earnings, lang));
    match lang {
        Lang::Ar => Text::new(
            "انتهى العمل، شكرًا لك",
            format!("سجّلنا انتهاء الحجز {number}. نصيبك {earnings}. قيّم العميل من صفحة العمل."),
        ),
        Lang::En => Text::new(
            "Done, thank you",
            format!(
                "Booking {number} is completed. You earn {earnings}. Rate the customer on the job's page."
            ),
        ),
    }
}

pub(super) fn cancelled(
    lang: Lang,
    b: &BookingRef,
    reason: CancelReason,
    compensation: Money,
) -> Text {
    let (number, amount) = (reference(b), money(compensation, lang));
    let why = match (lang, reason) {
        (Lang::Ar, CancelReason::ByCustomer) => "العميل ألغى",
        (Lang::Ar, CancelReason::ByProvider) => "ألغيتَ",
        (Lang::Ar, CancelReason::NoShowCustomer) => "لم يكن العميل في العنوان، فأُلغي",
        (Lang::Ar, CancelReason::NoShowProvider) => "لم تحضر في الموعد، فأُلغي",
        (
            Lang::Ar,
            CancelReason::ByOperator | CancelReason::NoProvider | CancelReason::PaymentExpired,
        ) => "ألغى فريق أسطى",
        (Lang::En, CancelReason::ByCustomer) => "The customer cancelled",
        (Lang::En, CancelReason::ByProvider) => "You cancelled",
        (Lang::En, CancelReason::NoShowCustomer) => {
            "The customer was not at the address: cancelled"
        }
        (Lang::En, CancelReason::NoShowProvider) => "You did not come in time: cancelled",
        (
            Lang::En,
            CancelReason::ByOperator | CancelReason::NoProvider | CancelReason::PaymentExpired,
        ) => "The Osta team cancelled",
    };
    match (lang, compensation > Money::ZERO) {
        (Lang::Ar, true) => {
            Text::new("أُلغي العمل", format!("{why} الحجز {number}. تعويضك {amount}."))
        }
        (Lang::Ar, false) => {
            Text::new("أُلغي العمل", format!("{why} الحجز {number}. وقتك أصبح متاحًا لعمل آخر."))
        }
        (Lang::En, true) => Text::new(
            "The job was cancelled",
            format!("{why} booking {number}. You are paid {amount} for it."),
        ),
        (Lang::En, false) => Text::new(
            "The job was cancelled",
            format!("{why} booking {number}. Your time is free for another job."),
        ),
    }
}

pub(super) fn released(lang: Lang, b: &BookingRef, at_fault: bool) -> Text {
    let number = reference(b);
    match (lang, at_fault) {
        (Lang::Ar, true) => Text::new(
            "لم يعد العمل لك",
            format!("لم يعد الحجز {number} لك، وسُجّل الاعتذار عليك. التفاصيل في صفحة العمل."),
        ),
        (Lang::Ar, false) => {
            Text::new("لم يعد العمل لك", format!("لم يعد الحجز {number} لك، ولا يُحسب ذلك عليك."))
        }
        (Lang::En, true) => Text::new(
            "The job is not yours any more",
            format!(
                "Booking {number} is not yours any more, and it counts against you. Details are on the job's page."
            ),
        ),
        (Lang::En, false) => Text::new(
            "The job is not yours any more",
            format!("Booking {number} is not yours any more. It does not count against you."),
        ),
    }
}

pub(super) fn disputed(lang: Lang, b: &BookingRef) -> Text {
    let number = reference(b);
    match lang {
        Lang::Ar => Text::new(
            "شكوى من العميل",
            format!("قدّم العميل شكوى عن الحجز {number}، ومبلغه موقوف حتى القرار. أضف ما لديك خلال يومين."),
        )
        .short(format!("شكوى عن الحجز {number}. أضف ما لديك في التطبيق خلال يومين.")),
        Lang::En => Text::new(
            "The customer complained",
            format!("The customer complained about booking {number}; its money is held until we decide. Add your side within two days."),
        )
        .short(format!("A complaint about booking {number}. Add your side in the app within two days.")),
    }
}

pub(super) fn dispute_decided(lang: Lang, b: &BookingRef, refund: Money) -> Text {
    let (number, amount) = (reference(b), money(refund, lang));
    match (lang, refund > Money::ZERO) {
        (Lang::Ar, true) => Text::new(
            "قرار الشكوى",
            format!(
                "انتهينا من مراجعة الحجز {number}: يعود إلى العميل {amount}. السبب في صفحة العمل."
            ),
        ),
        (Lang::Ar, false) => Text::new(
            "قرار الشكوى",
            format!("انتهينا من مراجعة الحجز {number} لصالحك، ولم يعد المبلغ موقوفًا."),
        ),
        (Lang::En, true) => Text::new(
            "The complaint was decided",
            format!(
                "We have looked into booking {number}: {amount} goes back to the customer. The reason is on the job's page."
            ),
        ),
        (Lang::En, false) => Text::new(
            "The complaint was decided",
            format!(
                "We have looked into booking {number}: no money goes back, and yours is released."
            ),
        ),
    }
}
