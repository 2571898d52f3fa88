use crate::fixture::{Fixture, PASSWORD, PHONE};
use axum::http::Method;
use chrono::TimeDelta;
use contracts::admin::OperatorActed;
use contracts::identity::{AccountStatus, UserChanged};
use kernel::Role;
use kernel::ids::UserId;
use serde_json::json;

const USERS: &str = "/api/v1/admin/users";

#[tokio::test]
async fn a_suspension_needs_a_reason_ends_all_sessions_and_is_on_the_record() {
    let f = Fixture::new().await;
    let operator = f.staff("01200000001", Role::Operations).await;
    let login = f.join(PHONE).await;
    let path = format!("{USERS}/{}/suspend", login.actor.user_id);
    for body in [json!({}), json!({"reason": "  "}), json!({"reason": "x".repeat(1001)})] {
        assert_eq!(f.http.post(&path, operator, body).await.expect(422).wrong_fields(), ["reason"]);
    }
    let body = json!({"reason": "ثلاث شكاوى موثقة"});
    let answer = f.http.post(&path, operator, body.clone()).await.expect(200);
    assert_eq!(answer.json["status"], "suspended");
    assert_eq!(answer.json["phoneMasked"], "010••••5678");
    assert_eq!(
        f.http.post(&path, operator, body.clone()).await.expect(409).code(),
        "user.already_suspended"
    );
    f.refresh(&login).await.expect(401);
    assert_eq!(f.log_in(PHONE, PASSWORD).await.expect(403).code(), "auth.suspended");
    assert_eq!(
        f.log_in(PHONE, "not the password").await.expect(401).code(),
        "auth.wrong_credentials"
    );

    let deed = f.http.told::<OperatorActed>().await.pop().unwrap();
    assert_eq!((deed.action.as_str(), deed.operator_id), ("user.suspend", operator.user_id));
    assert_eq!(deed.subject_id, login.actor.user_id.to_string());
    assert_eq!(deed.reason.as_deref(), Some("ثلاث شكاوى موثقة"));
    assert_eq!(deed.details["sessionsEnded"], 1);
    let told = f.http.told::<UserChanged>().await.pop().unwrap();
    assert_eq!(told.status, AccountStatus::Suspended);

    let path = format!("{USERS}/{}/reinstate", login.actor.user_id);
    let answer = f.http.post(&path, operator, body.clone()).await.expect(200);
    assert_eq!(answer.json["status"], "active");
    assert_eq!(f.http.post(&path, operator, body).await.expect(409).code(), "user.not_suspended");
    f.log_in(PHONE, PASSWORD).await.expect(200);
    f.refresh(&login).await.expect(401);
    assert_eq!(f.http.told::<OperatorActed>().await.pop().unwrap().action, "user.reinstate");
}

#[tokio::test]
async fn a_retry_of_a_suspension_is_answered_the_same() {
    let f = Fixture::new().await;
    let operator = f.staff("01200000001", Role::Admin).await;
    let login = f.join(PHONE).await;
    let headers = [("idempotency-key", "stop-them")];
    for verb in ["suspend", "reinstate"] {
        let path = format!("{USERS}/{}/{verb}", login.actor.user_id);
        let body = json!({"reason": "سبب"});
        let mut answers = vec![];
        for _ in 0..2 {
            let body = Some(body.clone());
            answers
                .push(f.http.call_with(Method::POST, &path, Some(operator), body, &headers).await);
        }
        assert_eq!(answers[0].bytes, answers[1].bytes);
        assert_eq!(answers[1].headers["idempotency-replayed"], "true");
    }
    assert_eq!(f.http.told::<OperatorActed>().await.len(), 2);
}

