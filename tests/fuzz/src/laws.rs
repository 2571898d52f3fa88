//! The targets, and what must hold for each whatever the bytes.

use crate::Target;
use async_trait::async_trait;
use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Request};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use booking::domain::job_record;
use catalog::domain::area::ZoneArea;
use catalog::domain::start::parse_local;
use chassis::crypto::{Keyring, Sealed, SystemEntropy};
use chassis::storage::{clean, sniff};
use contracts::PortError;
use httpkit::auth::{KeySource, Verifier};
use httpkit::page::Cursor;
use kernel::ids::UserId;
use kernel::national_id::NationalId;
use kernel::world::ManualClock;
use kernel::{Lang, LatLng, Money, PhoneNumber, World, cairo, text};
use notifications::webhooks::address::Rules;
use notifications::webhooks::signing;
use realtime::domain::room::Room;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::runtime::{Builder, Runtime};
use tracking::Fix;
use tracking::domain::fix::RawFix;
use uuid::Uuid;

/// Every target.
#[must_use]
pub fn all() -> Vec<Target> {
    vec![
        phone(),
        national_id(),
        texts(),
        search(),
        language(),
        place(),
        zone(),
        fix(),
        local_time(),
        money(),
        cursor(),
        room(),
        sealed(),
        media(),
        token(),
        form(),
        job_record(),
        webhook_address(),
        webhook_signature(),
    ]
}

fn of_text(
    name: &'static str,
    examples: &[&str],
    words: &'static [&'static str],
    law: impl Fn(&str) + 'static,
) -> Target {
    Target {
        name,
        examples: examples.iter().map(|example| example.as_bytes().to_vec()).collect(),
        words,
        law: Box::new(move |input| law(&String::from_utf8_lossy(input))),
    }
}

fn phone() -> Target {
    let examples = ["01012345678", "+20 101 234 5678", "0020-1112345678", "٠١٢ ٣٤٥٦ ٧٨٩٠"];
    of_text("phone", &examples, &["+20", "0020", "01", "٠١", "(", "-"], |typed| {
        let Ok(phone) = PhoneNumber::parse(typed) else { return };
        assert!(phone.as_str().starts_with("+201") && phone.as_str().len() == 13, "{phone:?}");
        assert!(phone.as_str()[1..].bytes().all(|b| b.is_ascii_digit()), "{phone:?}");
        for form in [phone.as_str().to_owned(), phone.national()] {
            assert_eq!(PhoneNumber::parse(&form).ok().as_ref(), Some(&phone), "{form}");
        }
        assert!(!phone.masked().contains(&phone.as_str()[5..]), "a mask that shows all");
    })
}

fn national_id() -> Target {
    let today = cairo::NaiveDate::from_ymd_opt(2026, 11, 22).expect("a date");
    let examples = ["29001150101234", "3050229 2100 018", "٢٩٠٠١١٥٠١٠١٢٣٤"];
    of_text("national ID", &examples, &["2", "3", "0229", "88", "01", "٢٩"], move |typed| {
        let Ok(id) = NationalId::parse(typed, today) else { return };
        assert!(id.as_str().len() == 14 && id.as_str().bytes().all(|b| b.is_ascii_digit()));
        assert!(id.birth_date() <= today, "born tomorrow: {}", id.as_str());
        let again = NationalId::parse(id.as_str(), today).ok();
        assert_eq!(again.as_ref().map(NationalId::as_str), Some(id.as_str()));
        assert!(!id.masked().contains(&id.as_str()[..10]), "a mask that shows the birth date");
        let _read = (id.age_years(today), id.gender(), id.governorate_code());
        let _hint = id.check_digit_plausible();
    })
}

