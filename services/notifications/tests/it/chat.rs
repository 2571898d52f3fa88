//! The conversation of a booking.

use crate::fixture::{Fixture, MONA, OMAR, SAID, facts, mona, operator, provider, user};
use chrono::TimeDelta;
use contracts::admin::OperatorActed;
use contracts::booking::{
    BookingCancelled, BookingCompleted, BookingConfirmed, BookingFacts, BookingReleased,
    CancelReason, Stage, Status, Verdict,
};
use contracts::chat::{ChatMessageSent, ChatReceipt, ConversationChanged, ConversationState};
use http::{Method, Request};
use httpkit::Actor;
use kernel::{Money, Role};
use serde_json::{Value, json};
use testkit::Answer;
use uuid::Uuid;

fn said() -> Actor {
    testkit::actor(Uuid::from_u128(SAID), Role::ServiceProvider)
}

fn omar() -> Actor {
    testkit::actor(Uuid::from_u128(OMAR), Role::ServiceProvider)
}

fn bound(n: u128) -> BookingFacts {
    BookingFacts { provider_id: Some(provider(n)), ..facts(Status::Confirmed, Stage::Assigned) }
}

async fn confirm(f: &Fixture, n: u128) {
    f.app.publish(&BookingConfirmed { booking: bound(n), by_operator: false }).await;
}

async fn release(f: &Fixture, n: u128) {
    let booking = BookingFacts { provider_id: None, ..facts(Status::Pending, Stage::Searching) };
    let released = provider(n);
    let (verdict, reason) = (Verdict::NoFault, "broke_down".to_owned());
    f.app.publish(&BookingReleased { booking, released, verdict, reason }).await;
}

async fn complete(f: &Fixture) {
    let booking = BookingFacts { ..bound(SAID) };
    let (started_at, ended_at) = (f.world.now(), f.world.now());
    f.app.publish(&BookingCompleted { booking, started_at, ended_at, actual_minutes: 60 }).await;
}

async fn open(f: &Fixture) -> String {
    f.meet().await;
    confirm(f, SAID).await;
    conversation(f, mona()).await
}

async fn conversation(f: &Fixture, who: Actor) -> String {
    let page = f.app.get("/api/v1/conversations", who).await.expect(200);
    page.json["items"][0]["id"].as_str().unwrap().to_owned()
}

async fn say(f: &Fixture, who: Actor, chat: &str, n: u128, text: &str) -> Answer {
    let body = json!({"id": Uuid::from_u128(n), "kind": "text", "text": text});
    f.app.post(&format!("/api/v1/conversations/{chat}/messages"), who, body).await
}

async fn read(f: &Fixture, who: Actor, chat: &str, query: &str) -> Value {
    let path = format!("/api/v1/conversations/{chat}/messages{query}");
    f.app.get(&path, who).await.expect(200).json
}

fn texts(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap();
    items.iter().map(|m| m["text"].as_str().unwrap_or_default().to_owned()).collect()
}

async fn upload(f: &Fixture, who: Actor, chat: &str, n: u128, bytes: Vec<u8>) -> Answer {
    let id = Uuid::from_u128(n);
    let path = format!("/api/v1/conversations/{chat}/attachments/{id}");
    let mut request = Request::builder().method(Method::PUT).uri(path).body(bytes.into()).unwrap();
    request.extensions_mut().insert(who);
    f.app.send(request).await
}

