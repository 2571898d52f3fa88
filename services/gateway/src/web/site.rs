//! The files of a build, in memory.

use super::fill::{Given, Template, Words};
use super::wish::has_query;
use axum::http::{HeaderMap, Uri, header};
use bytes::Bytes;
use kernel::Lang;
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

/// The page of every address for which the build drew none; its time is the build's.
const PAGE: &str = "index.html";
/// What the build drew beforehand, `<page>.<language>.html`, and which addresses get which.
const DRAWN: &str = "pages/";
const ROUTES: &str = "pages/routes.json";

/// How a language writes numbers and the like in pages with gaps, `<words>.<language>.json`.
const WORDS: &str = "pages/words";

/// The addresses that get a drawn page. `:part` stands for one part, `*` at the end for any rest.
#[derive(Deserialize)]
struct Route {
    path: String,
    page: String,
    given: Option<Question>,
}

/// What an address shows of the platform's: pages with gaps for it are called
/// `<page>+<value>+<value>`, by the values of some fields of the answer.
#[derive(Deserialize)]
struct Question {
    /// The address that answers, with the parts that the page's address leaves open.
    ask: String,
    by: Vec<String>,
    /// With these in the query something else is shown.
    unless: Vec<String>,
}

impl Route {
    /// The parts that the route leaves open; nothing when it leads elsewhere.
    fn leads<'a>(&'a self, path: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
        let mut given = path.split('/').filter(|part| !part.is_empty());
        let mut found = Vec::new();
        for wanted in self.path.split('/').filter(|part| !part.is_empty()) {
            if wanted == "*" {
                return Some(found);
            }
            let part = given.next()?;
            match wanted.strip_prefix(':') {
                Some(name) => found.push((name, part)),
                None if wanted == part => {}
                None => return None,
            }
        }
        given.next().is_none().then_some(found)
    }
}

impl Question {
    /// The address that answers for a page's; nothing where a part of it is no id.
    fn url(&self, parts: &[(&str, &str)], uri: &Uri) -> Option<String> {
        if self.unless.iter().any(|name| has_query(uri, name)) {
            return None;
        }
        let asked = self.ask.split('/').map(|part| match part.strip_prefix(':') {
            None => Some(part),
            Some(name) => {
                let (_, given) = parts.iter().find(|(one, _)| *one == name)?;
                is_id(given).then_some(*given)
            }
        });
        Some(asked.collect::<Option<Vec<_>>>()?.join("/"))
    }
}

fn is_id(text: &str) -> bool {
    text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

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
    drawn: HashMap<String, String>,
    gapped: HashMap<String, Template>,
    words: HashMap<&'static str, Words>,
    routes: Vec<Route>,
    files: HashMap<String, File>,
    built_at: SystemTime,
}

impl Site {
    /// The page of an address in a language, before its gaps are filled.
    pub(super) fn page_at(&self, path: &str, lang: Lang) -> &str {
        let drawn = self
            .route(path)
            .and_then(|(route, _)| self.drawn.get(&format!("{}.{}", route.page, lang.tag())));
        drawn.unwrap_or(&self.page)
    }

