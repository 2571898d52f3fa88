//! The hub with clients and screens of the test's own.

mod stage;

use super::Seen;
use crate::domain::room::Room;
use crate::error::{Bye, RealtimeError};
use chassis::bus::Record;
use chrono::TimeDelta;
use contracts::realtime::Screen;
use kernel::Role;
use kernel::ids::ConversationId;
use serde_json::{Value, json};
use stage::{CUSTOMER, MOST_WAITING, OTHER, PROVIDER, Stage, booking, room, seen, until, user};
use std::net::{IpAddr, Ipv4Addr};
use uuid::Uuid;

#[tokio::test]
async fn what_happens_while_somebody_comes_in_is_told_exactly_once() {
    let stage = Stage::new(100).await;
    let (one, ear_one) = stage.client(CUSTOMER, Role::Customer);
    stage.join(&one, None).await.unwrap();
    stage.hear(&[stage.fact(101, Some(PROVIDER))]);
    until("the first", || ear_one.seqs() == [101]).await;

    let (two, ear_two) = stage.client(CUSTOMER, Role::Customer);
    let shut = stage.views.gate.acquire_many(1000).await.unwrap();
    let coming_in = stage.join(&two, seen(100));
    tokio::pin!(coming_in);
    assert!(futures::poll!(&mut coming_in).is_pending());
    stage.hear(&[stage.fact(102, Some(PROVIDER)), stage.fact(103, Some(PROVIDER))]);
    drop(shut);
    let answer = coming_in.await.unwrap();
    assert_eq!((&answer["replayed"], &answer["missed"]), (&json!(true), &json!(1)));
    assert_eq!(answer["seq"], 101);
    until("all", || ear_one.seqs().len() == 3 && ear_two.seqs().len() == 3).await;
    assert_eq!(ear_one.seqs(), [101, 102, 103]);
    assert_eq!(ear_two.seqs(), [101, 102, 103]);
}

#[tokio::test]
async fn what_is_not_remembered_is_replaced_by_the_present_state() {
    let stage = Stage::new(2).await;
    stage.hear(&[101, 102, 103].map(|seq| stage.fact(seq, Some(PROVIDER))));
    let (peer, ear) = stage.client(CUSTOMER, Role::Customer);
    for (seq, replayed) in [(100, false), (101, true), (102, true), (103, true), (104, false)] {
        let answer = stage.join(&peer, seen(seq)).await.unwrap();
        assert_eq!(answer["replayed"], replayed, "{seq}");
        assert_eq!(answer["snapshot"]["booking"].is_object(), !replayed, "{seq}");
        assert_eq!(answer["seq"], 103);
    }
    assert_eq!(ear.seqs(), [102, 103, 103]);
    let other = Some(Seen { epoch: "another".into(), seq: 103 });
    assert_eq!(stage.join(&peer, other).await.unwrap()["replayed"], false);
}

#[tokio::test]
async fn a_replaced_provider_leaves_at_once_and_hears_nothing_more() {
    let stage = Stage::new(100).await;
    let (customer, ear) = stage.client(CUSTOMER, Role::Customer);
    let (provider, provider_ear) = stage.client(PROVIDER, Role::ServiceProvider);
    stage.join(&customer, None).await.unwrap();
    stage.join(&provider, None).await.unwrap();
    // It is slow: something waits for it already.
    provider_ear.0.lock().unwrap().place = Some(0);
    stage.hear(&[stage.fact(101, Some(PROVIDER))]);
    until("the first", || ear.seqs() == [101]).await;
    stage.hear(&[stage.fact(102, Some(OTHER)), stage.fact(103, Some(OTHER))]);
    provider_ear.0.lock().unwrap().place = None;
    stage.hub.drain_stalled();
    until("the rest", || ear.seqs() == [101, 102, 103]).await;
    assert_eq!(provider_ear.seqs(), Vec::<i64>::new(), "not even what had waited");
    assert_eq!(provider_ear.of("room.left").len(), 1);
    assert_eq!(provider_ear.of("room.left")[0]["code"], "not_found");
    stage.show(Screen::Booking { id: booking() }, &[CUSTOMER]);
    assert_eq!(stage.join(&provider, seen(101)).await, Err(RealtimeError::NotFound));
}