#[tokio::test]
async fn both_sides_talk_from_the_confirmation_on() {
    let f = Fixture::new().await;
    f.meet().await;
    let none = f.app.get("/api/v1/conversations", mona()).await.expect(200);
    assert_eq!(none.json, json!({"items": [], "unreadCount": 0}));
    confirm(&f, SAID).await;
    let chat = conversation(&f, mona()).await;
    let said_it = say(&f, mona(), &chat, 1, "أنا في البيت").await.expect(201);
    assert_eq!((&said_it.json["seq"], &said_it.json["mine"]), (&json!(2), &json!(true)));
    assert_eq!(said_it.json["contactLeak"], Value::Null);

    let his = f.app.get("/api/v1/conversations", said()).await.expect(200).json;
    assert_eq!(his["unreadCount"], 1);
    let item = &his["items"][0];
    assert_eq!((&item["mySide"], &item["with"][0]["name"]), (&json!("provider"), &json!("منى")));
    assert_eq!(item["with"].as_array().unwrap().len(), 1);
    assert_eq!(item["lastMessage"]["preview"], "أنا في البيت");
    assert_eq!(item["bookingNumber"], "OS-7K2M4Q");

    let page = read(&f, said(), &chat, "").await;
    assert_eq!(page["items"][0]["system"]["code"], "confirmed");
    assert!(page["items"][0]["text"].as_str().unwrap().starts_with("The booking is confirmed"));
    assert_eq!((&page["items"][1]["mine"], &page["lastSeq"]), (&json!(false), &json!(2)));
    let told = f.app.told::<ChatMessageSent>().await;
    assert_eq!((told.len(), told[1].sender_id), (2, Some(user(MONA))));
    assert_eq!(told[1].conversation.members, [user(MONA), user(SAID)]);
}

#[tokio::test]
async fn a_retry_never_doubles_a_message() {
    let f = Fixture::new().await;
    let chat = open(&f).await;
    let first = say(&f, mona(), &chat, 1, "مرحبا").await.expect(201);
    let again = say(&f, mona(), &chat, 1, "مرحبا").await.expect(200);
    assert_eq!(first.json, again.json);
    let other = say(&f, mona(), &chat, 1, "غيرها").await.expect(409);
    assert_eq!(other.code(), "chat.id_used");
    let theirs = say(&f, said(), &chat, 1, "مرحبا").await.expect(409);
    assert_eq!(theirs.code(), "chat.id_used");
    assert_eq!(read(&f, mona(), &chat, "").await["lastSeq"], 2);
    let (one, two) =
        tokio::join!(say(&f, mona(), &chat, 2, "معًا"), say(&f, mona(), &chat, 2, "معًا"));
    assert_eq!(one.status.as_u16() + two.status.as_u16(), 401);
    assert_eq!(read(&f, mona(), &chat, "").await["lastSeq"], 3);
}

#[tokio::test]
async fn nothing_is_missed_and_nothing_comes_twice_after_a_lost_connection() {
    let f = Fixture::new().await;
    let chat = open(&f).await;
    for n in 1..=7 {
        say(&f, mona(), &chat, n, &format!("m{n}")).await.expect(201);
    }
    let after = read(&f, said(), &chat, "?after=3&limit=3").await;
    assert_eq!(
        (texts(&after), &after["more"]),
        (vec!["m3".into(), "m4".into(), "m5".into()], &json!(true))
    );
    let rest = read(&f, said(), &chat, "?after=6").await;
    assert_eq!((texts(&rest), &rest["more"]), (vec!["m6".into(), "m7".into()], &json!(false)));
    let back = read(&f, said(), &chat, "?before=4&limit=2").await;
    assert_eq!((texts(&back), &back["more"]), (vec!["m1".into(), "m2".into()], &json!(true)));
    assert!(texts(&read(&f, said(), &chat, "?after=8").await).is_empty());
    let path = format!("/api/v1/conversations/{chat}/messages");
    f.app.get(&format!("{path}?after=1&before=3"), said()).await.expect(422);
    f.app.get(&format!("{path}?limit=0"), said()).await.expect(422);
}

#[tokio::test]
async fn receipts_only_grow_and_reading_implies_delivery() {
    let f = Fixture::new().await;
    let chat = open(&f).await;
    for n in 1..=3 {
        say(&f, mona(), &chat, n, "x").await.expect(201);
    }
    let path = format!("/api/v1/conversations/{chat}/receipts");
    let heard = f.app.post(&path, said(), json!({"deliveredSeq": 4, "readSeq": 2})).await;
    assert_eq!(heard.expect(200).json, json!({"deliveredSeq": 4, "readSeq": 2, "unreadCount": 2}));
    let back = f.app.post(&path, said(), json!({"readSeq": 1})).await.expect(200);
    assert_eq!(back.json["readSeq"], 2);
    let far = f.app.post(&path, said(), json!({"readSeq": 99})).await.expect(200);
    assert_eq!(far.json, json!({"deliveredSeq": 4, "readSeq": 4, "unreadCount": 0}));
    assert_eq!(f.app.told::<ChatReceipt>().await.len(), 2);
    let page = read(&f, mona(), &chat, "").await;
    let his = page["receipts"].as_array().unwrap().iter().find(|r| r["side"] == "provider");
    assert_eq!(his.unwrap()["readSeq"], 4);
    f.app.post(&path, omar(), json!({"readSeq": 1})).await.expect(404);
}

