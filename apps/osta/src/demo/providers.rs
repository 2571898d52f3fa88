//! Sixty verified providers with hours, areas and skills.

use super::people::{PASSWORD, People, accounts, person};
use contracts::catalog::ServiceChanged;
use contracts::privacy::ConsentPurpose;
use contracts::providers::{ServiceArea, WeeklyInterval};
use identity::demo::{ensure_consents, ensure_user};
use kernel::cairo::NaiveDate;
use kernel::national_id::Gender;
use kernel::{Lang, LatLng, Role};
pub use providers::demo;
use providers::demo::{DemoProvider, DemoService};

/// How many there are.
const COUNT: u16 = 60;
/// Districts of the project's own data.
const DISTRICTS: &str = include_str!("../../../../data/districts.csv");

/// Trades in the order in which providers get them; the commonest come oftener.
const TRADES: [&str; 26] = [
    "plumbing",
    "electrical",
    "ac",
    "cleaning",
    "appliances",
    "carpentry",
    "painting",
    "plumbing",
    "electrical",
    "ac",
    "gas_heater",
    "satellite",
    "locksmith",
    "handyman",
    "aluminium",
    "pest",
    "tiling",
    "moving",
    "filters",
    "metalwork",
    "upholstery",
    "waterproofing",
    "gypsum",
    "plumbing",
    "electrical",
    "ac",
];

/// What providers say yes to besides the terms: who sends an application is asked for both.
const CONSENTS: [ConsentPurpose; 2] = [ConsentPurpose::IdentityDocuments, ConsentPurpose::Location];

const FIRST_NAMES: [&str; 20] = [
    "محمد",
    "أحمد",
    "محمود",
    "مصطفى",
    "إبراهيم",
    "علي",
    "حسن",
    "حسين",
    "خالد",
    "عمرو",
    "سيد",
    "رضا",
    "طارق",
    "هاني",
    "سامح",
    "Mina",
    "George",
    "Karim",
    "Sherif",
    "Tamer",
];
const LAST_NAMES: [&str; 15] = [
    "عبد الرحمن",
    "السيد",
    "حسن",
    "إبراهيم",
    "عبد العزيز",
    "الشربيني",
    "فوزي",
    "رمضان",
    "عطية",
    "منصور",
    "Samir",
    "Nabil",
    "Fawzy",
    "جمال",
    "شحاتة",
];

/// Everybody, ready for [`demo::ensure_providers`]; the accounts are made here.
pub async fn all(
    app: &identity::App,
    people: &People,
    services: &[ServiceChanged],
) -> anyhow::Result<Vec<DemoProvider>> {
    let districts = districts();
    let printed: Vec<_> =
        accounts().into_iter().filter(|a| a.role == Role::ServiceProvider).collect();
    let mut all = Vec::new();
    for index in 0..COUNT {
        let n = usize::from(index);
        let account = printed.get(n);
        let name = account.map_or_else(
            || (FIRST_NAMES[n * 7 % FIRST_NAMES.len()], LAST_NAMES[n * 4 % LAST_NAMES.len()]),
            |a| a.name,
        );
        let lang = account.map_or(if name.0.is_ascii() { Lang::En } else { Lang::Ar }, |a| a.lang);
        let phone = format!("011000000{index:02}");
        let person = person(&phone, name, Role::ServiceProvider, lang)?;
        // Hashing sixty passwords takes seconds; those who are not printed log in by SMS.
        let user_id = ensure_user(app, &person, account.map(|_| PASSWORD)).await?;
        ensure_consents(app, user_id, &CONSENTS).await?;
        // The printed ones live near the printed customer, so that its first tap finds them.
        let (lat, lng) =
            if account.is_some() { (29.965, 31.262) } else { districts[n * 5 % districts.len()] };
        // A little apart from each other, so that maps and distances look like life.
        let home = LatLng::parse_in_egypt(
            lat + f64::from(index % 7) * 0.0011,
            lng - f64::from(index % 5) * 0.0013,
        )?;
        let trade = TRADES[n % TRADES.len()];
        all.push(DemoProvider {
            user_id,
            index,
            first_name: name.0.into(),
            last_name: name.1.into(),
            gender: Gender::Male,
            birth_date: birth_date(index),
            home,
            languages: if index.is_multiple_of(3) {
                vec![Lang::Ar, Lang::En]
            } else {
                vec![Lang::Ar]
            },
            bio: None,
            services: offered(services, trade, index),
            areas: vec![(
                "حول البيت".into(),
                ServiceArea::Radius {
                    center: home,
                    radius_m: 12_000 + u32::from(index % 4) * 2_000,
                },
            )],
            hours: hours(index),
            notice_minutes: 60,
            online: index.is_multiple_of(2) || account.is_some(),
            joined_at: app.chassis.world.now(),
            operator: people.operator.id,
        });
    }
    Ok(all)
}

fn offered(services: &[ServiceChanged], trade: &str, index: u16) -> Vec<DemoService> {
    let prefix = format!("{trade}.");
    services
        .iter()
        .filter(|s| s.service.code.starts_with(&prefix))
        .map(|s| DemoService {
            service: s.clone(),
            custom_price: None,
            experience_years: 3 + index % 12,
        })
        .collect()
}

/// Ten to ten every day but Friday, when work begins after the noon prayer.
fn hours(index: u16) -> Vec<WeeklyInterval> {
    let early = if index.is_multiple_of(4) { 8 } else { 9 } * 60;
    (0..7)
        .map(|weekday| WeeklyInterval {
            weekday,
            from_minute: if weekday == 5 { 14 * 60 } else { early },
            to_minute: 22 * 60,
        })
        .collect()
}

fn birth_date(index: u16) -> NaiveDate {
    let year = 1970 + i32::from(index % 30);
    NaiveDate::from_ymd_opt(year, 1 + u32::from(index % 12), 1 + u32::from(index % 28))
        .unwrap_or_default()
}

/// The coordinates of the project's districts.
fn districts() -> Vec<(f64, f64)> {
    DISTRICTS
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut columns = line.split(',').skip(3);
            Some((columns.next()?.parse().ok()?, columns.next()?.parse().ok()?))
        })
        .collect()
}