#[tokio::test]
async fn who_has_to_leave_while_being_let_in_is_looked_at_again() {
    let stage = Stage::new(100).await;
    let (provider, ear) = stage.client(PROVIDER, Role::ServiceProvider);
    let (customer, _) = stage.client(CUSTOMER, Role::Customer);
    stage.join(&customer, None).await.unwrap();
    let shut = stage.views.gate.acquire_many(1000).await.unwrap();
    let coming_in = stage.join(&provider, None);
    tokio::pin!(coming_in);
    assert!(futures::poll!(&mut coming_in).is_pending());
    stage.hear(&[stage.fact(101, None)]);
    stage.show(Screen::Booking { id: booking() }, &[CUSTOMER]);
    drop(shut);
    assert_eq!(coming_in.await, Err(RealtimeError::NotFound));
    assert!(ear.0.lock().unwrap().heard.is_empty());
}

#[tokio::test]
async fn a_screen_that_is_not_shown_any_more_means_out() {
    let stage = Stage::new(100).await;
    let (staff, ear) = stage.client(OTHER, Role::Support);
    stage.show(Screen::Booking { id: booking() }, &[OTHER]);
    stage.join(&staff, None).await.unwrap();
    stage.show(Screen::Booking { id: booking() }, &[]);
    stage.hear(&[stage.fact(101, None)]);
    until("to be sent out", || !ear.of("room.left").is_empty()).await;
    assert!(ear.seqs().is_empty());
}

#[tokio::test]
async fn who_reads_too_slowly_loses_positions_first_and_then_the_connection() {
    let stage = Stage::new(100).await;
    let (peer, ear) = stage.client(CUSTOMER, Role::Customer);
    stage.join(&peer, None).await.unwrap();
    ear.0.lock().unwrap().place = Some(0);
    let stop = tokio_util::sync::CancellationToken::new();
    let listening = tokio::spawn(stage.hub.clone().listen(stop.clone()));
    stage.hear(&[stage.fact(101, Some(PROVIDER))]);
    until("something to wait", || stage.hub.0.stalled.lock().unwrap().len() == 1).await;
    for _ in 0..5 {
        stage.hub.moved(vec![stage.moved(PROVIDER)]).await;
    }
    let facts: Vec<Record> = (102..107).map(|seq| stage.fact(seq, Some(PROVIDER))).collect();
    stage.hear(&facts);
    let told = || {
        let state = stage.hub.open_room(room()).unwrap();
        state.turn.try_lock().is_ok_and(|turn| turn.told == 106)
    };
    until("the facts to be told", told).await;
    assert_eq!(peer.waits(), MOST_WAITING);
    assert!(ear.byes().is_empty());
    ear.0.lock().unwrap().place = None;
    stage.hub.drain_stalled();
    assert_eq!(ear.seqs(), [101, 102, 103, 104, 105, 106]);
    assert!(ear.of("location.updated").is_empty(), "facts took their place");

    ear.0.lock().unwrap().place = Some(0);
    let many: Vec<Record> = (107..117).map(|seq| stage.fact(seq, Some(PROVIDER))).collect();
    stage.hear(&many);
    until("the end", || !peer.is_open()).await;
    // As soon as it reads again its transport ends; and it comes back for what it missed.
    ear.0.lock().unwrap().place = None;
    until("the transport's end", || ear.0.lock().unwrap().ended).await;
    let (again, again_ear) = stage.client(CUSTOMER, Role::Customer);
    assert_eq!(stage.join(&again, seen(110)).await.unwrap()["missed"], 6);
    assert_eq!(again_ear.seqs(), [111, 112, 113, 114, 115, 116]);
    // More than may wait for it is replaced by the present state.
    assert_eq!(stage.join(&again, seen(106)).await.unwrap()["replayed"], false);
    stop.cancel();
    listening.await.unwrap();
}

