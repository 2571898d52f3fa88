use crate::fixture::{Fixture, PHONE};
use contracts::identity::{CONTACT_CONTEXT, Contact, UserChanged};
use serde_json::{Value, json};

const ME: &str = "/api/v1/me";

#[tokio::test]
async fn one_sees_and_changes_ones_own_account() {
    let f = Fixture::new().await;
    let me = f.join(PHONE).await.actor;
    let before = f.http.get(ME, me).await.expect(200);
    assert_eq!(
        before.json["notificationPreferences"],
        json!({"push": true, "sms": true, "email": true})
    );
    assert_eq!(before.json["permissions"][0], "booking:create");
    let change = json!({
        "firstName": "  منى  هانم ", "email": "Mona@Example.COM", "lang": "en", "gender": "female",
        "dateOfBirth": "1990-01-15",
        "notificationPreferences": {"push": false, "sms": true, "email": false},
    });
    let after = f.http.patch(ME, me, change).await.expect(200);
    assert_eq!(after.json["firstName"], "منى هانم");
    assert_eq!(after.json["lastName"], "علي");
    assert_eq!(after.json["email"], "Mona@example.com");
    assert_eq!(after.json["emailVerified"], false);
    assert_eq!(f.http.get(ME, me).await.expect(200).json, after.json);

    let told = f.http.told::<UserChanged>().await.pop().unwrap();
    assert_eq!(told.lang, kernel::Lang::En);
    assert!(!told.preferences.push);
    let sealed = chassis::crypto::Sealed::parse(told.sealed_contact).unwrap();
    let text = f.chassis.keyring.open_text(CONTACT_CONTEXT, &sealed).unwrap();
    let contact: Contact = serde_json::from_str(&text).unwrap();
    assert_eq!(contact.phone, "+201012345678");
    assert_eq!(contact.email.as_deref(), Some("Mona@example.com"));
    assert_eq!(contact.first_name, "منى هانم");

    let null = json!({"email": null, "gender": null, "dateOfBirth": null});
    let after = f.http.patch(ME, me, null).await.expect(200);
    assert_eq!(after.json["email"], Value::Null);
    assert_eq!(after.json["gender"], Value::Null);
    assert_eq!(after.json["firstName"], "منى هانم");
}

#[tokio::test]
async fn an_email_belongs_to_one_account_in_any_case() {
    let f = Fixture::new().await;
    let mona = f.join(PHONE).await.actor;
    let other = f.join("01112345678").await.actor;
    f.http.patch(ME, mona, json!({"email": "mona@example.com"})).await.expect(200);
    f.http.patch(ME, mona, json!({"email": "mona@example.com"})).await.expect(200);
    let answer = f.http.patch(ME, other, json!({"email": "MONA@example.com"})).await.expect(409);
    assert_eq!((answer.code(), answer.wrong_fields()), ("user.email_taken", vec!["email"]));
}

#[tokio::test]
async fn what_is_wrong_or_not_ones_own_to_change_is_named() {
    let f = Fixture::new().await;
    let me = f.join(PHONE).await.actor;
    let wrong = json!({
        "firstName": "123", "lastName": "", "email": "mona", "dateOfBirth": "2190-01-01",
    });
    let answer = f.http.patch(ME, me, wrong).await.expect(422);
    assert_eq!(answer.wrong_fields(), ["firstName", "lastName", "email", "dateOfBirth"]);
    for field in ["role", "status", "phone", "phoneVerified", "emailVerified", "id"] {
        let answer = f.http.patch(ME, me, json!({field: "admin"})).await.expect(422);
        assert_eq!(answer.wrong_fields(), [field]);
    }
    f.http.patch(ME, me, json!({"gender": "cat"})).await.expect(422);
    let partial = json!({"notificationPreferences": {"push": true}});
    f.http.patch(ME, me, partial).await.expect(422);
}

#[tokio::test]
async fn an_account_that_is_gone_is_not_found() {
    let f = Fixture::new().await;
    let nobody = testkit::actor(uuid::Uuid::from_u128(7), kernel::Role::Customer);
    f.http.get(ME, nobody).await.expect(404);
    f.http.patch(ME, nobody, json!({"lang": "en"})).await.expect(404);
}

#[tokio::test]
async fn changes_of_different_fields_at_once_are_all_kept() {
    let f = Fixture::new().await;
    let me = f.join(PHONE).await.actor;
    for round in 0..10 {
        let (name, email) = (format!("منى {round}"), format!("mona{round}@example.com"));
        let changes = [
            json!({"firstName": name}),
            json!({"email": email}),
            json!({"lang": if round % 2 == 0 { "en" } else { "ar" }}),
            json!({"gender": if round % 2 == 0 { "female" } else { "other" }}),
        ];
        let all = changes.iter().map(|change| f.http.patch(ME, me, change.clone()));
        for answer in futures::future::join_all(all).await {
            answer.expect(200);
        }
        let after = f.http.get(ME, me).await.expect(200).json;
        for change in &changes {
            for (field, value) in change.as_object().unwrap() {
                assert_eq!(&after[field], value, "round {round}: {field}");
            }
        }
    }
}
