use crate::fixture::{Fixture, PASSWORD, PHONE};
use contracts::identity::UserChanged;
use contracts::privacy::ConsentPurpose;
use identity::demo::{Person, ensure_address, ensure_consents, ensure_user};
use identity::{TypedAddress, parse_address};
use kernel::{Lang, LatLng, PhoneNumber, Role};
use serde_json::{Value, json};

fn mona() -> Person {
    Person {
        phone: PhoneNumber::parse(PHONE).unwrap(),
        first_name: "Mona".into(),
        last_name: "Ali".into(),
        role: Role::Admin,
        lang: Lang::En,
    }
}

#[tokio::test]
async fn a_person_is_made_once_and_logs_in() {
    let f = Fixture::new().await;
    let first = ensure_user(&f.app, &mona(), Some(PASSWORD)).await.unwrap();
    let again = ensure_user(&f.app, &mona(), Some("another password")).await.unwrap();
    assert_eq!(first, again);
    let answer = f.log_in(PHONE, PASSWORD).await.expect(200);
    assert_eq!(answer.json["user"]["role"], "admin");
    assert_eq!(f.http.told::<UserChanged>().await.len(), 1);
    let other = Person { role: Role::Customer, ..mona() };
    assert!(ensure_user(&f.app, &other, None).await.is_err());
    let weak = Person { phone: PhoneNumber::parse("01112345678").unwrap(), ..mona() };
    assert!(ensure_user(&f.app, &weak, Some("password")).await.is_err());
}

#[tokio::test]
async fn an_address_is_made_once_by_its_label() {
    let f = Fixture::new().await;
    let user = ensure_user(&f.app, &mona(), None).await.unwrap();
    let typed = TypedAddress {
        label: Some("Home".into()),
        contact_phone: Some("01112345678".into()),
        governorate: "EG-C".into(),
        district: "Maadi".into(),
        street: "Street 9".into(),
        ..TypedAddress::default()
    };
    let home = parse_address(typed, LatLng::parse(29.96, 31.25).unwrap()).unwrap();
    let first = ensure_address(&f.app, user, &home).await.unwrap();
    assert_eq!(ensure_address(&f.app, user, &home).await.unwrap(), first);
    let actor = testkit::actor(user.uuid(), Role::Customer);
    let all = f.http.get("/api/v1/me/addresses", actor).await.expect(200).json;
    assert_eq!(all["items"].as_array().unwrap().len(), 1);
    assert_eq!(all["items"][0]["isDefault"], true);
    let nobody = uuid::Uuid::from_u128(7).into();
    assert!(ensure_address(&f.app, nobody, &home).await.is_err());
}

#[tokio::test]
async fn a_person_has_accepted_the_terms_and_keeps_what_it_said_itself() {
    let f = Fixture::new().await;
    let user = ensure_user(&f.app, &mona(), None).await.unwrap();
    let actor = testkit::actor(user.uuid(), Role::Customer);
    let granted = async || -> Vec<Value> {
        let all = f.http.get("/api/v1/me/consents", actor).await.expect(200).json;
        let items = all["items"].as_array().unwrap().iter();
        items.filter(|c| c["granted"] == true).map(|c| c["purpose"].clone()).collect()
    };
    assert_eq!(granted().await, ["terms"]);
    let purposes = [ConsentPurpose::Location, ConsentPurpose::Marketing];
    ensure_consents(&f.app, user, &purposes).await.unwrap();
    assert_eq!(granted().await, ["terms", "marketing", "location"]);
    let no = json!({"items": [{"purpose": "marketing", "version": 1, "granted": false}]});
    f.http.put("/api/v1/me/consents", actor, no).await.expect(200);
    ensure_consents(&f.app, user, &purposes).await.unwrap();
    assert_eq!(granted().await, ["terms", "location"]);
    let nobody = uuid::Uuid::from_u128(7).into();
    assert!(ensure_consents(&f.app, nobody, &purposes).await.is_err());
}
