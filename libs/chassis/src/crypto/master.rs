//! Master keys: where they come from, and the two things they do (wrap data keys, make the
//! lookup key).

use super::aead::{AeadKey, KEY_LEN};
use aws_lc_rs::hkdf;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::World;
use std::fmt::{self, Write as _};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use uuid::Uuid;
use zeroize::Zeroizing;

const LOOKUP_SALT: &[u8] = b"osta.lookup.v1";
/// Keeps the drafts of key files written at the same time apart.
static DRAFTS: AtomicU32 = AtomicU32::new(0);

/// One master key: 32 bytes and an id that people can read in a runbook.
#[derive(Clone)]
pub struct MasterKey {
    id: String,
    bytes: Zeroizing<[u8; KEY_LEN]>,
}

/// The master keys of a deployment (the first wraps new data keys, all of them unwrap) and the
/// secret behind the keyed hashes.
#[derive(Clone)]
pub struct MasterKeys {
    keys: Vec<MasterKey>,
    lookup: Zeroizing<[u8; KEY_LEN]>,
}

/// The master keys of the configuration or of the key file can't be used. Never shows a key.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// No key is given.
    #[error("no master key is given; the form is id:base64,id:base64 and the first is the current")]
    Missing,
    /// A key has not the form `id:base64`.
    #[error("master key number {position} is not of the form id:base64")]
    Form {
        /// Its place in the list, from 1.
        position: usize,
    },
    /// An id has characters that can't be in one, or is too long.
    #[error("the id of master key number {position} may have 1 to 32 of a-z 0-9 - _")]
    Id {
        /// Its place in the list, from 1.
        position: usize,
    },
    /// A secret is not base64 of 32 bytes.
    #[error("`{what}` is not base64 of exactly 32 bytes; `openssl rand -base64 32` makes one")]
    Bytes {
        /// The id of the key, or `lookup`.
        what: String,
    },
    /// Two keys have one id.
    #[error("the master key id `{0}` is given twice")]
    Twice(String),
    /// The key file can't be read or written.
    #[error("the key file {path} can't be used")]
    File {
        /// Where it is.
        path: PathBuf,
        /// Why not.
        #[source]
        cause: std::io::Error,
    },
    /// The key file has another form.
    #[error("the key file {path} is damaged: it must have a line `keys = …` and `lookup = …`")]
    Damaged {
        /// Where it is.
        path: PathBuf,
    },
    /// Others on the machine can read the key file.
    #[error("the key file {path} can be read by others (mode {mode:03o}); run: chmod 600 {path}")]
    Exposed {
        /// Where it is.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
}

impl MasterKey {
    /// A new key with an id that is new too.
    #[must_use]
    pub fn generate(world: &World) -> Self {
        let mut id = String::from("mk-");
        for byte in world.bytes::<4>() {
            let _ = write!(id, "{byte:02x}");
        }
        Self { id, bytes: Zeroizing::new(world.bytes()) }
    }

    /// Reads `id:base64`.
    ///
    /// # Errors
    /// When the id or the secret has another form.
    pub fn parse(text: &str) -> Result<Self, MasterKeyError> {
        Self::parse_at(1, text)
    }

    fn parse_at(position: usize, text: &str) -> Result<Self, MasterKeyError> {
        let (id, secret) = text.trim().split_once(':').ok_or(MasterKeyError::Form { position })?;
        let fits = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-' || c == b'_';
        if id.is_empty() || id.len() > 32 || !id.bytes().all(fits) {
            return Err(MasterKeyError::Id { position });
        }
        Ok(Self { id: id.to_owned(), bytes: decode(id, secret)? })
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn wrap(&self, key: Uuid, data_key: &[u8; KEY_LEN]) -> Vec<u8> {
        AeadKey::new(&self.bytes).seal(&wrap_context(key), data_key)
    }

    pub(super) fn unwrap_key(&self, key: Uuid, wrapped: &[u8]) -> Option<Zeroizing<[u8; KEY_LEN]>> {
        let plain = AeadKey::new(&self.bytes).open(&wrap_context(key), wrapped)?;
        <[u8; KEY_LEN]>::try_from(plain.as_slice()).ok().map(Zeroizing::new)
    }
}

impl MasterKeys {
    /// Reads the configuration: `keys` is `id:base64,id:base64,…`, the first one current;
    /// `lookup` is base64 of 32 bytes.
    ///
    /// # Errors
    /// Says which part is wrong, never what it was.
    pub fn from_config(keys: &str, lookup: &str) -> Result<Self, MasterKeyError> {
        let mut parsed: Vec<MasterKey> = Vec::new();
        for (at, text) in keys.split(',').filter(|t| !t.trim().is_empty()).enumerate() {
            let key = MasterKey::parse_at(at + 1, text)?;
            if parsed.iter().any(|k| k.id == key.id) {
                return Err(MasterKeyError::Twice(key.id));
            }
            parsed.push(key);
        }
        if parsed.is_empty() {
            return Err(MasterKeyError::Missing);
        }
        Ok(Self { keys: parsed, lookup: decode("lookup", lookup)? })
    }

