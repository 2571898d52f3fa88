//! What people are told of their account's safety, their data and their appeals.

use super::Text;
use super::words::time;
use kernel::{Instant, Lang};

pub(super) fn appeal_late(lang: Lang, due_at: Instant) -> Text {
    let due = time(due_at, lang);
    match lang {
        Lang::Ar => Text::new(
            "تأخرنا في الرد على تظلمك",
            format!(
                "كان موعد البت في تظلمك {due}. نعتذر عن التأخير، وقد رفعناه إلى المسؤول الأعلى."
            ),
        ),
        Lang::En => Text::new(
            "Your appeal is late, and that is our fault",
            format!(
                "Your appeal was due to be decided by {due}. We are sorry and have escalated it."
            ),
        ),
    }
}

pub(super) fn password_changed(lang: Lang, by_reset: bool) -> Text {
    match (lang, by_reset) {
        (Lang::Ar, false) => Text::new(
            "تغيّرت كلمة مرورك",
            "تغيّرت كلمة مرور حسابك، وأُغلقت الجلسات الأخرى. إن لم تكن أنت، فأعد تعيينها الآن من شاشة الدخول.",
        )
        .short("تغيّرت كلمة مرورك. إن لم تكن أنت، فأعد تعيينها الآن من شاشة الدخول."),
        (Lang::Ar, true) => Text::new(
            "أُعيد تعيين كلمة مرورك",
            "أُعيد تعيين كلمة مرور حسابك برمز أُرسل إلى هاتفك. إن لم تكن أنت، فأعد تعيينها الآن وتواصل مع الدعم.",
        )
        .short("أُعيد تعيين كلمة مرورك. إن لم تكن أنت، فأعد تعيينها الآن وتواصل مع الدعم."),
        (Lang::En, false) => Text::new(
            "Your password was changed",
            "The password of your account was changed and other sessions ended. If it wasn't you, reset it now from the log-in screen.",
        )
        .short("Your password was changed. If it wasn't you, reset it now from the log-in screen."),
        (Lang::En, true) => Text::new(
            "Your password was reset",
            "The password of your account was reset with a code sent to your phone. If it wasn't you, reset it now and contact support.",
        )
        .short("Your password was reset. If it wasn't you, reset it now and contact support."),
    }
}

pub(super) fn export_ready(lang: Lang, until: Instant) -> Text {
    let until = time(until, lang);
    match lang {
        Lang::Ar => Text::new(
            "نسخة بياناتك جاهزة",
            format!("نسخة بياناتك جاهزة للتنزيل من صفحة الخصوصية حتى {until}، ثم نحذفها."),
        ),
        Lang::En => Text::new(
            "The copy of your data is ready",
            format!(
                "Download the copy of your data from the privacy page until {until}; then we delete it."
            ),
        ),
    }
}

pub(super) fn deletion_scheduled(lang: Lang, erase_at: Instant) -> Text {
    let at = time(erase_at, lang);
    match lang {
        Lang::Ar => Text::new(
            "سنحذف حسابك",
            format!(
                "طلبت حذف حسابك. نمحو بياناتك الشخصية في {at}. إن غيّرت رأيك فادخل إلى حسابك قبلها."
            ),
        )
        .short(format!("نمحو بياناتك في {at}. إن غيّرت رأيك فادخل إلى حسابك قبلها.")),
        Lang::En => Text::new(
            "Your account will be deleted",
            format!(
                "You asked us to delete your account. Your personal data is erased on {at}. Log in before then if you change your mind."
            ),
        )
        .short(format!("Your data is erased on {at}. Log in before then if you change your mind.")),
    }
}

pub(super) fn deletion_cancelled(lang: Lang) -> Text {
    match lang {
        Lang::Ar => {
            Text::new("لن نحذف حسابك", "أُلغي طلب حذف حسابك، وبقي كل شيء كما كان. أهلًا بعودتك.")
        }
        Lang::En => Text::new(
            "Your account stays",
            "The deletion of your account was cancelled and everything is as it was. Welcome back.",
        ),
    }
}
