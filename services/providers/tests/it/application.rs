//! Applying, and one's own profile.

use crate::fixture::{Fixture, application, national_id, plumbing, provider};
use contracts::providers::{ProviderChanged, VerificationStatus};
use serde_json::{Value, json};

const ME: &str = "/api/v1/providers/me";

fn with(n: u128, field: &str, value: Value) -> Value {
    let mut body = application(n);
    body[field] = value;
    body
}

#[tokio::test]
async fn an_application_is_taken_and_told() {
    let f = Fixture::new().await;
    let me = provider(1);
    assert_eq!(f.app.get(ME, me).await.expect(404).code(), "providers.not_applied");
    let answer = f.app.post(ME, me, application(1)).await.expect(201);
    let out = &answer.json;
    assert_eq!(out["id"], me.user_id.to_string());
    assert_eq!(out["displayName"], "أحمد م.");
    assert_eq!(out["verification"], "applied");
    assert_eq!(out["dateOfBirth"], "1990-01-15");
    assert_eq!(out["gender"], "male");
    assert_eq!(out["isOnline"], false);
    assert_eq!(out["nationalId"], format!("••••••••••{}", &national_id(1)[10..]));
    let told = f.app.told::<ProviderChanged>().await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].verification, VerificationStatus::Applied);
    assert!(!told[0].documents_valid && told[0].home.is_some());
    assert_eq!(f.me(me).await, *out);
}

#[tokio::test]
async fn arabic_digits_and_spaces_in_the_national_id_are_fine() {
    let f = Fixture::new().await;
    let body = with(1, "nationalId", json!("٢٩٠٠١١٥ ٠١٠ ١٢٣٤"));
    let out = f.app.post(ME, provider(1), body).await.expect(201);
    assert_eq!(out.json["nationalId"], "••••••••••1234");
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once_in_both_languages() {
    let f = Fixture::new().await;
    let body = json!({
        "firstName": " ", "lastName": "123", "nationalId": "123",
        "home": {"lat": 48.85, "lng": 2.35}, "languages": [],
    });
    let wrong = f.app.post(ME, provider(1), body.clone()).await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["firstName", "lastName", "nationalId", "home", "languages"]);
    let arabic = f
        .app
        .call_with(
            axum::http::Method::POST,
            ME,
            Some(provider(1)),
            Some(body),
            &[("accept-language", "ar")],
        )
        .await
        .expect(422);
    let messages: Vec<_> = arabic.json["errors"].as_array().unwrap().clone();
    assert!(messages.iter().all(|m| m["message"].as_str().unwrap().contains(['ا', 'م', 'ل'])));
    assert_eq!(f.count("select count(*) from providers.service_provider_profiles").await, 0);
}

#[tokio::test]
async fn each_rule_of_the_national_id_has_its_own_code() {
    let f = Fixture::new().await;
    for (digits, code) in [
        ("1900115010123", "national_id.length"),
        ("19001150101234", "national_id.century"),
        ("29013150101234", "national_id.birth_date"),
        ("29001159901234", "national_id.governorate"),
        ("39001150101234", "national_id.birth_date_in_future"),
        // 17 years old on 22 November 2026.
        ("30812010101234", "providers.too_young"),
    ] {
        let body = with(1, "nationalId", json!(digits));
        let wrong = f.app.post(ME, provider(1), body).await.expect(422);
        assert_eq!(wrong.json["errors"][0]["code"], code);
        assert!(!String::from_utf8_lossy(&wrong.bytes).contains(digits));
    }
    // Eighteen today.
    let body = with(1, "nationalId", json!("30811220101234"));
    f.app.post(ME, provider(1), body).await.expect(201);
}

#[tokio::test]
async fn a_misfit_of_the_check_digit_is_a_hint_and_no_refusal() {
    let f = Fixture::new().await;
    for (n, digits) in [(1, "29010280165195"), (2, "29010280165194")] {
        let me = provider(n);
        f.app.post(ME, me, with(n, "nationalId", json!(digits))).await.expect(201);
        let path = format!("/api/v1/admin/providers/{}", me.user_id);
        let record = f.app.get(&path, crate::fixture::operator(1)).await.expect(200);
        assert_eq!(record.json["checkDigitPlausible"], n == 1);
    }
}

