//! Sending documents: what a file is, its content tells.

use crate::fixture::{Fixture, operator, plumbing, png, provider};
use serde_json::json;

const SELFIE: [(&str, &str); 1] = [("kind", "selfie")];

#[tokio::test]
async fn a_document_is_stored_sealed_and_read_back_by_its_owner() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    let file = png("my face");
    let sent = f.upload(me, "selfie", "", "", &file).await.expect(201).json;
    assert_eq!(sent["mediaType"], "image/png");
    assert_eq!((sent["state"].as_str(), sent["side"].as_str()), (Some("uploaded"), Some("single")));
    let path = format!("/api/v1/providers/me/documents/{}/content", sent["id"].as_str().unwrap());
    let read = f.app.get(&path, me).await.expect(200);
    assert_eq!(read.bytes, file);
    assert_eq!(read.headers["content-type"], "image/png");
    assert_eq!(read.headers["x-content-type-options"], "nosniff");
    assert_eq!(read.headers["cache-control"], "private, no-store");
    assert!(read.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
    let objects = f.chassis.storage.list("providers").await.unwrap();
    assert_eq!(objects.len(), 1);
    let stored = f.chassis.storage.get(&objects[0].key).await.unwrap().unwrap();
    assert!(stored.bytes.starts_with(b"osta1."));
    assert!(!stored.bytes.windows(7).any(|w| w == b"my face"));
}

#[tokio::test]
async fn the_name_and_the_claimed_type_decide_nothing() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    for (name, claimed, bytes) in [
        ("face.jpg", "image/jpeg", &b"<html><script>alert(1)</script></html>"[..]),
        ("face.png", "image/png", b"MZ\x90\x00 this program cannot be run"),
        ("../../etc/passwd", "image/png", b"root:x:0:0"),
        ("face.jpg.php", "image/jpeg", b"<?php echo 1; ?>"),
        ("face.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("face.gif", "image/gif", b"GIF89a\x01\x00\x01\x00"),
        ("face.heic", "image/heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
    ] {
        let wrong = f.upload_form(me, &SELFIE, Some((name, claimed, bytes)), &[]).await.expect(422);
        assert_eq!(wrong.wrong_fields(), ["file"], "{name}");
        assert_eq!(wrong.json["errors"][0]["code"], "providers.file_type", "{name}");
    }
    // A picture with a misleading name and type is a picture.
    let good = png("x");
    let file = Some(("..\\virus.exe%00.pdf", "application/x-msdownload", &good[..]));
    let kept = f.upload_form(me, &SELFIE, file, &[]).await.expect(201);
    assert_eq!(kept.json["mediaType"], "image/png");
    assert_eq!(f.chassis.storage.list("").await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_polyglot_is_refused_or_loses_its_second_half() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    // Signature of a picture, content of a page.
    for head in [&b"\xFF\xD8\xFF\xE0"[..], b"\x89PNG\r\n\x1a\n", b"RIFF\x20\0\0\0WEBP"] {
        let file = [head, b"<html><script>alert(document.cookie)</script></html>"].concat();
        let wrong = f.upload(me, "selfie", "", "", &file).await.expect(422);
        assert_eq!(wrong.json["errors"][0]["code"], "providers.file_damaged");
    }
    // A whole picture with an archive behind it.
    let picture = png("polyglot");
    let file = [&picture[..], b"PK\x03\x04 archive <script>"].concat();
    let sent = f.upload(me, "selfie", "", "", &file).await.expect(201).json;
    assert_eq!(sent["sizeBytes"].as_u64(), Some(picture.len() as u64));
    let path = format!("/api/v1/providers/me/documents/{}/content", sent["id"].as_str().unwrap());
    assert_eq!(f.app.get(&path, me).await.expect(200).bytes, picture);
}

#[tokio::test]
async fn an_empty_file_a_pdf_selfie_and_a_double_each_have_their_own_code() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    let code = |answer: testkit::Answer| answer.json["errors"][0]["code"].clone();
    assert_eq!(code(f.upload(me, "selfie", "", "", b"").await.expect(422)), "providers.file_empty");
    let pdf = b"%PDF-1.7\n1 0 obj\n%%EOF\n";
    assert_eq!(
        code(f.upload(me, "selfie", "", "", pdf).await.expect(422)),
        "providers.file_not_picture"
    );
    f.upload(me, "criminal_record", "", "2027-02-01", pdf).await.expect(201);
    let double = f.upload(me, "tax_card", "", "2027-02-01", pdf).await.expect(409);
    assert_eq!(double.code(), "providers.document_duplicate");
    // What was refused left no file behind.
    assert_eq!(f.chassis.storage.list("").await.unwrap().len(), 1);
    // Somebody else may send the same file.
    let other = f.applicant(2).await;
    f.upload(other, "criminal_record", "", "2027-02-01", pdf).await.expect(201);
}

#[tokio::test]
async fn ten_megabytes_pass_and_more_do_not() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    const LIMIT: usize = 10 * 1024 * 1024;
    let mut largest = png("");
    let frame = largest.len();
    // The data chunk is the second; its length field stands at byte 33.
    let room = LIMIT - frame;
    largest.splice(41..41, std::iter::repeat_n(7u8, room));
    largest[33..37].copy_from_slice(&u32::try_from(room).unwrap().to_be_bytes());
    assert_eq!(largest.len(), LIMIT);
    f.upload(me, "selfie", "", "", &largest).await.expect(201);
    largest.push(0);
    let refused = f.upload(me, "selfie", "", "", &largest).await.expect(413);
    assert_eq!(refused.code(), "providers.file_too_large");
    let huge = vec![0u8; LIMIT + 1_000_000];
    let refused = f.upload(me, "selfie", "", "", &huge).await.expect(413);
    assert_eq!(refused.code(), "providers.file_too_large");
}

