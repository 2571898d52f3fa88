//! SMS Misr (`egypt.md` 3.2): a form to `/api/SMS/` or `/api/OTP/`, a number as the answer.
//!
//! It has no idempotency and answers most failures with HTTP 200, so only an answer that can be
//! read, or a connection that was never made, proves that nothing went out.

use super::{Outcome, Sms, SmsProvider, sms_length};
use async_trait::async_trait;
use chassis::config::Secret;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::time::Duration;

/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_secs(12);

/// Whether messages really go out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    /// They go out and cost money.
    Live,
    /// They are checked and thrown away.
    #[default]
    Test,
}

/// The section `notifications.sms_misr`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SmsMisrConfig {
    /// Base URL.
    pub base_url: String,
    /// `live` or `test`.
    pub environment: Environment,
    /// The account's user name.
    #[serde(deserialize_with = "text_or_number")]
    pub username: String,
    /// The account's password.
    #[serde(deserialize_with = "secret_text_or_number")]
    pub password: Secret,
    /// The token of the registered sender, not its name.
    pub sender: String,
    /// The token of a preset text for codes; without it codes go as ordinary SMS with our text.
    pub otp_template: Option<String>,
}

impl Default for SmsMisrConfig {
    fn default() -> Self {
        Self {
            base_url: "https://smsmisr.com".into(),
            environment: Environment::Test,
            username: String::new(),
            password: Secret::default(),
            sender: String::new(),
            otp_template: None,
        }
    }
}

/// Environment variables lose the quotes of a user name or password that is all digits.
fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(serde::de::Error::custom("expected a text")),
    }
}

fn secret_text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
    text_or_number(deserializer).map(Secret::new)
}

/// SMS Misr as an [`SmsProvider`].
pub struct SmsMisr {
    config: SmsMisrConfig,
    http: reqwest::Client,
    timeout: Duration,
}

impl SmsMisr {
    /// The name in the configuration.
    pub const NAME: &'static str = "sms_misr";

    /// A sender for this account.
    ///
    /// # Errors
    /// When no HTTP client can be made (TLS roots are missing).
    pub fn new(config: SmsMisrConfig) -> Result<Self, reqwest::Error> {
        // A redirect would carry the password somewhere else.
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(5))
            .build()?;
        Ok(Self { config, http, timeout: TIMEOUT })
    }

    /// The same with another time limit, for tests.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    fn form<'a>(&'a self, sms: &'a Sms<'a>) -> (&'static str, Vec<(&'static str, &'a str)>) {
        let environment = match self.config.environment {
            Environment::Live => "1",
            Environment::Test => "2",
        };
        let mut form = vec![
            ("environment", environment),
            ("username", self.config.username.as_str()),
            ("password", self.config.password.expose()),
            ("sender", self.config.sender.as_str()),
            // 2010…: E.164 without the plus.
            ("mobile", sms.to.as_str().trim_start_matches('+')),
        ];
        match (sms.code, &self.config.otp_template) {
            (Some(code), Some(template)) => {
                form.extend([("template", template.as_str()), ("otp", code)]);
                ("/api/OTP/", form)
            }
            _ => {
                let language = if sms_length(sms.text).is_gsm7 { "1" } else { "2" };
                form.extend([("language", language), ("message", sms.text)]);
                ("/api/SMS/", form)
            }
        }
    }
}

#[async_trait]
impl SmsProvider for SmsMisr {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    async fn send(&self, sms: Sms<'_>) -> Outcome {
        let (path, form) = self.form(&sms);
        let url = format!("{}{path}", self.config.base_url.trim_end_matches('/'));
        let asked = self.http.post(url).form(&form).timeout(self.timeout).send().await;
        let answer = match asked {
            Ok(answer) => answer,
            Err(error) if error.is_connect() || error.is_builder() => {
                return Outcome::Retry("sms.unreachable");
            }
            Err(error) if error.is_timeout() => return Outcome::Unknown("sms.timeout"),
            Err(_) => return Outcome::Unknown("sms.cut_off"),
        };
        let status = answer.status().as_u16();
        match answer.bytes().await {
            Ok(body) => classify(status, &body),
            Err(error) if error.is_timeout() => Outcome::Unknown("sms.timeout"),
            Err(_) => Outcome::Unknown("sms.cut_off"),
        }
    }
}

/// What an answer means.
fn classify(status: u16, body: &[u8]) -> Outcome {
    if let Some((code, id)) = read(body) {
        return match code.as_str() {
            "1901" | "4901" => Outcome::Accepted(id),
            "1903" | "4903" => Outcome::Retry("sms.wrong_credentials"),
            "1904" | "4904" => Outcome::Retry("sms.wrong_sender"),
            "1905" | "4905" => Outcome::Refused("sms.bad_number"),
            "1906" | "4906" => Outcome::Retry("sms.no_credit"),
            "1907" | "4907" => Outcome::Retry("sms.provider_updating"),
            "9999" => Outcome::Retry("sms.too_many_requests"),
            "1909" | "1911" => Outcome::Refused("sms.bad_text"),
            "4908" => Outcome::Refused("sms.bad_text"),
            // A wrong template, environment or field is our configuration: once mended, the
            // message can go.
            "1902" | "1908" | "1910" | "1912" | "4909" | "4912" => {
                Outcome::Retry("sms.wrong_request")
            }
            code if code.len() == 4 && code.starts_with("800") => {
                Outcome::Retry("sms.wrong_request")
            }
            _ => Outcome::Unknown("sms.unknown_answer"),
        };
    }
    match status {
        429 | 503 => Outcome::Retry("sms.provider_busy"),
        300..=499 => Outcome::Retry("sms.wrong_request"),
        // A gateway in between may have passed it on before it failed.
        _ => Outcome::Unknown("sms.unknown_answer"),
    }
}