fn texts() -> Target {
    let examples = ["منى السيد", "Mona  O'Neil-Ali", "mona.ali+x@example.com", "سطر\nوسطر"];
    of_text("names and texts", &examples, &["@", ".", "\u{200b}", "\n", "\t", " "], |typed| {
        if let Ok(name) = text::person_name(typed) {
            assert!((1..=100).contains(&name.chars().count()), "{name:?}");
            assert!(!name.chars().any(char::is_control), "{name:?}");
            assert_eq!(text::person_name(&name).as_deref().ok(), Some(&*name));
        }
        if let Ok(email) = text::email(typed) {
            assert_eq!(text::email(&email).as_deref().ok(), Some(&*email));
            assert!(!email.contains(char::is_whitespace), "{email:?}");
        }
        if let Ok(line) = text::line(typed, 200) {
            assert!(line.chars().count() <= 200 && !line.chars().any(char::is_control));
            assert_eq!(text::line(&line, 200).as_deref().ok(), Some(&*line));
        }
        if let Ok(paragraph) = text::paragraph(typed, 2_000) {
            assert!(paragraph.chars().count() <= 2_000);
            assert_eq!(text::paragraph(&paragraph, 2_000).as_deref().ok(), Some(&*paragraph));
        }
        let folded = text::fold_digits(typed);
        assert_eq!(text::fold_digits(&folded), folded);
    })
}

fn search() -> Target {
    of_text(
        "search",
        &["إصلاح حنفية", "AC تكييف ٢"],
        &["ال", "ى", "ـ", "ً", "أ"],
        |typed| {
            let key = text::search_key(typed);
            assert_eq!(text::search_key(&key), key, "folding again changes it");
            let terms = text::search_terms(typed);
            assert!(terms.iter().all(|term| !term.is_empty()), "an empty term");
        },
    )
}

fn language() -> Target {
    let examples = ["en-GB, ar;q=0.3", "ar", "*;q=0", "fr;q=0.9,en;q=0.8"];
    of_text("languages", &examples, &[";q=", ",", "ar", "en", "*", "-EG"], |header| {
        let _either = Lang::from_accept_language(header);
        let _either = Lang::from_tag(header);
    })
}

