//! Where the app's map comes from, `gateway.web.map`: what is told to the page, and from whom its
//! policy lets it have data and pictures. Checked when the configuration is read, so that a process
//! with a wrong one does not start.

use http::Uri;
use serde::Deserialize;
use serde_json::{Value, json};

/// A map in the place of the app's own simple one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Written")]
pub struct MapConfig {
    written: Written,
    /// The origins of all addresses that are written, each once.
    origins: Vec<String>,
}

/// The section as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    kind: MapKind,
    /// The style's address; that of a raster tile with `{z}`, `{x}` and `{y}`; or that of a file of
    /// raster tiles.
    url: String,
    /// Whose map it is, always seen on it. A style says it itself and may be given more.
    attribution: Option<String>,
    /// Where the attribution leads.
    attribution_url: Option<String>,
    /// Up to which zoom there are raster tiles; closer, the last ones are drawn larger.
    max_zoom: Option<u8>,
    /// The style names `pmtiles://` files.
    #[serde(default)]
    pmtiles: bool,
    /// Further origins that the style names: of its tiles, glyphs and sprites.
    #[serde(default)]
    origins: Vec<String>,
}

/// What a map is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum MapKind {
    /// A whole `MapLibre` style, for vector tiles.
    Style,
    /// Pictures, each at its address.
    Raster,
    /// Pictures in one `PMTiles` file.
    Pmtiles,
}

/// Why a map's configuration is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum Refused {
    #[error(
        "gateway.web.map: {0:?} is no address: https://, http:// on this machine, or a path from here"
    )]
    Address(String),
    #[error("gateway.web.map: {0:?} is no origin, as https://tiles.example")]
    Origin(String),
    #[error(
        "gateway.web.map: the url of raster tiles has {{z}}, {{x}} and {{y}}, and {{ratio}} at most"
    )]
    Placeholders,
    #[error("gateway.web.map: tiles need an attribution")]
    Attribution,
    #[error("gateway.web.map: attribution_url without an attribution")]
    Link,
    #[error("gateway.web.map: max_zoom is of raster tiles, 1 to 22")]
    Zoom,
    #[error("gateway.web.map: pmtiles and origins are of a style")]
    StyleOnly,
}

impl TryFrom<Written> for MapConfig {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let origins = checked(&written).map_err(|refused| refused.to_string())?;
        Ok(Self { written, origins })
    }
}

impl MapConfig {
    /// What the page is told.
    pub(super) fn told(&self) -> Value {
        let Written { kind, url, attribution, attribution_url, max_zoom, pmtiles, .. } =
            &self.written;
        let kind = match kind {
            MapKind::Style => "style",
            MapKind::Raster => "raster",
            MapKind::Pmtiles => "pmtiles",
        };
        json!({
            "kind": kind, "url": url, "attribution": attribution,
            "attributionUrl": attribution_url, "maxZoom": max_zoom, "pmtiles": pmtiles,
        })
    }

    /// From whom the page may have data and pictures.
    pub(super) fn origins(&self) -> &[String] {
        &self.origins
    }
}

/// The origins that the map needs, when all that is written fits together.
fn checked(written: &Written) -> Result<Vec<String>, Refused> {
    let is_style = written.kind == MapKind::Style;
    if !is_style && (written.pmtiles || !written.origins.is_empty()) {
        return Err(Refused::StyleOnly);
    }
    if written.max_zoom.is_some_and(|zoom| is_style || !(1..=22).contains(&zoom)) {
        return Err(Refused::Zoom);
    }
    let is_blank = written.attribution.as_ref().is_none_or(|text| text.trim().is_empty());
    if !is_style && is_blank {
        return Err(Refused::Attribution);
    }
    if let Some(link) = &written.attribution_url {
        if is_blank {
            return Err(Refused::Link);
        }
        origin_of(link)?;
    }
    let plain =
        if written.kind == MapKind::Raster { filled(&written.url)? } else { written.url.clone() };
    let mut origins: Vec<String> = origin_of(&plain)?.into_iter().collect();
    for origin in &written.origins {
        match origin_of(origin)? {
            Some(named) if named == *origin => origins.push(named),
            _ => return Err(Refused::Origin(origin.clone())),
        }
    }
    origins.sort_unstable();
    origins.dedup();
    Ok(origins)
}

/// The address of one tile.
fn filled(url: &str) -> Result<String, Refused> {
    if !["{z}", "{x}", "{y}"].iter().all(|gap| url.contains(gap)) {
        return Err(Refused::Placeholders);
    }
    let plain = ["{z}", "{x}", "{y}", "{ratio}"]
        .iter()
        .fold(url.to_owned(), |url, gap| url.replace(gap, "0"));
    if plain.contains(['{', '}']) { Err(Refused::Placeholders) } else { Ok(plain) }
}

