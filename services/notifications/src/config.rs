//! The section `notifications` of the configuration.

use crate::senders::push::{self, Pusher};
use crate::senders::{BadMail, Mailer, SmsChain, SmsMisr, SmsMisrConfig, SmsProvider};
use crate::webhooks::Hooks;
use chassis::config::{ConfigError, Secret, Settings};
use kernel::World;
use serde::Deserialize;
use std::sync::Arc;

/// Who carries our messages.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NotificationsConfig {
    /// SMS providers in the order in which they are tried: `sms_misr`. Empty: no SMS.
    pub sms: Vec<String>,
    /// The SMS Misr account.
    pub sms_misr: SmsMisrConfig,
    /// The mail server (`smtp://127.0.0.1:2525`); it may hold a password. None: no mail.
    pub smtp_url: Option<Secret>,
    /// Who writes our mails.
    pub mail_from: String,
    /// The push services that browsers may name: host names, `*.` in front for those below one.
    /// Empty: no push.
    pub push_hosts: Vec<String>,
    /// The origin of a sandbox that may be named besides (`http://127.0.0.1:8090`).
    pub push_sandbox: Option<String>,
    /// How push services reach us (`mailto:` or `https:`).
    pub push_contact: String,
    /// Whether webhooks may go to this machine and without TLS: for development only.
    pub webhooks_loopback: bool,
    /// How many deliveries run at once, besides one lane that only carries codes.
    pub lanes: usize,
}

impl Default for NotificationsConfig {
    fn default() -> Self {
        Self {
            sms: Vec::new(),
            sms_misr: SmsMisrConfig::default(),
            smtp_url: None,
            mail_from: "أُسطى <no-reply@osta.invalid>".into(),
            push_hosts: push::KNOWN.iter().map(|host| (*host).to_owned()).collect(),
            push_sandbox: None,
            push_contact: "mailto:push@osta.invalid".into(),
            webhooks_loopback: false,
            lanes: 4,
        }
    }
}

/// Why the service can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The section can't be read.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A name in `notifications.sms` that nobody has.
    #[error("notifications.sms names {0}, which is no SMS provider (there is: sms_misr)")]
    UnknownProvider(String),
    /// No HTTP client can be made.
    #[error("an HTTP client for SMS, push or webhooks can't be made")]
    Http(#[from] reqwest::Error),
    /// The mail settings.
    #[error(transparent)]
    Mail(#[from] BadMail),
}

/// Whoever carries messages, as configured. Cheap to clone.
#[derive(Clone)]
pub struct Senders {
    /// SMS.
    pub sms: SmsChain,
    /// Mail.
    pub mail: Option<Mailer>,
    /// Push messages.
    pub push: Option<Pusher>,
    /// Partners' programs.
    pub hooks: Hooks,
}

impl Senders {
    /// Makes the senders of the configuration.
    ///
    /// # Errors
    /// [`StartError`] names what is wrong.
    pub fn from_config(config: &NotificationsConfig, world: &World) -> Result<Self, StartError> {
        let mut providers: Vec<Arc<dyn SmsProvider>> = Vec::new();
        for name in &config.sms {
            match name.as_str() {
                SmsMisr::NAME => providers.push(Arc::new(SmsMisr::new(config.sms_misr.clone())?)),
                _ => return Err(StartError::UnknownProvider(name.clone())),
            }
        }
        let mail = config
            .smtp_url
            .as_ref()
            .map(|url| Mailer::new(url.expose(), &config.mail_from))
            .transpose()?;
        let mut hosts = config.push_hosts.clone();
        hosts.extend(config.push_sandbox.clone());
        let push = (!hosts.is_empty())
            .then(|| Pusher::new(hosts, &config.push_contact, world.clone()))
            .transpose()?;
        let hooks = Hooks::new(config.webhooks_loopback)?;
        Ok(Self { sms: SmsChain::new(providers), mail, push, hooks })
    }
}

/// Reads the section.
///
/// # Errors
/// Names the key that is wrong.
pub fn load(settings: &Settings) -> Result<NotificationsConfig, ConfigError> {
    settings.section("notifications")
}

#[cfg(test)]
mod tests {
    use super::{NotificationsConfig, Senders, load};
    use chassis::Settings;

    fn config(json: serde_json::Value) -> NotificationsConfig {
        let mut settings = Settings::default();
        settings.sections.insert("notifications".into(), json);
        load(&settings).unwrap()
    }

    #[test]
    fn nothing_configured_means_no_channel() {
        let senders =
            Senders::from_config(&load(&Settings::default()).unwrap(), &testkit::world().0)
                .unwrap();
        assert!(!senders.sms.is_configured() && senders.mail.is_none());
    }

    #[tokio::test]
    async fn the_sandbox_needs_two_lines() {
        let config = config(serde_json::json!({
            "sms": ["sms_misr"],
            "smtp_url": "smtp://127.0.0.1:2525",
            "sms_misr": {"base_url": "http://127.0.0.1:8081/smsmisr", "username": "osta"},
        }));
        let senders = Senders::from_config(&config, &testkit::world().0).unwrap();
        assert!(senders.sms.is_configured() && senders.mail.is_some());
    }

    #[test]
    fn a_provider_nobody_knows_is_named() {
        let config = config(serde_json::json!({"sms": ["pigeon"]}));
        let error = Senders::from_config(&config, &testkit::world().0).err().unwrap().to_string();
        assert!(error.contains("pigeon"), "{error}");
    }
}