fn place() -> Target {
    let examples = [r#"{"lat":30.0444,"lng":31.2357}"#, r#"{"lng":-180,"lat":90}"#];
    of_text("places", &examples, &["\"lat\":", "\"lng\":", "1e308", "-90", "31.2"], |json| {
        let Ok(place) = serde_json::from_str::<LatLng>(json) else { return };
        assert!((-90.0..=90.0).contains(&place.lat()) && (-180.0..=180.0).contains(&place.lng()));
        let written = serde_json::to_string(&place).expect("it is written");
        assert_eq!(serde_json::from_str::<LatLng>(&written).ok(), Some(place));
        let cairo = LatLng::parse(30.0444, 31.2357).expect("a place");
        let away = place.distance_m(cairo);
        assert!(away.is_finite() && (0.0..=20_100_000.0).contains(&away), "{away}");
        if let Ok(inside) = place.in_egypt() {
            assert_eq!(inside, place);
        }
    })
}

fn zone() -> Target {
    let examples = [
        r#"{"type":"Polygon","coordinates":[[[31.2,30],[31.3,30],[31.3,30.1],[31.2,30]]]}"#,
        r#"{"type":"MultiPolygon","coordinates":[[[[31.2,30],[31.3,30],[31.3,30.1],[31.2,30]]]]}"#,
    ];
    of_text("zones", &examples, &["[[", "]]", "[31.2,30],", "\"MultiPolygon\""], |json| {
        let Ok(area) = serde_json::from_str::<ZoneArea>(json) else { return };
        let Ok(area) = area.checked() else { return };
        let written = area.to_json().expect("it is written");
        let read = serde_json::from_str::<ZoneArea>(&written).expect("it is read back");
        assert_eq!(read.checked().ok(), Some(area));
    })
}

fn fix() -> Target {
    let now = "2026-11-22T10:00:00Z".parse().expect("an instant");
    let examples = ["30.0444 31.2357 12.5 90 32 1795341600 0", "29.9 31.2 5 359.9 0 1795341000 1"];
    let words = &["NaN", "inf", "-0", "360", "500", "1e300", "17953416"];
    of_text("location fixes", &examples, words, move |typed| {
        let mut numbers = typed.split(' ').map(|word| word.parse::<f64>().ok());
        let mut next = || numbers.next().flatten();
        let (Some(lat), Some(lng), Some(accuracy_m)) = (next(), next(), next()) else { return };
        let (heading_deg, speed_kmh) = (next(), next());
        let seconds = next().unwrap_or_default() as i64;
        let Some(at) = kernel::Instant::from_timestamp(seconds, 0) else { return };
        let mock = next().is_some();
        let raw = RawFix { lat, lng, accuracy_m, heading_deg, speed_kmh, at, mock };
        let Ok(fix) = Fix::parse(raw, now) else { return };
        assert!(fix.place.in_egypt().is_ok() && fix.accuracy_m.is_finite());
        assert!(fix.heading_deg.is_none_or(|deg| (0.0..360.0).contains(&deg)), "{fix:?}");
        assert!(fix.speed_kmh.is_none_or(|speed| (0.0..=500.0).contains(&speed)), "{fix:?}");
    })
}

fn local_time() -> Target {
    let examples = ["2027-04-30T00:30", "٢٠٢٧-٠٤-٣٠T٠٠:٣٠", "2026-11-22T10:00:00"];
    of_text("local times", &examples, &["T", ":", "-", "24", "60", "9999", "+02"], |typed| {
        let _right_or_wrong = parse_local(typed);
    })
}

fn money() -> Target {
    let examples = [r#"{"amount":35000,"currency":"EGP"}"#, r#"{"currency":"EGP","amount":-1}"#];
    of_text("money", &examples, &["\"amount\":", "\"EGP\"", "1.5", "1e3"], |json| {
        let Ok(money) = serde_json::from_str::<Money>(json) else { return };
        let written = serde_json::to_string(&money).expect("it is written");
        assert_eq!(serde_json::from_str::<Money>(&written).ok(), Some(money));
    })
}

fn cursor() -> Target {
    let at = "2026-11-22T10:00:00.123456Z".parse().expect("an instant");
    let good = Cursor { at, id: Uuid::from_u128(7) }.encode();
    of_text("cursors", &[&good], &["AAAA", "_", "-", "="], |text| {
        let Ok(cursor) = Cursor::decode(text) else { return };
        assert_eq!(Cursor::decode(&cursor.encode()).ok(), Some(cursor));
    })
}

fn room() -> Target {
    let id = Uuid::from_u128(9);
    let examples = ["me".to_owned(), format!("booking:{id}"), format!("conversation:{id}")];
    let examples: Vec<&str> = examples.iter().map(String::as_str).collect();
    let me = UserId::from(Uuid::from_u128(7));
    of_text("rooms", &examples, &["me", "booking:", "conversation:", "person:"], move |text| {
        let Some(room) = Room::parse(text, me) else { return };
        assert!(!matches!(room, Room::Person(who) if who != me), "somebody else's room");
        assert_eq!(Room::parse(&room.to_string(), me), Some(room));
    })
}

fn sealed() -> Target {
    let keyring = Keyring::for_tests();
    let good = keyring.seal_text("a.b", "سر").as_str().to_owned();
    let kept = good.clone();
    of_text("sealed texts", &[&good], &["osta1.", ".", "AAAA", "-"], move |text| {
        let Ok(read) = Sealed::parse(text) else { return };
        assert_eq!(read.as_str(), text);
        if text != kept {
            let opened = keyring.open("a.b", &read).ok();
            // The same bytes may be written with other spare bits at the end; they stay the same.
            assert!(opened.is_none_or(|plain| plain.as_slice() == "سر".as_bytes()), "{text}");
        }
        assert!(keyring.open("a.c", &read).is_err(), "it opens in the place of something else");
    })
}

fn media() -> Target {
    // A whole picture of each kind, with what must go.
    let examples: [&[u8]; 8] = [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x04\0\0\0\x04\x08\x02\0\0\0\0\0\0\0\0\0\0\x03eXIfGPS\0\0\0\0\
          \0\0\0\x02IDATxy\0\0\0\0\0\0\0\0IEND\0\0\0\0",
        b"\xff\xd8\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0\
          \xff\xc0\0\x0b\x08\0\x04\0\x04\x01\x01\x11\0\xff\xda\0\x08\x01\x01\0\0\x3f\0\x01\x02\xff\xd9",
        b"RIFF\x2a\0\0\0WEBPVP8X\x0a\0\0\0\x0c\0\0\0\x01\0\0\x01\0\0VP8 \x02\0\0\0xyEXIF\x02\0\0\0GP",
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        b"%PDF-1.7\n",
        b"OggS\0\x02OpusHead",
        b"\x1a\x45\xdf\xa3webm",
        b"\0\0\0\x1cftypM4A ",
    ];
    Target {
        name: "kinds of files",
        examples: examples.iter().map(|example| example.to_vec()).collect(),
        words: &[
            "ftyp", "heic", "WEBP", "EXIF", "Exif\0\0", "OpusHead", "webm", "%PDF-", "<svg",
            "<script>",
        ],
        law: Box::new(|input| {
            let Some(media) = sniff(input) else { return };
            // What a browser would run is no picture of ours.
            assert!(!input.trim_ascii_start().starts_with(b"<"), "{media:?}");
            assert!(!media.mime().contains("svg") && !media.mime().contains("html"));
            let Some(kept) = clean(input, media) else { return };
            assert_eq!(sniff(&kept), Some(media), "it became something else");
            assert_eq!(clean(&kept, media).as_ref(), Some(&kept), "what is clean changed again");
        }),
    }
}

/// Public keys that nobody has the other half of.
struct Keys;

#[async_trait]
impl KeySource for Keys {
    async fn jwks(&self) -> Result<Value, PortError> {
        let modulus = URL_SAFE_NO_PAD.encode([0xc5; 256]);
        Ok(json!({"keys": [
            {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "a", "n": modulus, "e": "AQAB"},
        ]}))
    }
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

fn token() -> Target {
    let part = |json: Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let claims = part(json!({
        "iss": "osta", "aud": "osta-api", "sub": Uuid::from_u128(7), "sid": Uuid::from_u128(8),
        "role": "admin", "iat": 1_795_341_600, "exp": 1_795_342_500,
    }));
    let headers = [
        json!({"alg": "RS256", "typ": "at+jwt", "kid": "a"}),
        json!({"alg": "none", "typ": "at+jwt", "kid": "a"}),
        json!({"alg": "HS256", "typ": "at+jwt", "kid": "a"}),
        json!({"alg": "RS256", "typ": "at+jwt", "kid": "../../a", "jku": "http://127.0.0.1:9/"}),
    ];
    let signature = URL_SAFE_NO_PAD.encode([1; 256]);
    let tokens = headers.map(|header| format!("{}.{claims}.{signature}", part(header)));
    let examples: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let clock = ManualClock::at("2026-11-22T10:00:00Z".parse().expect("an instant"));
    let world = World::new(Arc::new(clock), Arc::new(SystemEntropy));
    let verifier = Verifier::new(Arc::new(Keys), world);
    let runtime = runtime();
    of_text("tokens", &examples, &[".", "eyJ", "fQ", "e30", "=="], move |token| {
        let taken = runtime.block_on(verifier.verify(token)).is_ok();
        assert!(!taken, "a token that nobody signed is taken");
    })
}

fn form() -> Target {
    let whole = "--cut\r\ncontent-disposition: form-data; name=\"kind\"\r\n\r\nselfie\r\n--cut\r\n\
        content-disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\
        content-type: image/png\r\n\r\n\u{0}PNG\r\n--cut--\r\n";
    let words = &["--cut\r\n", "--cut--", "\r\n\r\n", "name=\"", "filename*=UTF-8''%ff", "\r\n"];
    let runtime = runtime();
    of_text("forms", &[whole], words, move |body| {
        let request = Request::builder()
            .method("POST")
            .header("content-type", "multipart/form-data; boundary=cut")
            .body(Body::from(body.to_owned()))
            .expect("a request");
        runtime.block_on(async {
            let mut form = Multipart::from_request(request, &()).await.expect("a boundary");
            let mut parts = 0;
            let mut bytes = 0;
            while let Ok(Some(part)) = form.next_field().await {
                parts += 1;
                let _names = (part.name().map(str::len), part.file_name().map(str::len));
                bytes += part.bytes().await.map(|bytes| bytes.len()).unwrap_or_default();
            }
            assert!(parts <= body.len() / 5 + 1 && bytes <= body.len(), "{parts} parts of it");
        });
    })
}

/// Whatever byte of an exported record is changed, it is noticed.
fn job_record() -> Target {
    const ID: &str = "018f3b5e-7c1a-7000-8000-000000000001";
    const NUMBER: &str = "OS-7K2M4Q";
    let mut hash = job_record::genesis(ID, NUMBER);
    let mut stored = Vec::new();
    for (seq, kind) in (1u32..).zip(["created", "confirmed", "completed"]) {
        let private = job_record::Private { salt: "5a".repeat(32), content: json!({"fee": seq}) };
        let happened = job_record::Happened {
            at: "2026-11-22T10:00:00Z".parse().expect("an instant"),
            kind: kind.to_owned(),
            content: json!({"why": "الحنفية بتنقط", "n": seq}),
            private: [("provider".to_owned(), private)].into(),
        };
        let (body, after) = job_record::next(&hash, seq, &happened);
        stored.push((body, after, happened.private));
        hash = after;
    }
    let good = job_record::export(ID, NUMBER, stored, &[7; 32]).expect("a good record");
    let key = job_record::public_key(&[7; 32]);
    let words = &["\"", "}", "\\u0660", "null", "1e999", "seq", "private", "hash"];
    let (example, kept) = (good.clone().into_bytes(), good);
    Target {
        name: "job records",
        examples: vec![example, b"{}".to_vec()],
        words,
        law: Box::new(move |input| {
            let whole = job_record::verify(input, Some(&key)).is_ok();
            assert_eq!(whole, input == kept.as_bytes(), "a changed record is taken for whole");
        }),
    }
}

/// What is taken leads to the public Internet over HTTPS, and means the same when it is read again.
fn webhook_address() -> Target {
    let examples = [
        "https://hooks.example.com:8443/a?b=c",
        "https://8.8.8.8/x",
        "https://[2a00:1450:4006::1]/x",
        "https://user:pass@127.0.0.1/",
    ];
    let words = &[
        "@",
        "0x7f.1",
        "2130706433",
        "[::ffff:10.0.0.1]",
        "localhost",
        "#",
        "\\",
        "%2e",
        "。",
        "http:",
    ];
    of_text("addresses of webhooks", &examples, words, |text| {
        let rules = Rules::default();
        let Some(url) = rules.parse(text) else { return };
        assert_eq!(url.scheme(), "https");
        assert!(url.username().is_empty() && url.password().is_none(), "{url}");
        let host = url.host_str().expect("a host");
        match host.trim_matches(['[', ']']).parse::<std::net::IpAddr>() {
            Ok(ip) => assert!(rules.may_reach(ip), "{url} leads inside"),
            Err(_) => assert!(host.contains('.') && !host.ends_with(".local"), "{url}"),
        }
        assert_eq!(rules.parse(url.as_str()).as_ref(), Some(&url), "read again it is another");
    })
}

/// Whatever is taken for a secret signs, and never two messages alike.
fn webhook_signature() -> Target {
    let secret = signing::secret(&[7; signing::LENGTH]).to_string();
    of_text("secrets of webhooks", &[&secret], &["whsec_", "=", "AAAA", "-", "_"], |text| {
        let sign = |id: &str| signing::sign(text, id, 1_795_000_000, text.as_bytes());
        let Some(signed) = sign("msg_1") else { return };
        assert_eq!(sign("msg_1").as_ref(), Some(&signed), "the same message");
        assert_ne!(sign("msg_2").as_ref(), Some(&signed), "another message");
        assert_eq!(signed.len(), "v1,".len() + 44, "{signed}");
    })
}
