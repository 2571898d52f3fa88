//! A mail, taken apart for people.

use crate::sandbox::messages::{Arrival, Channel};
use mail_parser::{Address, MessageParser};

/// Reads a mail as it came over the wire. What can't be taken apart is shown as it is.
pub fn read(raw: &[u8], envelope_from: &str, to: &str) -> Arrival {
    let parsed = MessageParser::default().parse(raw);
    let mail = parsed.as_ref();
    let from = mail.and_then(|mail| mail.from()).and_then(shown);
    let text = mail.and_then(|mail| mail.body_text(0)).map(|text| text.into_owned());
    let has_html = mail.is_some_and(|mail| mail.parts.iter().any(|part| part.is_text_html()));
    let html = mail.filter(|_| has_html).and_then(|mail| mail.body_html(0));
    Arrival {
        channel: Channel::Email,
        to: to.to_lowercase(),
        from: from.unwrap_or_else(|| envelope_from.to_owned()),
        subject: mail.and_then(|mail| mail.subject()).map(str::to_owned),
        text: text.unwrap_or_else(|| String::from_utf8_lossy(raw).into_owned()),
        code: None,
        html: html.map(|html| html.into_owned()),
        encoding: None,
        parts: None,
    }
}

/// `أُسطى <no-reply@osta.example>`.
fn shown(address: &Address<'_>) -> Option<String> {
    let first = address.first()?;
    let email = first.address.as_deref()?;
    Some(match first.name.as_deref() {
        Some(name) => format!("{name} <{email}>"),
        None => email.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn arabic_headers_and_bodies_are_decoded() {
        let raw = "From: =?utf-8?b?2KPZj9iz2LfZiQ==?= <no-reply@osta.example>\r\n\
                   Subject: =?utf-8?b?2KPZh9mE2Kc=?=\r\n\
                   MIME-Version: 1.0\r\n\
                   Content-Type: multipart/alternative; boundary=b\r\n\r\n\
                   --b\r\nContent-Type: text/plain; charset=utf-8\r\n\
                   Content-Transfer-Encoding: base64\r\n\r\n2YbYtQ==\r\n\
                   --b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p dir=rtl>نص</p>\r\n--b--\r\n";
        let mail = read(raw.as_bytes(), "bounce@osta.example", "Mona@Example.com");
        assert_eq!(mail.from, "أُسطى <no-reply@osta.example>");
        assert_eq!(mail.subject.as_deref(), Some("أهلا"));
        assert_eq!(mail.text.trim(), "نص");
        assert!(mail.html.unwrap().contains("<p dir=rtl>"));
        assert_eq!(mail.to, "mona@example.com");
    }

    #[test]
    fn whatever_comes_is_shown_somehow() {
        for raw in [&b""[..], b"\xff\xfe\x00", b"no headers at all", b"Subject: x\r\n\r\n"] {
            let mail = read(raw, "a@b.example", "c@d.example");
            assert_eq!(mail.from, "a@b.example");
            assert!(mail.html.is_none());
        }
    }
}