#[tokio::test]
async fn operators_find_a_name_by_parts_of_its_words_however_it_is_spelled() {
    let f = Fixture::new().await;
    let names = [("أحمد", "عبد الفتّاح"), ("احمد", "منصور"), ("Mina", "Fathy")];
    for (n, (first, last)) in (1..).zip(names) {
        let mut body = with(n, "firstName", json!(first));
        body["lastName"] = json!(last);
        f.app.post(ME, provider(n), body).await.expect(201);
    }
    let found = async |q: &str| {
        let path = format!("/api/v1/admin/providers?q={q}");
        let page = f.app.get(&path, crate::fixture::operator(1)).await.expect(200);
        page.json["items"].as_array().unwrap().len()
    };
    assert_eq!(found("%D8%A5%D8%AD%D9%85%D8%AF").await, 2, "إحمد");
    assert_eq!(found("%D9%81%D8%AA%D8%A7%D8%AD+%D8%A7%D8%AD%D9%85%D8%AF").await, 1, "فتاح احمد");
    assert_eq!(found("MINA").await, 1);
    assert_eq!(found("mina+mansour").await, 0);
    assert_eq!(found("%25").await, 3, "a text with nothing to look for in it lists all");
    // A new name is found, the old one no longer.
    let me = provider(3);
    let record = f.app.get(ME, me).await.expect(200);
    let version = record.json["version"].clone();
    let change = json!({ "firstName": "Karim", "version": version });
    f.app.patch(ME, me, change).await.expect(200);
    assert_eq!((found("mina").await, found("karim").await), (0, 1));
    let long = format!("/api/v1/admin/providers?q={}", "a".repeat(201));
    let wrong = f.app.get(&long, crate::fixture::operator(1)).await.expect(422);
    assert_eq!(wrong.json["errors"][0]["field"], "q");
}

#[tokio::test]
async fn applying_twice_is_refused_and_a_replay_answers_the_same() {
    let f = Fixture::new().await;
    let me = provider(1);
    let key = [("idempotency-key", "apply-1")];
    let post =
        |body: Value| f.app.call_with(axum::http::Method::POST, ME, Some(me), Some(body), &key);
    let first = post(application(1)).await.expect(201);
    let again = post(application(1)).await.expect(201);
    assert_eq!(first.bytes, again.bytes);
    assert!(again.headers.contains_key("idempotency-replayed"));
    let other = post(with(1, "firstName", json!("محمد"))).await.expect(422);
    assert_eq!(other.code(), "idempotency.other_body");
    let twice = f.app.post(ME, me, application(2)).await.expect(409);
    assert_eq!(twice.code(), "providers.already_applied");
    assert_eq!(f.app.told::<ProviderChanged>().await.len(), 1);
}

#[tokio::test]
async fn a_national_id_belongs_to_one_account_and_nobody_learns_whose() {
    let f = Fixture::new().await;
    f.applicant(1).await;
    let taken = f.app.post(ME, provider(2), application(1)).await.expect(409);
    assert_eq!(taken.code(), "providers.national_id_taken");
    let text = String::from_utf8_lossy(&taken.bytes).into_owned();
    assert!(!text.contains(&provider(1).user_id.to_string()) && !text.contains("أحمد"));
    assert!(!text.contains(&national_id(1)));
}

#[tokio::test]
async fn of_two_accounts_that_apply_at_once_with_one_national_id_one_wins() {
    let f = Fixture::new().await;
    let (a, b, c) = tokio::join!(
        f.app.post(ME, provider(1), application(7)),
        f.app.post(ME, provider(2), application(7)),
        f.app.post(ME, provider(3), application(7)),
    );
    let mut statuses = [a.status.as_u16(), b.status.as_u16(), c.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409]);
    for answer in [a, b, c].iter().filter(|x| x.status.as_u16() == 409) {
        assert_eq!(answer.code(), "providers.national_id_taken");
    }
    assert_eq!(f.count("select count(*) from providers.service_provider_profiles").await, 1);
}

