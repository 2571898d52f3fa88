//! The page people look at.

use kernel::Lang;

/// The page's style.
pub const CSS: &str = include_str!("assets/page.css");
/// The page's script.
pub const JS: &str = include_str!("assets/page.js");
/// The page's icon.
pub const ICON: &str = include_str!("assets/icon.svg");

const HTML: &str = include_str!("assets/page.html");

/// The page in a language; the script fills in the messages.
pub fn html(lang: Lang) -> String {
    let words: [(&str, &str); 15] = match lang {
        Lang::Ar => [
            ("lang", "ar"),
            ("dir", "rtl"),
            ("title", "صندوق أُسطى التجريبي"),
            (
                "lead",
                "كل رسالة SMS وكل بريد ترسله أُسطى على هذا الجهاز يصل إلى هنا، ولا يخرج منه شيء.",
            ),
            ("other", "en"),
            ("other_name", "English"),
            ("all", "الكل"),
            ("sms", "رسائل SMS"),
            ("email", "بريد"),
            ("search", "رقم الموبايل أو البريد"),
            ("clear", "إفراغ الصندوق"),
            ("empty_title", "لا رسائل بعد"),
            ("empty", "سجّل الدخول في أُسطى برقم موبايل، وسيظهر رمز الدخول هنا خلال ثانية."),
            ("lost", "انقطع الاتصال بالصندوق، ونحاول من جديد…"),
            ("noscript", "هذه الصفحة تحتاج JavaScript. الرسائل نفسها في /messages."),
        ],
        Lang::En => [
            ("lang", "en"),
            ("dir", "ltr"),
            ("title", "Osta sandbox"),
            (
                "lead",
                "Every SMS and every mail that Osta sends on this machine arrives here, and nothing leaves it.",
            ),
            ("other", "ar"),
            ("other_name", "العربية"),
            ("all", "All"),
            ("sms", "SMS"),
            ("email", "Mail"),
            ("search", "Mobile number or email"),
            ("clear", "Empty the sandbox"),
            ("empty_title", "No messages yet"),
            (
                "empty",
                "Log in to Osta with a mobile number, and the code shows up here within a second.",
            ),
            ("lost", "The sandbox does not answer; trying again…"),
            ("noscript", "This page needs JavaScript. The messages themselves are at /messages."),
        ],
    };
    words
        .iter()
        .fold(HTML.to_owned(), |html, (name, word)| html.replace(&format!("{{{{{name}}}}}"), word))
}

#[cfg(test)]
mod tests {
    use super::{HTML, html};
    use kernel::Lang;

    #[test]
    fn the_page_is_whole_in_both_languages_and_has_no_script_or_style_inside() {
        for (lang, start) in
            [(Lang::Ar, "lang=\"ar\" dir=\"rtl\""), (Lang::En, "lang=\"en\" dir=\"ltr\"")]
        {
            let page = html(lang);
            assert!(page.contains(start));
            assert!(!page.contains("{{"), "{page}");
        }
        assert!(
            !HTML.contains("<style") && !HTML.contains(" style=") && !HTML.contains(" onclick")
        );
        assert_eq!(HTML.matches("<script").count(), HTML.matches("<script src=").count());
    }
}
