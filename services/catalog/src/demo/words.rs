//! Further words people search by: everyday names, faults, English, and Arabic in Latin letters.

use crate::store::services::NewCompletion;
use kernel::Localized;

/// Words that find everything in a category.
pub fn of_category(code: &str) -> &'static str {
    match code {
        "plumbing" => "سباك سباكين مواسير حنفية plumber plumbing pipes water sabak sebaka",
        "electrical" => "كهربائي كهربجي كهربا electrician electricity kahraba kahrabai",
        "ac" => "تكييف تكيف مكيف مكيفات تبريد ac a/c aircon conditioner cooling takyeef",
        "carpentry" => "نجار خشب carpenter wood naggar",
        "painting" => "نقاش دهان بوية paint painter walls naqash",
        "appliances" => "أجهزة جهاز تصليح عطل appliance repair fix",
        "satellite" => "دش ريسيفر شاشة تلفزيون واي فاي satellite tv internet wifi network",
        "cleaning" => "تنظيف نضافة عاملة شغالة clean cleaner maid tandeef nadafa",
        "gas_heater" => "سخان بوتاجاز غاز heater cooker stove oven sakhan",
        "aluminium" => "ألومنيوم المونيوم زجاج شباك aluminum glass window",
        "tiling" => "بلاط سيراميك رخام أرضيات tiles tiler floor marble",
        "pest" => "حشرات رش مبيد صراصير نمل فئران insects bugs exterminator",
        "locksmith" => "قفل مفتاح كوالين باب lock key door",
        "moving" => "نقل أثاث ونش عفش movers furniture relocation",
        "metalwork" => "حداد لحام حديد blacksmith welder welding iron",
        "upholstery" => "منجد تنجيد ستاير كنب upholsterer sofa curtain",
        "waterproofing" => "عزل رطوبة نشع insulation damp leak roof",
        "gypsum" => "جبس جبسوم بورد محارة plaster ceiling gypsum",
        "filters" => "فلتر مياه موتور filter pump water",
        "handyman" => "هاندي مان أعمال بسيطة handyman odd jobs",
        _ => "",
    }
}

/// What is checked before work of a category is done: what the field's own lists ask for where a
/// careless end is dangerous or comes back.
pub fn completion(category: &str) -> NewCompletion {
    let items: &[(&str, &str)] = match category {
        "electrical" => &[
            ("جرّبت المفاتيح والقواطع والتيار شغال", "Switches and breakers tried, power is on"),
            ("لا توجد أسلاك مكشوفة", "No bare wires left"),
        ],
        "ac" => &[
            ("شغّلت التكييف عشر دقائق والتبريد سليم", "Ran it for ten minutes, it cools well"),
            ("صرف الماء سليم ولا يوجد تنقيط", "The drain works, nothing drips"),
            ("نظّفت المكان بعد العمل", "Cleaned up after the work"),
        ],
        "gas_heater" => &[
            ("اختبرت الوصلات بالصابون ولا يوجد تسريب", "Tested joints with soap, no gas leaks"),
            ("المدخنة أو التهوية سليمة", "The flue or the airing is sound"),
            ("اللهب أزرق ومستقر", "The flame is blue and steady"),
        ],
        _ => &[],
    };
    let text = |(ar, en): &(&str, &str)| Localized::new(*ar, *en);
    NewCompletion { checklist: Some(items.iter().map(text).collect()), ..Default::default() }
}

/// Words that find one service.
pub fn of_service(code: &str) -> &'static str {
    match code {
        "plumbing.drain_unblock" => "تسليك بالوعة البلاعة انسداد مسدود clogged drain blocked sink",
        "plumbing.toilet_unblock" => "انسداد حمام تواليت مسدود clogged toilet wc blocked",
        "plumbing.mixer_replace" => "خلاط حنفية mixer faucet tap",
        "plumbing.tap_repair" => "حنفية بتنقط تنقيط leaking tap faucet dripping leaks",
        "plumbing.leak_fix" => "تسريب بيسرب مية leak leaking water pipe burst",
        "plumbing.flush_repair" => "سيفون صندوق طرد flush cistern",
        "electrical.outage" => "النور قاطع قفلة ماس كهرباء power cut short circuit no electricity",
        "electrical.socket" => "بريزة فيشة مفتاح نور plug outlet switch",
        "electrical.chandelier" => "نجفة نجف lamp light",
        "ac.split_clean" => "تنظيف تكييف غسيل سبليت ac cleaning clean wash service",
        "ac.window_clean" => "تنظيف تكييف غسيل شباك ac cleaning clean wash service",
        "ac.inspection" => "تكييف مش بيبرد عطل صيانة تكييف ac not cooling repair maintenance",
        "ac.freon_topup" | "ac.freon_full" => "فريون غاز تكييف freon gas refill recharge",
        "ac.split_install" => "تركيب تكييف ac installation install",
        "appliances.washer" => "غسالة تصليح غسالات washing machine repair laundry ghassala",
        "appliances.fridge" => {
            "تلاجة ثلاجة تصليح مش بتبرد بتسرب refrigerator fridge not cooling talaga"
        }
        "satellite.tv_mount" => "تعليق تلفزيون شاشة حامل tv mounting bracket",
        "satellite.wifi" => "راوتر واي فاي نت router wifi internet",
        "cleaning.flat_basic" => "تنظيف بيت منزل شقة house home apartment cleaning",
        "cleaning.flat_deep" => "تنظيف عميق شقة بيت deep house cleaning",
        "cleaning.sofa" => "تنظيف كنب انتريه sofa couch cleaning",
        "cleaning.tank" => "تنظيف خزان tank cleaning",
        "gas_heater.gas_service" => "سخان غاز صيانة gas water heater repair",
        "pest.roaches" => "صراصير رش cockroach roach",
        "pest.rodents" => "فئران فيران mice rats mouse",
        "locksmith.door_open" => "الباب اتقفل نسيت المفتاح locked out open door",
        "moving.in_city" => "نقل عفش شقة house moving movers",
        "handyman.hang" => "تعليق رف برواز صورة hang shelf picture frame",
        _ => "",
    }
}
