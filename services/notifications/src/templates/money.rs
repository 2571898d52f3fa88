//! What people are told of money.

use super::Text;
use super::words::{method, money, reference};
use crate::domain::BookingRef;
use contracts::booking::PaymentMethod;
use kernel::{Lang, Money};

pub(super) fn failed(
    lang: Lang,
    b: Option<&BookingRef>,
    amount: Money,
    paid: PaymentMethod,
    wallet_too_low: bool,
) -> Text {
    let (of, amount, paid) = (of(lang, b), money(amount, lang), method(paid, lang));
    match (lang, wallet_too_low) {
        (Lang::Ar, true) => Text::new(
            "رصيد المحفظة لا يكفي",
            format!("لم نتمكن من خصم {amount}{of}: الرصيد لا يكفي. اختر طريقة أخرى للدفع."),
        ),
        (Lang::Ar, false) => Text::new(
            "لم يتم الدفع",
            format!("لم يتم دفع {amount} {paid}{of}. حاول مرة أخرى أو اختر طريقة أخرى."),
        ),
        (Lang::En, true) => Text::new(
            "Your wallet is too low",
            format!(
                "We could not take {amount}{of}: the balance is too low. Choose another way to pay."
            ),
        ),
        (Lang::En, false) => Text::new(
            "The payment failed",
            format!(
                "{amount} could not be paid {paid}{of}. Try again, or choose another way to pay."
            ),
        ),
    }
}

pub(super) fn settled(
    lang: Lang,
    b: Option<&BookingRef>,
    amount: Money,
    paid: PaymentMethod,
) -> Text {
    let (of, amount, paid) = (of(lang, b), money(amount, lang), method(paid, lang));
    match lang {
        Lang::Ar => Text::new(
            "إيصال الدفع",
            format!("دفعت {amount} {paid}{of}. الإيصال في صفحة الحجز. شكرًا لك."),
        ),
        Lang::En => Text::new(
            "Your receipt",
            format!(
                "You paid {amount} {paid}{of}. The receipt is on the booking's page. Thank you."
            ),
        ),
    }
}

pub(super) fn refunded(lang: Lang, b: Option<&BookingRef>, amount: Money) -> Text {
    let (of, amount) = (of(lang, b), money(amount, lang));
    match lang {
        Lang::Ar => Text::new("عاد إليك مبلغ", format!("أضفنا {amount} إلى محفظتك{of}.")),
        Lang::En => {
            Text::new("Money came back to you", format!("We put {amount} into your wallet{of}."))
        }
    }
}

pub(super) fn debt_warned(lang: Lang, debt: Money) -> Text {
    let debt = money(debt, lang);
    match lang {
        Lang::Ar => Text::new(
            "المستحق عليك يقترب من الحد",
            format!("المستحق عليك للمنصة {debt}. سدده قبل أن يتوقف وصول العروض إليك."),
        ),
        Lang::En => Text::new(
            "Your debt is close to its limit",
            format!("You owe the platform {debt}. Settle it before new offers stop."),
        ),
    }
}

pub(super) fn debt_blocked(lang: Lang, debt: Money) -> Text {
    let debt = money(debt, lang);
    match lang {
        Lang::Ar => Text::new(
            "توقفت العروض حتى السداد",
            format!("المستحق عليك للمنصة {debt} وتجاوز الحد. سدده لتصلك العروض من جديد."),
        ),
        Lang::En => Text::new(
            "No new offers until you settle",
            format!(
                "You owe the platform {debt}, which is over the limit. Settle it to get offers again."
            ),
        ),
    }
}

pub(super) fn debt_cleared(lang: Lang) -> Text {
    match lang {
        Lang::Ar => Text::new("شكرًا على السداد", "حسابك سليم، والعروض تصلك كالمعتاد."),
        Lang::En => Text::new(
            "Thank you for settling",
            "Your account is in order and offers reach you as usual.",
        ),
    }
}

/// " for booking …", when it is known.
fn of(lang: Lang, b: Option<&BookingRef>) -> String {
    match (b, lang) {
        (Some(b), Lang::Ar) => format!(" عن الحجز {}", reference(b)),
        (Some(b), Lang::En) => format!(" for booking {}", reference(b)),
        (None, _) => String::new(),
    }
}
