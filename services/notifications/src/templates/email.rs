//! The same texts as an email.

use super::Text;
use super::words::without_isolates;
use kernel::Lang;

/// An email's parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML.
    pub html: String,
}

/// Renders a text as an email with a button to `link`.
#[must_use]
pub fn email(text: &Text, lang: Lang, link: &str) -> Email {
    let (dir, tag, name, open, why) = match lang {
        Lang::Ar => (
            "rtl",
            "ar",
            "أُسطى",
            "افتح أُسطى",
            "وصلتك هذه الرسالة لأن لديك حسابًا في أُسطى. يمكنك إيقاف الرسائل من إعدادات حسابك.",
        ),
        Lang::En => (
            "ltr",
            "en",
            "Osta",
            "Open Osta",
            "You get this because you have an Osta account. You can switch emails off in your settings.",
        ),
    };
    let (title, body, href) = (escaped(&text.title), escaped(&text.body), escaped(link));
    let html = format!(
        r#"<!doctype html>
<html dir="{dir}" lang="{tag}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head>
<body dir="{dir}" style="margin:0;padding:24px 12px;background:#f2efe9;font-family:'Segoe UI',Tahoma,Arial,sans-serif;color:#22302b">
<table role="presentation" dir="{dir}" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center">
<table role="presentation" dir="{dir}" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border-radius:12px">
<tr><td style="padding:24px 28px 0;font-size:18px;font-weight:bold;color:#0f5c4d">{name}</td></tr>
<tr><td style="padding:12px 28px 0"><h1 style="margin:0;font-size:22px;line-height:1.5">{title}</h1></td></tr>
<tr><td style="padding:12px 28px 0;font-size:16px;line-height:1.8">{body}</td></tr>
<tr><td style="padding:24px 28px"><a href="{href}" style="display:inline-block;padding:12px 24px;border-radius:8px;background:#0f5c4d;color:#ffffff;text-decoration:none;font-weight:bold">{open}</a></td></tr>
<tr><td style="padding:0 28px 24px;font-size:13px;line-height:1.7;color:#5d6b66">{why}</td></tr>
</table></td></tr></table>
</body>
</html>
"#
    );
    Email {
        subject: without_isolates(&text.title),
        text: format!("{}\n\n{}\n\n{link}\n\n-- \n{name}\n{why}\n", text.title, text.body),
        html,
    }
}

/// Text that stays text inside HTML.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::email;
    use crate::templates::{Text, samples, text};
    use kernel::Lang;

    #[test]
    fn arabic_mail_reads_from_the_right_and_english_from_the_left() {
        for message in samples::all() {
            let ar = email(&text(&message, Lang::Ar), Lang::Ar, "https://osta.example");
            assert!(ar.html.contains(r#"<html dir="rtl" lang="ar">"#));
            let en = email(&text(&message, Lang::En), Lang::En, "https://osta.example");
            assert!(en.html.contains(r#"<html dir="ltr" lang="en">"#));
            assert!(en.text.contains("https://osta.example"));
        }
    }

    #[test]
    fn what_people_wrote_stays_text() {
        let t = Text::new("<script>", "a & \"b\" 'c' </td>");
        let mail = email(&t, Lang::En, "https://x/?a=1&b=\"2");
        assert!(!mail.html.contains("<script>") && !mail.html.contains("</td>'"));
        assert!(mail.html.contains("a &amp; &quot;b&quot; &#39;c&#39; &lt;/td&gt;"));
        assert!(mail.html.contains("https://x/?a=1&amp;b=&quot;2"));
        assert_eq!(mail.subject, "<script>");
    }
}