#[tokio::test]
async fn a_replaced_provider_is_out_at_once_and_the_next_one_reads_nothing_of_before() {
    let f = Fixture::new().await;
    let chat = open(&f).await;
    say(&f, mona(), &chat, 1, "الكلام مع سعيد").await.expect(201);
    release(&f, SAID).await;
    let path = format!("/api/v1/conversations/{chat}");
    f.app.get(&path, said()).await.expect(404);
    f.app.get(&format!("{path}/messages"), said()).await.expect(404);
    say(&f, said(), &chat, 2, "لسه هنا").await.expect(404);
    let told = f.app.told::<ConversationChanged>().await;
    let last = &told.last().unwrap().conversation;
    assert_eq!((&last.members, last.state), (&vec![user(MONA)], ConversationState::Waiting));

    let masked = say(&f, mona(), &chat, 3, "رقمي ٠١٠١٢٣٤٥٦٧٨ للفني القادم").await.expect(201);
    assert_eq!(masked.json["text"], "رقمي ••• للفني القادم");
    assert_eq!(
        (&masked.json["masked"], &masked.json["contactLeak"]["kinds"]),
        (&json!(true), &json!(["phone"]))
    );
    say(&f, mona(), &chat, 4, "01012").await.expect(201);
    let rest = say(&f, mona(), &chat, 5, "345678").await.expect(201);
    assert_eq!(rest.json["text"], "•••");

    confirm(&f, OMAR).await;
    assert_eq!(conversation(&f, omar()).await, chat);
    let page = read(&f, omar(), &chat, "").await;
    assert_eq!(texts(&page)[..3], ["رقمي ••• للفني القادم", "01012", "•••"]);
    assert_eq!(page["items"][3]["system"]["code"], "new_provider");
    assert_eq!(
        texts(&read(&f, omar(), &chat, "?after=0&limit=1").await),
        ["رقمي ••• للفني القادم"]
    );
    let staff = operator(Role::Support);
    let whole = format!("/api/v1/admin/conversations/{chat}/messages");
    let whole = f.app.get(&whole, staff).await.expect(200).json;
    assert_eq!(texts(&whole)[1], "الكلام مع سعيد");
    let acted = f.app.told::<OperatorActed>().await;
    assert_eq!(acted[0].action, "conversation.read");
    // Whoever comes back reads on from then, not what was said in between.
    release(&f, OMAR).await;
    confirm(&f, SAID).await;
    let first = &read(&f, said(), &chat, "").await["items"][0];
    assert_eq!(first["system"]["code"], "new_provider");
    f.app.get(&path, omar()).await.expect(404);
}

#[tokio::test]
async fn facts_that_come_again_change_nothing() {
    let f = Fixture::new().await;
    let chat = open(&f).await;
    release(&f, SAID).await;
    confirm(&f, OMAR).await;
    complete(&f).await;
    say(&f, mona(), &chat, 1, "شكرا").await.expect(201);
    let staff = operator(Role::Support);
    let path = format!("/api/v1/admin/conversations/{chat}/messages");
    let before = f.app.get(&path, staff).await.expect(200).json;
    f.replay().await;
    assert_eq!(f.app.get(&path, staff).await.expect(200).json, before);
    f.app.get(&format!("/api/v1/conversations/{chat}"), said()).await.expect(404);
}

