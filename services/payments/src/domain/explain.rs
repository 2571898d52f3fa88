//! What a line of a wallet or statement means, as its owner reads it.

use super::account::Kind;
use super::template::REVERSAL;
use kernel::{Localized, Money};

/// A line of somebody's account.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// The account's kind.
    pub kind: Kind,
    /// The template of its entry; of a reversal, the template of what it undoes.
    pub template: &'a str,
    /// Whether it undoes another.
    pub is_reversal: bool,
    /// How the balance moved.
    pub amount: Money,
    /// The booking's number, if it belongs to one.
    pub booking: Option<&'a str>,
}

/// The line in both languages, ended by the booking's number.
#[must_use]
pub fn explain(line: &Line<'_>) -> Localized {
    let (ar, en) = if line.is_reversal { reversed(line) } else { texts(line) };
    match line.booking {
        Some(number) => {
            Localized::new(format!("{ar} (طلب {number})"), format!("{en} (booking {number})"))
        }
        None => Localized::new(ar, en),
    }
}

fn reversed(line: &Line<'_>) -> (String, String) {
    let undone = Line { is_reversal: false, amount: -line.amount, ..*line };
    let (ar, en) = texts(&undone);
    (format!("إلغاء قيد: {ar}"), format!("Undone: {en}"))
}

fn texts(line: &Line<'_>) -> (String, String) {
    let (ar, en) = match line.kind {
        Kind::ProviderPayable => provider(line),
        _ => customer(line),
    };
    (ar.to_string(), en.to_string())
}

fn customer(line: &Line<'_>) -> (&'static str, &'static str) {
    let taken = line.amount.is_negative();
    match (line.template, line.kind) {
        ("wallet_job_settled", Kind::CustomerWallet) => {
            ("دفع قيمة الخدمة من المحفظة", "Paid for a service from the wallet")
        }
        ("wallet_job_settled", _) => {
            ("باقي قيمة خدمة مستحق عليك", "Rest of a service's price, owed")
        }
        ("cancellation_fee", Kind::CustomerWallet) => ("رسوم إلغاء", "Cancellation fee"),
        ("cancellation_fee", _) => ("رسوم إلغاء مستحقة عليك", "Cancellation fee, owed"),
        ("receivable_collected", _) => ("سداد مبلغ مستحق عليك", "Paid what was owed"),
        ("refund_to_wallet", _) => ("استرداد إلى المحفظة", "Refund to the wallet"),
        ("compensation_paid", _) => ("تعويض عن وقت ضاع عليك", "Compensation for time you lost"),
        ("promotion_paid", _) => ("هدية من أُسطى", "Gift from Osta"),
        ("wallet_adjusted", _) if taken => ("خصم من المحفظة", "Taken out of the wallet"),
        ("wallet_adjusted", _) => ("إضافة رصيد إلى المحفظة", "Added to the wallet"),
        _ => ("حركة على حسابك", "Movement on your account"),
    }
}

