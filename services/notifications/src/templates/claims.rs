//! What both sides are told of disputes, warranty visits, compensations and plans.

use super::Text;
use super::words::{isolated, money, name, reference, time};
use crate::domain::BookingRef;
use kernel::{Instant, Lang, Localized, Money};

pub(super) fn dispute_proposed(
    lang: Lang,
    b: &BookingRef,
    refund: Money,
    re_service: bool,
    until: Instant,
) -> Text {
    let (number, until) = (reference(b), time(until, lang));
    let amount = (refund > Money::ZERO).then(|| money(refund, lang));
    match (lang, re_service, amount) {
        (Lang::Ar, true, _) => Text::new(
            "حل مقترح للشكوى",
            format!(
                "الحل المقترح لشكوى الحجز {number}: زيارة إعادة مجانية. وافق أو ارفض قبل {until}."
            ),
        ),
        (Lang::Ar, false, Some(amount)) => Text::new(
            "حل مقترح للشكوى",
            format!(
                "الحل المقترح لشكوى الحجز {number}: رد {amount} للعميل. وافق أو ارفض قبل {until}."
            ),
        ),
        (Lang::Ar, false, None) => Text::new(
            "حل مقترح للشكوى",
            format!("هناك حل مقترح لشكوى الحجز {number} دون رد مبلغ. وافق أو ارفض قبل {until}."),
        ),
        (Lang::En, true, _) => Text::new(
            "A way to settle the complaint",
            format!(
                "Proposed for booking {number}: the work is done again for free. Accept or decline before {until}."
            ),
        ),
        (Lang::En, false, Some(amount)) => Text::new(
            "A way to settle the complaint",
            format!(
                "Proposed for booking {number}: {amount} goes back to the customer. Accept or decline before {until}."
            ),
        ),
        (Lang::En, false, None) => Text::new(
            "A way to settle the complaint",
            format!(
                "Proposed for booking {number}: no money goes back. Accept or decline before {until}."
            ),
        ),
    }
}

pub(super) fn evidence_added(lang: Lang, b: &BookingRef) -> Text {
    let number = reference(b);
    match lang {
        Lang::Ar => Text::new(
            "إضافة جديدة إلى الشكوى",
            format!(
                "أضاف الطرف الآخر أقوالًا أو صورًا إلى شكوى الحجز {number}. اطّلع عليها وأضف ما لديك."
            ),
        ),
        Lang::En => Text::new(
            "Something was added to the complaint",
            format!(
                "The other side added to the complaint about booking {number}. Look at it and add what you have."
            ),
        ),
    }
}

pub(super) fn proposal_closed(lang: Lang, b: &BookingRef, accepted: bool) -> Text {
    let number = reference(b);
    match (lang, accepted) {
        (Lang::Ar, true) => Text::new(
            "قُبل الحل المقترح",
            format!("قُبل الحل المقترح لشكوى الحجز {number}. تفاصيله في صفحة الحجز."),
        ),
        (Lang::Ar, false) => Text::new(
            "لم يُقبل الحل المقترح",
            format!("لم يُقبل الحل المقترح لشكوى الحجز {number}. سيقرر فريقنا ونخبرك."),
        ),
        (Lang::En, true) => Text::new(
            "The proposal was accepted",
            format!("The proposal about booking {number} was accepted. See the booking's page."),
        ),
        (Lang::En, false) => Text::new(
            "The proposal was not accepted",
            format!(
                "The proposal about booking {number} was not accepted. Our team decides and tells you."
            ),
        ),
    }
}

pub(super) fn warranty_asked(lang: Lang, b: &BookingRef) -> Text {
    let number = reference(b);
    match lang {
        Lang::Ar => Text::new(
            "زيارة ضمان",
            format!("عاد العطل الذي أصلحته. افتح زيارة الضمان {number} واقبلها. إن رفضتها وثبت أن العطل من عملك، تحملت أجر من يذهب بدلًا منك."),
        )
        .short(format!("عاد عطل أصلحته: زيارة ضمان {number}. اقبلها من التطبيق.")),
        Lang::En => Text::new(
            "A warranty visit",
            format!("A fault you repaired is back. Open warranty visit {number} and take it. If you decline and the fault is found to be your work's, you bear the cost of who goes instead."),
        )
        .short(format!("A fault you repaired is back: warranty visit {number}. Take it in the app.")),
    }
}

pub(super) fn warranty_refused(lang: Lang, b: &BookingRef, reason: &str) -> Text {
    let (number, reason) = (reference(b), isolated(reason.trim().trim_end_matches('.')));
    match lang {
        Lang::Ar => Text::new(
            "طلب الضمان لم يُقبل",
            format!("لم يُقبل طلب الضمان {number}. السبب: {reason}. إن لم توافق فتواصل مع الدعم."),
        )
        .short(format!("لم يُقبل طلب الضمان {number}. السبب في التطبيق.")),
        Lang::En => Text::new(
            "Your warranty claim was refused",
            format!("Warranty claim {number} was refused: {reason}. If you do not agree, contact support."),
        )
        .short(format!("Warranty claim {number} was refused. The reason is in the app.")),
    }
}

