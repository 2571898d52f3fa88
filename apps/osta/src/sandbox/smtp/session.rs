//! One conversation with a mail sender.

use super::command::Command;
use super::lines::{Data, Line, read_data, read_line};
use super::{MOST_BYTES, mail};
use crate::sandbox::Shared;
use crate::sandbox::control::{SmtpBehaviour, wait};
use std::io;
use std::time::Duration;
use tokio::io::{AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

/// How long we wait for the other side (RFC 5321 §4.5.3.2 asks for five minutes).
const PATIENCE: Duration = Duration::from_secs(300);
/// How many recipients a mail may have.
const MOST_RECIPIENTS: usize = 100;
/// After how many commands we did not understand the conversation is over.
const MOST_ERRORS: u32 = 20;

/// A mail in the making.
struct Envelope {
    from: String,
    to: Vec<String>,
    behaviour: SmtpBehaviour,
}

/// A conversation.
pub struct Session {
    stream: BufReader<TcpStream>,
    shared: Shared,
    envelope: Option<Envelope>,
    has_greeted: bool,
    errors: u32,
}

impl Session {
    /// A conversation about to begin.
    pub fn new(stream: TcpStream, shared: Shared) -> Self {
        let stream = BufReader::new(stream);
        Self { stream, shared, envelope: None, has_greeted: false, errors: 0 }
    }

    /// Talks until one side has enough.
    pub async fn run(mut self) -> io::Result<()> {
        self.say("220 osta sandbox ESMTP").await?;
        loop {
            let line = match tokio::time::timeout(PATIENCE, read_line(&mut self.stream)).await {
                Ok(line) => line?,
                Err(_) => return self.say("421 4.4.2 too quiet for too long").await,
            };
            let reply = match line {
                Line::End => return Ok(()),
                Line::TooLong => self.complain("500 5.5.2 that line is too long"),
                Line::NotText => self.complain("500 5.5.2 that is not UTF-8"),
                Line::Command(line) => match Command::parse(&line) {
                    Command::Quit => return self.say("221 2.0.0 bye").await,
                    Command::Data => match self.data().await? {
                        Some(reply) => reply,
                        None => return Ok(()),
                    },
                    command => self.reply(command),
                },
            };
            self.say(&reply).await?;
            if self.errors >= MOST_ERRORS {
                return self.say("421 4.7.0 too many errors").await;
            }
        }
    }

    fn reply(&mut self, command: Command) -> String {
        match command {
            Command::Ehlo => {
                self.greeted();
                format!(
                    "250-osta sandbox\r\n250-PIPELINING\r\n250-SIZE {MOST_BYTES}\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 SMTPUTF8"
                )
            }
            Command::Helo => {
                self.greeted();
                "250 osta sandbox".into()
            }
            Command::Mail { .. } if !self.has_greeted => self.complain("503 5.5.1 EHLO first"),
            Command::Mail { .. } if self.envelope.is_some() => {
                self.complain("503 5.5.1 one mail after the other")
            }
            Command::Mail { size: Some(size), .. } if size > MOST_BYTES => {
                "552 5.3.4 that mail is too large".into()
            }
            Command::Mail { from, .. } => {
                let behaviour = self.shared.control.for_mail();
                self.envelope = Some(Envelope { from, to: Vec::new(), behaviour });
                "250 2.1.0 ok".into()
            }
            Command::Rcpt { to } => self.recipient(to),
            Command::Rset => {
                self.envelope = None;
                "250 2.0.0 ok".into()
            }
            Command::Noop => "250 2.0.0 ok".into(),
            Command::Vrfy => "252 2.5.2 send it and see".into(),
            Command::NotHere => self.complain("502 5.5.1 not in the sandbox"),
            Command::BadArguments => self.complain("501 5.5.4 not written like that"),
            Command::Unknown => self.complain("500 5.5.1 what?"),
            // Handled before, where the connection is at hand.
            Command::Data | Command::Quit => "250 2.0.0 ok".into(),
        }
    }

    fn recipient(&mut self, to: String) -> String {
        let Some(envelope) = &mut self.envelope else {
            return self.complain("503 5.5.1 MAIL first");
        };
        if let Some(reply) = &envelope.behaviour.reply {
            return one_line(reply);
        }
        if envelope.to.len() >= MOST_RECIPIENTS {
            return "452 4.5.3 too many recipients".into();
        }
        envelope.to.push(to);
        "250 2.1.5 ok".into()
    }

    /// Takes the mail itself. Nothing when the other side is gone.
    async fn data(&mut self) -> io::Result<Option<String>> {
        if self.envelope.as_ref().is_none_or(|envelope| envelope.to.is_empty()) {
            return Ok(Some(self.complain("503 5.5.1 RCPT first")));
        }
        self.say("354 end with a dot").await?;
        let reading = read_data(&mut self.stream, MOST_BYTES);
        let raw = match tokio::time::timeout(PATIENCE, reading).await {
            Ok(data) => match data? {
                Data::Mail(raw) => raw,
                Data::TooLarge => {
                    self.envelope = None;
                    return Ok(Some("552 5.3.4 that mail is too large".into()));
                }
                Data::End => return Ok(None),
            },
            Err(_) => return Ok(None),
        };
        let Some(envelope) = self.envelope.take() else { return Ok(None) };
        wait(envelope.behaviour.delay_ms).await;
        let copies = if envelope.behaviour.duplicate { 2 } else { 1 };
        for to in envelope.to.iter().flat_map(|to| std::iter::repeat_n(to, copies)) {
            self.shared.messages.keep(mail::read(&raw, &envelope.from, to));
        }
        Ok(Some("250 2.0.0 it is in the sandbox".into()))
    }

    fn greeted(&mut self) {
        self.has_greeted = true;
        self.envelope = None;
    }

    fn complain(&mut self, reply: &str) -> String {
        self.errors += 1;
        reply.to_owned()
    }

    async fn say(&mut self, reply: &str) -> io::Result<()> {
        self.stream.write_all(format!("{reply}\r\n").as_bytes()).await?;
        self.stream.flush().await
    }
}

/// A reply somebody made up, as one well-formed line.
fn one_line(reply: &str) -> String {
    let line: String = reply.chars().filter(|c| !c.is_control()).take(200).collect();
    let is_reply = line.get(..3).is_some_and(|code| code.bytes().all(|b| b.is_ascii_digit()));
    if is_reply { line } else { format!("451 {line}") }
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_made_up_reply_stays_one_line_with_a_code() {
        assert_eq!(one_line("550 nobody\r\n250 ok"), "550 nobody250 ok");
        assert_eq!(one_line("no"), "451 no");
    }
}
