//! The web app as browsers meet it.

use super::{Outside, header, outside, service};
use chassis::Settings;
use gateway::{GatewayConfig, Upstream, WebConfig};
use reqwest::StatusCode;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder of this test alone, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("osta-web-{name}-{}", std::process::id()));
        let _not_there = fs::remove_dir_all(&path);
        Self(path)
    }

    /// A build with one script, compressed beforehand.
    fn build(&self, title: &str) {
        fs::create_dir_all(self.0.join("assets")).unwrap();
        fs::write(self.0.join("assets/app-1.js"), "plain").unwrap();
        fs::write(self.0.join("assets/app-1.js.br"), "brotli").unwrap();
        let page = format!("<title>{title}</title><i>__CSP_NONCE__</i><b>\"__OSTA_CONFIG__\"</b>");
        fs::write(self.0.join("index.html"), page).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _never_made = fs::remove_dir_all(&self.0);
    }
}

async fn serving(dir: &Path) -> Outside {
    let web = WebConfig {
        dir: Some(dir.to_owned()),
        sandbox_url: Some("http://127.0.0.1:8081/<".into()),
        ..WebConfig::default()
    };
    let config = GatewayConfig { web, ..GatewayConfig::default() };
    outside(Settings::default(), config, vec![Upstream::here(service())]).await
}

#[tokio::test]
async fn every_page_has_a_nonce_of_its_own_and_a_policy_that_names_it() {
    let folder = Folder::new("nonce");
    folder.build("Osta");
    let outside = serving(&folder.0).await;
    let mut seen = Vec::new();
    for path in ["/", "/bookings/1", "/work"] {
        let page = outside.get(path).await;
        assert_eq!(page.status(), StatusCode::OK);
        assert_eq!(header(&page, "cache-control"), "no-cache");
        let policy = header(&page, "content-security-policy").to_owned();
        let text = page.text().await.unwrap();
        let nonce = text.split("<i>").nth(1).unwrap().split('<').next().unwrap().to_owned();
        assert!(policy.contains(&format!("'nonce-{nonce}'")), "{policy}");
        assert!(text.contains("8081/\\u003c"), "the configuration cannot end its element: {text}");
        assert!(!seen.contains(&nonce));
        seen.push(nonce);
    }
}

#[tokio::test]
async fn files_with_a_hash_are_kept_for_good_and_asked_for_once() {
    let folder = Folder::new("files");
    folder.build("Osta");
    let outside = serving(&folder.0).await;
    outside.get("/").await;
    let path = format!("{}/assets/app-1.js", outside.url);
    let file = outside.http.get(&path).header("accept-encoding", "gzip, br").send().await.unwrap();
    assert_eq!(header(&file, "cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(header(&file, "content-encoding"), "br");
    assert_eq!(header(&file, "content-type"), "text/javascript; charset=utf-8");
    let etag = header(&file, "etag").to_owned();
    let again = outside.http.get(&path).header("if-none-match", etag).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    let plain = outside.http.get(&path).header("accept-encoding", "identity").send().await.unwrap();
    assert_eq!(plain.text().await.unwrap(), "plain");
}

#[tokio::test]
async fn a_missing_file_is_no_page_and_the_api_stays_the_api() {
    let folder = Folder::new("missing");
    folder.build("Osta");
    let outside = serving(&folder.0).await;
    outside.get("/").await;
    for path in ["/assets/gone.js", "/robots.txt", "/../Cargo.toml"] {
        assert_eq!(outside.get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let answer = outside.get("/api/v1/nothing").await;
    assert_eq!(header(&answer, "content-type"), "application/problem+json");
    assert_eq!(outside.get("/healthz").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn an_app_that_is_not_built_says_so_until_it_is() {
    let folder = Folder::new("later");
    let outside = serving(&folder.0).await;
    let page = outside.get("/").await;
    assert_eq!(page.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.text().await.unwrap().contains("./osta web"));
    folder.build("Built");
    assert!(outside.get("/").await.text().await.unwrap().contains("Built"));
}
