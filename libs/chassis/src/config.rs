//! Configuration: defaults, then `osta.toml`, then the environment (`OSTA_…`, `DATABASE_URL`,
//! `REDIS_URL`). Every service may have a section of its own.

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU32;
use std::path::PathBuf;

/// A secret that never shows itself.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    #[must_use]
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// The secret itself, for the one place that needs it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// The platform's configuration.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// PostgreSQL URL of a role that owns the database (`DATABASE_URL`).
    pub database_url: Secret,
    /// Redis URL (`REDIS_URL`); without it caches and limits live in the process.
    pub redis_url: Option<Secret>,
    /// Where files go without S3, and where `osta up` keeps its own state.
    pub data_dir: PathBuf,
    /// Where S3 is, if files go there.
    pub s3: Option<S3Settings>,
    /// The address to listen on.
    pub listen: String,
    /// Whether other processes of the same user may listen on the address too, so that a new
    /// process takes over before the old one ends.
    pub listen_shared: bool,
    /// The address people open, without a trailing slash.
    pub public_url: String,
    /// Origins besides `public_url` that may call the API with cookies.
    pub cors_origins: Vec<String>,
    /// How many proxies in front add to `X-Forwarded-For`. 0: the peer is the client.
    pub trusted_proxies: u8,
    /// Master keys: `id:base64,…`, the first one current (see `crypto`). Without them the key file
    /// in `data_dir` is used, and made when it isn't there.
    pub master_keys: Secret,
    /// The lookup secret of keyed hashes: base64 of 32 bytes. Never changes.
    pub lookup_secret: Secret,
    /// Secret that services of one installation prove themselves to each other with.
    pub internal_token: Secret,
    /// Base URLs of services that run in other processes.
    pub service_urls: BTreeMap<String, String>,
    /// Connections a service may hold.
    pub db_connections: u32,
    /// How many requests a service works on at once; those on top wait for a moment and are then told
    /// to come back. Some for each connection to the database, and more than may wait for a password
    /// to be checked (34), so that a flood of log-ins leaves places for everything else.
    pub requests_at_once: usize,
    /// `json` or `pretty`.
    pub log_format: String,
    /// A filter like `info,booking=debug`.
    pub log_filter: String,
    /// How many requests a minute an account may make; the requirements say 100.
    pub general_limit_per_minute: u32,
    /// So many times what every limit says is let through. 1, except where one client stands for
    /// very many people, as in a load test.
    pub limits_times: NonZeroU32,
    /// Whether `/metrics` is served on the public port.
    pub metrics_public: bool,
    /// Sections of services, read with [`Settings::section`].
    #[serde(flatten)]
    pub sections: BTreeMap<String, serde_json::Value>,
}

/// Where and how to reach S3.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct S3Settings {
    /// Endpoint URL; empty for AWS itself.
    #[serde(default)]
    pub endpoint: String,
    /// Region.
    pub region: String,
    /// Bucket.
    pub bucket: String,
    /// Access key id.
    pub access_key: Secret,
    /// Secret key.
    pub secret_key: Secret,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            database_url: Secret::default(),
            redis_url: None,
            data_dir: PathBuf::from(".osta"),
            s3: None,
            listen: "127.0.0.1:8080".into(),
            listen_shared: false,
            public_url: "http://127.0.0.1:8080".into(),
            cors_origins: Vec::new(),
            trusted_proxies: 0,
            master_keys: Secret::default(),
            lookup_secret: Secret::default(),
            internal_token: Secret::default(),
            service_urls: BTreeMap::new(),
            db_connections: 10,
            requests_at_once: 64,
            log_format: "json".into(),
            log_filter: "info".into(),
            general_limit_per_minute: 100,
            limits_times: NonZeroU32::MIN,
            metrics_public: true,
            sections: BTreeMap::new(),
        }
    }
}

/// The configuration can't be used.
#[derive(Debug, thiserror::Error)]
#[error("the configuration can't be used: {0}")]
pub struct ConfigError(String);

impl Settings {
    /// Reads defaults, `file` when it exists, and the environment. Nested keys are separated by
    /// two underscores: `OSTA_NOTIFICATIONS__SMTP_URL`.
    ///
    /// # Errors
    /// Names the key that is wrong.
    pub fn load(file: Option<&std::path::Path>) -> Result<Self, ConfigError> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = file {
            figment = figment.merge(Toml::file(file));
        }
        figment = figment
            .merge(Env::prefixed("OSTA_").split("__"))
            .merge(Env::raw().only(&["DATABASE_URL", "REDIS_URL"]));
        figment.extract().map_err(|e| ConfigError(e.to_string()))
    }

    /// A service's own section; its defaults when there is none.
    ///
    /// # Errors
    /// Names the key that is wrong.
    pub fn section<T: DeserializeOwned + Default>(&self, name: &str) -> Result<T, ConfigError> {
        match self.sections.get(name) {
            None => Ok(T::default()),
            Some(value) => serde_json::from_value(value.clone())
                .map_err(|e| ConfigError(format!("section {name}: {e}"))),
        }
    }

    /// The base URL of a service in another process.
    #[must_use]
    pub fn service_url(&self, service: &str) -> Option<&str> {
        self.service_urls.get(service).map(|url| url.trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::{Secret, Settings};

    #[test]
    fn a_secret_does_not_print_itself() {
        let settings = Settings { internal_token: Secret::new("hush"), ..Settings::default() };
        assert!(!format!("{settings:?}").contains("hush"));
    }

    #[test]
    fn a_missing_section_has_its_defaults_and_a_wrong_one_is_named() {
        #[derive(Debug, Default, serde::Deserialize)]
        struct Section {
            #[serde(rename = "seconds")]
            _seconds: u32,
        }
        let mut settings = Settings::default();
        assert!(settings.section::<Section>("booking").is_ok());
        settings.sections.insert("booking".into(), serde_json::json!({"seconds": "many"}));
        let error = settings.section::<Section>("booking").unwrap_err().to_string();
        assert!(error.contains("section booking"), "{error}");
    }
}