    fn route<'a>(&'a self, path: &'a str) -> Option<(&'a Route, Vec<(&'a str, &'a str)>)> {
        self.routes.iter().find_map(|route| Some((route, route.leads(path)?)))
    }

    /// What an address shows of the platform's, as the address that answers it.
    pub(super) fn question(&self, uri: &Uri) -> Option<String> {
        let (route, parts) = self.route(uri.path())?;
        route.given.as_ref()?.url(&parts, uri)
    }

    /// The page of an address with what `url` answered in it; `page` sees each part that the build
    /// wrote. Nothing where the build drew no page for such an answer.
    pub(super) fn page_with(
        &self,
        path: &str,
        lang: Lang,
        (url, answer): (&str, &Value),
        page: &dyn Fn(&str) -> String,
    ) -> Option<String> {
        let (route, _) = self.route(path)?;
        let by = route.given.as_ref()?.by.iter().map(|field| answer.get(field)?.as_str());
        let by = by.collect::<Option<Vec<_>>>()?.join("+");
        let template = self.gapped.get(&format!("{}+{by}.{}", route.page, lang.tag()))?;
        let words = self.words.get(lang.tag())?;
        template.fill(&Given { url, answer, words, lang }, page)
    }

    pub(super) fn file(&self, name: &str) -> Option<&File> {
        self.files.get(name)
    }

    fn read(dir: &Path) -> io::Result<Self> {
        let built_at = built_at(dir)?;
        let mut contents = HashMap::new();
        collect(dir, dir, &mut contents)?;
        let page = contents.remove(PAGE).unwrap_or_default();
        let routes = match contents.get(ROUTES) {
            Some(routes) => serde_json::from_slice(routes).map_err(io::Error::other)?,
            None => Vec::new(),
        };
        let (gapped, drawn): (HashMap<_, _>, HashMap<_, _>) = contents
            .iter()
            .filter_map(|(name, html)| {
                let name = name.strip_prefix(DRAWN)?.strip_suffix(".html")?;
                Some((name.to_owned(), String::from_utf8_lossy(html).into_owned()))
            })
            .partition(|(name, _)| name.contains('+'));
        let gapped = gapped
            .into_iter()
            .map(|(name, html)| match Template::parse(&html) {
                Some(template) => Ok((name, template)),
                None => Err(io::Error::other(format!("{name} has marks that mean nothing"))),
            })
            .collect::<io::Result<_>>()?;
        let mut words = HashMap::new();
        for lang in [Lang::Ar, Lang::En] {
            if let Some(text) = contents.get(&format!("{WORDS}.{}.json", lang.tag())) {
                words.insert(lang.tag(), serde_json::from_slice(text).map_err(io::Error::other)?);
            }
        }
        contents.retain(|name, _| !name.starts_with(DRAWN));
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
        Ok(Self { page, drawn, gapped, words, routes, files, built_at })
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
    fn an_address_gets_the_page_that_was_drawn_for_it() {
        let leads = |pattern: &str, path: &str| {
            let route = Route { path: pattern.into(), page: String::new(), given: None };
            route.leads(path).is_some()
        };
        assert!(leads("/", "/"));
        assert!(!leads("/", "/bookings"));
        assert!(leads("/bookings/:id", "/bookings/1"));
        assert!(leads("/bookings/:id", "/bookings/1/"));
        assert!(!leads("/bookings/:id", "/bookings"));
        assert!(!leads("/bookings/:id", "/bookings/1/2"));
        assert!(leads("/work/*", "/work"));
        assert!(leads("/work/*", "/work/jobs/1"));
        assert!(!leads("/work/*", "/worker"));
        assert!(leads("/*", "/anything/else"));
    }

    #[test]
    fn only_an_id_is_asked_for() {
        let route: Route = serde_json::from_str(
            r#"{"path":"/s/:id","page":"s","given":{"ask":"/api/v1/services/:id","by":[],"unless":["with"]}}"#,
        )
        .unwrap();
        let question = route.given.as_ref().unwrap();
        let asked = |target: &str| {
            let uri: Uri = target.parse().unwrap();
            question.url(&route.leads(uri.path())?, &uri)
        };
        let id = "b6776dbc-0b0c-892a-95b6-09bbbadc7b00";
        assert_eq!(asked(&format!("/s/{id}")), Some(format!("/api/v1/services/{id}")));
        assert!(asked(&format!("/s/{id}/?lang=en&fbclid=1")).is_some());
        assert_eq!(asked(&format!("/s/{id}?lang=en&with=7")), None);
        assert_eq!(asked("/s/new"), None);
        assert_eq!(asked("/s/%2e%2e%2f%2e%2e%2fadmin%2fsecrets00000000"), None);
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
