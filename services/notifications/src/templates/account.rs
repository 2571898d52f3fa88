//! What people are told of their account, documents and ratings.

use super::Text;
use super::words::{DAYS, STARS, count, date, isolated, money, name, reference, time};
use crate::domain::BookingRef;
use chrono::NaiveDate;
use kernel::{Instant, Lang, Localized, Money, Role};

pub(super) fn welcome(lang: Lang, role: Role) -> Text {
    match (lang, role) {
        (Lang::Ar, Role::ServiceProvider) => Text::new(
            "أهلًا بك في أسطى",
            "حسابك جاهز. أكمل بياناتك وارفع مستنداتك، وبعد المراجعة تصلك عروض العمل.",
        ),
        (Lang::Ar, _) => Text::new(
            "أهلًا بك في أسطى",
            "حسابك جاهز. اختر الخدمة التي تحتاجها واعرف سعرها قبل أن تحجز.",
        ),
        (Lang::En, Role::ServiceProvider) => Text::new(
            "Welcome to Osta",
            "Your account is ready. Complete your profile and upload your documents; job offers follow after the review.",
        ),
        (Lang::En, _) => Text::new(
            "Welcome to Osta",
            "Your account is ready. Choose the service you need and know its price before you book.",
        ),
    }
}

pub(super) fn verified(lang: Lang) -> Text {
    match lang {
        Lang::Ar => {
            Text::new("تم توثيق حسابك", "تم توثيق حسابك كفني. فعّل استقبال العمل لتصلك العروض.")
        }
        Lang::En => Text::new(
            "You are verified",
            "Your account is verified. Switch yourself online to get job offers.",
        ),
    }
}

pub(super) fn in_review(lang: Lang) -> Text {
    match lang {
        Lang::Ar => Text::new("طلبك قيد المراجعة", "نراجع بياناتك ومستنداتك، ونخبرك بالنتيجة هنا."),
        Lang::En => Text::new(
            "Your application is in review",
            "We are looking at your details and documents, and tell you the result here.",
        ),
    }
}

pub(super) fn rejected(lang: Lang, reason: &str, appeal_until: Option<Instant>) -> Text {
    let (reason, appeal) = (quoted(reason), appeal(lang, appeal_until));
    match lang {
        Lang::Ar => Text::new("لم يُقبل طلبك", format!("لم يُقبل طلبك. السبب: {reason}. {appeal}"))
            .short("لم يُقبل طلبك. السبب وطريقة التظلم في التطبيق."),
        Lang::En => Text::new(
            "Your application was not accepted",
            format!("Your application was not accepted. The reason: {reason}. {appeal}"),
        )
        .short("Your application was not accepted. The reason and how to appeal are in the app."),
    }
}

pub(super) fn suspended(lang: Lang, reason: &str, appeal_until: Option<Instant>) -> Text {
    let (reason, appeal) = (quoted(reason), appeal(lang, appeal_until));
    match lang {
        Lang::Ar => {
            Text::new("أُوقف حسابك مؤقتًا", format!("أُوقف حسابك مؤقتًا. السبب: {reason}. {appeal}"))
                .short("أُوقف حسابك مؤقتًا. السبب وطريقة التظلم في التطبيق.")
        }
        Lang::En => Text::new(
            "Your account is suspended",
            format!("Your account is suspended. The reason: {reason}. {appeal}"),
        )
        .short("Your account is suspended. The reason and how to appeal are in the app."),
    }
}

pub(super) fn own_price_adjusted(
    lang: Lang,
    service: &Localized,
    before: Money,
    after: Money,
) -> Text {
    let service = name(service, lang);
    let (before, after) = (money(before, lang), money(after, lang));
    match lang {
        Lang::Ar => Text::new(
            "تغيّر سعرك لخدمة",
            format!(
                "{service}: تغيّر سعر المنصة، فأصبح سعرك {after} بدلًا من {before}، وهو أقرب سعر مسموح. راجعه في خدماتك."
            ),
        )
        .short(format!("{service}: أصبح سعرك {after} بدلًا من {before}. راجعه في التطبيق.")),
        Lang::En => Text::new(
            "Your price for a service changed",
            format!(
                "{service}: our price changed, so yours is {after} now in the place of {before}, the nearest that is allowed. Look at it in your services."
            ),
        )
        .short(format!("{service}: your price is {after} now, not {before}. See the app.")),
    }
}

pub(super) fn document_accepted(lang: Lang, document: &Localized) -> Text {
    let document = name(document, lang);
    match lang {
        Lang::Ar => Text::new("قُبل المستند", format!("قبلنا {document}.")),
        Lang::En => Text::new("Document accepted", format!("We accepted your {document}.")),
    }
}

