//! What `osta up` serves: the platform with the demo world and the sandbox that receives its SMS
//! and mail.

use crate::cli::{print, progress};
use crate::demo;
use crate::home;
use crate::platform::Selection;
use crate::sandbox;
use crate::serve;
use anyhow::Context;
use chassis::Settings;
use chassis::config::Secret;
use serde_json::{Value, json};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use tokio_util::sync::CancellationToken;

/// What `osta up` decides.
#[derive(Debug)]
pub struct World {
    /// The database, for its owner.
    pub database_url: String,
    /// The folder for files that are not in the database: documents, keys.
    pub data_dir: PathBuf,
    /// The port people open; the next two are the sandbox's page and its mail server.
    pub port: u16,
}

impl World {
    /// The ports that must be free: the platform's, the sandbox's page and its mail server.
    #[must_use]
    pub fn ports(port: u16) -> [u16; 3] {
        [port, port.saturating_add(1), port.saturating_add(2)]
    }

    /// Runs until `shutdown` completes, then stops cleanly.
    ///
    /// # Errors
    /// When a service can't start.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send) -> anyhow::Result<()> {
        let settings = self.settings()?;
        serve::prepare_process(&settings)?;
        let stop = CancellationToken::new();
        let platform = self.platform(settings, stop.clone());
        let mut platform = std::pin::pin!(platform);
        tokio::select! {
            ended = &mut platform => return ended,
            () = shutdown => stop.cancel(),
        }
        platform.await
    }

    async fn platform(&self, settings: Settings, stop: CancellationToken) -> anyhow::Result<()> {
        progress("Preparing the database …");
        let prepared = async {
            serve::migrate(&settings).await?;
            demo::ensure(&settings).await.context("the demo world can't be made")
        };
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            prepared = prepared => prepared?,
        }
        let [port, page, smtp] = Self::ports(self.port).map(local);
        let receiving = tokio::spawn(sandbox::run(page, smtp, stop.clone()));
        let served =
            serve::run(settings, Selection::default(), stop.clone(), || welcome(port, page)).await;
        stop.cancel();
        receiving.await.context("the sandbox ended badly")?.context("the sandbox")?;
        served
    }

    /// The configuration of the environment, with what `osta up` decides itself.
    fn settings(&self) -> anyhow::Result<Settings> {
        let mut settings = Settings::load(None)?;
        let [port, page, smtp] = Self::ports(self.port).map(local);
        settings.database_url = Secret::new(self.database_url.as_str());
        settings.data_dir.clone_from(&self.data_dir);
        settings.listen = port.to_string();
        settings.public_url = format!("http://{port}");
        if std::env::var_os("OSTA_LOG_FILTER").is_none() {
            settings.log_filter = "warn".into();
        }
        if std::env::var_os("OSTA_LOG_FORMAT").is_none() {
            settings.log_format = "pretty".into();
        }
        let sandbox = json!({
            "sms": ["sms_misr"],
            "sms_misr": {
                "base_url": format!("http://{page}/smsmisr"),
                "username": sandbox::SMS_USERNAME,
                "password": sandbox::SMS_PASSWORD,
                "sender": sandbox::SMS_SENDER,
            },
            "smtp_url": format!("smtp://{smtp}"),
            "push_sandbox": format!("http://{page}"),
        });
        fill(&mut settings, "notifications", sandbox);
        let gateway = settings.sections.entry("gateway".into()).or_insert_with(|| json!({}));
        if let Some(gateway) = gateway.as_object_mut() {
            let web = gateway.entry("web").or_insert_with(|| json!({}));
            if let Some(web) = web.as_object_mut() {
                web.entry("dir").or_insert_with(|| json!(home::web_app()));
                web.entry("sandbox_url").or_insert_with(|| json!(format!("http://{page}/")));
            }
        }
        Ok(settings)
    }
}

/// Says what nobody has said in a section of the configuration.
fn fill(settings: &mut Settings, section: &str, unless_said: Value) {
    let said = settings.sections.entry(section.to_owned()).or_insert_with(|| json!({}));
    if let (Some(said), Value::Object(all)) = (said.as_object_mut(), unless_said) {
        for (key, value) in all {
            said.entry(key).or_insert(value);
        }
    }
}

fn local(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

/// What a newcomer reads when everything is up.
fn welcome(port: SocketAddr, page: SocketAddr) {
    print("");
    print("  أُسطى · Osta is up.");
    print("");
    print(&format!("  Open             http://{port}/"));
    print(&format!("  Try the API      http://{port}/api/docs/"));
    print(&format!("  Read SMS, mail   http://{page}/"));
    print(&format!("  Is it ready?     http://{port}/readyz"));
    print("");
    print("  Log in with phone and password:");
    for account in demo::accounts() {
        let (first, last) = account.name;
        // The name stands last: a right-to-left word would push what follows it around.
        print(&format!(
            "    {:<14} {}   {}   {first} {last}",
            account.what,
            account.phone,
            demo::PASSWORD
        ));
    }
    print("");
    print("  Watch one booking from \"my tap leaks\" to paid and rated:  ./osta journey");
    print("  Stop with Ctrl-C. Start over with:  ./osta up --reset");
    print("");
}

#[cfg(test)]
mod tests {
    use super::{Settings, fill};
    use serde_json::json;

    #[test]
    fn what_somebody_set_stays_and_the_rest_is_filled_in() {
        let mut settings = Settings::default();
        settings.sections.insert("notifications".into(), json!({"webhooks_loopback": true}));
        fill(&mut settings, "notifications", json!({"sms": ["sms_misr"], "webhooks_loopback": 0}));
        fill(&mut settings, "other", json!({"a": 1}));
        let wanted = json!({"webhooks_loopback": true, "sms": ["sms_misr"]});
        assert_eq!(settings.sections["notifications"], wanted);
        assert_eq!(settings.sections["other"], json!({"a": 1}));
    }
}
