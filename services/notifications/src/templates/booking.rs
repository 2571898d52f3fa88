//! What the customer is told of a booking before the visit.

use super::Text;
use super::words::{isolated, money, reference, service, time};
use crate::domain::BookingRef;
use contracts::booking::CancelReason;
use kernel::{Instant, Lang, Money};

pub(super) fn received(lang: Lang, b: &BookingRef, prepay: Money) -> Text {
    let (number, service, at) = (reference(b), service(b, lang), time(b.starts_at, lang));
    let pay = money(prepay, lang);
    match (lang, prepay > Money::ZERO) {
        (Lang::Ar, false) => Text::new(
            "وصلنا طلبك",
            format!("طلبك {number} لخدمة {service} يوم {at} وصلنا، ونبحث لك الآن عن فني."),
        ),
        (Lang::Ar, true) => Text::new(
            "أكمل الدفع لنبدأ البحث",
            format!(
                "طلبك {number} لخدمة {service} محجوز. ادفع {pay} خلال ربع ساعة لنبدأ البحث عن فني."
            ),
        ),
        (Lang::En, false) => Text::new(
            "We have your order",
            format!(
                "Your order {number} for {service} on {at} is here; we are looking for a technician."
            ),
        ),
        (Lang::En, true) => Text::new(
            "Pay to start the search",
            format!(
                "Your order {number} for {service} is held. Pay {pay} within a quarter of an hour and we start looking."
            ),
        ),
    }
}

pub(super) fn found(lang: Lang, b: &BookingRef, provider: Option<&str>) -> Text {
    let (number, service, at) = (reference(b), service(b, lang), time(b.starts_at, lang));
    let who = who(lang, provider);
    match lang {
        Lang::Ar => Text::new(
            "وجدنا لك فنيًا",
            format!("{who} سيأتي إليك يوم {at} لخدمة {service} (حجز {number})."),
        )
        .short(format!("{who} سيأتي إليك يوم {at}. حجز {number}.")),
        Lang::En => Text::new(
            "We found a technician",
            format!("{who} will come on {at} for {service} (booking {number})."),
        )
        .short(format!("{who} will come on {at}. Booking {number}.")),
    }
}

pub(super) fn on_the_way(lang: Lang, b: &BookingRef, provider: Option<&str>) -> Text {
    let (number, who) = (reference(b), who(lang, provider));
    match lang {
        Lang::Ar => Text::new(
            "الفني في الطريق",
            format!("{who} في الطريق إليك الآن (حجز {number}). تابعه على الخريطة."),
        ),
        Lang::En => Text::new(
            "Your technician is on the way",
            format!(
                "{who} is on the way to you (booking {number}). Follow the journey on the map."
            ),
        ),
    }
}

pub(super) fn arrived(lang: Lang, b: &BookingRef, provider: Option<&str>) -> Text {
    let (number, who) = (reference(b), who(lang, provider));
    match lang {
        Lang::Ar => Text::new(
            "الفني وصل",
            format!(
                "{who} عند عنوانك (حجز {number}). كود البداية في صفحة الحجز: أعطه له عندما تراه."
            ),
        ),
        Lang::En => Text::new(
            "Your technician has arrived",
            format!(
                "{who} is at your address (booking {number}). The start code is on the booking's page: give it when you meet."
            ),
        ),
    }
}

pub(super) fn cancelled(lang: Lang, b: &BookingRef, reason: CancelReason, fee: Money) -> Text {
    let number = reference(b);
    let why = match (lang, reason) {
        (Lang::Ar, CancelReason::ByCustomer) => "بناءً على طلبك",
        (Lang::Ar, CancelReason::ByProvider) => "لأن الفني اعتذر",
        (Lang::Ar, CancelReason::ByOperator) => "من فريق أسطى",
        (Lang::Ar, CancelReason::NoProvider) => "لأننا لم نجد فنيًا متاحًا",
        (Lang::Ar, CancelReason::PaymentExpired) => "لأن الدفع لم يكتمل في موعده",
        (Lang::Ar, CancelReason::NoShowCustomer) => "لأن الفني لم يجدك في العنوان",
        (Lang::Ar, CancelReason::NoShowProvider) => "لأن الفني لم يحضر، ونعتذر لك",
        (Lang::En, CancelReason::ByCustomer) => "as you asked",
        (Lang::En, CancelReason::ByProvider) => "because the technician can't come",
        (Lang::En, CancelReason::ByOperator) => "by the Osta team",
        (Lang::En, CancelReason::NoProvider) => "because nobody was free",
        (Lang::En, CancelReason::PaymentExpired) => "because the payment did not come in time",
        (Lang::En, CancelReason::NoShowCustomer) => "because nobody was at the address",
        (Lang::En, CancelReason::NoShowProvider) => {
            "because the technician did not come; we are sorry"
        }
    };
    let cost = match (lang, fee > Money::ZERO) {
        (Lang::Ar, false) => "لا رسوم عليك".to_owned(),
        (Lang::Ar, true) => format!("رسوم الإلغاء {}", money(fee, lang)),
        (Lang::En, false) => "You pay nothing".to_owned(),
        (Lang::En, true) => format!("The cancellation fee is {}", money(fee, lang)),
    };
    match lang {
        Lang::Ar => Text::new("أُلغي الحجز", format!("أُلغي الحجز {number} {why}. {cost}.")),
        Lang::En => Text::new(
            "Your booking was cancelled",
            format!("Booking {number} was cancelled {why}. {cost}."),
        ),
    }
}

