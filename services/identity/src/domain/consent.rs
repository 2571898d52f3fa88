//! What people are asked for: purposes, texts and their versions.
//!
//! A text that changes its meaning gets the next version here; earlier consents then count no more
//! for optional purposes, and people are asked again.

use contracts::privacy::ConsentPurpose;
use kernel::Localized;

/// What is asked of people for one purpose, as it stands today.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What for.
    pub purpose: ConsentPurpose,
    /// The version of the text.
    pub version: u32,
    /// What is said, in one or two sentences.
    pub text: Localized,
    /// Whether the service can't be used without it; it ends with the account only.
    pub needed: bool,
}

/// What is asked of people for a purpose today.
#[must_use]
pub fn asked(purpose: ConsentPurpose) -> Asked {
    let (ar, en) = match purpose {
        ConsentPurpose::Terms => (
            "أوافق على شروط الاستخدام وقرأت إشعار الخصوصية.",
            "I accept the terms of use and have read the privacy notice.",
        ),
        ConsentPurpose::Marketing => (
            "أوافق على استلام الأخبار والعروض من أسطى. يمكنني الإيقاف في أي وقت.",
            "Osta may send me news and offers. I can stop this at any time.",
        ),
        ConsentPurpose::Analytics => (
            "أوافق على استخدام بياناتي، دون اسمي ورقمي، لتحسين الخدمة.",
            "My data may be used, without my name and number, to improve the service.",
        ),
        ConsentPurpose::Location => (
            "أوافق على استخدام موقعي أثناء تنفيذ الحجز فقط.",
            "My position may be used while a booking is under way, and only then.",
        ),
        ConsentPurpose::IdentityDocuments => (
            "أوافق على حفظ صور بطاقتي وصورتي الشخصية وصحيفة الحالة الجنائية لمراجعة طلبي.",
            "Copies of my ID card, my selfie and my criminal-record certificate may be kept to \
             review my application.",
        ),
        ConsentPurpose::TransferAbroad => (
            "أوافق على أن تمر رسائلي وملفاتي عبر مزودي خدمة خارج مصر.",
            "My messages and files may pass through service providers outside Egypt.",
        ),
    };
    Asked {
        purpose,
        version: 1,
        text: Localized::new(ar, en),
        needed: purpose == ConsentPurpose::Terms,
    }
}

/// What a person last said about a purpose.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    /// The version of the text that was shown.
    pub version: u32,
    /// Yes or no.
    pub granted: bool,
}

impl Asked {
    /// Whether the person's yes is to today's text.
    #[must_use]
    pub fn is_granted(&self, said: Option<Said>) -> bool {
        said.is_some_and(|said| said.granted && said.version == self.version)
    }

    /// What a wish changes.
    ///
    /// # Errors
    /// [`ConsentRefused`].
    pub fn change(&self, said: Option<Said>, wish: Said) -> Result<bool, ConsentRefused> {
        if self.needed && !wish.granted {
            return Err(ConsentRefused::Needed);
        }
        // A no counts whatever was on the screen; a yes must be to what is asked today.
        if wish.granted && wish.version != self.version {
            return Err(ConsentRefused::Outdated);
        }
        Ok(match said {
            None => true,
            Some(said) => said.granted != wish.granted || said.version != wish.version,
        })
    }
}

/// Why a consent was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentRefused {
    /// The text that was shown is not today's.
    Outdated,
    /// It ends with the account only.
    Needed,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(version: u32, granted: bool) -> Said {
        Said { version, granted }
    }

    #[test]
    fn a_yes_is_to_what_is_asked_today_and_a_no_always_counts() {
        let asked = asked(ConsentPurpose::Marketing);
        let (today, old) = (asked.version, asked.version - 1);
        assert_eq!(asked.change(None, said(old, true)), Err(ConsentRefused::Outdated));
        assert_eq!(asked.change(Some(said(old, true)), said(old, false)), Ok(true));
        assert_eq!(asked.change(None, said(today, true)), Ok(true));
        assert_eq!(asked.change(Some(said(today, true)), said(today, true)), Ok(false));
        assert!(asked.is_granted(Some(said(today, true))));
        assert!(!asked.is_granted(Some(said(old, true))) && !asked.is_granted(None));
    }

    #[test]
    fn the_terms_end_with_the_account_only() {
        let terms = asked(ConsentPurpose::Terms);
        let no = said(terms.version, false);
        assert_eq!(terms.change(Some(said(1, true)), no), Err(ConsentRefused::Needed));
    }

    #[test]
    fn every_purpose_is_asked_for_in_both_languages() {
        for purpose in ConsentPurpose::ALL {
            let asked = asked(purpose);
            assert!(asked.text.ar.ends_with('.') && asked.text.en.ends_with('.'), "{purpose:?}");
            assert!(asked.version > 0);
        }
    }
}
