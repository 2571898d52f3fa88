//! The files of a build, in memory.

use axum::http::{HeaderMap, header};
use bytes::Bytes;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

/// The page that every address of the app gets.
const PAGE: &str = "index.html";

/// One file, as it is and compressed beforehand.
pub(super) struct File {
    pub(super) kind: &'static str,
    pub(super) etag: String,
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

impl File {
    /// The bytes in the best encoding that the browser takes, and the encoding's name.
    pub(super) fn encoded(&self, asked: &HeaderMap) -> (Bytes, Option<&'static str>) {
        let accepted = asked.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok());
        let takes = |name: &str| {
            accepted.unwrap_or_default().split(',').any(|one| {
                let (encoding, weight) = one.split_once(';').unwrap_or((one, ""));
                encoding.trim() == name && weight.replace(' ', "") != "q=0"
            })
        };
        if let Some(bytes) = self.brotli.clone().filter(|_| takes("br")) {
            return (bytes, Some("br"));
        }
        match self.gzip.clone().filter(|_| takes("gzip")) {
            Some(bytes) => (bytes, Some("gzip")),
            None => (self.plain.clone(), None),
        }
    }
}

/// All files of one build.
pub(super) struct Site {
    page: String,
    files: HashMap<String, File>,
    built_at: SystemTime,
}

impl Site {
    /// The page, before its gaps are filled.
    pub(super) fn page(&self) -> &str {
        &self.page
    }

    pub(super) fn file(&self, name: &str) -> Option<&File> {
        self.files.get(name)
    }

    fn read(dir: &Path) -> io::Result<Self> {
        let built_at = built_at(dir)?;
        let mut contents = HashMap::new();
        collect(dir, dir, &mut contents)?;
        let page = contents.remove(PAGE).unwrap_or_default();
        let names: Vec<String> =
            contents.keys().filter(|name| kind(name).is_some()).cloned().collect();
        let mut files = HashMap::new();
        for name in names {
            let (Some(kind), Some(plain)) = (kind(&name), contents.get(&name).cloned()) else {
                continue;
            };
            let beside = |ending: &str| contents.get(&format!("{name}.{ending}")).cloned();
            let mut hasher = DefaultHasher::new();
            plain.hash(&mut hasher);
            let etag = format!("\"{:016x}-{:x}\"", hasher.finish(), plain.len());
            let file = File { kind, etag, plain, brotli: beside("br"), gzip: beside("gz") };
            files.insert(name, file);
        }
        let page = String::from_utf8_lossy(&page).into_owned();
        Ok(Self { page, files, built_at })
    }
}

fn built_at(dir: &Path) -> io::Result<SystemTime> {
    std::fs::metadata(dir.join(PAGE))?.modified()
}

fn collect(root: &Path, dir: &Path, into: &mut HashMap<String, Bytes>) -> io::Result<()> {
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, into)?;
            continue;
        }
        let Ok(relative) = path.strip_prefix(root) else { continue };
        let name = relative.to_string_lossy().replace('\\', "/");
        // What the build tells its own tools.
        if !name.starts_with('.') {
            into.insert(name, std::fs::read(&path)?.into());
        }
    }
    Ok(())
}

/// The media type of what a build contains; nothing for what is not served by itself.
fn kind(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    Some(match ending {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        "pmtiles" => "application/vnd.pmtiles",
        _ => return None,
    })
}

/// The folder of builds, and the newest that was read.
pub(super) struct Folder {
    dir: PathBuf,
    site: RwLock<Option<Arc<Site>>>,
}

impl Folder {
    pub(super) fn new(dir: PathBuf) -> Self {
        Self { dir, site: RwLock::new(None) }
    }

    /// The build that was read last.
    pub(super) fn current(&self) -> Option<Arc<Site>> {
        self.site.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The newest build, read now unless it is known; nothing while there is none.
    pub(super) async fn newest(self: Arc<Self>) -> Option<Arc<Site>> {
        let look = move || {
            let known = self.current();
            let Ok(built_at) = built_at(&self.dir) else { return known };
            if known.as_ref().is_some_and(|site| site.built_at == built_at) {
                return known;
            }
            match Site::read(&self.dir) {
                Ok(site) => {
                    let site = Some(Arc::new(site));
                    self.site.write().unwrap_or_else(PoisonError::into_inner).clone_from(&site);
                    site
                }
                Err(error) => {
                    tracing::warn!(%error, "the web app can't be read");
                    known
                }
            }
        };
        tokio::task::spawn_blocking(look).await.ok().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepting(encodings: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, encodings.parse().unwrap());
        headers
    }

    #[test]
    fn a_browser_gets_an_encoding_that_it_takes() {
        let file = File {
            kind: "text/css",
            etag: String::new(),
            plain: "plain".into(),
            brotli: Some("br".into()),
            gzip: Some("gzip".into()),
        };
        assert_eq!(file.encoded(&accepting("gzip, deflate, br")).1, Some("br"));
        assert_eq!(file.encoded(&accepting("br;q=0, gzip")).1, Some("gzip"));
        assert_eq!(file.encoded(&accepting("identity")).1, None);
        assert_eq!(file.encoded(&HeaderMap::new()).0, "plain");
    }
}