    /// One new master key and a new lookup secret.
    #[must_use]
    pub fn generate(world: &World) -> Self {
        Self { keys: vec![MasterKey::generate(world)], lookup: Zeroizing::new(world.bytes()) }
    }

    /// Reads the key file at `path`; makes it, with new keys, if it isn't there. Of several
    /// processes that start together exactly one makes it.
    ///
    /// # Errors
    /// When the file can't be read or written, has another form, or others can read it.
    pub fn load_or_create(path: &Path, world: &World) -> Result<Self, MasterKeyError> {
        match Self::read_file(path) {
            Err(MasterKeyError::File { cause, .. }) if cause.kind() == ErrorKind::NotFound => {
                match Self::generate(world).write_file(path) {
                    Err(MasterKeyError::File { cause, .. })
                        if cause.kind() == ErrorKind::AlreadyExists => {}
                    done => done?,
                }
                Self::read_file(path)
            }
            found => found,
        }
    }

    /// Reads a key file that [`Self::write_file`] wrote.
    ///
    /// # Errors
    /// When it can't be read, has another form, or others can read it.
    pub fn read_file(path: &Path) -> Result<Self, MasterKeyError> {
        let failed = |cause| MasterKeyError::File { path: path.to_owned(), cause };
        let mut file = File::open(path).map_err(failed)?;
        let mode = file.metadata().map_err(failed)?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(MasterKeyError::Exposed { path: path.to_owned(), mode });
        }
        let mut text = Zeroizing::new(String::new());
        file.read_to_string(&mut text).map_err(failed)?;
        let line = |name: &str| {
            text.lines().find_map(|l| {
                l.split_once('=').filter(|(n, _)| n.trim() == name).map(|(_, value)| value.trim())
            })
        };
        match (line("keys"), line("lookup")) {
            (Some(keys), Some(lookup)) => Self::from_config(keys, lookup),
            _ => Err(MasterKeyError::Damaged { path: path.to_owned() }),
        }
    }

    /// Writes a key file that only its owner can read. Never replaces one: what is sealed under
    /// the keys of the old file would be lost.
    ///
    /// # Errors
    /// When there is one already, or it can't be written.
    pub fn write_file(&self, path: &Path) -> Result<(), MasterKeyError> {
        let failed = |cause| MasterKeyError::File { path: path.to_owned(), cause };
        let number = DRAFTS.fetch_add(1, Ordering::Relaxed);
        let draft = path.with_extension(format!("new-{}-{number}", std::process::id()));
        let written = self.write_draft(&draft).and_then(|()| {
            // A link fails if the name is taken, and it appears with its whole content.
            std::fs::hard_link(&draft, path)
        });
        let _ = std::fs::remove_file(&draft);
        written.map_err(failed)
    }

    fn write_draft(&self, draft: &Path) -> std::io::Result<()> {
        let _ = std::fs::remove_file(draft);
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(draft)?;
        let (keys, lookup) = self.to_config();
        let text = Zeroizing::new(format!(
            "# The encryption keys of this Osta. Without this file the personal data in its\n\
             # database can't be read: keep a copy of it in a safe place, apart from backups.\n\
             keys = {}\nlookup = {}\n",
            *keys, *lookup
        ));
        file.write_all(text.as_bytes())?;
        file.sync_all()
    }