#[tokio::test]
async fn contact_details_go_through_after_the_confirmation_with_a_hint_and_a_count() {
    let f = Fixture::new().await;
    let chat = open(&f).await;
    let text = "كلمني صفر واحد صفر واحد اتنين تلاتة اربعة خمسة ستة سبعة تمانية";
    let sent = say(&f, said(), &chat, 1, text).await.expect(201);
    assert_eq!(sent.json["text"], text);
    assert_eq!(sent.json["contactLeak"]["kinds"], json!(["phone"]));
    let seen = &read(&f, mona(), &chat, "?after=1").await["items"][0];
    assert_eq!((&seen["text"], &seen["contactLeak"]), (&json!(text), &Value::Null));
    say(&f, said(), &chat, 2, "السعر 350 جنيه").await.expect(201);
    say(&f, said(), &chat, 3, "0111").await.expect(201);
    let last = say(&f, said(), &chat, 4, "2345678").await.expect(201);
    assert_eq!(last.json["contactLeak"]["kinds"], json!(["phone"]));
    let staff = operator(Role::Support);
    let leaks = f.app.get("/api/v1/admin/contact-leaks", staff).await.expect(200);
    let one = &leaks.json["items"][0];
    assert_eq!((&one["userId"], &one["messages"]), (&json!(user(SAID)), &json!(2)));
    let cases = f.app.get("/api/v1/admin/conversations?leaks=true&kind=booking", staff).await;
    let case = &cases.expect(200).json["items"][0];
    assert_eq!(case["contactLeaks"], 2);
    assert_eq!(case["conversation"]["lastMessage"]["preview"], Value::Null);
}

#[tokio::test]
async fn it_closes_48_hours_after_the_end() {
    let f = Fixture::new().await;
    let chat = open(&f).await;
    complete(&f).await;
    f.advance(TimeDelta::hours(48) - TimeDelta::seconds(1)).await;
    say(&f, mona(), &chat, 1, "شكرا").await.expect(201);
    f.clock.advance(TimeDelta::seconds(1));
    let late = say(&f, said(), &chat, 2, "العفو").await.expect(409);
    assert_eq!(late.code(), "chat.closed");
    f.app.settle().await;
    let told = f.app.told::<ConversationChanged>().await;
    assert_eq!(told.last().unwrap().conversation.state, ConversationState::Closed);
    assert_eq!(read(&f, mona(), &chat, "").await["lastSeq"], 3);
    f.advance(TimeDelta::days(366)).await;
    f.app.get(&format!("/api/v1/conversations/{chat}"), mona()).await.expect(404);
}

#[tokio::test]
async fn a_booking_that_is_cancelled_before_anybody_was_bound_has_no_conversation() {
    let f = Fixture::new().await;
    f.meet().await;
    let cancelled = |booking| BookingCancelled {
        booking,
        reason: CancelReason::ByCustomer,
        verdict: Verdict::NoFault,
        rule: "x".into(),
        fee: Money::ZERO,
        fee_to_provider: Money::ZERO,
    };
    let never = BookingFacts { provider_id: None, ..facts(Status::Cancelled, Stage::Closed) };
    f.app.publish(&cancelled(never.clone())).await;
    assert!(f.app.told::<ConversationChanged>().await.is_empty());
    confirm(&f, SAID).await;
    release(&f, SAID).await;
    f.app.publish(&cancelled(never)).await;
    let told = f.app.told::<ConversationChanged>().await;
    assert_eq!(told.last().unwrap().conversation.state, ConversationState::Closed);
}

#[tokio::test]
async fn photos_and_voice_notes_are_told_by_their_content() {
    let f = Fixture::new().await;
    let chat = open(&f).await;
    let photo = testkit::png("picture");
    // What hides behind the picture is not kept.
    let taken = [&photo[..], b"GPS 30.0444 31.2357"].concat();
    let stored = upload(&f, mona(), &chat, 0x51, taken.clone()).await.expect(201);
    assert_eq!(
        (&stored.json["kind"], &stored.json["mediaType"]),
        (&json!("photo"), &json!("image/png"))
    );
    upload(&f, mona(), &chat, 0x51, taken).await.expect(200);
    upload(&f, mona(), &chat, 0x51, testkit::png("other")).await.expect(409);
    upload(&f, mona(), &chat, 0x52, b"<html>".to_vec()).await.expect(422);
    upload(&f, omar(), &chat, 0x53, photo.clone()).await.expect(404);
    upload(&f, mona(), &chat, 0x54, vec![0xFF; 5 * 1024 * 1024 + 1]).await.expect(413);

    let file = format!("/api/v1/conversations/{chat}/attachments/{}", Uuid::from_u128(0x51));
    f.app.get(&file, said()).await.expect(404);
    let path = format!("/api/v1/conversations/{chat}/messages");
    let message = |n: u128, kind: &str, file: u128| {
        json!({
            "id": Uuid::from_u128(n), "kind": kind, "attachmentId": Uuid::from_u128(file),
        })
    };
    let wrong = f.app.post(&path, mona(), message(1, "voice", 0x51)).await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["attachmentId"]);
    f.app.post(&path, said(), message(1, "photo", 0x51)).await.expect(422);
    let sent = f.app.post(&path, mona(), message(1, "photo", 0x51)).await.expect(201);
    assert_eq!(sent.json["attachment"]["sizeBytes"], photo.len());
    f.app.post(&path, mona(), message(2, "photo", 0x51)).await.expect(422);
    let seen = f.app.get(&file, said()).await.expect(200);
    assert_eq!(seen.bytes, photo);
    assert_eq!(seen.headers["content-type"], "image/png");
    f.app.get(&file, omar()).await.expect(404);
    let staff = file.replace("/v1/", "/v1/admin/");
    assert_eq!(f.app.get(&staff, operator(Role::Support)).await.expect(200).bytes, photo);
    release(&f, SAID).await;
    f.app.get(&file, said()).await.expect(404);
}

