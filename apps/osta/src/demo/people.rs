//! Who lives in the demo world.

use super::Somebody;
use crate::visit::Home;
use anyhow::Context;
use contracts::privacy::ConsentPurpose;
use identity::demo::{Person, ensure_consents, ensure_user};
use kernel::ids::UserId;
use kernel::{Lang, LatLng, PhoneNumber, Role};

/// The password of every demo account.
pub const PASSWORD: &str = "osta-demo-world";

/// An account that `osta up` prints.
#[derive(Clone, Copy, Debug)]
pub struct Account {
    /// What it is, for people.
    pub what: &'static str,
    /// First and last name.
    pub name: (&'static str, &'static str),
    /// The phone as people type it.
    pub phone: &'static str,
    /// Its role.
    pub role: Role,
    /// The language it reads.
    pub lang: Lang,
}

/// The accounts that `osta up` prints: a customer, three providers, an operator.
#[must_use]
pub fn accounts() -> [Account; 6] {
    let account = |what, name, phone, role, lang| Account { what, name, phone, role, lang };
    let provider = Role::ServiceProvider;
    [
        account("customer", ("منى", "السيد"), "01000000001", Role::Customer, Lang::Ar),
        account("customer", ("Sarah", "Adel"), "01000000002", Role::Customer, Lang::En),
        account("plumber", ("محمود", "عبد الله"), "01100000000", provider, Lang::Ar),
        account("electrician", ("أحمد", "فتحي"), "01100000001", provider, Lang::Ar),
        account("AC technician", ("Karim", "Nabil"), "01100000002", provider, Lang::En),
        account("operator", ("هالة", "منصور"), "01200000001", Role::Admin, Lang::Ar),
    ]
}

/// Customers without a printed log-in, so that the past has more than two voices.
const OTHERS: [(&str, &str); 4] =
    [("يوسف", "حسن"), ("نورا", "إبراهيم"), ("Omar", "Khaled"), ("سلمى", "طارق")];

/// A customer with a home.
#[derive(Clone, Debug)]
pub struct Customer {
    /// The account.
    pub id: UserId,
    /// Where it lives.
    pub home: Home,
}

/// Everybody but the providers.
#[derive(Clone, Debug)]
pub struct People {
    /// Customers.
    pub customers: Vec<Customer>,
    /// The operator.
    pub operator: Somebody,
}

/// Where customers live: districts of the project's own data.
const HOMES: [(&str, &str, f64, f64, &str); 6] = [
    ("EG-C", "المعادي", 29.9618, 31.2570, "شارع ٩"),
    ("EG-GZ", "الدقي", 30.0385, 31.2112, "شارع التحرير"),
    ("EG-C", "مدينة نصر", 30.0561, 31.3302, "شارع عباس العقاد"),
    ("EG-C", "مصر الجديدة", 30.0912, 31.3221, "شارع الميرغني"),
    ("EG-GZ", "المهندسين", 30.0562, 31.2004, "شارع جامعة الدول"),
    ("EG-C", "المقطم", 30.0182, 31.3030, "شارع ٩ المقطم"),
];

/// Makes the accounts.
pub async fn ensure(app: &identity::App) -> anyhow::Result<People> {
    let mut customers = Vec::new();
    let mut operator = None;
    for account in accounts() {
        let person = person(account.phone, account.name, account.role, account.lang)?;
        match account.role {
            Role::Customer => {
                let id = ensure_user(app, &person, Some(PASSWORD)).await?;
                customers.push(customer(app, id, customers.len()).await?);
            }
            Role::Admin => {
                let id = ensure_user(app, &person, Some(PASSWORD)).await?;
                operator = Some(Somebody { id });
            }
            // Made with the other providers.
            _ => {}
        }
    }
    for (n, name) in OTHERS.iter().enumerate() {
        let phone = format!("010000001{n:02}");
        let person = person(&phone, *name, Role::Customer, Lang::Ar)?;
        let id = ensure_user(app, &person, None).await?;
        customers.push(customer(app, id, customers.len()).await?);
    }
    let operator = operator.context("the demo has an operator")?;
    Ok(People { customers, operator })
}

/// A person as identity wants it.
pub fn person(phone: &str, name: (&str, &str), role: Role, lang: Lang) -> anyhow::Result<Person> {
    Ok(Person {
        phone: PhoneNumber::parse(phone)?,
        first_name: name.0.to_string(),
        last_name: name.1.to_string(),
        role,
        lang,
    })
}

async fn customer(app: &identity::App, id: UserId, n: usize) -> anyhow::Result<Customer> {
    ensure_consents(app, id, &[ConsentPurpose::Location]).await?;
    let (governorate, district, lat, lng, street) = HOMES[n % HOMES.len()];
    let home = Home {
        lat,
        lng,
        governorate: governorate.into(),
        district: district.into(),
        street: street.into(),
    };
    let typed = identity::TypedAddress {
        label: Some("home".into()),
        governorate: home.governorate.clone(),
        district: home.district.clone(),
        street: home.street.clone(),
        building: Some("12".into()),
        floor: Some("3".into()),
        apartment: Some("7".into()),
        landmark: Some("بجوار الصيدلية".into()),
        ..identity::TypedAddress::default()
    };
    let address = identity::parse_address(typed, LatLng::parse_in_egypt(lat, lng)?)?;
    identity::demo::ensure_address(app, id, &address).await?;
    Ok(Customer { id, home })
}
