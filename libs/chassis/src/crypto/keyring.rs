//! The data keys of this process, and sealing and opening with them.

use super::aead::AeadKey;
use super::error::{CryptoError, KeyringError};
use super::master::{MasterKey, MasterKeys};
use super::sealed::Sealed;
use super::store::{self, DataKeyRow};
use aws_lc_rs::{hkdf, hmac};
use chrono::TimeDelta;
use kernel::ids::TypedId;
use kernel::world::{SeededEntropy, SystemClock};
use kernel::{Instant, World};
use sqlx::PgPool;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock, Weak};
use std::time::Duration;
use uuid::Uuid;
use zeroize::Zeroizing;

/// How old, in seconds, a new data key must be before anything is sealed with it. By then every
/// running process has loaded it, so that [`Keyring::open`] needs no database.
pub const ADOPTION_S: i64 = 120;

/// How often a process looks for new keys; well within [`ADOPTION_S`].
const REFRESH: Duration = Duration::from_secs(30);

/// Seals and opens personal data. Cheap to clone.
#[derive(Clone)]
pub struct Keyring(Arc<Inner>);

struct Inner {
    /// `None` only in tests, where the keys live in memory.
    pool: Option<PgPool>,
    world: World,
    lookup: hkdf::Prk,
    masters: RwLock<MasterKeys>,
    keys: RwLock<DataKeys>,
}

struct DataKeys {
    by_id: HashMap<Uuid, Arc<AeadKey>>,
    /// The oldest first, by creation.
    ages: Vec<(Instant, Uuid)>,
}

#[derive(Clone, Copy)]
struct DataKeyId(Uuid);

impl From<Uuid> for DataKeyId {
    fn from(id: Uuid) -> Self {
        Self(id)
    }
}

impl TypedId for DataKeyId {
    fn uuid(self) -> Uuid {
        self.0
    }
}

impl Keyring {
    /// Loads the data keys; makes the first one if there is none, once however many processes
    /// start together. Keys that other processes make later are loaded in the background.
    ///
    /// # Errors
    /// When the database is away, a master key is missing or wrong, or the lookup secret is
    /// another than the one the database was started with.
    pub async fn load(
        pool: &PgPool,
        masters: MasterKeys,
        world: World,
    ) -> Result<Self, KeyringError> {
        Self::load_refreshing(pool, masters, world, REFRESH).await
    }

    /// [`Self::load`], looking for new keys every `refresh`, which must stay well within
    /// [`ADOPTION_S`].
    ///
    /// # Errors
    /// As [`Self::load`].
    pub async fn load_refreshing(
        pool: &PgPool,
        masters: MasterKeys,
        world: World,
        refresh: Duration,
    ) -> Result<Self, KeyringError> {
        let keyring = Self(Arc::new(Inner {
            pool: Some(pool.clone()),
            world,
            lookup: masters.lookup_prk(),
            masters: RwLock::new(masters),
            keys: RwLock::new(DataKeys { by_id: HashMap::new(), ages: Vec::new() }),
        }));
        keyring.refresh().await?;
        if keyring.0.read_keys().ages.is_empty() {
            keyring.make_first(pool).await?;
        }
        tokio::spawn(keep_fresh(Arc::downgrade(&keyring.0), refresh));
        Ok(keyring)
    }

    /// A keyring in memory with keys that are the same in every test process. Never for real data.
    #[must_use]
    pub fn for_tests() -> Self {
        let world = World::new(Arc::new(SystemClock), Arc::new(SeededEntropy::new(7)));
        let masters = MasterKeys::generate(&world);
        let keyring = Self(Arc::new(Inner {
            pool: None,
            lookup: masters.lookup_prk(),
            masters: RwLock::new(masters),
            keys: RwLock::new(DataKeys { by_id: HashMap::new(), ages: Vec::new() }),
            world,
        }));
        let key = AeadKey::new(&[7; 32]);
        keyring.0.write_keys().add(Uuid::from_u128(1), Instant::default(), key);
        keyring
    }

    /// Encrypts `plain` for `context`, the full name of the column it will stand in.
    #[must_use]
    pub fn seal(&self, context: &str, plain: &[u8]) -> Sealed {
        let (id, key) = self.0.read_keys().sealing(self.0.world.now());
        Sealed::from_parts(id, &key.seal(context.as_bytes(), plain))
    }

    /// [`Self::seal`] for text.
    #[must_use]
    pub fn seal_text(&self, context: &str, plain: &str) -> Sealed {
        self.seal(context, plain.as_bytes())
    }