#[tokio::test]
async fn only_the_bound_providers_positions_are_shown_and_the_last_one_to_who_comes_in() {
    let stage = Stage::new(100).await;
    let (peer, ear) = stage.client(CUSTOMER, Role::Customer);
    let stop = tokio_util::sync::CancellationToken::new();
    let listening = tokio::spawn(stage.hub.clone().listen(stop.clone()));
    stage.join(&peer, None).await.unwrap();
    stage.hub.moved(vec![stage.moved(PROVIDER)]).await;
    stage.hear(&[stage.fact(101, Some(PROVIDER))]);
    until("the fact", || ear.seqs() == [101]).await;
    until("listening", || {
        let more = stage.hub.moved(vec![stage.moved(OTHER), stage.moved(PROVIDER)]);
        futures::FutureExt::now_or_never(more);
        !ear.of("location.updated").is_empty()
    })
    .await;
    for told in ear.of("location.updated") {
        assert_eq!(told["data"]["providerId"], json!(user(PROVIDER)));
        assert_eq!(told["seq"], Value::Null);
    }
    let (late, _) = stage.client(CUSTOMER, Role::Customer);
    let answer = stage.join(&late, None).await.unwrap();
    assert_eq!(answer["snapshot"]["location"]["sight"], "live");
    stage.clock.advance(TimeDelta::seconds(61));
    let answer = stage.join(&late, None).await.unwrap();
    assert_eq!(answer["snapshot"]["location"], Value::Null);
    stage.hear(&[stage.fact(102, Some(OTHER))]);
    let state = stage.hub.open_room(room()).unwrap();
    assert!(state.inside.lock().unwrap().location.is_none(), "of who is not bound any more");
    stop.cancel();
    listening.await.unwrap();
}

#[tokio::test]
async fn a_token_that_ends_ends_the_connection_unless_a_new_one_comes() {
    let stage = Stage::new(100).await;
    let (stays, stays_ear) = stage.client(CUSTOMER, Role::Customer);
    let (goes, goes_ear) = stage.client(CUSTOMER, Role::Customer);
    stage.clock.advance(TimeDelta::seconds(839));
    stage.hub.look_at_everybody();
    assert!(goes_ear.of("session.expiring").is_empty());
    stage.clock.advance(TimeDelta::seconds(2));
    stage.hub.look_at_everybody();
    stage.hub.look_at_everybody();
    assert_eq!(goes_ear.of("session.expiring").len(), 1);
    stays.renew(stays.expires_at_s() + 900);
    stage.clock.advance(TimeDelta::seconds(60));
    stage.hub.look_at_everybody();
    assert_eq!(goes_ear.byes(), ["realtime.token_expired"]);
    assert_eq!(goes_ear.of("bye")[0]["comeBack"], true);
    assert!(!goes.is_open() && stays.is_open() && stays_ear.byes().is_empty());
}

#[tokio::test]
async fn a_suspended_account_is_put_out_and_an_account_has_so_many_sockets() {
    let stage = Stage::new(100).await;
    let clients: Vec<_> = (0..3).map(|_| stage.client(CUSTOMER, Role::Customer)).collect();
    let (_, other_ear) = stage.client(OTHER, Role::Customer);
    let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
    assert_eq!(stage.hub.has_place(user(CUSTOMER), address), Err(RealtimeError::TooManySockets));
    let preferences = json!({"push": true, "sms": true, "email": true});
    let account = |status: &str| {
        json!({
            "userId": user(CUSTOMER), "role": "customer", "status": status, "lang": "ar",
            "sealedContact": "", "preferences": preferences, "registeredAt": stage.world.now(),
        })
    };
    stage.hear(&[stage.record(101, "user.changed", account("active"))]);
    assert!(clients.iter().all(|(peer, _)| peer.is_open()));
    stage.hear(&[stage.record(102, "user.changed", account("suspended"))]);
    for (peer, ear) in &clients {
        assert!(!peer.is_open());
        assert_eq!(ear.byes(), ["realtime.account_closed"]);
        assert_eq!(ear.of("bye")[0]["comeBack"], false);
    }
    assert!(other_ear.byes().is_empty());
    assert_eq!(stage.hub.has_place(user(CUSTOMER), address), Ok(()));
}

#[tokio::test]
async fn who_can_not_be_told_something_is_sent_to_come_back() {
    let stage = Stage::new(100).await;
    let (peer, ear) = stage.client(CUSTOMER, Role::Customer);
    stage.join(&peer, None).await.unwrap();
    *stage.views.away.lock().unwrap() = true;
    stage.hear(&[stage.fact(101, Some(PROVIDER))]);
    until("the end", || !peer.is_open()).await;
    assert_eq!(ear.byes(), ["realtime.unavailable"]);
    let (again, _) = stage.client(CUSTOMER, Role::Customer);
    assert_eq!(stage.join(&again, seen(100)).await, Err(RealtimeError::Unavailable));
    *stage.views.away.lock().unwrap() = false;
    assert_eq!(stage.join(&again, seen(100)).await.unwrap()["missed"], 1);
}