/// Whose an address is; nobody's when it is a path of our own. What could end the policy's list, or
/// would be asked for unencrypted, is no address.
fn origin_of(url: &str) -> Result<Option<String>, Refused> {
    let refused = || Refused::Address(url.to_owned());
    if url.chars().any(|c| c.is_whitespace() || c.is_control() || ";,'\"<>\\{}".contains(c)) {
        return Err(refused());
    }
    let uri: Uri = url.parse().map_err(|_| refused())?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        let is_path = url.starts_with('/') && !url.starts_with("//");
        return if is_path { Ok(None) } else { Err(refused()) };
    };
    let is_here = matches!(authority.host(), "localhost" | "127.0.0.1" | "[::1]");
    if authority.as_str().contains('@') || !(scheme == "https" || scheme == "http" && is_here) {
        return Err(refused());
    }
    Ok(Some(format!("{scheme}://{authority}").to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::MapConfig;
    use serde_json::{Value, json};

    fn read(written: Value) -> Result<MapConfig, String> {
        serde_json::from_value(written).map_err(|error| error.to_string())
    }

    fn with(change: Value) -> Value {
        let mut written = json!({
            "kind": "raster",
            "url": "https://tiles.example:8443/{z}/{x}/{y}.png",
            "attribution": "© OpenStreetMap contributors",
        });
        for (key, value) in change.as_object().cloned().unwrap_or_default() {
            written[key] = value;
        }
        written
    }

    #[test]
    fn tiles_are_told_to_the_page_and_allowed_by_their_origin_alone() {
        let map = read(with(json!({
            "attribution_url": "https://www.openstreetmap.org/copyright", "max_zoom": 19
        })))
        .unwrap();
        assert_eq!(map.origins(), ["https://tiles.example:8443"]);
        assert_eq!(
            map.told(),
            json!({
                "kind": "raster",
                "url": "https://tiles.example:8443/{z}/{x}/{y}.png",
                "attribution": "© OpenStreetMap contributors",
                "attributionUrl": "https://www.openstreetmap.org/copyright",
                "maxZoom": 19,
                "pmtiles": false,
            })
        );
    }

    #[test]
    fn a_file_of_our_own_needs_no_origin() {
        let map = read(with(json!({ "kind": "pmtiles", "url": "/tiles/egypt.pmtiles" }))).unwrap();
        assert!(map.origins().is_empty());
        let here =
            read(with(json!({ "kind": "pmtiles", "url": "http://127.0.0.1:9000/egypt.pmtiles" })));
        assert_eq!(here.unwrap().origins(), ["http://127.0.0.1:9000"]);
    }

    #[test]
    fn a_style_names_whom_else_it_asks() {
        let map = read(json!({
            "kind": "style", "url": "https://maps.example/style.json", "pmtiles": true,
            "origins": ["https://tiles.example", "https://maps.example"],
        }))
        .unwrap();
        assert_eq!(map.origins(), ["https://maps.example", "https://tiles.example"]);
        assert_eq!(map.told()["pmtiles"], true);
    }

    #[test]
    fn what_does_not_fit_together_is_refused_with_its_reason() {
        let style = json!({ "kind": "style", "url": "https://maps.example/style.json" });
        let styled = |change: Value| {
            let mut written = style.clone();
            for (key, value) in change.as_object().cloned().unwrap_or_default() {
                written[key] = value;
            }
            written
        };
        for (written, why) in [
            (with(json!({ "url": "https://tiles.example/{z}/{x}.png" })), "{z}, {x} and {y}"),
            (with(json!({ "url": "https://{s}.example/{z}/{x}/{y}.png" })), "{z}, {x} and {y}"),
            (with(json!({ "url": "http://tiles.example/{z}/{x}/{y}.png" })), "no address"),
            (with(json!({ "url": "//tiles.example/{z}/{x}/{y}.png" })), "no address"),
            (with(json!({ "url": "https://me:pass@tiles.example/{z}/{x}/{y}" })), "no address"),
            (with(json!({ "url": "https://a.example;script-src/{z}/{x}/{y}" })), "no address"),
            (with(json!({ "attribution": " " })), "need an attribution"),
            (with(json!({ "attribution_url": "javascript:alert(1)" })), "no address"),
            (with(json!({ "max_zoom": 23 })), "max_zoom"),
            (with(json!({ "pmtiles": true })), "of a style"),
            (with(json!({ "origins": ["https://other.example"] })), "of a style"),
            (with(json!({ "kind": "wms" })), "unknown variant"),
            (with(json!({ "layers": 3 })), "unknown field"),
            (styled(json!({ "max_zoom": 14 })), "max_zoom"),
            (styled(json!({ "origins": ["https://tiles.example/"] })), "no origin"),
            (styled(json!({ "origins": ["*"] })), "no address"),
            (styled(json!({ "origins": ["/tiles"] })), "no origin"),
            (
                styled(json!({ "attribution_url": "https://maps.example" })),
                "without an attribution",
            ),
        ] {
            let refused = read(written.clone()).unwrap_err();
            assert!(refused.contains(why), "{written}: {refused}");
        }
    }
}
