//! Mail over SMTP (`egypt.md` 4.4).

use super::Outcome;
use crate::templates::Email;
use kernel::Lang;
use kernel::ids::DeliveryId;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::time::Duration;

/// How long one step of the conversation may take.
const TIMEOUT: Duration = Duration::from_secs(15);

/// The mail settings can't be used.
#[derive(Debug, thiserror::Error)]
pub enum BadMail {
    /// The URL of the mail server.
    #[error("notifications.smtp_url can't be used (expected smtp://host:port or smtps://…)")]
    Url(#[source] lettre::transport::smtp::Error),
    /// The sender's address.
    #[error("notifications.mail_from is no address (expected Name <name@example.com>)")]
    From(#[source] lettre::address::AddressError),
}

/// Sends mail through one SMTP server. Cheap to clone.
#[derive(Clone)]
pub struct Mailer {
    smtp: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mailer {
    /// A sender through `url` (`smtp://user:password@host:587?tls=required`, `smtps://host`).
    ///
    /// # Errors
    /// [`BadMail`] names the setting that is wrong.
    pub fn new(url: &str, from: &str) -> Result<Self, BadMail> {
        let smtp = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(BadMail::Url)?
            .timeout(Some(TIMEOUT))
            .build();
        Ok(Self { smtp, from: from.parse().map_err(BadMail::From)? })
    }

    /// Sends one mail. Every attempt carries the same Message-ID, by which mailboxes recognise a
    /// repeat; so a lost answer may be tried again.
    pub async fn send(
        &self,
        to: &str,
        lang: Lang,
        id: DeliveryId,
        at: kernel::Instant,
        email: &Email,
    ) -> Outcome {
        let Ok(to) = to.parse::<lettre::Address>() else {
            return Outcome::Refused("mail.bad_address");
        };
        let Ok(message) = self.message(to, lang, id, at, email) else {
            return Outcome::Refused("mail.bad_message");
        };
        match self.smtp.send(message).await {
            Ok(_) => Outcome::Accepted(Some(self.message_id(id))),
            Err(error) => classify(&error),
        }
    }

    fn message(
        &self,
        to: lettre::Address,
        lang: Lang,
        id: DeliveryId,
        at: kernel::Instant,
        email: &Email,
    ) -> Result<Message, lettre::error::Error> {
        let part = |kind: ContentType, text: &str| {
            SinglePart::builder()
                .header(kind)
                .header(ContentTransferEncoding::Base64)
                .body(text.to_owned())
        };
        let date = std::time::SystemTime::from(at);
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(&email.subject)
            .date(date)
            .message_id(Some(self.message_id(id)))
            .multipart(
                MultiPart::alternative()
                    .singlepart(part(ContentType::TEXT_PLAIN, &email.text))
                    .singlepart(part(ContentType::TEXT_HTML, &email.html)),
            )?;
        // Out-of-office answers must not come back (RFC 3834).
        for (name, value) in
            [("Auto-Submitted", "auto-generated"), ("Content-Language", lang.tag())]
        {
            if let Ok(name) = HeaderName::new_from_ascii(name.to_owned()) {
                message.headers_mut().insert_raw(HeaderValue::new(name, value.to_owned()));
            }
        }
        Ok(message)
    }

    fn message_id(&self, id: DeliveryId) -> String {
        format!("<{id}@{}>", self.from.email.domain())
    }
}

/// What a failed conversation means: `4xx` and lost connections are tried again; `5xx` is final
/// where it is about the recipient or the mail (550–556), and ours to mend otherwise (log-in, order
/// of commands).
fn classify(error: &lettre::transport::smtp::Error) -> Outcome {
    let Some(code) = error.status().map(u16::from) else {
        return Outcome::Retry(if error.is_timeout() {
            "mail.timeout"
        } else {
            "mail.unreachable"
        });
    };
    match code {
        530 | 534 | 535 | 538 => Outcome::Retry("mail.wrong_credentials"),
        550 | 551 | 553 => Outcome::Refused("mail.no_such_mailbox"),
        552 | 554 | 556 => Outcome::Refused("mail.refused"),
        400..=499 => Outcome::Retry("mail.try_later"),
        _ => Outcome::Retry("mail.protocol"),
    }
}

#[cfg(test)]
mod tests {
    use super::Mailer;
    use crate::templates::Email;
    use kernel::Lang;
    use uuid::Uuid;

    fn email() -> Email {
        Email {
            subject: "أهلًا بك في أسطى، حسابك جاهز".into(),
            text: "نص".into(),
            html: "<p dir=\"rtl\">نص</p>".into(),
        }
    }

    #[test]
    fn arabic_headers_are_encoded_words_and_bodies_are_utf8() {
        let mailer = Mailer::new("smtp://127.0.0.1:2525", "أُسطى <no-reply@osta.example>").unwrap();
        let id = Uuid::from_u128(7).into();
        let at = "2026-11-22T10:00:00Z".parse().unwrap();
        let to = "mona@example.com".parse().unwrap();
        let raw = mailer.message(to, Lang::Ar, id, at, &email()).unwrap().formatted();
        let raw = String::from_utf8(raw).unwrap();
        assert!(raw.is_ascii());
        assert!(raw.contains("Subject: =?utf-8?b?"), "{raw}");
        assert!(raw.contains("From: =?utf-8?b?"), "{raw}");
        assert!(raw.contains(&format!("Message-ID: <{}@osta.example>", Uuid::from_u128(7))));
        assert!(raw.contains("Auto-Submitted: auto-generated"));
        assert!(raw.contains("Content-Language: ar"));
        assert!(raw.contains("Date: Sun, 22 Nov 2026 10:00:00"));
        assert_eq!(raw.matches("Content-Transfer-Encoding: base64").count(), 2);
    }

    #[test]
    fn wrong_settings_are_named() {
        let wrong = |url, from| Mailer::new(url, from).err().unwrap().to_string();
        assert!(wrong("http://x", "a@b.example").contains("smtp_url"));
        assert!(wrong("smtp://127.0.0.1:25", "nobody").contains("mail_from"));
    }
}