#[tokio::test]
async fn staff_is_stopped_by_an_admin_only_and_nobody_stops_itself() {
    let f = Fixture::new().await;
    let admin = f.staff("01200000001", Role::Admin).await;
    let operations = f.staff("01200000002", Role::Operations).await;
    let support = f.staff("01200000003", Role::Support).await;
    let path = |id: kernel::ids::UserId| format!("{USERS}/{id}/suspend");
    let body = json!({"reason": "سبب"});
    let answer = f.http.post(&path(support.user_id), operations, body.clone()).await.expect(403);
    assert_eq!(answer.code(), "user.staff_needs_admin");
    let answer = f.http.post(&path(admin.user_id), admin, body.clone()).await.expect(403);
    assert_eq!(answer.code(), "user.yourself");
    f.http.post(&path(support.user_id), admin, body.clone()).await.expect(200);
    let nobody = uuid::Uuid::from_u128(7).into();
    f.http.post(&path(nobody), admin, body.clone()).await.expect(404);
    f.http.post(&format!("{USERS}/{nobody}/reinstate"), admin, body).await.expect(404);
}

#[tokio::test]
async fn accounts_are_listed_by_role_state_and_exact_phone() {
    let f = Fixture::new().await;
    let admin = f.staff("01200000001", Role::Admin).await;
    for n in 0..5 {
        f.clock.advance(TimeDelta::minutes(1));
        f.staff(&format!("0100000000{n}"), Role::Customer).await;
    }
    f.register("01511111111", PASSWORD).await.expect(202);
    let list = async |query: &str| f.http.get(&format!("{USERS}?{query}"), admin).await;
    let count =
        async |query: &str| list(query).await.expect(200).json["items"].as_array().unwrap().len();
    assert_eq!(count("").await, 7);
    assert_eq!(count("role=customer").await, 6);
    assert_eq!(count("role=customer&status=active").await, 5);
    assert_eq!(count("status=pending_verification").await, 1);
    assert_eq!(count("status=suspended").await, 0);
    assert_eq!(count("phone=%2B201000000003").await, 1);
    assert_eq!(count("phone=010%200000%200003&role=admin").await, 0);
    assert_eq!(count("phone=01000000009").await, 0);
    assert_eq!(list("phone=0100").await.expect(422).wrong_fields(), ["phone"]);
    list("role=king").await.expect(422);
    list("nonsense=1").await.expect(422);

    let page = list("limit=4").await.expect(200).json;
    assert!(!page.to_string().contains("+20"));
    let cursor = page["nextCursor"].as_str().unwrap().to_owned();
    let rest = list(&format!("limit=4&cursor={cursor}")).await.expect(200).json;
    let ids = |p: &serde_json::Value| {
        let items = p["items"].as_array().unwrap().clone();
        items.into_iter().map(|u| u["id"].to_string()).collect::<Vec<_>>()
    };
    let mut all = [ids(&page), ids(&rest)].concat();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 7);
    assert!(rest.get("nextCursor").is_none());
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn people_are_found_by_name_however_it_is_spelled_and_by_ids() {
    let f = Fixture::new().await;
    let admin = f.staff("01200000001", Role::Admin).await;
    let mut ids = vec![];
    for (n, (first, last)) in
        [("أحمد", "عبد الله"), ("Ahmed", "Hassan"), ("هالة", "ذكي")].iter().enumerate()
    {
        f.clock.advance(TimeDelta::minutes(1));
        let person = identity::demo::Person {
            phone: kernel::PhoneNumber::parse(&format!("0100000000{n}")).unwrap(),
            first_name: (*first).into(),
            last_name: (*last).into(),
            role: Role::Customer,
            lang: kernel::Lang::Ar,
        };
        ids.push(identity::demo::ensure_user(&f.app, &person, None).await.unwrap());
    }
    let found = async |query: &[(&str, &str)]| {
        let query: Vec<_> = query.iter().map(|(k, v)| format!("{k}={}", encoded(v))).collect();
        let query = query.join("&");
        let page = f.http.get(&format!("{USERS}?{query}"), admin).await.expect(200).json;
        let items = page["items"].as_array().unwrap().clone();
        items.iter().map(|u| u["id"].as_str().unwrap().parse().unwrap()).collect::<Vec<UserId>>()
    };
    assert_eq!(found(&[("q", "احمد")]).await, [ids[0]]);
    assert_eq!(found(&[("q", "اللّه أحم")]).await, [ids[0]]);
    assert_eq!(found(&[("q", "AHMED h")]).await, [ids[1]]);
    assert_eq!(found(&[("q", "زكي")]).await, [], "another letter is another name");
    assert_eq!(found(&[("q", "دكى"), ("role", "customer")]).await, [ids[2]]);
    assert_eq!(found(&[("q", "هاله"), ("role", "service_provider")]).await, []);
    assert_eq!(found(&[("q", "%")]).await.len(), 4, "nothing to look for narrows nothing down");
    let known = format!("{},{},{}", ids[2], uuid::Uuid::from_u128(7), ids[0]);
    assert_eq!(found(&[("ids", &known)]).await, [ids[2], ids[0]]);
    // A changed name is found anew, and no longer by the former one.
    let me = testkit::actor(ids[1].uuid(), Role::Customer);
    f.http.patch("/api/v1/me", me, json!({"firstName": "Mona"})).await.expect(200);
    assert_eq!(found(&[("q", "mona")]).await, [ids[1]]);
    assert_eq!(found(&[("q", "ahmed")]).await, []);
    // Looking goes no further than recognising: nobody's contact details, so nothing on the record.
    assert!(f.http.told::<OperatorActed>().await.is_empty());
    for (query, field) in [("ids=7", "ids"), ("q=%00", "q")] {
        let answer = f.http.get(&format!("{USERS}?{query}"), admin).await.expect(422);
        assert_eq!(answer.wrong_fields(), [field]);
    }
    for role in [Role::Support, Role::Finance, Role::Customer] {
        let other = testkit::actor(uuid::Uuid::from_u128(9), role);
        f.http.get(&format!("{USERS}?q=mona"), other).await.expect(403);
    }
}

