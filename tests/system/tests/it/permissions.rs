//! Who may do what: every route of the document, for every role, and for people whose thing it
//! isn't.

use crate::harness::{Answer, Operation, Person, Platform, Who, fresh_id, world};
use crate::visits;
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[tokio::test]
async fn every_route_names_its_permission_and_keeps_everybody_else_out() {
    let platform = Platform::start().await;
    let everybody = [
        (None, platform.guest()),
        (Some(Who::Mona), platform.person(Who::Mona).await),
        (Some(Who::Plumber(0)), platform.person(Who::Plumber(0)).await),
        (Some(Who::Support), platform.person(Who::Support).await),
        (Some(Who::Finance), platform.person(Who::Finance).await),
        (Some(Who::Operations), platform.person(Who::Operations).await),
        (Some(Who::Admin), platform.person(Who::Admin).await),
    ];
    // What ends sessions comes last: tokens end with them.
    let mut operations = platform.api.operations();
    operations.sort_by_key(|operation| operation.path.starts_with("/api/v1/auth/logout"));
    assert!(operations.len() > 100, "only {} operations", operations.len());
    for operation in &operations {
        let name = format!("{} {}", operation.method, operation.path);
        describes_its_errors(&platform, operation, &name);
        let Some(permissions) = &operation.permissions else {
            platform.api.fault(format!("{name} does not say who may call it"));
            continue;
        };
        // Its token ends with a session: whoever logs out is another log-in of the same person.
        let ends_session = operation.path.starts_with("/api/v1/auth/logout");
        for (who, person) in &everybody {
            let target = fill(&operation.path, &|_| fresh_id().to_string());
            let answer = match who {
                Some(who) if ends_session => {
                    let leaving = platform.person(*who).await;
                    ask(&leaving, operation, &target, None).await
                }
                _ => ask(person, operation, &target, None).await,
            };
            if let Some(wrong) = wrongly_answered(permissions, *who, &answer) {
                platform.api.fault(format!("{}: {wrong}", answer.asked));
            }
        }
    }
    platform.assert_sound().await;
}

/// Errors have one form, and it is written down for each.
fn describes_its_errors(platform: &Platform, operation: &Operation, name: &str) {
    let responses = operation.about["responses"].as_object().expect("it answers something");
    for (status, response) in responses.iter().filter(|(status, _)| status.as_str() >= "400") {
        let schema = &response["content"]["application/problem+json"]["schema"];
        if schema["$ref"] != "#/components/schemas/Problem" {
            platform.api.fault(format!("{name} {status} is not described as a problem"));
        }
    }
}

/// What is wrong about the answer, given what the route needs.
fn wrongly_answered(permissions: &Value, who: Option<Who>, answer: &Answer) -> Option<String> {
    let status = answer.status;
    if status >= 500 {
        return Some(format!("answers {status}: {}", answer.json));
    }
    let expected = match (permissions, who) {
        (Value::String(kind), _) if kind == "public" => return None,
        (_, None) => Some(401),
        (Value::String(kind), Some(_)) if kind == "signed_in" => None,
        // For programs of partners only.
        (Value::String(kind), Some(_)) if kind == "api_key" => Some(403),
        (Value::Array(tags), Some(who)) => {
            let held = who.role().permissions();
            let may = held.iter().any(|held| tags.iter().any(|tag| tag == held.tag()));
            (!may).then_some(403)
        }
        _ => return Some(format!("x-permissions can't be read: {permissions}")),
    };
    match expected {
        Some(expected) if status != expected => {
            Some(format!("{status} in the place of {expected}"))
        }
        None if status == 401 || status == 403 => {
            Some(format!("{status}, though the role has the permission"))
        }
        _ => None,
    }
}

/// Things of other people, real ones.
struct Theirs {
    ids: BTreeMap<&'static str, String>,
    plumbers: [String; 2],
}

#[tokio::test]
async fn somebody_elses_things_do_not_exist() {
    let platform = Platform::start().await;
    let mona = platform.person(Who::Mona).await;
    let mut plumbers = Vec::new();
    for n in 0..world::PLUMBERS {
        plumbers.push(platform.plumber(n).await);
    }
    let theirs = things_of(&platform, &mona, &plumbers).await;
    let stranger = platform.person(Who::Sarah).await;
    let other =
        plumbers.iter().find(|p| !theirs.plumbers.contains(&p.id)).expect("another plumber");
    let mut tried = 0;
    for operation in &platform.api.operations() {
        let Some(of) = kind_of(&operation.path) else { continue };
        let Some(real) = theirs.ids.get(of) else { continue };
        let real = |name: &str| match name {
            "estimateId" => theirs.ids["estimate"].clone(),
            "id" => real.clone(),
            _ => fresh_id().to_string(),
        };
        let body = platform.api.sample_body(operation);
        for person in [&stranger, other] {
            if !may(person, operation) {
                continue;
            }
            let target = fill(&operation.path, &real);
            let answer = ask(person, operation, &target, body.clone()).await;
            let nowhere = fill(&operation.path, &|_| fresh_id().to_string());
            let nothing = ask(person, operation, &nowhere, body.clone()).await;
            tried += 1;
            let same =
                answer.code() == nothing.code() && answer.json["title"] == nothing.json["title"];
            if answer.status != 404 || !same {
                platform.api.fault(format!(
                    "{}: {} {} for a stranger; nothing at all is {} {}",
                    answer.asked, answer.status, answer.json, nothing.status, nothing.json
                ));
            }
        }
    }
    assert!(tried > 30, "only {tried} routes were tried");
    platform.assert_sound().await;
}

