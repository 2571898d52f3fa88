//! Clients and screens of the tests' own, and a hub between them.

use super::super::{Hub, Peer, Seen, Wire, WireError};
use crate::config::RealtimeConfig;
use crate::domain::outbox::Body;
use crate::domain::room::Room;
use crate::error::RealtimeError;
use async_trait::async_trait;
use chassis::bus::Record;
use chassis::fanout::Fanout;
use contracts::PortError;
use contracts::realtime::{JourneyMoved, JourneySight, Look, Screen, Viewer, ViewerApi};
use kernel::ids::{BookingId, ProviderId, SessionId, UserId};
use kernel::world::ManualClock;
use kernel::{Lang, Role, World};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use testkit::TestDb;
use tokio::sync::Semaphore;
use uuid::Uuid;

/// What a client has heard, and how much place its transport has.
#[derive(Default)]
pub(super) struct Ear {
    pub(super) heard: Vec<(String, Value)>,
    pub(super) place: Option<usize>,
    pub(super) ended: bool,
}

#[derive(Clone, Default)]
pub(super) struct FakeWire(pub(super) Arc<Mutex<Ear>>);

impl Wire for FakeWire {
    fn emit(&self, event: &str, body: &Body) -> Result<(), WireError> {
        let mut ear = self.0.lock().unwrap();
        match &mut ear.place {
            Some(0) => return Err(WireError::Full),
            Some(place) => *place -= 1,
            None => {}
        }
        let body = serde_json::from_str(body.text()).unwrap();
        ear.heard.push((event.to_string(), body));
        Ok(())
    }

    fn end(&self) -> bool {
        let mut ear = self.0.lock().unwrap();
        ear.ended = ear.place != Some(0);
        ear.ended
    }

    fn is_open(&self) -> bool {
        !self.0.lock().unwrap().ended
    }
}

impl FakeWire {
    pub(super) fn of(&self, event: &str) -> Vec<Value> {
        let ear = self.0.lock().unwrap();
        ear.heard.iter().filter(|(e, _)| e == event).map(|(_, body)| body.clone()).collect()
    }

    pub(super) fn seqs(&self) -> Vec<i64> {
        self.of("booking.updated").iter().filter_map(|b| b["seq"].as_i64()).collect()
    }

    pub(super) fn byes(&self) -> Vec<String> {
        self.of("bye").iter().map(|b| b["code"].as_str().unwrap_or_default().into()).collect()
    }
}

/// Screens: who may see which, and a gate before them.
pub(super) struct FakeViews {
    pub(super) seen_by: Mutex<HashMap<Screen, HashSet<UserId>>>,
    pub(super) away: Mutex<bool>,
    pub(super) gate: Semaphore,
}

#[async_trait]
impl ViewerApi for FakeViews {
    async fn look(&self, look: Look) -> Result<Value, PortError> {
        let _open = self.gate.acquire().await.unwrap();
        if *self.away.lock().unwrap() {
            return Err(PortError::Unavailable);
        }
        let seen_by = self.seen_by.lock().unwrap();
        match seen_by.get(&look.screen) {
            Some(people) if people.contains(&look.viewer.user_id) => {
                Ok(json!({"for": look.viewer.user_id, "state": "open", "items": []}))
            }
            _ => Err(PortError::NotFound),
        }
    }
}

pub(super) struct Stage {
    pub(super) hub: Hub,
    pub(super) views: Arc<FakeViews>,
    pub(super) clock: ManualClock,
    pub(super) world: World,
    _db: TestDb,
}

pub(super) const MOST_WAITING: usize = 6;

pub(super) fn user(n: u128) -> UserId {
    Uuid::from_u128(n).into()
}

pub(super) fn booking() -> BookingId {
    Uuid::from_u128(900).into()
}

pub(super) fn room() -> Room {
    Room::Booking(booking())
}

pub(super) const CUSTOMER: u128 = 1;
pub(super) const PROVIDER: u128 = 2;
pub(super) const OTHER: u128 = 3;