#[tokio::test]
async fn typing_reaches_the_others_of_an_open_conversation_and_not_too_often() {
    let stage = Stage::new(100).await;
    let id = ConversationId::from(Uuid::from_u128(800));
    let room = Room::Conversation(id);
    stage.show(Screen::Conversation { id }, &[CUSTOMER, PROVIDER]);
    let (customer, ear) = stage.client(CUSTOMER, Role::Customer);
    let (provider, provider_ear) = stage.client(PROVIDER, Role::ServiceProvider);
    let stop = tokio_util::sync::CancellationToken::new();
    let listening = tokio::spawn(stage.hub.clone().listen(stop.clone()));
    assert_eq!(stage.hub.typing(&provider, room, true).await, Err(RealtimeError::NotFound));
    for peer in [&customer, &provider] {
        stage.hub.join(peer, room, None, |_| true).await.unwrap();
    }
    tokio::task::yield_now().await;
    for _ in 0..5 {
        stage.hub.typing(&provider, room, true).await.unwrap();
    }
    stage.hub.typing(&provider, room, false).await.unwrap();
    until("both", || ear.of("typing").len() == 2).await;
    assert_eq!(ear.of("typing")[0]["data"], json!({"side": "provider", "on": true}));
    assert!(provider_ear.of("typing").is_empty());
    let members = json!({"conversation": {
        "id": id, "kind": "booking", "bookingId": null, "members": [user(CUSTOMER)], "staff": false,
        "state": "closed", "openUntil": null, "lastSeq": 0,
    }});
    stage.hear(&[stage.record(101, "chat.conversation_changed", members)]);
    assert_eq!(provider_ear.of("room.left").len(), 1, "who is no member any more");
    stage.hub.typing(&customer, room, true).await.unwrap();
    until("the change", || ear.of("conversation.changed").len() == 1).await;
    stop.cancel();
    listening.await.unwrap();
}

#[tokio::test]
async fn goodbye_to_all_and_rooms_close_behind_the_last() {
    let stage = Stage::new(100).await;
    let (peer, ear) = stage.client(CUSTOMER, Role::Customer);
    stage.join(&peer, None).await.unwrap();
    stage.hub.look_at_everybody();
    assert!(stage.hub.open_room(room()).is_some());
    for n in 0..3 {
        let room = Room::Booking(Uuid::from_u128(n).into());
        let refused = stage.hub.join(&peer, room, None, |_| true).await;
        assert_eq!(refused, Err(RealtimeError::NotFound));
    }
    stage.hub.close_all();
    assert_eq!(ear.byes(), ["realtime.restarting"]);
    stage.hub.look_at_everybody();
    assert!(stage.hub.open_room(room()).is_none());
    stage.hub.close(&peer, Bye::TooSlow);
    assert_eq!(ear.byes().len(), 1, "once is enough");
}

#[tokio::test]
async fn who_takes_over_is_not_told_how_far_others_had_read_before() {
    let stage = Stage::new(100).await;
    let id = ConversationId::from(Uuid::from_u128(800));
    let room = Room::Conversation(id);
    stage.show(Screen::Conversation { id }, &[CUSTOMER, OTHER]);
    let receipt = |seq: i64, by: u128, members: &[u128]| {
        let members: Vec<_> = members.iter().map(|n| user(*n)).collect();
        let payload = json!({
            "conversationId": id, "userId": user(by), "members": members, "deliveredSeq": seq,
            "readSeq": seq, "at": stage.world.now(),
        });
        stage.record(seq, "chat.read", payload)
    };
    // The one before read, and the customer read what it wrote; then another one took over.
    stage.hear(&[
        receipt(101, PROVIDER, &[CUSTOMER]),
        receipt(102, CUSTOMER, &[PROVIDER]),
        receipt(103, CUSTOMER, &[OTHER]),
    ]);
    let heard = async |n, role| {
        let (peer, ear) = stage.client(n, role);
        stage.hub.join(&peer, room, seen(100), |_| true).await.unwrap();
        let receipts = ear.of("receipt.updated");
        receipts.iter().map(|r| r["seq"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(heard(OTHER, Role::ServiceProvider).await, [103]);
    assert_eq!(heard(CUSTOMER, Role::Customer).await, [101, 102, 103]);
}