    /// Decrypts what was sealed for the same `context`, with the keys this process knows.
    ///
    /// # Errors
    /// When the key is not known here, the text was changed, or the context is another.
    pub fn open(&self, context: &str, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        let key = self.0.read_keys().by_id.get(&sealed.key_id()).cloned();
        let key = key.ok_or(CryptoError::UnknownKey(sealed.key_id()))?;
        key.open(context.as_bytes(), &sealed.body()?)
            .ok_or_else(|| CryptoError::Unreadable { context: context.to_owned() })
    }

    /// [`Self::open`] for text.
    ///
    /// # Errors
    /// As [`Self::open`], and when it is not UTF-8.
    pub fn open_text(
        &self,
        context: &str,
        sealed: &Sealed,
    ) -> Result<Zeroizing<String>, CryptoError> {
        let plain = self.open(context, sealed)?;
        std::str::from_utf8(&plain)
            .map(|text| Zeroizing::new(text.to_owned()))
            .map_err(|_| CryptoError::NotText { context: context.to_owned() })
    }

    /// As [`Self::open`], but asks the database for a key it doesn't know.
    ///
    /// # Errors
    /// As [`Self::open`], and when the keys can't be loaded.
    pub async fn open_any(
        &self,
        context: &str,
        sealed: &Sealed,
    ) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        match self.open(context, sealed) {
            Err(CryptoError::UnknownKey(_)) => {
                self.refresh().await.map_err(|e| CryptoError::Keys(Box::new(e)))?;
                self.open(context, sealed)
            }
            done => done,
        }
    }

    /// A keyed hash of `value` for `context`, the same for ever: HMAC-SHA-256 under a key that
    /// HKDF (RFC 5869) derives from the lookup secret for this context. It survives every rotation.
    #[must_use]
    pub fn blind_index(&self, context: &str, value: &[u8]) -> [u8; 32] {
        keyed_hash(&self.0.lookup, context, value)
    }

    /// Makes a new data key and answers its id. Sealing turns to it after [`ADOPTION_S`] (at once
    /// in tests without a database); what the old keys sealed stays readable.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn rotate(&self) -> Result<Uuid, KeyringError> {
        let id = self.0.world.id::<DataKeyId>().uuid();
        let bytes = Zeroizing::new(self.0.world.bytes());
        let Some(pool) = &self.0.pool else {
            let active = self.0.world.now() - TimeDelta::seconds(ADOPTION_S);
            self.0.write_keys().add(id, active, AeadKey::new(&bytes));
            return Ok(id);
        };
        let mut tx = store::begin_locked(pool).await?;
        let row = self.0.new_row(id, &bytes);
        store::insert_in_tx(&mut tx, &row).await?;
        let from = row.created_at + TimeDelta::seconds(ADOPTION_S);
        store::retire_others_in_tx(&mut tx, id, from).await?;
        tx.commit().await?;
        self.0.write_keys().add(id, row.created_at, AeadKey::new(&bytes));
        Ok(id)
    }

    /// Wraps every data key under `new_master`, which is the current master key from then on, and
    /// answers how many. Give the new key to all processes (behind the current one) before.
    ///
    /// # Errors
    /// When the database is away, or a master key of the present wrapping is missing or wrong;
    /// nothing is changed then.
    pub async fn rewrap(&self, new_master: MasterKey) -> Result<usize, KeyringError> {
        let masters = self.0.read_masters().with_current(new_master);
        let mut rewrapped = 0;
        if let Some(pool) = &self.0.pool {
            let mut tx = store::begin_locked(pool).await?;
            for row in store::all(&mut tx).await? {
                let bytes = self.0.unwrap_row(&row, &masters)?;
                let (to, id) = (masters.current(), masters.current().id());
                store::rewrap_in_tx(&mut tx, row.id, &to.wrap(row.id, &bytes), id).await?;
                rewrapped += 1;
            }
            tx.commit().await?;
        }
        *self.0.masters.write().unwrap_or_else(PoisonError::into_inner) = masters;
        Ok(rewrapped)
    }

    /// Loads the data keys that this process doesn't know yet.
    ///
    /// # Errors
    /// When the database is away, or a new key can't be unwrapped. What could be loaded is.
    pub async fn refresh(&self) -> Result<(), KeyringError> {
        self.0.refresh().await
    }

    async fn make_first(&self, pool: &PgPool) -> Result<(), KeyringError> {
        let mut tx = store::begin_locked(pool).await?;
        if store::all(&mut tx).await?.is_empty() {
            let id = self.0.world.id::<DataKeyId>().uuid();
            let bytes = Zeroizing::new(self.0.world.bytes());
            store::insert_in_tx(&mut tx, &self.0.new_row(id, &bytes)).await?;
        }
        tx.commit().await?;
        self.refresh().await
    }
}

