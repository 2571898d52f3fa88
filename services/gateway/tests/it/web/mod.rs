//! The web app as browsers meet it.

mod filled;

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

/// What a build draws beforehand: the first screen and a booking, in both languages.
impl Folder {
    fn draw(&self) {
        let pages = self.0.join("pages");
        fs::create_dir_all(&pages).unwrap();
        let routes = r#"[{"path":"/","page":"home"},{"path":"/bookings/:id","page":"booking"}]"#;
        fs::write(pages.join("routes.json"), routes).unwrap();
        for (lang, dir, title) in
            [("ar", "rtl", "إيه اللي محتاج يتصلح؟"), ("en", "ltr", "What needs fixing?")]
        {
            for page in ["home", "booking"] {
                let html = format!(
                    "<html lang=\"{lang}\" dir=\"{dir}\" __OSTA_SCHEME__><i>__CSP_NONCE__</i>\
                     <b>\"__OSTA_CONFIG__\"</b><h1>{page}: {title}</h1>"
                );
                fs::write(pages.join(format!("{page}.{lang}.html")), html).unwrap();
            }
        }
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
async fn a_map_of_the_installations_own_is_told_to_the_page_and_allowed_by_its_policy() {
    let folder = Folder::new("map");
    folder.build("Osta");
    let web: WebConfig = serde_json::from_value(serde_json::json!({
        "dir": folder.0,
        "map": {
            "kind": "raster",
            "url": "https://tiles.example/{z}/{x}/{y}.png",
            "attribution": "© OpenStreetMap contributors",
        },
    }))
    .unwrap();
    let config = GatewayConfig { web, ..GatewayConfig::default() };
    let outside = outside(Settings::default(), config, vec![Upstream::here(service())]).await;
    let page = outside.get("/").await;
    let policy = header(&page, "content-security-policy").to_owned();
    assert!(policy.contains("connect-src 'self' https://tiles.example;"), "{policy}");
    assert!(policy.contains("img-src 'self' data: blob: https://tiles.example;"), "{policy}");
    let text = page.text().await.unwrap();
    let told = text.split("<b>").nth(1).unwrap().split("</b>").next().unwrap();
    let told: serde_json::Value = serde_json::from_str(told).unwrap();
    assert_eq!(told["map"]["url"], "https://tiles.example/{z}/{x}/{y}.png");
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

#[tokio::test]
async fn a_page_is_drawn_in_the_language_that_was_chosen_or_that_the_browser_wishes() {
    let folder = Folder::new("drawn");
    folder.draw();
    folder.build("Osta");
    let outside = serving(&folder.0).await;
    let of = async |path: &str, wishes: &[(&str, &str)]| {
        let mut request = outside.http.get(format!("{}{path}", outside.url));
        for (name, value) in wishes {
            request = request.header(*name, *value);
        }
        let page = request.send().await.unwrap();
        assert_eq!(page.status(), StatusCode::OK);
        let vary = header(&page, "vary").to_ascii_lowercase();
        assert!(vary.contains("cookie") && vary.contains("accept-language"), "{vary}");
        assert_eq!(header(&page, "cache-control"), "no-cache");
        let lang = header(&page, "content-language").to_owned();
        let text = page.text().await.unwrap();
        assert!(!text.contains("__"), "nothing is left to fill in: {text}");
        (lang, text)
    };
    let english = ("accept-language", "en-GB,en;q=0.9");

    let (lang, text) = of("/", &[]).await;
    assert_eq!(lang, "ar");
    assert!(text.contains("<html lang=\"ar\" dir=\"rtl\" >"), "{text}");
    assert!(text.contains("home: إيه اللي محتاج يتصلح؟"));

    let (lang, text) = of("/", &[english]).await;
    assert_eq!(lang, "en");
    assert!(text.contains("<html lang=\"en\" dir=\"ltr\" >"), "{text}");
    assert!(text.contains("home: What needs fixing?"));

    let (lang, text) = of("/bookings/1", &[english, ("cookie", "lang=ar; scheme=dark")]).await;
    assert_eq!(lang, "ar");
    assert!(text.contains("dir=\"rtl\" data-scheme=\"dark\">"), "{text}");
    assert!(text.contains("booking: إيه"));

    let (lang, text) = of("/?lang=en", &[("cookie", "lang=ar; scheme=\"onload=x")]).await;
    assert_eq!(lang, "en");
    assert!(text.contains("dir=\"ltr\" >"), "a cookie says nothing but what is known: {text}");

    let (_, text) = of("/account", &[english]).await;
    assert!(text.contains("<title>Osta</title>"), "an address without a drawn page gets the app's");
    for path in ["/pages/home.ar.html", "/pages/routes.json"] {
        assert_eq!(outside.get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}
