//! An S3-compatible store: AWS, MinIO, R2, Ceph.

use super::StorageError;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::{BackoffConfig, ClientOptions, RetryConfig};
use std::fmt;
use std::time::Duration;

/// Where the bucket is and who we are there.
#[derive(Clone)]
pub struct S3Config {
    /// The address of the store, `https://…`; `None` for AWS itself.
    pub endpoint: Option<String>,
    /// The region; most stores other than AWS take `us-east-1`.
    pub region: String,
    /// The bucket, which must exist.
    pub bucket: String,
    /// The access key id.
    pub access_key: String,
    /// The secret access key.
    pub secret_key: String,
    /// Whether the bucket stands in the path (`https://host/bucket/key`) and not in the host
    /// name: what MinIO and most self-hosted stores want.
    pub force_path_style: bool,
}

impl fmt::Debug for S3Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Config")
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .field("bucket", &self.bucket)
            .finish_non_exhaustive()
    }
}

pub(super) fn connect(config: S3Config) -> Result<AmazonS3, StorageError> {
    // A person waits for the answer, so we give up long before the library's three minutes.
    let retry = RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(2),
            base: 2.0,
        },
        max_retries: 3,
        retry_timeout: Duration::from_secs(15),
    };
    let client = ClientOptions::new()
        .with_connect_timeout(Duration::from_secs(3))
        .with_timeout(Duration::from_secs(30))
        .with_allow_http(config.endpoint.as_deref().is_some_and(|e| e.starts_with("http://")));
    let endpoint = config.endpoint.map(|address| match address.split_once("://") {
        Some((scheme, host)) if !config.force_path_style => {
            format!("{scheme}://{}.{host}", config.bucket)
        }
        _ => address,
    });
    let mut builder = AmazonS3Builder::new()
        .with_region(config.region)
        .with_bucket_name(config.bucket)
        .with_access_key_id(config.access_key)
        .with_secret_access_key(config.secret_key)
        .with_virtual_hosted_style_request(!config.force_path_style)
        .with_retry(retry)
        .with_client_options(client);
    if let Some(endpoint) = endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    Ok(builder.build()?)
}