pub(super) fn document_rejected(lang: Lang, document: &Localized, reason: Option<&str>) -> Text {
    let document = name(document, lang);
    let why = match (lang, reason) {
        (_, None) => String::new(),
        (Lang::Ar, Some(reason)) => format!(" السبب: {}.", quoted(reason)),
        (Lang::En, Some(reason)) => format!(" The reason: {}.", quoted(reason)),
    };
    match lang {
        Lang::Ar => Text::new(
            "أعد رفع المستند",
            format!("لم نتمكن من قبول {document}.{why} ارفعه من جديد."),
        )
        .short(format!("لم نقبل {document}. السبب في التطبيق، ارفعه من جديد.")),
        Lang::En => Text::new(
            "Please upload a document again",
            format!("We could not accept your {document}.{why} Please upload it again."),
        )
        .short(format!(
            "We could not accept your {document}. See why in the app and upload it again."
        )),
    }
}

pub(super) fn document_expiring(
    lang: Lang,
    document: &Localized,
    expires_on: NaiveDate,
    days_left: u32,
) -> Text {
    let (document, on) = (name(document, lang), date(expires_on, lang));
    let left = match (lang, days_left) {
        (Lang::Ar, 0) => "اليوم".to_owned(),
        (Lang::Ar, n) => format!("خلال {}", count(n, &DAYS, lang)),
        (Lang::En, 0) => "today".to_owned(),
        (Lang::En, n) => format!("in {}", count(n, &DAYS, lang)),
    };
    match lang {
        Lang::Ar => Text::new(
            "مستند يقترب انتهاؤه",
            format!(
                "{document}: تنتهي الصلاحية {left} ({on}). ارفع مستندًا جديدًا حتى لا تتوقف العروض."
            ),
        )
        .short(format!("{document}: تنتهي الصلاحية {left}. ارفع مستندًا جديدًا حتى لا تتوقف العروض.")),
        Lang::En => Text::new(
            "A document expires soon",
            format!(
                "Your {document} expires {left} ({on}). Upload a new one so that offers go on."
            ),
        )
        .short(format!("Your {document} expires {left}. Upload a new one so that offers go on.")),
    }
}

pub(super) fn document_expired(lang: Lang, document: &Localized, expires_on: NaiveDate) -> Text {
    let (document, on) = (name(document, lang), date(expires_on, lang));
    match lang {
        Lang::Ar => Text::new(
            "مستند انتهت صلاحيته",
            format!("{document}: انتهت الصلاحية ({on}) وتوقفت العروض. ارفع مستندًا جديدًا لتعود."),
        )
        .short(format!("{document}: انتهت الصلاحية وتوقفت العروض. ارفع مستندًا جديدًا لتعود.")),
        Lang::En => Text::new(
            "A document has expired",
            format!("Your {document} has expired ({on}) and new offers stopped. Upload a new one to get them again."),
        )
        .short(format!("Your {document} has expired and new offers stopped. Upload a new one.")),
    }
}

pub(super) fn rated(lang: Lang, booking: Option<&BookingRef>, stars: u8) -> Text {
    let stars = count(stars.into(), &STARS, lang);
    match (lang, booking.map(reference)) {
        (Lang::Ar, Some(number)) => {
            Text::new("وصلك تقييم", format!("تقييمك عن الحجز {number} هو {stars}."))
        }
        (Lang::Ar, None) => Text::new("وصلك تقييم", format!("تقييمك الجديد هو {stars}.")),
        (Lang::En, Some(number)) => {
            Text::new("You were rated", format!("You got {stars} for booking {number}."))
        }
        (Lang::En, None) => Text::new("You were rated", format!("You got {stars}.")),
    }
}

/// An operator's words inside a sentence of ours, which brings its own full stop.
fn quoted(reason: &str) -> String {
    isolated(reason.trim().trim_end_matches(['.', '،', '۔']))
}

/// Until when a decision may be appealed.
fn appeal(lang: Lang, until: Option<Instant>) -> String {
    match (lang, until) {
        (Lang::Ar, Some(until)) => format!("يمكنك التظلم حتى {}.", time(until, lang)),
        (Lang::Ar, None) => "تواصل مع الدعم إن كان لديك سؤال.".into(),
        (Lang::En, Some(until)) => format!("You may appeal until {}.", time(until, lang)),
        (Lang::En, None) => "Contact support if you have a question.".into(),
    }
}