    /// The two texts that [`Self::from_config`] reads. They are the secrets themselves.
    #[must_use]
    pub fn to_config(&self) -> (Zeroizing<String>, Zeroizing<String>) {
        let mut keys = Zeroizing::new(String::new());
        for (at, key) in self.keys.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            let secret = Zeroizing::new(STANDARD.encode(key.bytes.as_slice()));
            let _ = write!(keys, "{comma}{}:{}", key.id, *secret);
        }
        (keys, Zeroizing::new(STANDARD.encode(self.lookup.as_slice())))
    }

    /// The key that wraps new data keys.
    #[must_use]
    pub fn current(&self) -> &MasterKey {
        // Both constructors leave at least one key.
        &self.keys[0]
    }

    /// The same set with `key` in front, as the current one.
    #[must_use]
    pub fn with_current(&self, key: MasterKey) -> Self {
        let mut keys = vec![key];
        keys.extend(self.keys.iter().filter(|k| k.id != keys[0].id).cloned().collect::<Vec<_>>());
        Self { keys, lookup: self.lookup.clone() }
    }

    pub(super) fn find(&self, id: &str) -> Option<&MasterKey> {
        self.keys.iter().find(|k| k.id == id)
    }

    /// The pseudo-random key (RFC 5869) from which every context's lookup key is expanded.
    pub(super) fn lookup_prk(&self) -> hkdf::Prk {
        hkdf::Salt::new(hkdf::HKDF_SHA256, LOOKUP_SALT).extract(self.lookup.as_slice())
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey({})", self.id)
    }
}

impl fmt::Debug for MasterKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.keys).finish()
    }
}

/// The id is authenticated, so that a wrapped key can't be moved to another row.
fn wrap_context(key: Uuid) -> Vec<u8> {
    [b"bus.data_keys:", key.as_bytes().as_slice()].concat()
}

fn decode(what: &str, base64: &str) -> Result<Zeroizing<[u8; KEY_LEN]>, MasterKeyError> {
    let wrong = || MasterKeyError::Bytes { what: what.to_owned() };
    let bytes = Zeroizing::new(STANDARD.decode(base64.trim()).map_err(|_| wrong())?);
    <[u8; KEY_LEN]>::try_from(bytes.as_slice()).map(Zeroizing::new).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::{MasterKey, MasterKeyError, MasterKeys};
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    fn secret(byte: u8) -> String {
        STANDARD.encode([byte; 32])
    }

    #[test]
    fn the_first_key_of_the_list_is_the_current_one() {
        let text = format!("b:{}, a:{},", secret(2), secret(1));
        let keys = MasterKeys::from_config(&text, &secret(9)).unwrap();
        assert_eq!(keys.current().id(), "b");
        assert!(keys.find("a").is_some() && keys.find("c").is_none());
        let (again, lookup) = keys.to_config();
        assert_eq!(*again, format!("b:{},a:{}", secret(2), secret(1)));
        assert_eq!(*lookup, secret(9));
        let next = keys.with_current(MasterKey::parse(&format!("c:{}", secret(3))).unwrap());
        assert_eq!(next.current().id(), "c");
        assert!(next.find("a").is_some() && next.find("b").is_some());
    }

    #[test]
    fn a_wrong_list_says_what_is_wrong_and_never_shows_a_key() {
        let ok = secret(1);
        let short = STANDARD.encode([1u8; 31]);
        let cases = [
            (String::new(), ok.clone()),
            (" , ".into(), ok.clone()),
            (ok.clone(), ok.clone()),
            (format!("A:{ok}"), ok.clone()),
            (format!(":{ok}"), ok.clone()),
            (format!("a:{short}"), ok.clone()),
            (format!("a:{ok}x"), ok.clone()),
            (format!("a:{ok},a:{ok}"), ok.clone()),
            (format!("a:{ok}"), short.clone()),
        ];
        for (keys, lookup) in cases {
            let error = MasterKeys::from_config(&keys, &lookup).unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains(&ok) && !shown.contains(&short), "{shown}");
        }
        assert!(matches!(
            MasterKeys::from_config(&format!("a:{ok},a:{ok}"), &ok),
            Err(MasterKeyError::Twice(id)) if id == "a"
        ));
    }

    #[test]
    fn debug_shows_ids_only() {
        let keys = MasterKeys::from_config(&format!("a:{}", secret(1)), &secret(9)).unwrap();
        assert_eq!(format!("{keys:?}"), "[MasterKey(a)]");
    }
}