/// Code and id of an answer; the case of the names varies, and numbers come as text too.
fn read(body: &[u8]) -> Option<(String, Option<String>)> {
    let Value::Object(fields) = serde_json::from_slice(body).ok()? else { return None };
    let field = |wanted: &str| {
        let (_, value) = fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted))?;
        match value {
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    };
    Some((field("code")?, field("smsid").filter(|id| id.len() <= 100)))
}

#[cfg(test)]
mod tests {
    use super::{Environment, Outcome, Sms, SmsMisr, SmsMisrConfig, classify};
    use chassis::config::Secret;
    use kernel::PhoneNumber;
    use uuid::Uuid;

    #[test]
    fn every_documented_code_has_a_meaning() {
        let of = |code: &str| classify(200, format!(r#"{{"code":"{code}"}}"#).as_bytes());
        for code in ["1901", "4901"] {
            assert_eq!(of(code), Outcome::Accepted(None));
        }
        for code in ["1905", "4905", "1909", "1911", "4908"] {
            assert!(matches!(of(code), Outcome::Refused(_)), "{code}");
        }
        for code in [
            "1902", "1903", "1904", "1906", "1907", "1908", "1910", "1912", "4903", "4904", "4906",
            "4907", "4909", "4912", "9999", "8001", "8006",
        ] {
            assert!(matches!(of(code), Outcome::Retry(_)), "{code}");
        }
        for code in ["6000", "", "1"] {
            assert!(matches!(of(code), Outcome::Unknown(_)), "{code}");
        }
    }

    #[test]
    fn names_of_any_case_and_numbers_as_text_are_read() {
        for body in [
            r#"{"code":"1901","SMSID":7512,"Cost":1}"#,
            r#"{"Code":1901,"smsid":"7512","cost":"1"}"#,
            r#"{"CODE":"1901","SmsId":" 7512 "}"#,
        ] {
            let accepted = Outcome::Accepted(Some("7512".into()));
            assert_eq!(classify(200, body.as_bytes()), accepted, "{body}");
        }
    }

    #[test]
    fn an_answer_nobody_can_read_proves_nothing() {
        assert_eq!(classify(200, b"<html>"), Outcome::Unknown("sms.unknown_answer"));
        assert_eq!(classify(502, b""), Outcome::Unknown("sms.unknown_answer"));
        assert_eq!(classify(500, b"[]"), Outcome::Unknown("sms.unknown_answer"));
        assert_eq!(classify(503, b""), Outcome::Retry("sms.provider_busy"));
        assert_eq!(classify(429, b""), Outcome::Retry("sms.provider_busy"));
        assert_eq!(classify(404, b""), Outcome::Retry("sms.wrong_request"));
        assert_eq!(classify(302, b""), Outcome::Retry("sms.wrong_request"));
        assert_eq!(classify(400, br#"{"code":"1905"}"#), Outcome::Refused("sms.bad_number"));
    }

    #[test]
    fn the_form_is_as_documented() {
        let mut config = SmsMisrConfig {
            environment: Environment::Live,
            username: "u".into(),
            password: Secret::new("p"),
            sender: "token".into(),
            ..SmsMisrConfig::default()
        };
        let to = PhoneNumber::parse("01012345678").unwrap();
        let client_id = Uuid::from_u128(1).into();
        let sms = Sms { to: &to, text: "رمز 1234", code: Some("1234"), client_id };
        let sender = SmsMisr::new(config.clone()).unwrap();
        assert_eq!(
            sender.form(&sms),
            (
                "/api/SMS/",
                vec![
                    ("environment", "1"),
                    ("username", "u"),
                    ("password", "p"),
                    ("sender", "token"),
                    ("mobile", "201012345678"),
                    ("language", "2"),
                    ("message", "رمز 1234"),
                ]
            )
        );
        config.otp_template = Some("tpl".into());
        config.environment = Environment::Test;
        let sender = SmsMisr::new(config).unwrap();
        let (path, form) = sender.form(&sms);
        assert_eq!(path, "/api/OTP/");
        assert!(form.contains(&("environment", "2")));
        assert!(form.ends_with(&[("template", "tpl"), ("otp", "1234")]));
        assert_eq!(sender.form(&Sms { text: "hi", code: None, ..sms }).1[5], ("language", "1"));
    }

    #[test]
    fn a_password_of_digits_only_survives_the_environment() {
        let json = serde_json::json!({"username": 12345, "password": 999, "environment": "live"});
        let config: SmsMisrConfig = serde_json::from_value(json).unwrap();
        assert_eq!((config.username.as_str(), config.password.expose()), ("12345", "999"));
        assert!(!format!("{config:?}").contains("999"));
        let wrong = serde_json::json!({"username": true});
        assert!(serde_json::from_value::<SmsMisrConfig>(wrong).is_err());
    }
}
