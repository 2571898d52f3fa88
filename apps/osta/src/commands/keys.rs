//! `osta keys`: the keys that seal personal data.

use crate::cli::{print, progress};
use crate::platform::Engines;
use crate::serve;
use anyhow::Context;
use chassis::Settings;
use chassis::crypto::{MasterKey, MasterKeys, SystemEntropy};
use kernel::World;
use kernel::world::SystemClock;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// Makes and rotates the keys that seal personal data.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  osta keys generate     prints OSTA_MASTER_KEYS and OSTA_LOOKUP_SECRET for a new installation
  osta keys rotate       new data is sealed with a new data key; old data stays readable
  osta keys rewrap       wraps all data keys with the master key in OSTA_NEW_MASTER_KEY (id:base64)

To change the master key: add the new one behind the current one in OSTA_MASTER_KEYS everywhere, restart,
run `osta keys rewrap`, then put the new one first and drop the old one.")]
pub struct Keys {
    #[command(subcommand)]
    what: What,
    /// The configuration file.
    #[arg(long, default_value = "osta.toml", global = true)]
    config: PathBuf,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Prints new secrets for the configuration of a new installation.
    Generate,
    /// Makes a new data key.
    Rotate,
    /// Wraps every data key with a new master key.
    Rewrap {
        /// The new master key, `id:base64`.
        #[arg(long, env = "OSTA_NEW_MASTER_KEY", hide_env_values = true)]
        new_master_key: String,
    },
}

impl Keys {
    /// Does what was asked.
    ///
    /// # Errors
    /// When the database is away or the keys can't be used.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        if matches!(self.what, What::Generate) {
            let world = World::new(Arc::new(SystemClock), Arc::new(SystemEntropy));
            let (keys, lookup) = MasterKeys::generate(&world).to_config();
            print(&format!("OSTA_MASTER_KEYS={}", *keys));
            print(&format!("OSTA_LOOKUP_SECRET={}", *lookup));
            return Ok(ExitCode::SUCCESS);
        }
        let settings = Settings::load(Some(&self.config))?;
        serve::prepare_process(&settings)?;
        let engines = Engines::start(settings).await?;
        match self.what {
            What::Generate => {}
            What::Rotate => {
                let id = engines.keyring.rotate().await?;
                progress(&format!("New data is sealed with data key {id} in two minutes."));
            }
            What::Rewrap { new_master_key } => {
                let key = MasterKey::parse(&new_master_key).context("OSTA_NEW_MASTER_KEY")?;
                let count = engines.keyring.rewrap(key).await?;
                progress(&format!("{count} data keys are wrapped with the new master key."));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
