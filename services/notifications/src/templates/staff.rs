//! What staff are told.

use super::Text;
use super::words::{isolated, name, number, time};
use kernel::{Instant, Lang, Localized};

/// What an alarm's message counts.
#[derive(Clone, Copy)]
pub(super) struct Times {
    /// How often nobody answered in time.
    pub level: u32,
    /// How often the button was pressed, when this tells of a further press; else 0.
    pub presses: u32,
}

/// Somebody in a visit calls for help, or calls again. Names and places stand behind the log-in.
pub(super) fn alarm(
    lang: Lang,
    booking: &str,
    district: Option<&Localized>,
    by_customer: bool,
    times: Times,
) -> Text {
    let (level, presses) = (number(times.level), number(times.presses));
    let booking = isolated(booking);
    let district = district.map(|district| name(district, lang));
    match lang {
        Lang::Ar => {
            let who = if by_customer { "العميل" } else { "الفني" };
            let place = district.map_or_else(String::new, |district| format!(" في {district}"));
            let late = if times.level > 0 {
                format!(" لم يستلمه أحد، وهذا التنبيه {level}.")
            } else if times.presses > 0 {
                format!(" ضغط الزر من جديد، للمرة {presses}.")
            } else {
                String::new()
            };
            Text::new(
                "نداء استغاثة",
                format!("{who} في الحجز {booking}{place} يطلب النجدة.{late} افتح البلاغ الآن ولا تتصل بالطرف الآخر."),
            )
            .short(format!("استغاثة: {who} في الحجز {booking}{place}.{late} افتح البلاغ الآن."))
        }
        Lang::En => {
            let who = if by_customer { "The customer" } else { "The technician" };
            let place = district.map_or_else(String::new, |district| format!(" in {district}"));
            let late = if times.level > 0 {
                format!(" Nobody has answered; this is reminder {level}.")
            } else if times.presses > 0 {
                format!(" The button was pressed again, press {presses}.")
            } else {
                String::new()
            };
            Text::new(
                "A call for help",
                format!("{who} of booking {booking}{place} calls for help.{late} Open the alarm now, and don't call the other side."),
            )
            .short(format!("SOS: {who} of booking {booking}{place}.{late} Open the alarm now."))
        }
    }
}

/// A partner's webhook endpoint was switched off.
pub(super) fn webhook_off(lang: Lang, gone: bool, failing_since: Instant) -> Text {
    let since = time(failing_since, lang);
    match (lang, gone) {
        (Lang::Ar, true) => Text::new(
            "توقف إرسال الإشعارات إلى نظام الشريك",
            "أوقفنا الإرسال لأن نظام الشريك أجاب بأن العنوان لم يعد موجودًا. شغّل العنوان من جديد ثم أعد إرسال ما فات.",
        ),
        (Lang::Ar, false) => Text::new(
            "توقف إرسال الإشعارات إلى نظام الشريك",
            format!(
                "أوقفنا الإرسال لأن نظام الشريك لم يستلم شيئًا منذ {since}. أصلح العنوان وشغّله ثم أعد إرسال ما فات."
            ),
        ),
        (Lang::En, true) => Text::new(
            "Webhooks were switched off",
            "We stopped sending because the partner's system answered that the address is gone (410). Switch the endpoint on again, then replay what was missed.",
        ),
        (Lang::En, false) => Text::new(
            "Webhooks were switched off",
            format!(
                "We stopped sending because the partner's system has taken nothing since {since}. Mend the endpoint, switch it on, then replay what was missed."
            ),
        ),
    }
}