#[tokio::test]
async fn wrong_messages_are_refused_and_a_place_is_sent() {
    let f = Fixture::new().await;
    let chat = open(&f).await;
    let path = format!("/api/v1/conversations/{chat}/messages");
    for (body, fields) in [
        (json!({"id": Uuid::nil(), "kind": "text"}), vec!["text"]),
        (json!({"id": Uuid::nil(), "kind": "system", "text": "x"}), vec!["kind"]),
        (json!({"kind": "text", "text": "x"}), vec!["id"]),
        (json!({"id": Uuid::nil(), "kind": "text", "text": "x".repeat(2001)}), vec!["text"]),
    ] {
        assert_eq!(f.app.post(&path, mona(), body).await.expect(422).wrong_fields(), fields);
    }
    let place = json!({"lat": 30.05, "lng": 31.25});
    let body = json!({"id": Uuid::from_u128(9), "kind": "place", "place": place});
    assert_eq!(f.app.post(&path, mona(), body).await.expect(201).json["place"], place);
    say(&f, omar(), &chat, 3, "x").await.expect(404);
    say(&f, operator(Role::Admin), &chat, 3, "x").await.expect(404);
}

#[tokio::test]
async fn what_was_said_is_nowhere_in_clear() {
    let f = Fixture::new().await;
    let chat = open(&f).await;
    say(&f, mona(), &chat, 1, "كلمة السر زعفران").await.expect(201);
    f.advance(TimeDelta::minutes(1)).await;
    for table in [
        "notifications.chat_messages",
        "notifications.conversations",
        "notifications.notifications",
        "notifications.deliveries",
        "bus.events",
        "bus.jobs",
    ] {
        let sql = format!("select count(*) from {table} t where t::text like '%زعفران%'");
        let found: i64 =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(f.db.pool()).await.unwrap();
        assert_eq!(found, 0, "{table}");
    }
}

#[tokio::test]
async fn whoever_does_not_hear_it_is_told_once_until_it_is_read() {
    let f = Fixture::new().await;
    let chat = open(&f).await;
    let waiting = async || {
        let told = f.told().await;
        told.iter().filter(|(who, kind)| *who == user(SAID) && kind == "chat_waiting").count()
    };
    say(&f, mona(), &chat, 1, "a").await.expect(201);
    assert_eq!(waiting().await, 0);
    f.advance(TimeDelta::seconds(30)).await;
    assert_eq!(waiting().await, 1);
    say(&f, mona(), &chat, 2, "b").await.expect(201);
    f.advance(TimeDelta::seconds(30)).await;
    assert_eq!(waiting().await, 1);
    let path = format!("/api/v1/conversations/{chat}/receipts");
    f.app.post(&path, said(), json!({"readSeq": 3})).await.expect(200);
    say(&f, mona(), &chat, 3, "c").await.expect(201);
    f.app.post(&path, said(), json!({"deliveredSeq": 4})).await.expect(200);
    f.advance(TimeDelta::seconds(30)).await;
    assert_eq!(waiting().await, 1);
    say(&f, mona(), &chat, 4, "d").await.expect(201);
    f.advance(TimeDelta::seconds(30)).await;
    assert_eq!(waiting().await, 2);
}
