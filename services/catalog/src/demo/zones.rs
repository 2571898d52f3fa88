//! Zones of Greater Cairo and Alexandria, made from the districts of `data/districts.csv`.

use super::{DemoError, Loaded, zone_id};
use crate::domain::codes::id_of;
use crate::domain::hours::every_day;
use crate::domain::zone::Travel;
use crate::store::districts::{self, District};
use crate::store::zones::{self, NewZone};
use chassis::Chassis;
use kernel::{BasisPoints, LatLng, Localized, Money};
use serde::Deserialize;
use sqlx::PgConnection;

const CSV: &str = include_str!("../../../../data/districts.csv");

/// A zone: which districts it's made of; the first is its hub.
struct Plan {
    code: &'static str,
    ar: &'static str,
    en: &'static str,
    /// Minutes from midnight, every day.
    hours: (u16, u16),
    free_distance_m: u32,
    districts: &'static [&'static str],
}

const ALWAYS: (u16, u16) = (0, 1440);
const LONG_DAY: (u16, u16) = (8 * 60, 23 * 60);
const DAY: (u16, u16) = (9 * 60, 21 * 60);
/// The price of a begun kilometre beyond the free distance.
const FEE_PER_KM: Money = Money::egp(5);

#[rustfmt::skip]
const PLANS: [Plan; 18] = [
    Plan { code: "cairo-centre", ar: "وسط القاهرة", en: "Central Cairo", hours: ALWAYS, free_distance_m: 6_000, districts: &[
        "Downtown", "Garden City", "Zamalek", "Abdeen", "Sayeda Zeinab", "Manial", "Old Cairo", "Ramses",
        "Bab El Shaariya", "Bulaq Abu El Ela", "El Gamaliya", "El Darb El Ahmar", "El Khalifa", "El Daher"] },
    Plan { code: "cairo-maadi", ar: "المعادي", en: "Maadi", hours: ALWAYS, free_distance_m: 6_000, districts: &[
        "Maadi", "Degla Maadi", "New Maadi", "Zahraa El Maadi", "Dar El Salam", "Basatin", "Tura"] },
    Plan { code: "cairo-helwan", ar: "حلوان", en: "Helwan", hours: DAY, free_distance_m: 6_000, districts: &[
        "Helwan", "15 May City"] },
    Plan { code: "cairo-nasr-city", ar: "مدينة نصر والمقطم", en: "Nasr City and Mokattam", hours: ALWAYS, free_distance_m: 6_000, districts: &[
        "Nasr City", "Abbas El Akkad", "Tenth District (Nasr City)", "Zahraa Nasr City", "Mokattam",
        "Manshiyat Naser", "Abbassia"] },
    Plan { code: "cairo-heliopolis", ar: "مصر الجديدة", en: "Heliopolis", hours: ALWAYS, free_distance_m: 6_000, districts: &[
        "Heliopolis (Korba)", "Roxy", "Sheraton Heliopolis", "New Nozha", "Almaza", "El Zeitoun",
        "Helmeyet El Zeitoun", "Hadayek El Kobba"] },
    Plan { code: "cairo-north-east", ar: "عين شمس والمرج والسلام", en: "Ain Shams, El Marg and El Salam", hours: LONG_DAY, free_distance_m: 6_000, districts: &[
        "Ain Shams", "El Matareya", "El Marg", "Ezbet El Nakhl", "El Salam City"] },
    Plan { code: "cairo-shubra", ar: "شبرا", en: "Shubra", hours: ALWAYS, free_distance_m: 6_000, districts: &[
        "Shubra", "Rod El Farag", "El Sahel", "El Sharabiya", "El Zawya El Hamra", "Shubra El Kheima"] },
    Plan { code: "cairo-new-cairo", ar: "القاهرة الجديدة", en: "New Cairo", hours: ALWAYS, free_distance_m: 8_000, districts: &[
        "Fifth Settlement", "First Settlement", "Third Settlement", "El Rehab", "Katameya"] },
    Plan { code: "cairo-new-cities", ar: "مدينتي والشروق وبدر والعاصمة الإدارية", en: "Madinaty, El Shorouk, Badr and the New Capital", hours: DAY, free_distance_m: 8_000, districts: &[
        "Madinaty", "El Shorouk", "Badr City", "New Administrative Capital"] },
    Plan { code: "giza-centre", ar: "الجيزة والدقي والمهندسين", en: "Giza, Dokki and Mohandessin", hours: ALWAYS, free_distance_m: 6_000, districts: &[
        "Dokki", "Mohandessin", "Agouza", "Imbaba", "Warraq", "Kit Kat", "Bulaq El Dakrour", "Giza Square"] },
    Plan { code: "giza-haram", ar: "الهرم وفيصل", en: "Haram and Faisal", hours: ALWAYS, free_distance_m: 6_000, districts: &[
        "Haram", "Faisal", "Omraneya", "El Monib", "Hadayek El Ahram", "Kerdasa", "Abu Rawash"] },
    Plan { code: "giza-october", ar: "أكتوبر والشيخ زايد", en: "6th of October and Sheikh Zayed", hours: ALWAYS, free_distance_m: 8_000, districts: &[
        "6th of October", "Sheikh Zayed", "October Gardens", "Smart Village"] },
    Plan { code: "giza-south", ar: "الحوامدية والبدرشين", en: "El Hawamdeya and El Badrashin", hours: DAY, free_distance_m: 6_000, districts: &[
        "El Hawamdeya", "El Badrashin"] },
    Plan { code: "qalyubia", ar: "القليوبية", en: "Qalyubia", hours: DAY, free_distance_m: 8_000, districts: &[
        "Qalyub", "El Khanka", "Banha", "El Qanater"] },
    Plan { code: "qalyubia-obour", ar: "العبور", en: "Obour", hours: LONG_DAY, free_distance_m: 6_000, districts: &[
        "Obour City"] },
    Plan { code: "alex-centre", ar: "وسط الإسكندرية", en: "Central Alexandria", hours: ALWAYS, free_distance_m: 6_000, districts: &[
        "Raml Station", "Mansheya", "Bahary (Anfoushi)", "Azarita", "Shatby", "Ibrahimia", "Sporting",
        "Sidi Gaber", "Smouha", "Cleopatra", "Moharam Bek", "Karmouz"] },
    Plan { code: "alex-east", ar: "شرق الإسكندرية", en: "East Alexandria", hours: ALWAYS, free_distance_m: 8_000, districts: &[
        "Sidi Bishr", "Roushdy", "Stanley", "Gleem", "San Stefano", "Loran", "Miami", "Asafra", "Mandara",
        "Montaza", "Abu Qir", "Victoria"] },
    Plan { code: "alex-west", ar: "غرب الإسكندرية", en: "West Alexandria", hours: DAY, free_distance_m: 10_000, districts: &[
        "Agami", "Dekheila", "El Ameria", "New Borg El Arab"] },
];

