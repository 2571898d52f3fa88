//! What the platform says inside a conversation.

use kernel::{Lang, Localized};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $tag:literal: $ar:literal, $en:literal;)+) => {
        /// A thing that happened, told to both sides inside their conversation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum SystemCode { $($(#[$doc])* $name),+ }

        impl SystemCode {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The stable name, as stored and in the API.
            #[must_use]
            pub fn tag(self) -> &'static str {
                match self { $(Self::$name => $tag),+ }
            }

            /// The text.
            #[must_use]
            pub fn text(self) -> Localized {
                match self { $(Self::$name => Localized::new($ar, $en)),+ }
            }
        }
    };
}

codes! {
    /// The conversation begins.
    Confirmed = "confirmed":
        "تم تأكيد الحجز. يمكنكما التحدث هنا حتى 48 ساعة بعد انتهاء الزيارة. اتفقا وادفعا داخل المنصة ليبقى ضمانك ساريًا.",
        "The booking is confirmed. You can talk here until 48 hours after the visit. Agree and pay on the platform, so that your guarantee stays good.";
    /// The provider left.
    ProviderLeft = "provider_left":
        "لم يعد الفني مرتبطًا بهذا الحجز ونبحث عن فني آخر. ما تكتبه الآن سيراه الفني القادم.",
        "The technician is not on this booking any more; we look for another. What you write now, the next one will see.";
    /// Another provider is bound.
    NewProvider = "new_provider":
        "انضم فني جديد إلى الحجز. لا يرى رسائل الفني السابق.",
        "A new technician is on the booking. Messages of the one before stay hidden.";
    /// On the way.
    OnTheWay = "on_the_way":
        "الفني في الطريق.", "The technician is on the way.";
    /// At the door.
    Arrived = "arrived":
        "وصل الفني إلى العنوان.", "The technician has arrived.";
    /// The work began.
    WorkStarted = "work_started":
        "بدأ العمل.", "The work has begun.";
    /// Another time.
    Rescheduled = "rescheduled":
        "تغيّر موعد الزيارة. الموعد الجديد في صفحة الحجز.",
        "The visit was moved. The new time is on the booking's page.";
    /// The work ended.
    Completed = "completed":
        "انتهى العمل. تبقى المحادثة مفتوحة 48 ساعة.",
        "The work is done. This conversation stays open for 48 hours.";
    /// Cancelled.
    Cancelled = "cancelled":
        "أُلغي الحجز. تبقى المحادثة مفتوحة 48 ساعة.",
        "The booking was cancelled. This conversation stays open for 48 hours.";
    /// A person asked the staff.
    SupportOpened = "support_opened":
        "وصلت رسالتك إلى فريق الدعم. سيرد عليك أحد الزملاء هنا.",
        "Your message reached our support team. Somebody will answer you here.";
    /// An operator looks after it.
    SupportAssigned = "support_assigned":
        "انضم أحد أفراد الدعم إلى المحادثة.", "Somebody of the support team has joined.";
    /// The staff closed it.
    SupportClosed = "support_closed":
        "أُغلقت المحادثة. إن احتجت شيئًا آخر فابدأ محادثة جديدة.",
        "This conversation was closed. If you need anything else, start a new one.";
}

impl SystemCode {
    /// The text of a stored code in a language; nothing for codes of a later version.
    #[must_use]
    pub fn render(tag: &str, lang: Lang) -> Option<String> {
        let code = Self::ALL.iter().copied().find(|code| code.tag() == tag)?;
        Some(code.text().get(lang).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::SystemCode;
    use kernel::Lang;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_has_a_name_of_its_own_and_both_texts() {
        let tags: BTreeSet<_> = SystemCode::ALL.iter().map(|code| code.tag()).collect();
        assert_eq!(tags.len(), SystemCode::ALL.len());
        for code in SystemCode::ALL {
            let ar = SystemCode::render(code.tag(), Lang::Ar).unwrap();
            let en = SystemCode::render(code.tag(), Lang::En).unwrap();
            assert!(ar.chars().any(|c| ('ا'..='ي').contains(&c)) && en.is_ascii(), "{ar} {en}");
        }
        assert_eq!(SystemCode::render("later", Lang::En), None);
    }
}