impl Stage {
    pub(super) async fn new(remembered: usize) -> Self {
        let db = TestDb::new(&[crate::MIGRATIONS]).await;
        let (world, clock) = testkit::world();
        let views = Arc::new(FakeViews {
            seen_by: Mutex::default(),
            away: Mutex::new(false),
            gate: Semaphore::new(1000),
        });
        let config = RealtimeConfig {
            remembered,
            most_waiting: MOST_WAITING,
            most_sockets_an_account: 3,
            most_rooms: 3,
            ..RealtimeConfig::default()
        };
        let chassis = testkit::chassis(&db, "realtime", &world);
        let hub = Hub::new(world.clone(), config, chassis.db, views.clone(), Fanout::memory());
        hub.begin("epoch", &[], 100);
        let stage = Self { hub, views, clock, world, _db: db };
        stage.show(Screen::Booking { id: booking() }, &[CUSTOMER, PROVIDER]);
        stage
    }

    pub(super) fn show(&self, screen: Screen, people: &[u128]) {
        let people = people.iter().map(|n| user(*n)).collect();
        self.views.seen_by.lock().unwrap().insert(screen, people);
    }

    pub(super) fn client(&self, n: u128, role: Role) -> (Arc<Peer>, FakeWire) {
        let wire = FakeWire::default();
        let viewer = Viewer {
            user_id: user(n),
            role,
            session_id: SessionId::from(Uuid::from_u128(77)),
            lang: Lang::En,
        };
        let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let now = self.world.now();
        let expires_at_s = now.timestamp() + 900;
        let boxed = Box::new(wire.clone());
        let peer = self
            .hub
            .add(viewer.user_id, address, |id| {
                Peer::new(id, viewer, address, boxed, expires_at_s, now)
            })
            .unwrap();
        (peer, wire)
    }

    pub(super) async fn join(
        &self,
        peer: &Arc<Peer>,
        seen: Option<Seen>,
    ) -> Result<Value, RealtimeError> {
        let mut answer = Value::Null;
        self.hub
            .join(peer, room(), seen, |value| {
                answer = value;
                true
            })
            .await?;
        Ok(answer)
    }

    /// The booking's fact number `seq`, with that provider bound.
    pub(super) fn fact(&self, seq: i64, provider: Option<u128>) -> Record {
        let name = json!({"ar": "سباكة", "en": "Plumbing"});
        let id = Uuid::from_u128(5);
        let mut facts = json!({
            "id": booking(), "number": "OS-AAAAAA", "customerId": user(CUSTOMER),
            "providerId": provider.map(user), "serviceId": id, "categoryId": id,
            "serviceName": name, "zoneId": id, "district": name, "governorate": "EG-C",
            "pin": {"lat": 30.0, "lng": 31.2}, "status": "confirmed", "stage": "en_route",
            "instant": true, "startsAt": self.world.now(), "endsAt": self.world.now(),
            "paymentMethod": "cash", "commission": 2000, "warrantyDays": 30,
            "createdAt": self.world.now(),
        });
        facts["settlement"] = json!(contracts::Settlement::default());
        self.record(seq, "booking.moved", json!({"booking": facts, "from": "assigned"}))
    }

    pub(super) fn record(&self, seq: i64, event_type: &str, payload: Value) -> Record {
        Record {
            position: seq,
            id: Uuid::from_u128(seq as u128),
            aggregate_type: "booking".into(),
            aggregate_id: booking().uuid(),
            version: seq,
            event_type: event_type.into(),
            payload,
            trace: None,
            occurred_at: self.world.now(),
        }
    }

    pub(super) fn hear(&self, records: &[Record]) {
        let position = records.last().map_or(0, |r| r.position);
        self.hub.hear(records, position);
    }

    pub(super) fn moved(&self, provider: u128) -> JourneyMoved {
        JourneyMoved {
            booking_id: booking(),
            provider_id: ProviderId::from(Uuid::from_u128(provider)),
            place: Some(kernel::LatLng::parse_in_egypt(30.0, 31.2).unwrap()),
            accuracy_m: Some(8.0),
            heading_deg: None,
            speed_mps: None,
            at: Some(self.world.now()),
            sight: JourneySight::Live,
            arrival: None,
        }
    }
}

pub(super) fn seen(seq: i64) -> Option<Seen> {
    Some(Seen { epoch: "epoch".into(), seq })
}

pub(super) async fn until(what: &str, mut look: impl FnMut() -> bool) {
    let waited = tokio::time::timeout(Duration::from_secs(10), async {
        while !look() {
            tokio::task::yield_now().await;
        }
    });
    waited.await.unwrap_or_else(|_| panic!("waited in vain for {what}"));
}
