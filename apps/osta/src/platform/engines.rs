//! What every service of this process stands on: database, keys, files, cache, limits.

use anyhow::Context;
use chassis::bus::Wake;
use chassis::cache::{Cache, MemoryLimits, RedisLink};
use chassis::crypto::{Keyring, MasterKeys, SystemEntropy};
use chassis::limits::RateLimiter;
use chassis::storage::{S3Config, Storage};
use chassis::{Chassis, Db, Settings};
use kernel::World;
use kernel::world::SystemClock;
use std::sync::Arc;

/// How many open windows of rate limits one process remembers.
const WINDOWS: usize = 200_000;
/// Connections of the owner's pool: the stamper, its listener, maintenance.
const OWNER_CONNECTIONS: u32 = 6;

/// The engines of one process.
pub struct Engines {
    /// The configuration.
    pub settings: Arc<Settings>,
    /// Time and chance.
    pub world: World,
    /// The database as its owner.
    pub owner: Db,
    /// Encryption of personal data.
    pub keyring: Keyring,
    /// Who asks how often.
    pub limiter: RateLimiter,
    /// Redis, if there is one.
    pub redis: Option<RedisLink>,
    storage: Storage,
    cache: Cache,
    wake: Wake,
}

impl Engines {
    /// Connects to what is configured. The database must be migrated.
    ///
    /// # Errors
    /// Names the engine that can't be used.
    pub async fn start(settings: Settings) -> anyhow::Result<Self> {
        Self::start_in(World::new(Arc::new(SystemClock), Arc::new(SystemEntropy)), settings).await
    }

    /// The same in a given world: the demo world's past is lived with a clock of its own.
    ///
    /// # Errors
    /// As [`Engines::start`].
    pub async fn start_in(world: World, settings: Settings) -> anyhow::Result<Self> {
        let wake = Wake::new();
        let url = settings.database_url.expose();
        let owner = Db::connect_as_owner(url, OWNER_CONNECTIONS, wake.clone())
            .context("DATABASE_URL can't be read")?;
        let masters = master_keys(&settings, &world)?;
        let keyring = Keyring::load(owner.pool(), masters, world.clone())
            .await
            .context("the keys that seal personal data can't be used")?;
        let redis = match &settings.redis_url {
            None => None,
            Some(url) => Some(RedisLink::new(url.expose()).context("REDIS_URL can't be read")?),
        };
        let (cache, limiter) = match &redis {
            None => (
                Cache::memory(world.clone(), MemoryLimits::default()),
                RateLimiter::memory(world.clone(), WINDOWS),
            ),
            Some(link) => (
                Cache::redis(link.clone(), "osta:cache:"),
                RateLimiter::redis(link.clone(), "osta:limit:", world.clone(), WINDOWS),
            ),
        };
        let limiter = limiter.times(settings.limits_times);
        let storage = storage(&settings)?;
        let settings = Arc::new(settings);
        Ok(Self { settings, world, owner, keyring, limiter, redis, storage, cache, wake })
    }

    /// Engines that lead nowhere, for what needs the services' code and no data.
    ///
    /// # Errors
    /// When the database's URL can't be read.
    pub fn nowhere(settings: Settings) -> anyhow::Result<Self> {
        let world = World::new(Arc::new(SystemClock), Arc::new(SystemEntropy));
        let wake = Wake::new();
        let owner = Db::connect_as_owner(settings.database_url.expose(), 1, wake.clone())?;
        Ok(Self {
            owner,
            keyring: Keyring::for_tests(),
            limiter: RateLimiter::memory(world.clone(), 1),
            redis: None,
            storage: Storage::memory(),
            cache: Cache::memory(world.clone(), MemoryLimits::default()),
            settings: Arc::new(settings),
            world,
            wake,
        })
    }

    /// What `service` runs on, with its own role and pool.
    ///
    /// # Errors
    /// When the database's URL can't be read.
    pub fn chassis(&self, service: &'static str) -> anyhow::Result<Chassis> {
        let url = self.settings.database_url.expose();
        Ok(Chassis {
            service,
            db: Db::connect(url, service, self.settings.db_connections, self.wake.clone())?,
            world: self.world.clone(),
            keyring: self.keyring.clone(),
            storage: self.storage.clone(),
            cache: self.cache.clone(),
            limiter: self.limiter.clone(),
            settings: self.settings.clone(),
        })
    }
}

/// The configured master keys, or the key file in the data folder, made when it isn't there.
fn master_keys(settings: &Settings, world: &World) -> anyhow::Result<MasterKeys> {
    let (keys, lookup) = (settings.master_keys.expose(), settings.lookup_secret.expose());
    if !keys.is_empty() {
        return MasterKeys::from_config(keys, lookup)
            .context("OSTA_MASTER_KEYS or OSTA_LOOKUP_SECRET can't be used");
    }
    let path = settings.data_dir.join("master-keys");
    MasterKeys::load_or_create(&path, world)
        .with_context(|| format!("the key file {} can't be used", path.display()))
}

fn storage(settings: &Settings) -> anyhow::Result<Storage> {
    let Some(s3) = &settings.s3 else {
        return Storage::disk(settings.data_dir.join("objects"))
            .context("the folder for files can't be used");
    };
    let own_endpoint = !s3.endpoint.is_empty();
    Storage::s3(S3Config {
        endpoint: own_endpoint.then(|| s3.endpoint.clone()),
        region: s3.region.clone(),
        bucket: s3.bucket.clone(),
        access_key: s3.access_key.expose().to_string(),
        secret_key: s3.secret_key.expose().to_string(),
        force_path_style: own_endpoint,
    })
    .context("the S3 store can't be used")
}