#[tokio::test]
async fn the_profile_changes_field_by_field_and_is_told() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    let changes = json!({
        "bio": "سباك بخبرة ١٠ سنوات", "noticeMinutes": 60, "dailyLimit": 5,
        "languages": ["en", "en"], "home": {"lat": 31.2, "lng": 29.92},
        "preferredLanguage": "en", "lastName": "علي",
    });
    let out = f.app.patch(ME, me, changes).await.expect(200).json;
    assert_eq!(out["bio"], "سباك بخبرة ١٠ سنوات");
    assert_eq!((out["noticeMinutes"].as_u64(), out["dailyLimit"].as_u64()), (Some(60), Some(5)));
    assert_eq!(out["languages"], json!(["en"]));
    assert_eq!(out["displayName"], "أحمد ع.");
    assert_eq!(out["version"], 2);
    let told = f.app.told::<ProviderChanged>().await;
    assert_eq!(told[1].notice_minutes, 60);
    // Nothing said, nothing changed; an empty text clears.
    let out = f.app.patch(ME, me, json!({})).await.expect(200).json;
    assert_eq!(out["bio"], "سباك بخبرة ١٠ سنوات");
    let out = f.app.patch(ME, me, json!({"bio": ""})).await.expect(200).json;
    assert!(out.get("bio").is_none());
}

#[tokio::test]
async fn wrong_changes_are_named_and_stale_ones_refused() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    let changes = json!({
        "noticeMinutes": 10_081, "dailyLimit": 51, "bio": "x".repeat(1001),
        "home": {"lat": 0.0, "lng": 0.0}, "languages": [], "firstName": "9",
    });
    let wrong = f.app.patch(ME, me, changes).await.expect(422);
    assert_eq!(
        wrong.wrong_fields(),
        ["firstName", "home", "languages", "noticeMinutes", "dailyLimit", "bio"]
    );
    f.app.patch(ME, me, json!({"version": 1, "dailyLimit": 3})).await.expect(200);
    let stale = f.app.patch(ME, me, json!({"version": 1, "dailyLimit": 9})).await.expect(409);
    assert_eq!(stale.code(), "providers.stale");
    assert_eq!(f.me(me).await["dailyLimit"], 3);
    let unknown = f.app.patch(ME, me, json!({"verification": "verified"})).await.expect(422);
    assert_eq!(unknown.json["errors"][0]["code"], "unknown_field");
}

#[tokio::test]
async fn the_name_is_fixed_once_the_documents_were_sent() {
    let f = Fixture::new().await;
    let me = f.submitted(1).await;
    let refused = f.app.patch(ME, me, json!({"firstName": "محمد"})).await.expect(409);
    assert_eq!(refused.code(), "providers.name_fixed");
}

#[tokio::test]
async fn the_checklist_leads_from_the_application_to_work() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    let next = async || {
        let list = f.app.get("/api/v1/providers/me/checklist", me).await.expect(200).json;
        (list["next"].as_str().unwrap().to_owned(), list["canSubmit"].as_bool().unwrap(), list)
    };
    let (step, _, list) = next().await;
    assert_eq!(step, "services");
    // Four needed documents, two that are not; no certificate without a certified service.
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), 9);
    assert_eq!(items.iter().filter(|i| i["required"] == false).count(), 2);
    f.app.put("/api/v1/providers/me/services", me, plumbing()).await.expect(200);
    let (step, can, list) = next().await;
    assert_eq!((step.as_str(), can), ("document", false));
    assert!(list["nextText"]["ar"].as_str().unwrap().contains("بطاقة"));
    f.upload_needed(me, "").await;
    let (step, can, _) = next().await;
    assert_eq!((step.as_str(), can), ("submit", true));
    f.app.post("/api/v1/providers/me/submit", me, json!({})).await.expect(200);
    let (step, can, _) = next().await;
    assert_eq!((step.as_str(), can), ("areas", false));
    let areas =
        json!({"areas": [{"name": "المعادي", "shape": {"kind": "radius", "radiusM": 8000}}]});
    f.app.put("/api/v1/providers/me/areas", me, areas).await.expect(200);
    assert_eq!(next().await.0, "hours");
    let hours = json!({"hours": [{"weekday": 0, "fromMinute": 540, "toMinute": 1020}]});
    f.app.put("/api/v1/providers/me/hours", me, hours).await.expect(200);
    assert_eq!(next().await.0, "wait");
    f.accept_all(me).await;
    let verify = json!({"reason": "سليم"});
    f.decide(me, crate::fixture::operator(1), "verify", verify).await.expect(200);
    assert_eq!(next().await.0, "work");
    let against = json!({"reason": "شكوى", "evidence": "OS-7K2M4Q"});
    f.decide(me, crate::fixture::operator(1), "suspend", against).await.expect(200);
    assert_eq!(next().await.0, "decision");
}