/// A visit that waits for its estimate, with everything around it.
async fn things_of(platform: &Platform, mona: &Person, plumbers: &[Person]) -> Theirs {
    let mut ids = BTreeMap::new();
    let address = json!({
        "label": "البيت", "governorate": "EG-C", "district": "المعادي", "street": "شارع ٩",
        "pin": visits::pin(),
    });
    ids.insert("addresses", mona.post("/api/v1/me/addresses", address).await.expect(201).id());
    let done = visits::quote(mona, "plumbing.drain_unblock").await;
    let done = visits::book(mona, &done, "cash").await.id();
    let first = visits::accepted(plumbers, &done).await;
    visits::begin(platform, mona, first, &done).await;
    visits::step(first, &done, "complete").await;
    visits::settled(mona, &done).await;
    platform.settle().await;
    visits::rate(mona, first, &done).await;

    let quote = visits::quote(mona, "plumbing.inspection").await;
    let booking = visits::book(mona, &quote, "cash").await.id();
    let (plumber, offer) = visits::offered(plumbers, &booking).await;
    plumber.post(&format!("/api/v1/offers/{offer}/accept"), json!({})).await.expect(200);
    visits::begin(platform, mona, plumber, &booking).await;
    ids.insert("estimate", visits::estimate(plumber, &booking).await);
    ids.insert("bookings", booking);
    ids.insert("offers", offer);
    ids.insert("quotes", quote.id());
    platform.settle().await;
    let first_of = async |path: &str| {
        let page = mona.get(path).await.expect(200);
        page.json["items"][0]["id"].as_str().map(str::to_owned).expect("there is one")
    };
    ids.insert("payments", first_of("/api/v1/payments").await);
    ids.insert("notifications", first_of("/api/v1/notifications").await);
    ids.insert("conversations", first_of("/api/v1/conversations").await);
    ids.insert("sessions", first_of("/api/v1/me/sessions").await);
    let ratings = mona.get(&format!("/api/v1/bookings/{done}/ratings")).await.expect(200);
    let rating = ratings.json.as_array().and_then(|all| {
        all.iter().find(|rating| rating["ofRole"] == "service_provider")?["id"].as_str()
    });
    ids.insert("ratings", rating.expect("she rated").to_owned());
    let documents = plumber.get("/api/v1/providers/me/documents").await.expect(200);
    let document = documents.json["items"][0]["id"].as_str().expect("it sent documents").to_owned();
    ids.insert("documents", document);
    Theirs { ids, plumbers: [first.id.clone(), plumber.id.clone()] }
}

/// To whose things a path leads; `None` when it is nobody's own.
fn kind_of(path: &str) -> Option<&'static str> {
    let own = [
        ("/api/v1/bookings/{id}", "bookings"),
        ("/api/v1/offers/{id}", "offers"),
        ("/api/v1/quotes/{id}", "quotes"),
        ("/api/v1/me/addresses/{id}", "addresses"),
        ("/api/v1/me/sessions/{id}", "sessions"),
        ("/api/v1/payments/{id}", "payments"),
        ("/api/v1/notifications/{id}", "notifications"),
        ("/api/v1/conversations/{id}", "conversations"),
        ("/api/v1/ratings/{id}", "ratings"),
        ("/api/v1/providers/me/documents/{id}", "documents"),
    ];
    own.into_iter().find(|(prefix, _)| path.starts_with(prefix)).map(|(_, kind)| kind)
}

fn may(person: &Person, operation: &Operation) -> bool {
    let role = if person.name.contains("Sarah") { Who::Sarah } else { Who::Plumber(0) }.role();
    match &operation.permissions {
        Some(Value::Array(tags)) => {
            role.permissions().iter().any(|held| tags.iter().any(|tag| tag == held.tag()))
        }
        _ => true,
    }
}

/// The path with its parameters.
fn fill(path: &str, id: &dyn Fn(&str) -> String) -> String {
    let part = |part: &str| match part.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
        None => part.to_owned(),
        Some("position") => "1".into(),
        Some("subscriber") => "booking".into(),
        Some(name) => id(name),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// Calls an operation; with an empty object when it takes JSON and none is given.
async fn ask(person: &Person, operation: &Operation, target: &str, body: Option<Value>) -> Answer {
    let content = &operation.about["requestBody"]["content"];
    let request = person.request(&operation.method, target);
    let request = if content.get("application/json").is_some() {
        request.json(&body.unwrap_or(json!({})))
    } else if content.get("multipart/form-data").is_some() {
        request.multipart(visits::picture().text("purpose", "completion"))
    } else {
        request
    };
    person.send(request).await
}