#[tokio::test]
async fn wrong_forms_name_their_fields() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    let file = png("x");
    let named = Some(("a.png", "image/png", &file[..]));
    for (texts, file, fields) in [
        (&[][..], None, vec!["kind", "file"]),
        (&[("kind", "passport")], named, vec!["kind"]),
        (&[("kind", "national_id")], named, vec!["side"]),
        (&[("kind", "selfie"), ("side", "front")], named, vec!["side"]),
        (&[("kind", "national_id"), ("side", "top")], named, vec!["side"]),
        (&[("kind", "criminal_record")], named, vec!["expiresOn"]),
        (&[("kind", "criminal_record"), ("expiresOn", "31/5/2027")], named, vec!["expiresOn"]),
        (&[("kind", "criminal_record"), ("expiresOn", "2026-11-21")], named, vec!["expiresOn"]),
        (&[("kind", "criminal_record"), ("expiresOn", "2090-01-01")], named, vec!["expiresOn"]),
        (&[("kind", "selfie"), ("owner", "me")], named, vec!["owner"]),
        (&[("kind", "selfie"), ("kind", "tax_card")], named, vec!["kind"]),
    ] {
        let wrong = f.upload_form(me, texts, file, &[]).await.expect(422);
        assert_eq!(wrong.wrong_fields(), fields, "{texts:?}");
    }
    // The last day itself is still good.
    let today = [("kind", "criminal_record"), ("expiresOn", "2026-11-22")];
    f.upload_form(me, &today, named, &[]).await.expect(201);
}

#[tokio::test]
async fn what_is_no_form_or_ends_early_is_unreadable() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    let json = f.upload_raw(me, "application/json", b"{}".to_vec(), &[]).await.expect(415);
    assert_eq!(json.code(), "unsupported_media_type");
    let cut = b"--cut\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n\x89PNG".to_vec();
    let cut = f.upload_raw(me, "multipart/form-data; boundary=cut", cut, &[]).await.expect(400);
    assert_eq!(cut.code(), "providers.form_unreadable");
    let bad_key = [("idempotency-key", "with space")];
    let file = png("x");
    let named = Some(("a.png", "image/png", &file[..]));
    let bad = f.upload_form(me, &SELFIE, named, &bad_key).await.expect(400);
    assert_eq!(bad.code(), "idempotency.bad_key");
    let guest = provider(77);
    let refused = f.upload(guest, "selfie", "", "", &file).await.expect(404);
    assert_eq!(refused.code(), "providers.not_applied");
}

#[tokio::test]
async fn a_repeated_upload_answers_the_same_and_leaves_one_file() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    let file = png("x");
    let named = Some(("a.png", "image/png", &file[..]));
    let key = [("idempotency-key", "up-1")];
    let first = f.upload_form(me, &SELFIE, named, &key).await.expect(201);
    let again = f.upload_form(me, &SELFIE, named, &key).await.expect(201);
    assert_eq!(first.bytes, again.bytes);
    let other = png("y");
    let named = Some(("a.png", "image/png", &other[..]));
    let refused = f.upload_form(me, &SELFIE, named, &key).await.expect(422);
    assert_eq!(refused.code(), "idempotency.other_body");
    assert_eq!(f.chassis.storage.list("").await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_newer_document_takes_the_place_of_the_one_that_waits() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    f.upload(me, "selfie", "", "", &png("1")).await.expect(201);
    f.later();
    f.upload(me, "selfie", "", "", &png("2")).await.expect(201);
    let all = f.documents(me).await;
    assert_eq!(all.len(), 2);
    assert_eq!((&all[0]["replaced"], &all[1]["replaced"]), (&json!(false), &json!(true)));
    let old = all[1]["id"].as_str().unwrap();
    let refused = f.decide_document(me, old, "accept").await.expect(409);
    assert_eq!(refused.code(), "providers.document_decided");
}

#[tokio::test]
async fn somebody_elses_document_does_not_exist() {
    let f = Fixture::new().await;
    let (me, other) = (f.applicant(1).await, f.applicant(2).await);
    f.upload(me, "selfie", "", "", &png("mine")).await.expect(201);
    let id = f.document(me, "selfie", "single").await;
    let path = format!("/api/v1/providers/me/documents/{id}/content");
    assert_eq!(f.app.get(&path, other).await.expect(404).code(), "not_found");
    f.app.get("/api/v1/providers/me/documents/not-an-id/content", me).await.expect(404);
    let wrong_owner = format!("/api/v1/admin/providers/{}/documents/{id}", other.user_id);
    f.app.get(&format!("{wrong_owner}/content"), operator(1)).await.expect(404);
    let reason = json!({"reason": "x"});
    f.app.post(&format!("{wrong_owner}/accept"), operator(1), reason).await.expect(404);
}

#[tokio::test]
async fn submitting_names_what_is_missing() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    let submit = "/api/v1/providers/me/submit";
    let refused = f.app.post(submit, me, json!({})).await.expect(409);
    assert_eq!(refused.code(), "providers.no_services");
    f.app.put("/api/v1/providers/me/services", me, plumbing()).await.expect(200);
    f.upload(me, "selfie", "", "", &png("x")).await.expect(201);
    let refused = f.app.post(submit, me, json!({})).await.expect(409);
    assert_eq!(refused.code(), "providers.documents_missing");
    assert_eq!(
        refused.wrong_fields(),
        ["national_id.front", "national_id.back", "criminal_record.single"]
    );
    f.upload_needed(me, "2").await;
    f.app.post(submit, me, json!({})).await.expect(200);
    let twice = f.app.post(submit, me, json!({})).await.expect(409);
    assert_eq!(twice.code(), "providers.already_submitted");
}
