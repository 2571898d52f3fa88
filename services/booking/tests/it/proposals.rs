//! Estimates, change orders and pictures.

use crate::stage::{Order, Stage};
use axum::body::Body;
use axum::http::{Request, header};
use contracts::booking::{
    ChangeOrderDecided, ChangeOrderProposed, ChangeOrderWithdrawn, EstimateDecided,
    EstimateWithdrawn,
};
use contracts::catalog::Pricing;
use httpkit::Actor;
use kernel::Money;
use kernel::ids::BookingId;
use serde_json::{Value, json};
use testkit::Answer;

fn png() -> Vec<u8> {
    testkit::png("part")
}

impl Stage {
    pub async fn upload(&self, id: BookingId, actor: Actor, purpose: &str, file: &[u8]) -> Answer {
        let mut body = format!(
            "--x\r\ncontent-disposition: form-data; name=\"purpose\"\r\n\r\n{purpose}\r\n--x\r\n\
             content-disposition: form-data; name=\"file\"; filename=\"a.exe\"\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--x--\r\n");
        let mut request = Request::post(format!("/api/v1/bookings/{id}/photos"))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from(body))
            .unwrap();
        request.extensions_mut().insert(actor);
        self.app.send(request).await
    }
}

fn lines(kind: &str, piastres: i64, photo: Option<&Value>) -> Value {
    let mut line = json!({"kind": kind, "name": "صنف", "quantity": 1,
        "unitPrice": {"amount": piastres, "currency": "EGP"}});
    if let Some(photo) = photo {
        line["photoId"] = photo.clone();
    }
    json!({"lines": [line]})
}