#[derive(Debug, Deserialize)]
struct Line {
    governorate_iso: String,
    name_en: String,
    name_ar: String,
    approx_lat: f64,
    approx_lon: f64,
}

pub(super) async fn load(
    tx: &mut PgConnection,
    chassis: &Chassis,
    loaded: &mut Loaded,
) -> Result<(), DemoError> {
    let now = chassis.world.now();
    let all = read()?;
    for (id, area) in districts::areas(tx, &all).await? {
        let (plan, zone) = zone(id, &all)?;
        if zones::insert(tx, id, &zone, &area, now).await? {
            loaded.zones += 1;
            tracing::debug!(zone = plan.code, "zone made");
        }
    }
    for district in &all {
        loaded.districts += usize::from(districts::insert(tx, district, now).await?);
    }
    Ok(())
}

fn zone(id: kernel::ids::ZoneId, all: &[District]) -> Result<(&'static Plan, NewZone), DemoError> {
    let broken = || DemoError::Data(format!("zone {id} has no plan or hub"));
    let plan = PLANS.iter().find(|plan| zone_id(plan.code) == id).ok_or_else(broken)?;
    let hub = all
        .iter()
        .find(|d| d.zone_id == id && plan.districts.first() == Some(&d.name.en.as_str()))
        .ok_or_else(broken)?;
    let zone = NewZone {
        code: plan.code.into(),
        name: Localized::new(plan.ar, plan.en),
        governorate: hub.governorate.clone(),
        hours: every_day(plan.hours.0, plan.hours.1),
        travel: Travel {
            hub: hub.location,
            free_distance_m: plan.free_distance_m,
            fee_per_km: FEE_PER_KM,
        },
        surge_min: BasisPoints::new(10_000),
        surge_max: BasisPoints::new(15_000),
        is_active: true,
    };
    Ok((plan, zone))
}

fn read() -> Result<Vec<District>, DemoError> {
    csv::Reader::from_reader(CSV.as_bytes())
        .deserialize()
        .map(|line| {
            let line: Line = line?;
            let plan = PLANS
                .iter()
                .find(|plan| plan.districts.contains(&line.name_en.as_str()))
                .ok_or_else(|| DemoError::Data(format!("{} has no zone", line.name_en)))?;
            let code = format!("{}/{}", line.governorate_iso, line.name_en);
            Ok(District {
                id: id_of("district", &code),
                zone_id: zone_id(plan.code),
                governorate: line.governorate_iso,
                location: LatLng::parse_in_egypt(line.approx_lat, line.approx_lon)
                    .map_err(|e| DemoError::Data(format!("{}: {e}", line.name_en)))?,
                name: Localized::new(line.name_ar, line.name_en),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{PLANS, read, zone};
    use crate::demo::zone_id;

    #[test]
    fn every_district_is_in_exactly_one_zone_and_every_zone_has_its_hub() {
        let districts = read().unwrap();
        let planned: Vec<_> = PLANS.iter().flat_map(|plan| plan.districts).collect();
        assert_eq!(planned.len(), districts.len());
        for name in &planned {
            assert_eq!(planned.iter().filter(|n| n == &name).count(), 1, "{name}");
            assert!(districts.iter().any(|d| d.name.en == ***name), "{name}");
        }
        for plan in &PLANS {
            assert!(zone(zone_id(plan.code), &districts).is_ok(), "{}", plan.code);
        }
    }
}