impl Inner {
    async fn refresh(&self) -> Result<(), KeyringError> {
        let Some(pool) = &self.pool else { return Ok(()) };
        let rows = store::all(&mut *pool.acquire().await?).await?;
        let masters = self.read_masters().clone();
        let mut failure = None;
        for row in rows {
            if self.read_keys().by_id.contains_key(&row.id) {
                continue;
            }
            match self.unwrap_row(&row, &masters) {
                Ok(bytes) => self.write_keys().add(row.id, row.created_at, AeadKey::new(&bytes)),
                Err(error) => failure = Some(error),
            }
        }
        failure.map_or(Ok(()), Err)
    }

    fn unwrap_row(
        &self,
        row: &DataKeyRow,
        masters: &MasterKeys,
    ) -> Result<Zeroizing<[u8; 32]>, KeyringError> {
        let master = masters.find(&row.master_key_id).ok_or_else(|| {
            KeyringError::UnknownMaster { key: row.id, master: row.master_key_id.clone() }
        })?;
        let bytes = master.unwrap_key(row.id, &row.wrapped).ok_or_else(|| {
            KeyringError::WrongMaster { key: row.id, master: row.master_key_id.clone() }
        })?;
        if row.lookup_check == self.lookup_check() {
            Ok(bytes)
        } else {
            Err(KeyringError::WrongLookup)
        }
    }

    fn new_row(&self, id: Uuid, bytes: &[u8; 32]) -> DataKeyRow {
        let masters = self.read_masters();
        DataKeyRow {
            id,
            wrapped: masters.current().wrap(id, bytes),
            master_key_id: masters.current().id().to_owned(),
            lookup_check: self.lookup_check().to_vec(),
            created_at: self.world.now(),
        }
    }

    fn lookup_check(&self) -> [u8; 8] {
        let hash = keyed_hash(&self.lookup, "bus.data_keys.lookup_check", b"");
        std::array::from_fn(|at| hash[at])
    }

    fn read_keys(&self) -> std::sync::RwLockReadGuard<'_, DataKeys> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_keys(&self) -> std::sync::RwLockWriteGuard<'_, DataKeys> {
        self.keys.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn read_masters(&self) -> std::sync::RwLockReadGuard<'_, MasterKeys> {
        self.masters.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl DataKeys {
    fn add(&mut self, id: Uuid, created_at: Instant, key: AeadKey) {
        if self.by_id.insert(id, Arc::new(key)).is_none() {
            let place = self.ages.partition_point(|known| *known < (created_at, id));
            self.ages.insert(place, (created_at, id));
        }
    }

    /// The newest key that every process must know by `now`; the oldest when all are young.
    fn sealing(&self, now: Instant) -> (Uuid, Arc<AeadKey>) {
        let adopted = now - TimeDelta::seconds(ADOPTION_S);
        let id = self
            .ages
            .iter()
            .rev()
            .find(|(created_at, _)| *created_at <= adopted)
            .or(self.ages.first())
            .map(|(_, id)| *id)
            .expect("a keyring is not handed out before it has its first key");
        (id, Arc::clone(&self.by_id[&id]))
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keyring({} data keys)", self.0.read_keys().ages.len())
    }
}

/// Loads new keys now and then for as long as somebody holds the keyring.
async fn keep_fresh(keyring: Weak<Inner>, every: Duration) {
    loop {
        tokio::time::sleep(every).await;
        let Some(inner) = keyring.upgrade() else { return };
        if inner.pool.as_ref().is_some_and(PgPool::is_closed) {
            return;
        }
        match inner.refresh().await {
            Ok(()) => {}
            Err(KeyringError::Database(error)) => {
                tracing::debug!(%error, "the data keys could not be refreshed; trying again");
            }
            Err(error) => tracing::error!(%error, "a data key can't be used by this process"),
        }
    }
}

fn keyed_hash(lookup: &hkdf::Prk, context: &str, value: &[u8]) -> [u8; 32] {
    let info = [b"blind-index:".as_slice(), context.as_bytes()];
    let okm = lookup
        .expand(&info, hmac::HMAC_SHA256)
        .expect("32 bytes are within what HKDF-SHA-256 can expand to");
    let tag = hmac::sign(&hmac::Key::from(okm), value);
    let mut hash = [0u8; 32];
    hash.copy_from_slice(tag.as_ref());
    hash
}
