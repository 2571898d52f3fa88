//! A platform with payments only: other services' facts are told by the test.

use contracts::Settlement;
use contracts::booking::{
    BookingCancelled, BookingCompleted, BookingCreated, BookingDisputed, BookingFacts,
    CancelReason, DisputeDecided, PaymentMethod, Stage, Status, Verdict,
};
use contracts::identity::{AccountStatus, NotificationPreferences, UserChanged};
use httpkit::Actor;
use kernel::ids::{ProviderId, UserId};
use kernel::world::ManualClock;
use kernel::{BasisPoints, Lang, LatLng, Localized, Money, Role, World};
use serde_json::{Value, json};
use testkit::{Answer, TestApp, TestDb};
use uuid::Uuid;

pub const CUSTOMER: u128 = 0x11;
pub const OTHER: u128 = 0x12;
pub const PROVIDER: u128 = 0x21;

pub struct Platform {
    pub db: TestDb,
    pub app: TestApp,
    pub world: World,
    pub clock: ManualClock,
}

pub fn egp(pounds: i64) -> Value {
    json!({"amount": pounds * 100, "currency": "EGP"})
}

pub fn customer() -> Actor {
    testkit::actor(Uuid::from_u128(CUSTOMER), Role::Customer)
}

pub fn provider() -> Actor {
    testkit::actor(Uuid::from_u128(PROVIDER), Role::ServiceProvider)
}

pub fn finance() -> Actor {
    testkit::actor(Uuid::from_u128(0x31), Role::Finance)
}

/// The price of work and parts with 15 % commission.
pub fn price(work: i64, parts: i64, promotion: i64) -> Settlement {
    Settlement::of(
        Money::egp(work),
        Money::egp(parts),
        Money::egp(promotion),
        BasisPoints::percent(15),
    )
}

/// A booking of the first customer with the first provider.
pub fn booking(n: u128, method: PaymentMethod, settlement: Settlement) -> BookingFacts {
    let at = testkit::NOON.parse().unwrap();
    BookingFacts {
        id: Uuid::from_u128(0xB000 + n).into(),
        number: format!("OS-{n:06}"),
        customer_id: Uuid::from_u128(CUSTOMER).into(),
        provider_id: None,
        service_id: Uuid::from_u128(1).into(),
        category_id: Uuid::from_u128(2).into(),
        service_name: Localized::new("تصليح حنفية", "Fix a tap"),
        zone_id: Uuid::from_u128(3).into(),
        district: Localized::new("المعادي", "Maadi"),
        governorate: "EG-C".into(),
        pin: LatLng::parse(29.96, 31.25).unwrap(),
        status: Status::Pending,
        stage: if method.is_prepaid() { Stage::AwaitingPayment } else { Stage::Searching },
        instant: true,
        starts_at: at,
        ends_at: at,
        payment_method: method,
        settlement,
        commission: BasisPoints::percent(15),
        warranty_days: 30,
        created_at: at,
    }
}

pub fn created(booking: &BookingFacts) -> BookingCreated {
    let prepay =
        if booking.payment_method.is_prepaid() { booking.settlement.total } else { Money::ZERO };
    BookingCreated { booking: booking.clone(), prepay, quote_id: None }
}

pub fn bound(booking: &BookingFacts, status: Status, stage: Stage) -> BookingFacts {
    let provider_id = Some(ProviderId::from(Uuid::from_u128(PROVIDER)));
    BookingFacts { provider_id, status, stage, ..booking.clone() }
}

pub fn completed(booking: &BookingFacts) -> BookingCompleted {
    let booking = bound(booking, Status::Completed, Stage::Done);
    BookingCompleted {
        started_at: booking.starts_at,
        ended_at: booking.ends_at,
        booking,
        actual_minutes: 45,
    }
}

pub fn cancelled(booking: &BookingFacts, fee: i64, to_provider: i64) -> BookingCancelled {
    BookingCancelled {
        booking: BookingFacts {
            status: Status::Cancelled,
            stage: Stage::Closed,
            ..booking.clone()
        },
        reason: CancelReason::ByCustomer,
        verdict: if fee > 0 { Verdict::CustomerAtFault } else { Verdict::NoFault },
        rule: "test".into(),
        fee: Money::egp(fee),
        fee_to_provider: Money::egp(to_provider),
    }
}

pub fn disputed(booking: &BookingFacts) -> BookingDisputed {
    BookingDisputed {
        booking: bound(booking, Status::Disputed, Stage::Open),
        reason: "still dripping".into(),
    }
}

pub fn decided(booking: &BookingFacts, status: Status, refund: Money) -> DisputeDecided {
    let stage = if status == Status::Cancelled { Stage::Closed } else { Stage::Settled };
    DisputeDecided { booking: bound(booking, status, stage), refund, reason: "photos".into() }
}