pub(super) fn warranty_charged(lang: Lang, b: &BookingRef, amount: Money) -> Text {
    let (number, amount) = (reference(b), money(amount, lang));
    match lang {
        Lang::Ar => Text::new(
            "زيارة ضمان على حسابك",
            format!("راجعنا زيارة الضمان {number}: العطل من عملك وذهب فني آخر بدلًا منك، فخُصم من رصيدك {amount}. إن لم توافق فتواصل مع الدعم."),
        )
        .short(format!("زيارة الضمان {number} تمت بفني آخر وخُصم {amount}.")),
        Lang::En => Text::new(
            "A warranty visit at your cost",
            format!("We reviewed warranty visit {number}: the fault was your work's and another technician went instead, so {amount} was taken from your balance. If you do not agree, contact support."),
        )
        .short(format!("Warranty visit {number} was made by another technician: {amount} charged.")),
    }
}

pub(super) fn warranty_judged(lang: Lang, b: &BookingRef, at_fault: bool) -> Text {
    let number = reference(b);
    match (lang, at_fault) {
        (Lang::Ar, true) => Text::new(
            "نتيجة زيارة الضمان",
            format!(
                "راجعنا زيارة الضمان {number}: العطل من العمل الأول. إن لم توافق فتواصل مع الدعم."
            ),
        ),
        (Lang::Ar, false) => Text::new(
            "نتيجة زيارة الضمان",
            format!("راجعنا زيارة الضمان {number}: عملك الأول سليم ولا شيء عليك."),
        ),
        (Lang::En, true) => Text::new(
            "The warranty visit was reviewed",
            format!(
                "We reviewed warranty visit {number}: the first work was at fault. If you do not agree, contact support."
            ),
        ),
        (Lang::En, false) => Text::new(
            "The warranty visit was reviewed",
            format!("We reviewed warranty visit {number}: your work was fine and you owe nothing."),
        ),
    }
}

pub(super) fn warranty_waiting(lang: Lang, b: &BookingRef, re_service: bool) -> Text {
    let number = reference(b);
    match (lang, re_service) {
        (Lang::Ar, true) => Text::new(
            "اختر موعد زيارتك المجانية",
            format!("لك زيارة إعادة مجانية عن الحجز {number}. اختر موعدها من صفحة الحجز."),
        ),
        (Lang::Ar, false) => Text::new(
            "اختر موعدًا آخر لزيارة الضمان",
            format!(
                "أُلغيت زيارة الضمان للحجز {number}. حقك فيها باقٍ: اختر موعدًا آخر من صفحة الحجز."
            ),
        ),
        (Lang::En, true) => Text::new(
            "Choose a time for your free visit",
            format!(
                "The work of booking {number} is done again for free. Choose a time on the booking's page."
            ),
        ),
        (Lang::En, false) => Text::new(
            "Choose another time for your warranty visit",
            format!(
                "The warranty visit for booking {number} was cancelled. It is still yours: choose another time on the booking's page."
            ),
        ),
    }
}

pub(super) fn work_still_paused(lang: Lang, b: &BookingRef, overdue: bool) -> Text {
    let number = reference(b);
    match (lang, overdue) {
        (Lang::Ar, false) => Text::new(
            "العمل ما زال متوقفًا",
            format!("العمل في الحجز {number} متوقف منذ أيام. اقترحا موعدًا للمتابعة من صفحة الحجز."),
        ),
        (Lang::Ar, true) => Text::new(
            "فريقنا يتابع العمل المتوقف",
            format!(
                "العمل في الحجز {number} متوقف منذ أسبوع أو أكثر. سيتواصل فريقنا معكما ليكتمل أو ينتهي."
            ),
        ),
        (Lang::En, false) => Text::new(
            "The work is still paused",
            format!(
                "The work of booking {number} has been paused for days. Propose a time to go on, on the booking's page."
            ),
        ),
        (Lang::En, true) => Text::new(
            "Our team looks after the paused work",
            format!(
                "The work of booking {number} has been paused for a week or more. Our team will contact you both so that it is finished or ended."
            ),
        ),
    }
}

pub(super) fn compensated(lang: Lang, b: &BookingRef, amount: Money) -> Text {
    let (number, amount) = (reference(b), money(amount, lang));
    match lang {
        Lang::Ar => Text::new(
            "تعويض لك",
            format!("نعتذر عما حدث في الحجز {number}. أضفنا {amount} إلى محفظتك."),
        ),
        Lang::En => Text::new(
            "A compensation for you",
            format!(
                "We are sorry for what happened with booking {number}. We put {amount} into your wallet."
            ),
        ),
    }
}

pub(super) fn plan_failed(
    lang: Lang,
    service: &Localized,
    starts_at: Instant,
    reason: &Localized,
) -> Text {
    let (service, at) = (name(service, lang), time(starts_at, lang));
    let reason = isolated(reason.get(lang).trim_end_matches('.'));
    match lang {
        Lang::Ar => Text::new(
            "زيارة لم نتمكن من حجزها",
            format!("لم نتمكن من حجز زيارة {service} في {at}: {reason}. خطتك مستمرة؛ احجز هذه الزيارة بنفسك أو انتظر التالية."),
        )
        .short(format!("تعذّر حجز زيارة {service} في {at}. السبب في التطبيق.")),
        Lang::En => Text::new(
            "A visit could not be ordered",
            format!("We could not order {service} for {at}: {reason}. Your plan goes on; order this visit yourself or wait for the next."),
        )
        .short(format!("We could not order {service} for {at}. The reason is in the app.")),
    }
}
