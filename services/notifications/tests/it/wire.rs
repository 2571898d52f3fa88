//! The outside world in small: SMS Misr's HTTP and an SMTP server, both told how to behave.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// How the SMS provider answers.
#[derive(Clone, Debug)]
pub enum Sms {
    /// With this code.
    Code(&'static str),
    /// With this HTTP status and no body.
    Status(u16),
    /// Not at all: the message is taken and the connection cut.
    CutOff,
}

/// A form that arrived.
pub type Form = BTreeMap<String, String>;

#[derive(Default)]
struct SmsState {
    script: VecDeque<Sms>,
    received: Vec<(String, Form)>,
}

/// An SMS provider. Accepts everything unless told otherwise.
#[derive(Clone)]
pub struct FakeSms {
    pub url: String,
    state: Arc<Mutex<SmsState>>,
}

impl FakeSms {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let fake = Self { url, state: Arc::default() };
        let state = fake.state.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer_http(stream, state.clone()));
            }
        });
        fake
    }

    /// The next answers, in order.
    pub fn will(&self, script: impl IntoIterator<Item = Sms>) {
        self.state.lock().unwrap().script.extend(script);
    }

    /// Everything that arrived, whatever was answered: path and form.
    pub fn received(&self) -> Vec<(String, Form)> {
        self.state.lock().unwrap().received.clone()
    }

    /// The texts that arrived, with their number.
    pub fn texts(&self) -> Vec<(String, String)> {
        let field = |form: &Form, name: &str| form.get(name).cloned().unwrap_or_default();
        let received = self.received();
        received.iter().map(|(_, form)| (field(form, "mobile"), field(form, "message"))).collect()
    }
}

async fn answer_http(stream: TcpStream, state: Arc<Mutex<SmsState>>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let path = line.split(' ').nth(1)?.to_owned();
        let mut length = 0;
        loop {
            let mut header = String::new();
            stream.read_line(&mut header).await.ok()?;
            let header = header.trim().to_ascii_lowercase();
            if header.is_empty() {
                break;
            }
            if let Some(value) = header.strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.ok()?;
        let (answer, n) = {
            let mut state = state.lock().unwrap();
            state.received.push((path.clone(), form(&body)));
            (state.script.pop_front(), state.received.len())
        };
        let accepted = if path.contains("OTP") { "4901" } else { "1901" };
        let (status, json) = match answer {
            None => (200, format!(r#"{{"Code":"{accepted}","SMSID":{n},"Cost":1}}"#)),
            Some(Sms::Code(code)) => (200, format!(r#"{{"code":"{code}"}}"#)),
            Some(Sms::Status(status)) => (status, String::new()),
            Some(Sms::CutOff) => return None,
        };
        let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n\r\n", json.len());
        stream.write_all(head.as_bytes()).await.ok()?;
        stream.write_all(json.as_bytes()).await.ok()?;
    }
}

/// `application/x-www-form-urlencoded`.
fn form(body: &[u8]) -> Form {
    let text = String::from_utf8_lossy(body);
    text.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), decoded(value)))
        .collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let hex: String =
                    [rest.next(), rest.next()].into_iter().flatten().map(char::from).collect();
                bytes.push(u8::from_str_radix(&hex, 16).unwrap());
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// A mail that arrived.
#[derive(Clone, Debug)]
pub struct Mail {
    pub to: String,
    pub data: String,
}

#[derive(Default)]
struct MailState {
    /// Replies to `RCPT TO`, in order; then `250`.
    script: VecDeque<&'static str>,
    received: Vec<Mail>,
}

/// A mail server.
#[derive(Clone)]
pub struct FakeSmtp {
    pub url: String,
    state: Arc<Mutex<MailState>>,
}

impl FakeSmtp {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let fake = Self { url, state: Arc::default() };
        let state = fake.state.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer_smtp(stream, state.clone()));
            }
        });
        fake
    }

    /// The next answers to `RCPT TO`.
    pub fn will(&self, replies: impl IntoIterator<Item = &'static str>) {
        self.state.lock().unwrap().script.extend(replies);
    }

    pub fn received(&self) -> Vec<Mail> {
        self.state.lock().unwrap().received.clone()
    }
}

async fn answer_smtp(stream: TcpStream, state: Arc<Mutex<MailState>>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 fake\r\n").await.ok()?;
    let mut to = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let verb = line.trim_end().to_ascii_uppercase();
        let reply = if verb.starts_with("EHLO") {
            "250-fake\r\n250 8BITMIME".to_owned()
        } else if verb.starts_with("RCPT") {
            to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
            state.lock().unwrap().script.pop_front().unwrap_or("250 ok").to_owned()
        } else if verb == "DATA" {
            stream.write_all(b"354 go on\r\n").await.ok()?;
            let mut data = String::new();
            while !data.ends_with("\r\n.\r\n") {
                stream.read_line(&mut data).await.ok()?;
            }
            state.lock().unwrap().received.push(Mail { to: to.clone(), data });
            "250 taken".to_owned()
        } else if verb == "QUIT" {
            "221 bye".to_owned()
        } else {
            "250 ok".to_owned()
        };
        stream.write_all(format!("{reply}\r\n").as_bytes()).await.ok()?;
    }
}
