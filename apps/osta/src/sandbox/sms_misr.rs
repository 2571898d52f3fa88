//! SMS Misr as it is documented (reference `egypt.md` 3.2): parameters in the query or as a form,
//! HTTP 200 with a code for nearly everything, and names whose case varies.

use super::Shared;
use super::control::{SmsBehaviour, wait};
use super::messages::{Arrival, Channel};
use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::PhoneNumber;
use notifications::senders::sms_length;
use std::collections::HashMap;
use std::io;

/// The user name the sandbox knows.
pub const SMS_USERNAME: &str = "osta";
/// The password the sandbox knows.
pub const SMS_PASSWORD: &str = "sandbox";
/// The token of the sender the sandbox knows.
pub const SMS_SENDER: &str = "sandbox-sender";

/// The most parts a text may have; the documents name a limit and not its height.
const MOST_PARTS: usize = 10;
/// The most numbers in one request.
const MOST_NUMBERS: usize = 100;

type Fields = HashMap<String, String>;

/// `POST /smsmisr/api/SMS/`
pub async fn send_sms(State(shared): State<Shared>, query: RawQuery, body: Bytes) -> Response {
    let fields = fields(query, &body);
    let behaviour = shared.control.for_sms();
    answer(shared, behaviour, read_sms(&fields), "19").await
}

/// `POST /smsmisr/api/OTP/`
pub async fn send_otp(State(shared): State<Shared>, query: RawQuery, body: Bytes) -> Response {
    let fields = fields(query, &body);
    let behaviour = shared.control.for_sms();
    answer(shared, behaviour, read_otp(&fields), "49").await
}

/// A request that would be accepted.
#[derive(Debug, PartialEq, Eq)]
struct Accepted {
    to: Vec<PhoneNumber>,
    text: String,
    code: Option<String>,
}

async fn answer(
    shared: Shared,
    behaviour: SmsBehaviour,
    read: Result<Accepted, &'static str>,
    family: &str,
) -> Response {
    wait(behaviour.delay_ms).await;
    if let Some(status) = behaviour.status.and_then(|s| StatusCode::from_u16(s).ok()) {
        return (status, "<html>sandbox</html>").into_response();
    }
    if let Some(code) = behaviour.code {
        return json(&serde_json::json!({"code": code}));
    }
    let accepted = match read {
        Ok(accepted) => accepted,
        Err(code) => return json(&serde_json::json!({"code": format!("{family}{code}")})),
    };
    let copies = if behaviour.duplicate { 2 } else { 1 };
    let length = sms_length(&accepted.text);
    let mut id = 0;
    for to in accepted.to.iter().flat_map(|to| std::iter::repeat_n(to, copies)) {
        id = shared.messages.keep(Arrival {
            channel: Channel::Sms,
            to: to.as_str().to_owned(),
            from: "Osta".into(),
            subject: None,
            text: accepted.text.clone(),
            code: accepted.code.clone(),
            html: None,
            encoding: Some(if length.is_gsm7 { "GSM-7" } else { "UCS-2" }),
            parts: Some(length.parts),
        });
    }
    if behaviour.cut_off {
        let broken = futures::stream::once(async { Err::<Bytes, _>(io::Error::other("cut off")) });
        return Body::from_stream(broken).into_response();
    }
    let cost = length.parts * accepted.to.len();
    let name = if family == "49" { "Code" } else { "code" };
    json(&serde_json::json!({name: format!("{family}01"), "SMSID": id, "Cost": cost}))
}

fn json(value: &serde_json::Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], value.to_string()).into_response()
}

/// Reads a general SMS, or says the last two digits of the code it is refused with.
fn read_sms(fields: &Fields) -> Result<Accepted, &'static str> {
    let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    check_account(fields)?;
    let to = numbers(field("mobile"))?;
    let message = field("message");
    let text = match field("language") {
        "1" | "2" => message.to_owned(),
        "3" => from_hex(message).ok_or("09")?,
        _ => return Err("10"),
    };
    if text.trim().is_empty() {
        return Err("09");
    }
    if sms_length(&text).parts > MOST_PARTS {
        return Err("11");
    }
    let delay = field("DelayUntil");
    let is_moment = delay.len() == 12 && delay.bytes().all(|b| b.is_ascii_digit());
    if !is_moment && !delay.is_empty() {
        return Err("08");
    }
    let code = code_in(&text);
    Ok(Accepted { to, text, code })
}

/// Reads a code for one of the provider's own texts.
fn read_otp(fields: &Fields) -> Result<Accepted, &'static str> {
    let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    check_account(fields)?;
    let to = numbers(field("mobile"))?;
    if to.len() > 1 {
        return Err("05");
    }
    let otp = field("otp");
    if otp.is_empty() || otp.len() > 10 || !otp.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err("08");
    }
    if field("template").is_empty() {
        return Err("09");
    }
    Ok(Accepted {
        to, text: format!("رمز التحقق الخاص بك هو {otp}"), code: Some(otp.to_owned())
    })
}

fn check_account(fields: &Fields) -> Result<(), &'static str> {
    let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    if !matches!(field("environment"), "1" | "2") {
        return Err("12");
    }
    if field("username") != SMS_USERNAME || field("password") != SMS_PASSWORD {
        return Err("03");
    }
    if field("sender") != SMS_SENDER {
        return Err("04");
    }
    Ok(())
}