#[tokio::test]
async fn an_approved_change_order_adds_to_the_price_and_a_declined_one_does_not() {
    let stage = Stage::new().await;
    let id = stage.started(stage.order()).await;
    let order = stage
        .post(id, "change-orders", stage.provider, lines("labour", 15_000, None))
        .await
        .expect(201)
        .json;
    assert_eq!((&order["state"], &order["amount"]["amount"]), (&json!("proposed"), &json!(15_000)));
    let path = |word: &str| format!("change-orders/{}/{word}", order["id"].as_str().unwrap());
    stage.act(id, &path("approve"), stage.provider).await.expect(403);
    let refused = stage.act(id, "complete", stage.provider).await.expect(409);
    assert_eq!(refused.code(), "booking.awaiting_approval");
    let answer = stage.act(id, &path("approve"), stage.customer).await.expect(200).json;
    assert_eq!(answer["total"]["amount"], 75_000);
    stage.act(id, &path("approve"), stage.customer).await.expect(409);

    let second = stage
        .post(id, "change-orders", stage.provider, lines("labour", 99_000, None))
        .await
        .expect(201)
        .json;
    let decline = format!("change-orders/{}/decline", second["id"].as_str().unwrap());
    let answer = stage.act(id, &decline, stage.customer).await.expect(200).json;
    assert_eq!((&answer["stage"], &answer["total"]["amount"]), (&json!("working"), &json!(75_000)));
    let path = format!("/api/v1/bookings/{id}/change-orders");
    let list = stage.app.get(&path, stage.customer).await.expect(200).json;
    let states: Vec<_> =
        list["items"].as_array().unwrap().iter().map(|o| o["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["approved", "declined"]);
    assert_eq!(stage.app.told::<ChangeOrderProposed>().await[0].amount, Money::egp(150));
    let decided: Vec<_> =
        stage.app.told::<ChangeOrderDecided>().await.iter().map(|d| d.approved).collect();
    assert_eq!(decided, [true, false]);
}

#[tokio::test]
async fn parts_need_a_picture_of_their_own_visit_and_stay_below_the_cap() {
    let stage = Stage::new().await;
    let id = stage.started(stage.order()).await;
    let refused = stage
        .post(id, "change-orders", stage.provider, lines("parts", 5_000, None))
        .await
        .expect(422);
    assert_eq!(refused.code(), "booking.parts_photo_missing");
    let unknown = json!(uuid::Uuid::from_u128(5));
    let body = lines("parts", 5_000, Some(&unknown));
    stage.post(id, "change-orders", stage.provider, body).await.expect(422);
    let finished = stage.upload(id, stage.provider, "completion", &png()).await.expect(201).json;
    let body = lines("parts", 5_000, Some(&finished["id"]));
    stage.post(id, "change-orders", stage.provider, body).await.expect(422);

    let photo = stage.upload(id, stage.provider, "parts", &png()).await.expect(201).json;
    assert_eq!(photo["contentType"], "image/png");
    let body = lines("parts", 100_001, Some(&photo["id"]));
    let refused = stage.post(id, "change-orders", stage.provider, body).await.expect(422);
    assert_eq!(refused.code(), "booking.parts_cap");
    let body = lines("parts", 5_050, Some(&photo["id"]));
    let order = stage.post(id, "change-orders", stage.provider, body).await.expect(201).json;
    assert_eq!(order["lines"][0]["photoId"], photo["id"]);
    let approve = format!("change-orders/{}/approve", order["id"].as_str().unwrap());
    stage.act(id, &approve, stage.customer).await.expect(200);
    let answer = stage.act(id, "complete", stage.provider).await.expect(200).json;
    // 650.50 in cash is 650.
    assert_eq!(answer["total"]["amount"], 65_000);
    let settlement = stage.seen(id, stage.provider).await["price"]["settlement"].clone();
    assert_eq!(
        (&settlement["parts"]["amount"], &settlement["rounding"]["amount"]),
        (&json!(5_050), &json!(-50))
    );
}

#[tokio::test]
async fn parts_of_an_estimate_need_a_picture_before_the_end() {
    let stage = Stage::new().await;
    let id = stage.started(Order { pricing: Pricing::InspectionFirst, ..stage.order() }).await;
    let with_photo = lines("parts", 20_000, Some(&json!(uuid::Uuid::from_u128(5))));
    let refused = stage.post(id, "estimates", stage.provider, with_photo).await.expect(422);
    assert_eq!(refused.wrong_fields(), ["lines[0].photoId"]);
    let estimate = stage
        .post(id, "estimates", stage.provider, lines("parts", 20_000, None))
        .await
        .expect(201)
        .json;
    let path = format!("/api/v1/bookings/{id}/estimates");
    let list = stage.app.get(&path, stage.operator).await.expect(200).json;
    assert_eq!(list["items"][0], estimate);
    let approve = format!("estimates/{}/approve", estimate["id"].as_str().unwrap());
    stage
        .act(id, "estimates/00000000-0000-0000-0000-000000000001/approve", stage.customer)
        .await
        .expect(404);
    stage.act(id, &approve, stage.customer).await.expect(200);
    let refused = stage.act(id, "complete", stage.provider).await.expect(422);
    assert_eq!(refused.code(), "booking.parts_photo_missing");
    stage.upload(id, stage.provider, "parts", &png()).await.expect(201);
    stage.act(id, "complete", stage.provider).await.expect(200);
}

#[tokio::test]
async fn an_estimate_that_waits_is_taken_back_and_written_anew() {
    let stage = Stage::new().await;
    let id = stage.started(Order { pricing: Pricing::InspectionFirst, ..stage.order() }).await;
    let before = stage.seen(id, stage.customer).await["price"].clone();
    let propose = async |piastres| {
        let answer = stage.post(id, "estimates", stage.provider, lines("labour", piastres, None));
        answer.await.expect(201).json["id"].as_str().unwrap().to_owned()
    };
    let first = propose(90_000).await;
    let withdraw = format!("estimates/{first}/withdraw");
    stage.act(id, &withdraw, stage.customer).await.expect(403);
    let stranger = testkit::actor(uuid::Uuid::from_u128(7), kernel::Role::ServiceProvider);
    stage.act(id, &withdraw, stranger).await.expect(404);
    let nothing = "estimates/00000000-0000-0000-0000-000000000001/withdraw";
    stage.act(id, nothing, stage.provider).await.expect(404);
    // An estimate is no change order.
    stage.act(id, &format!("change-orders/{first}/withdraw"), stage.provider).await.expect(404);

    let path = format!("/api/v1/bookings/{id}/{withdraw}");
    let key = [("idempotency-key", "taken-back")];
    let call = || {
        stage.app.call_with(http::Method::POST, &path, Some(stage.provider), Some(json!({})), &key)
    };
    let answer = call().await.expect(200).json;
    assert_eq!(answer["stage"], "inspecting");
    assert_eq!(call().await.expect(200).json, answer, "however often it is sent");
    assert_eq!(stage.seen(id, stage.customer).await["price"], before);
    for decide in ["approve", "decline"] {
        let late = stage.act(id, &format!("estimates/{first}/{decide}"), stage.customer).await;
        assert_eq!(late.expect(409).code(), "booking.proposal_withdrawn");
    }
    let again = stage.act(id, &withdraw, stage.provider).await.expect(409);
    assert_eq!(again.code(), "booking.proposal_withdrawn");
    let refused = stage.act(id, "complete", stage.provider).await.expect(409);
    assert_eq!(refused.code(), "booking.estimate_missing");

    let second = propose(70_000).await;
    // Whoever still looks at the first does not decide on the second.
    let stale = stage.act(id, &format!("estimates/{first}/approve"), stage.customer).await;
    assert_eq!(stale.expect(409).code(), "booking.proposal_withdrawn");
    let approve = format!("estimates/{second}/approve");
    let answer = stage.act(id, &approve, stage.customer).await.expect(200).json;
    assert_eq!((&answer["stage"], &answer["total"]["amount"]), (&json!("working"), &json!(70_000)));
    let late = stage.act(id, &format!("estimates/{second}/withdraw"), stage.provider).await;
    assert_eq!(late.expect(409).code(), "booking.proposal_decided");

    let list = format!("/api/v1/bookings/{id}/estimates");
    let list = stage.app.get(&list, stage.customer).await.expect(200).json["items"].clone();
    let states: Vec<_> = list.as_array().unwrap().iter().map(|one| &one["state"]).collect();
    assert_eq!(states, ["withdrawn", "approved"]);
    assert!(list[0]["decidedAt"].is_string());
    let told = stage.app.told::<EstimateWithdrawn>().await;
    assert_eq!(told.iter().map(|one| one.estimate_id.to_string()).collect::<Vec<_>>(), [first]);
    assert_eq!(told[0].booking.stage, contracts::booking::Stage::Inspecting);
    assert_eq!(stage.app.told::<EstimateDecided>().await.len(), 1);
    let path = format!("/api/v1/bookings/{id}/history");
    let items = stage.app.get(&path, stage.operator).await.expect(200).json["items"].clone();
    let step = items.as_array().unwrap().iter().find(|s| s["action"] == "estimate_withdrawn");
    assert_eq!(step.expect("it is in the history")["by"], "provider");
}

#[tokio::test]
async fn a_change_order_that_waits_is_taken_back_and_the_work_goes_on() {
    let stage = Stage::new().await;
    let id = stage.started(stage.order()).await;
    let photo = stage.upload(id, stage.provider, "parts", &png()).await.expect(201).json;
    let order = lines("parts", 5_000, Some(&photo["id"]));
    let order = stage.post(id, "change-orders", stage.provider, order).await.expect(201).json;
    let path = |word: &str| format!("change-orders/{}/{word}", order["id"].as_str().unwrap());
    let answer = stage.act(id, &path("withdraw"), stage.provider).await.expect(200).json;
    assert_eq!((&answer["stage"], &answer["total"]["amount"]), (&json!("working"), &json!(60_000)));
    let late = stage.act(id, &path("approve"), stage.customer).await.expect(409);
    assert_eq!(late.code(), "booking.proposal_withdrawn");
    assert_eq!(stage.app.told::<ChangeOrderWithdrawn>().await.len(), 1);
    // The picture of the part is still there for the next one.
    let anew = lines("parts", 4_000, Some(&photo["id"]));
    let anew = stage.post(id, "change-orders", stage.provider, anew).await.expect(201).json;
    let approve = format!("change-orders/{}/approve", anew["id"].as_str().unwrap());
    stage.act(id, &approve, stage.customer).await.expect(200);
    let answer = stage.act(id, "complete", stage.provider).await.expect(200).json;
    assert_eq!(answer["total"]["amount"], 64_000);
    stage.act(id, &path("withdraw"), stage.provider).await.expect(409);
}

#[tokio::test]
async fn a_picture_is_told_by_its_content_and_seen_by_both_sides_only() {
    let stage = Stage::new().await;
    let id = stage.started(stage.order()).await;
    for not_a_picture in [&b"%PDF-1.7"[..], b"<svg/>", b"", b"\xFF\xD8\xFF<script>"] {
        let refused = stage.upload(id, stage.provider, "parts", not_a_picture).await.expect(422);
        assert_eq!(refused.wrong_fields(), ["file"]);
    }
    let refused = stage.upload(id, stage.provider, "holiday", &png()).await.expect(422);
    assert_eq!(refused.wrong_fields(), ["purpose"]);
    stage.upload(id, stage.customer, "parts", &png()).await.expect(409);
    stage.upload(id, stage.provider, "dispute", &png()).await.expect(409);
    let stranger = testkit::actor(uuid::Uuid::from_u128(7), kernel::Role::ServiceProvider);
    stage.upload(id, stranger, "parts", &png()).await.expect(404);
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic";
    let refused = stage.upload(id, stage.provider, "parts", heic).await.expect(422);
    assert_eq!(refused.json["errors"][0]["code"], "booking.not_a_picture");
    let large = testkit::png(&"x".repeat(3 * 1024 * 1024));
    stage.upload(id, stage.provider, "completion", &large).await.expect(201);
    let huge = testkit::png(&"x".repeat(9 * 1024 * 1024));
    stage.upload(id, stage.provider, "completion", &huge).await.expect(413);

    // What hides behind the picture is not kept.
    let with_more = [&png()[..], b"GPS 30.0444 31.2357"].concat();
    let photo = stage.upload(id, stage.provider, "parts", &with_more).await.expect(201).json;
    let path = format!("/api/v1/bookings/{id}/photos/{}", photo["id"].as_str().unwrap());
    for viewer in [stage.customer, stage.provider, stage.operator] {
        let answer = stage.app.get(&path, viewer).await.expect(200);
        assert_eq!(answer.bytes, png());
        assert_eq!(answer.headers["content-type"], "image/png");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    }
    stage.app.get(&path, stranger).await.expect(404);
    let missing = format!("/api/v1/bookings/{id}/photos/{id}");
    stage.app.get(&missing, stage.customer).await.expect(404);
}

#[tokio::test]
async fn every_wrong_line_is_named() {
    let stage = Stage::new().await;
    let id = stage.started(stage.order()).await;
    let body = json!({"lines": [
        {"kind": "labour", "name": "", "quantity": 0, "unitPrice": {"amount": 0, "currency": "EGP"}}]});
    let refused = stage.post(id, "change-orders", stage.provider, body).await.expect(422);
    assert_eq!(
        refused.wrong_fields(),
        ["lines[0].name", "lines[0].quantity", "lines[0].unitPrice"]
    );
    let refused =
        stage.post(id, "estimates", stage.provider, json!({"lines": []})).await.expect(422);
    assert_eq!(refused.wrong_fields(), ["lines"]);
    let refused =
        stage.post(id, "estimates", stage.provider, lines("labour", 1, None)).await.expect(409);
    assert_eq!(refused.code(), "booking.not_inspection_first");
}