pub async fn platform() -> Platform {
    let db = TestDb::new(&[payments::MIGRATIONS]).await;
    let (world, clock) = testkit::world();
    let parts = payments::parts(testkit::chassis(&db, "payments", &world)).unwrap();
    if let Some(jobs) = &parts.jobs {
        jobs.ensure_recurring().await.unwrap();
    }
    let app = TestApp::new(&db, &world, vec![parts]);
    let platform = Platform { db, app, world, clock };
    for (id, role) in
        [(CUSTOMER, Role::Customer), (OTHER, Role::Customer), (PROVIDER, Role::ServiceProvider)]
    {
        platform.app.publish(&person(id, role)).await;
    }
    platform
}

fn person(id: u128, role: Role) -> UserChanged {
    UserChanged {
        user_id: UserId::from(Uuid::from_u128(id)),
        role,
        status: AccountStatus::Active,
        lang: Lang::Ar,
        sealed_contact: String::new(),
        preferences: NotificationPreferences::default(),
        registered_at: testkit::NOON.parse().unwrap(),
    }
}

impl Platform {
    /// `POST` as finance with an idempotency key.
    pub async fn operate(&self, path: &str, key: &str, body: Value) -> Answer {
        let method = http::Method::POST;
        let headers = [("idempotency-key", key)];
        self.app.call_with(method, path, Some(finance()), Some(body), &headers).await
    }

    /// Puts pounds into the first customer's wallet.
    pub async fn top_up(&self, pounds: i64) {
        let chassis = testkit::chassis(&self.db, "payments", &self.world);
        let user = UserId::from(Uuid::from_u128(CUSTOMER));
        payments::demo::top_up(&chassis, user, Money::egp(pounds)).await.unwrap();
    }

    /// Balance, held, available, owed of the first customer, in piastres.
    pub async fn wallet(&self) -> [i64; 4] {
        let wallet = self.app.get("/api/v1/wallet", customer()).await.expect(200).json;
        ["balance", "held", "available", "owed"]
            .map(|field| wallet[field]["amount"].as_i64().unwrap())
    }

    /// The first provider's balance with the platform.
    pub async fn provider_balance(&self) -> Value {
        let path = "/api/v1/providers/me/earnings";
        self.app.get(path, provider()).await.expect(200).json["balance"].clone()
    }

    /// The balance of a kind of account in the trial balance, which is always balanced.
    pub async fn total(&self, kind: &str) -> i64 {
        let path = "/api/v1/admin/trial-balance";
        let answer = self.app.get(path, finance()).await.expect(200).json;
        assert_eq!(answer["sum"]["amount"], 0);
        assert_eq!(answer["isBalanced"], true);
        assert_eq!(answer["debit"]["amount"], answer["credit"]["amount"]);
        let items = answer["items"].as_array().unwrap();
        let line = items.iter().find(|line| line["kind"] == kind).unwrap();
        line["balance"]["amount"].as_i64().unwrap()
    }

    /// The only payment of the first customer.
    pub async fn payment(&self) -> Value {
        let page = self.app.get("/api/v1/payments", customer()).await.expect(200).json;
        assert_eq!(page["items"].as_array().unwrap().len(), 1, "{page}");
        page["items"][0].clone()
    }

    /// One number from the database, seen without a role.
    pub async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(self.db.pool()).await.unwrap()
    }

    /// What holds after anything: every entry adds up, every balance is the sum of its postings,
    /// running balances follow from each other, no wallet is below what is held of it, and every
    /// settled price is explained.
    pub async fn check_the_books(&self) {
        for (law, sql) in [
            (
                "every entry adds up to nothing",
                "select count(*) from (select entry_id from payments.postings
                 group by entry_id having sum(amount) <> 0 or count(*) < 2) broken",
            ),
            ("everything adds up to nothing", "select coalesce(sum(amount), 0)::bigint from payments.postings"),
            (
                "every balance is the sum of its postings",
                "select count(*) from payments.account_balances b
                 where b.balance <> (select coalesce(sum(amount), 0) from payments.postings p
                                     where p.account_id = b.account_id)",
            ),
            (
                "running balances follow from each other",
                "select count(*) from (
                    select balance_after, sum(amount) over (
                        partition by account_id order by account_version) as so_far
                    from payments.postings where account_version is not null) lines
                 where balance_after <> so_far",
            ),
            (
                "what is held is the sum of the active holds",
                "select count(*) from payments.balances b
                 where b.kind = 'customer_wallet' and (b.balance < b.held or b.held <> (
                    select coalesce(sum(amount), 0) from payments.holds h
                    where h.account_id = b.account_id and h.state = 'active'))",
            ),
            (
                "disputes hold what open disputes say",
                "select (select balance from payments.account_balances where kind = 'disputes_held')
                      - (select coalesce(sum(held), 0)::bigint from payments.disputes
                         where decided_at is null)",
            ),
            (
                "every price is explained",
                "select count(*) from payments.settlements
                 where total + promotion <> earnings + commission + taxes + parts + rounding",
            ),
            (
                "nobody gets back more than was paid",
                "select count(*) from payments.payments where refunded > amount",
            ),
            (
                "receipts have no gaps",
                "select count(*) from (select series from payments.receipts group by series
                 having max(number) <> count(*) or min(number) <> 1) gaps",
            ),
        ] {
            assert_eq!(self.count(sql).await, 0, "{law}");
        }
    }
}