/// `2010…`, twelve digits; several are separated by commas.
fn numbers(text: &str) -> Result<Vec<PhoneNumber>, &'static str> {
    let parse = |number: &str| {
        let is_written_right = number.len() == 12 && number.bytes().all(|b| b.is_ascii_digit());
        PhoneNumber::parse(number).ok().filter(|_| is_written_right).ok_or("05")
    };
    let numbers: Vec<PhoneNumber> = text.split(',').map(parse).collect::<Result<_, _>>()?;
    if numbers.len() > MOST_NUMBERS { Err("05") } else { Ok(numbers) }
}

/// UTF-16BE in hexadecimal digits (language 3).
fn from_hex(text: &str) -> Option<String> {
    let digits: Option<Vec<u16>> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u16::try_from(d).ok())).collect();
    let digits = digits?;
    let (units, rest) = digits.as_chunks::<4>();
    let units: Vec<u16> = units.iter().map(|u| u.iter().fold(0, |sum, d| sum << 4 | d)).collect();
    rest.is_empty().then(|| String::from_utf16(&units).ok()).flatten()
}

/// The one-time code in a text: exactly six digits that stand alone.
fn code_in(text: &str) -> Option<String> {
    let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '.' && c != '-');
    let word = words.find(|w| w.trim_end_matches('.').chars().count() == 6 && all_digits(w))?;
    Some(kernel::text::fold_digits(word.trim_end_matches('.')))
}

fn all_digits(word: &str) -> bool {
    word.trim_end_matches('.').chars().all(char::is_numeric)
}

/// Query and form together; the form wins.
fn fields(RawQuery(query): RawQuery, body: &[u8]) -> Fields {
    let query = query.unwrap_or_default();
    let form = String::from_utf8_lossy(body);
    query
        .split('&')
        .chain(form.split('&'))
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}

/// Undoes `application/x-www-form-urlencoded`; what is not well formed stays as it is.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = text.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (bytes[at], hex) {
            (b'%', Some(byte)) => {
                plain.push(byte);
                at += 2;
            }
            (b'+', _) => plain.push(b' '),
            (byte, _) => plain.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{code_in, decoded, fields, from_hex, read_otp, read_sms};
    use axum::extract::RawQuery;

    fn form(more: &[(&str, &str)]) -> super::Fields {
        let base = [
            ("environment", "2"),
            ("username", super::SMS_USERNAME),
            ("password", super::SMS_PASSWORD),
            ("sender", super::SMS_SENDER),
            ("mobile", "201012345678"),
            ("language", "2"),
            ("message", "أهلًا"),
            ("template", "t"),
            ("otp", "493027"),
        ];
        base.iter().chain(more).map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn every_documented_refusal_of_an_sms_happens() {
        let long = "ا".repeat(671);
        for (wrong, code) in [
            (("environment", "3"), "12"),
            (("username", "x"), "03"),
            (("password", ""), "03"),
            (("sender", "x"), "04"),
            (("mobile", "01012345678"), "05"),
            (("mobile", "201312345678"), "05"),
            (("mobile", "201012345678,"), "05"),
            (("mobile", ""), "05"),
            (("language", "4"), "10"),
            (("message", " "), "09"),
            (("message", long.as_str()), "11"),
            (("DelayUntil", "tomorrow"), "08"),
        ] {
            assert_eq!(read_sms(&form(&[wrong])), Err(code), "{wrong:?}");
        }
        let two = read_sms(&form(&[("mobile", "201012345678,201112345678")])).unwrap();
        assert_eq!(two.to.len(), 2);
        assert!(read_sms(&form(&[("DelayUntil", "202611221200")])).is_ok());
    }

    #[test]
    fn every_documented_refusal_of_a_code_happens() {
        for (wrong, code) in [
            (("environment", ""), "12"),
            (("password", "x"), "03"),
            (("sender", ""), "04"),
            (("mobile", "201012345678,201112345678"), "05"),
            (("otp", ""), "08"),
            (("otp", "12 34"), "08"),
            (("template", ""), "09"),
        ] {
            assert_eq!(read_otp(&form(&[wrong])), Err(code), "{wrong:?}");
        }
        assert_eq!(read_otp(&form(&[])).unwrap().code.as_deref(), Some("493027"));
    }

    #[test]
    fn unicode_in_hexadecimal_is_read() {
        assert_eq!(from_hex("06270628").as_deref(), Some("اب"));
        assert_eq!(from_hex("0627062"), None);
        assert_eq!(from_hex("zzzz"), None);
        assert_eq!(from_hex("d800"), None);
        let sms = read_sms(&form(&[("language", "3"), ("message", "06270628")])).unwrap();
        assert_eq!(sms.text, "اب");
    }

    #[test]
    fn only_six_digits_that_stand_alone_are_a_code() {
        assert_eq!(code_in("رمز دخول أسطى: 493027\nصالح 5 دقائق.").as_deref(), Some("493027"));
        assert_eq!(code_in("Your code is 493027.").as_deref(), Some("493027"));
        assert_eq!(code_in("رمزك ٤٩٣٠٢٧").as_deref(), Some("493027"));
        for text in ["حجز OS-123456", "السعر 123456.50 جنيه", "في 2026", "1234567", "a123456"]
        {
            assert_eq!(code_in(text), None, "{text}");
        }
    }

    #[test]
    fn query_and_form_are_read_together() {
        let fields = fields(RawQuery(Some("a=1&b=%D8%A7+%zz".into())), b"a=2&c=x%2By");
        assert_eq!((fields["a"].as_str(), fields["b"].as_str()), ("2", "ا %zz"));
        assert_eq!(fields["c"], "x+y");
        assert_eq!(decoded("%"), "%");
        assert_eq!(decoded("%ا"), "%ا");
    }
}
