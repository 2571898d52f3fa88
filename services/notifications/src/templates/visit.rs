//! What the customer is told during the visit and after.

use super::Text;
use super::words::{DAYS, count, method, money, reference, service};
use crate::domain::BookingRef;
use contracts::booking::PaymentMethod;
use kernel::{Lang, Money};

pub(super) fn estimate(lang: Lang, b: &BookingRef, total: Money) -> Text {
    let (number, total) = (reference(b), money(total, lang));
    match lang {
        Lang::Ar => Text::new(
            "السعر ينتظر موافقتك",
            format!("بعد المعاينة، السعر المقترح للحجز {number} هو {total}. وافق أو ارفض من التطبيق؛ لن يبدأ العمل قبل موافقتك."),
        )
        .short(format!("السعر المقترح للحجز {number} هو {total}. وافق أو ارفض من التطبيق.")),
        Lang::En => Text::new(
            "A price awaits your approval",
            format!("After the inspection, the proposed price of booking {number} is {total}. Approve or decline it in the app; no work starts before that."),
        )
        .short(format!("Proposed price for booking {number}: {total}. Approve or decline it in the app.")),
    }
}

pub(super) fn estimate_withdrawn(lang: Lang, b: &BookingRef) -> Text {
    let number = reference(b);
    match lang {
        Lang::Ar => Text::new(
            "سحب الفني السعر المقترح",
            format!(
                "سحب الفني السعر المقترح للحجز {number} ويكتبه من جديد. لا شيء مطلوب منك حتى يصلك الجديد."
            ),
        ),
        Lang::En => Text::new(
            "The proposed price was withdrawn",
            format!(
                "The technician took back the proposed price of booking {number} to write it anew. Nothing is asked of you until the new one comes."
            ),
        ),
    }
}

pub(super) fn change_order(lang: Lang, b: &BookingRef, amount: Money) -> Text {
    let (number, amount) = (reference(b), money(amount, lang));
    match lang {
        Lang::Ar => Text::new(
            "عمل إضافي ينتظر موافقتك",
            format!("يقترح الفني عملًا إضافيًا في الحجز {number} بقيمة {amount}. لن تدفعه إلا إذا وافقت."),
        )
        .short(format!("عمل إضافي مقترح في الحجز {number} بقيمة {amount}. وافق أو ارفض من التطبيق.")),
        Lang::En => Text::new(
            "Extra work awaits your approval",
            format!("The technician proposes extra work for {amount} in booking {number}. You pay it only if you approve."),
        )
        .short(format!("Extra work proposed in booking {number}: {amount}. Approve or decline it in the app.")),
    }
}

pub(super) fn change_order_withdrawn(lang: Lang, b: &BookingRef) -> Text {
    let number = reference(b);
    match lang {
        Lang::Ar => Text::new(
            "سحب الفني العمل الإضافي",
            format!(
                "سحب الفني العمل الإضافي المقترح في الحجز {number}، والعمل المتفق عليه مستمر. لا شيء مطلوب منك."
            ),
        ),
        Lang::En => Text::new(
            "The extra work was withdrawn",
            format!(
                "The technician took back the extra work proposed in booking {number}. The agreed work goes on; nothing is asked of you."
            ),
        ),
    }
}

pub(super) fn completed(
    lang: Lang,
    b: &BookingRef,
    total: Money,
    paid: PaymentMethod,
    warranty_days: u32,
) -> Text {
    let (number, service, total) = (reference(b), service(b, lang), money(total, lang));
    let (paid, days) = (method(paid, lang), count(warranty_days, &DAYS, lang));
    match (lang, warranty_days) {
        (Lang::Ar, 0) => Text::new(
            "انتهى العمل",
            format!("انتهت خدمة {service} (حجز {number}). المبلغ {total} {paid}. قيّم زيارتك."),
        ),
        (Lang::Ar, _) => Text::new(
            "انتهى العمل",
            format!(
                "انتهت خدمة {service} (حجز {number}). المبلغ {total} {paid}، والضمان {days}. قيّم زيارتك."
            ),
        ),
        (Lang::En, 0) => Text::new(
            "The work is done",
            format!(
                "{service} is done (booking {number}). The total is {total}, {paid}. Please rate your visit."
            ),
        ),
        (Lang::En, _) => Text::new(
            "The work is done",
            format!(
                "{service} is done (booking {number}). The total is {total}, {paid}; the work is guaranteed for {days}. Please rate your visit."
            ),
        ),
    }
}

pub(super) fn dispute_opened(lang: Lang, b: &BookingRef) -> Text {
    let number = reference(b);
    match lang {
        Lang::Ar => Text::new(
            "وصلتنا شكواك",
            format!("وصلتنا شكواك عن الحجز {number} وأوقفنا صرف المبلغ. نراجعها ونرد عليك."),
        ),
        Lang::En => Text::new(
            "We have your complaint",
            format!(
                "We have your complaint about booking {number} and hold the money. We look into it and come back to you."
            ),
        ),
    }
}

pub(super) fn dispute_decided(lang: Lang, b: &BookingRef, refund: Money) -> Text {
    let (number, amount) = (reference(b), money(refund, lang));
    match (lang, refund > Money::ZERO) {
        (Lang::Ar, true) => Text::new(
            "قرار شكواك",
            format!("انتهينا من مراجعة الحجز {number}: يعود إليك {amount}. السبب في صفحة الحجز."),
        ),
        (Lang::Ar, false) => Text::new(
            "قرار شكواك",
            format!("انتهينا من مراجعة الحجز {number} دون رد مبلغ. السبب في صفحة الحجز."),
        ),
        (Lang::En, true) => Text::new(
            "Your complaint was decided",
            format!(
                "We have looked into booking {number}: you get {amount} back. The reason is on the booking's page."
            ),
        ),
        (Lang::En, false) => Text::new(
            "Your complaint was decided",
            format!(
                "We have looked into booking {number}; no money goes back. The reason is on the booking's page."
            ),
        ),
    }
}