pub(super) fn searching_again(lang: Lang, b: &BookingRef) -> Text {
    let number = reference(b);
    match lang {
        Lang::Ar => Text::new(
            "نبحث لك عن فني آخر",
            format!(
                "الفني لن يتمكن من الحضور للحجز {number}. طلبك الآن في أول الدور ونبحث عن غيره."
            ),
        ),
        Lang::En => Text::new(
            "We are looking for another technician",
            format!(
                "The technician can't come for booking {number}. You are first in line and we are looking for another."
            ),
        ),
    }
}

pub(super) fn nobody_found(lang: Lang, b: &BookingRef) -> Text {
    let (number, service) = (reference(b), service(b, lang));
    match lang {
        Lang::Ar => Text::new(
            "لم نجد فنيًا متاحًا بعد",
            format!("لم نجد فنيًا متاحًا لخدمة {service} (حجز {number}). يمكنك الانتظار أو اختيار موعد آخر أو الإلغاء مجانًا."),
        )
        .short(format!("لم نجد فنيًا للحجز {number} بعد. انتظر أو غيّر الموعد أو ألغِ مجانًا من التطبيق.")),
        Lang::En => Text::new(
            "Nobody is free yet",
            format!("Nobody is free for {service} (booking {number}). You can wait, choose another time, or cancel free of charge."),
        )
        .short(format!("Nobody is free for booking {number} yet. Wait, choose another time or cancel free of charge in the app.")),
    }
}

pub(super) fn rescheduled(lang: Lang, b: &BookingRef, was: Instant) -> Text {
    let (number, at, was) = (reference(b), time(b.starts_at, lang), time(was, lang));
    match lang {
        Lang::Ar => {
            Text::new("تغيّر موعد الزيارة", format!("موعد الحجز {number} أصبح {at} بدلًا من {was}."))
                .short(format!("موعد الحجز {number} أصبح {at}."))
        }
        Lang::En => Text::new(
            "The visit has a new time",
            format!("Booking {number} is now on {at} instead of {was}."),
        )
        .short(format!("Booking {number} is now on {at}.")),
    }
}

pub(super) fn new_time(lang: Lang, b: &BookingRef, new_start: Instant, by_customer: bool) -> Text {
    let (number, at) = (reference(b), time(new_start, lang));
    let who = match (lang, by_customer) {
        (Lang::Ar, true) => "العميل",
        (Lang::Ar, false) => "الفني",
        (Lang::En, true) => "The customer",
        (Lang::En, false) => "Your technician",
    };
    match lang {
        Lang::Ar => Text::new(
            "موعد جديد مقترح",
            format!("يقترح {who} موعدًا جديدًا للحجز {number}: {at}. وافق أو ارفض من صفحة الحجز."),
        )
        .short(format!("{who} يقترح موعدًا جديدًا للحجز {number}: {at}. وافق أو ارفض من التطبيق.")),
        Lang::En => Text::new(
            "Another time is proposed",
            format!("{who} proposes another time for booking {number}: {at}. Accept or decline it on the booking's page."),
        )
        .short(format!("{who} proposes another time for booking {number}: {at}. Accept or decline it in the app.")),
    }
}

/// The provider's name, or "the technician" at the beginning of a sentence.
fn who(lang: Lang, provider: Option<&str>) -> String {
    match (provider, lang) {
        // A provider's name has one form only, mostly Arabic; its isolate keeps the order right.
        (Some(name), _) => isolated(name),
        (None, Lang::Ar) => "الفني".into(),
        (None, Lang::En) => "Your technician".into(),
    }
}