#[tokio::test]
async fn seeing_contact_details_goes_on_the_record() {
    let f = Fixture::new().await;
    let admin = f.staff("01200000001", Role::Admin).await;
    let login = f.join(PHONE).await;
    let path = format!("{USERS}/{}", login.actor.user_id);
    let answer = f.http.get(&path, admin).await.expect(200);
    assert_eq!(answer.json["phone"], "+201012345678");
    let deed = f.http.told::<OperatorActed>().await.pop().unwrap();
    assert_eq!(deed.action, "user.view");
    f.http.get(&format!("{USERS}/{}", uuid::Uuid::from_u128(7)), admin).await.expect(404);
    assert_eq!(f.http.told::<OperatorActed>().await.len(), 1);
}

#[tokio::test]
async fn an_admin_makes_an_operator_who_logs_in_by_code() {
    let f = Fixture::new().await;
    let admin = f.staff("01200000001", Role::Admin).await;
    let path = "/api/v1/admin/operators";
    let body = json!({
        "phone": PHONE, "firstName": "هالة", "lastName": "سمير", "role": "finance", "lang": "en",
    });
    let headers = [("idempotency-key", "hire")];
    let hire = |body| f.http.call_with(Method::POST, path, Some(admin), Some(body), &headers);
    let first = hire(body.clone()).await.expect(201);
    assert_eq!(first.json["status"], "pending_verification");
    assert_eq!(hire(body.clone()).await.expect(201).bytes, first.bytes);
    let taken = f.http.post(path, admin, body).await.expect(409);
    assert_eq!((taken.code(), taken.wrong_fields()), ("user.phone_taken", vec!["phone"]));
    let wrong = json!({"phone": "1", "firstName": "", "lastName": "", "role": "customer"});
    let answer = f.http.post(path, admin, wrong).await.expect(422);
    assert_eq!(answer.wrong_fields(), ["phone", "firstName", "lastName", "role"]);
    let deed = f.http.told::<OperatorActed>().await.pop().unwrap();
    assert_eq!(
        (deed.action.as_str(), &deed.details["role"]),
        ("operator.create", &json!("finance"))
    );

    // Registering over it changes nothing: staff is made by an admin.
    f.register(PHONE, PASSWORD).await.expect(202);
    f.clock.advance(TimeDelta::minutes(2));
    f.request_code(PHONE, "log_in").await.expect(202);
    let code = f.last_code().await;
    let answer = f.verify(PHONE, &code, "log_in").await.expect(200);
    assert_eq!(answer.json["user"]["role"], "finance");
    assert_eq!(answer.json["user"]["hasPassword"], false);
    let kind: String =
        sqlx::query_scalar("select user_type from identity.users where role = 'finance'")
            .fetch_one(f.db.pool())
            .await
            .unwrap();
    assert_eq!(kind, "admin");
}