fn provider(line: &Line<'_>) -> (&'static str, &'static str) {
    match line.template {
        "cash_job_settled" if line.amount.is_negative() => (
            "عمولة المنصة وضريبتها عن خدمة حصّلت قيمتها نقدًا",
            "Commission and its VAT on a job you were paid for in cash",
        ),
        "cash_job_settled" => (
            "فرق الخصم الذي تحملته المنصة بعد العمولة",
            "The platform's discount less its commission",
        ),
        "wallet_job_settled" => (
            "مستحقاتك عن خدمة بعد خصم العمولة وضريبتها",
            "Your earnings for a job, after commission and VAT",
        ),
        "cancellation_fee" => ("تعويض عن إلغاء العميل", "Compensation for a cancellation"),
        "dispute_held" => {
            ("مبلغ محجوز حتى البت في شكوى العميل", "Held until a customer's complaint is decided")
        }
        "dispute_released" => ("الإفراج عن مبلغ محجوز", "A held amount was released"),
        "refund_to_wallet" => ("نصيبك من مبلغ رُدّ للعميل", "Your share of a refund to the customer"),
        "compensation_paid" => (
            "تعويض دُفع للعميل عن زيارة لم تتم",
            "Compensation paid to the customer for a missed visit",
        ),
        "warranty_visit_paid" if line.amount.is_negative() => (
            "تكلفة زيارة ضمان قام بها فني آخر بدلًا منك",
            "A warranty visit for your work that another technician made",
        ),
        "warranty_visit_paid" => (
            "أجرك عن زيارة ضمان لعمل فني آخر",
            "Your pay for a warranty visit for another technician's work",
        ),
        "warranty_charged" => (
            "تكلفة زيارة ضمان ثبت أن عطلها من عملك ولم تذهب إليها",
            "A warranty visit for a fault of your work that you did not go to",
        ),
        "warranty_given_back" => (
            "رد ما خُصم عن زيارة ضمان لم يكن عطلها من عملك",
            "Given back: a warranty visit whose fault was not your work's",
        ),
        "provider_debt_paid" => ("سداد مديونية للمنصة", "You paid what you owed"),
        "provider_payout" => ("تحويل مستحقاتك إليك", "Paid out to you"),
        _ => ("حركة على حسابك", "Movement on your account"),
    }
}

/// The template whose words a line takes, and whether it undoes.
#[must_use]
pub fn source<'a>(template: &'a str, undone: Option<&'a str>) -> (&'a str, bool) {
    match undone {
        Some(undone) if template == REVERSAL => (undone, true),
        _ => (template, false),
    }
}

#[cfg(test)]
mod tests {
    use super::{Line, explain, source};
    use crate::domain::account::Kind;
    use kernel::Money;

    const FALLBACK: &str = "Movement on your account";

    fn en(kind: Kind, template: &str, amount: i64) -> String {
        let line = Line {
            kind,
            template,
            is_reversal: false,
            amount: Money::piastres(amount),
            booking: None,
        };
        explain(&line).en
    }

    #[test]
    fn every_line_an_owner_can_see_has_words_of_its_own() {
        let (wallet, owed) = (Kind::CustomerWallet, Kind::CustomerReceivable);
        for (kind, template) in [
            (wallet, "wallet_job_settled"),
            (owed, "wallet_job_settled"),
            (wallet, "cancellation_fee"),
            (owed, "cancellation_fee"),
            (wallet, "receivable_collected"),
            (wallet, "refund_to_wallet"),
            (wallet, "compensation_paid"),
            (wallet, "promotion_paid"),
            (wallet, "wallet_adjusted"),
            (Kind::ProviderPayable, "cash_job_settled"),
            (Kind::ProviderPayable, "wallet_job_settled"),
            (Kind::ProviderPayable, "cancellation_fee"),
            (Kind::ProviderPayable, "dispute_held"),
            (Kind::ProviderPayable, "dispute_released"),
            (Kind::ProviderPayable, "refund_to_wallet"),
            (Kind::ProviderPayable, "compensation_paid"),
            (Kind::ProviderPayable, "warranty_visit_paid"),
            (Kind::ProviderPayable, "warranty_charged"),
            (Kind::ProviderPayable, "warranty_given_back"),
            (Kind::ProviderPayable, "provider_debt_paid"),
            (Kind::ProviderPayable, "provider_payout"),
        ] {
            for amount in [100, -100] {
                assert_ne!(en(kind, template, amount), FALLBACK, "{template}");
            }
        }
        assert_eq!(en(wallet, "something_new", 1), FALLBACK);
    }

    #[test]
    fn a_reversal_says_what_it_undoes_and_names_the_booking() {
        let (template, is_reversal) = source("reversal", Some("wallet_adjusted"));
        let line = Line {
            kind: Kind::CustomerWallet,
            template,
            is_reversal,
            amount: Money::egp(-10),
            booking: Some("OS-1"),
        };
        assert_eq!(explain(&line).en, "Undone: Added to the wallet (booking OS-1)");
        assert_eq!(source("wallet_adjusted", None), ("wallet_adjusted", false));
    }
}
