//! Words that tell what a message is about.

/// Small words that Arabic writes together with the next one.
const PREFIXES: &[&str] =
    &["", "ال", "و", "وال", "ب", "بال", "ع", "عال", "عل", "ل", "لل", "ف", "فال", "وبال", "وعال"];

/// "Call me", "my number".
const ANNOUNCES: &[&str] = &[
    "رقمي",
    "نمرتي",
    "نمره",
    "تليفوني",
    "تلفوني",
    "تليفون",
    "تلفون",
    "موبايلي",
    "موبايل",
    "محمولي",
    "كلمني",
    "كلمنا",
    "اتصل",
    "رن",
    "رنلي",
    "رنه",
    "كلمينى",
    "كلميني",
    "اتصلي",
    "call",
    "phone",
    "mobile",
    "cell",
    "contact",
    "ring",
    "text",
    "raqami",
    "ra2my",
    "ra2mi",
    "raqmi",
    "nemrety",
    "kalemny",
    "kallemny",
    "kalmny",
    "etesel",
    "telephone",
    "tele",
    "mob",
    "number",
    "contacts",
];

/// What an amount is counted in.
const UNITS: &[&str] = &[
    "جنيه",
    "جنيها",
    "جم",
    "ج",
    "قرش",
    "الف",
    "مليون",
    "متر",
    "سم",
    "كيلو",
    "كجم",
    "لتر",
    "وات",
    "فولت",
    "شهر",
    "يوم",
    "دقيقه",
    "ساعه",
    "egp",
    "le",
    "pound",
    "pounds",
    "gneh",
    "geneh",
    "guineh",
    "kg",
    "cm",
    "m",
    "mm",
    "watt",
    "watts",
    "kwh",
    "km",
    "btu",
    "l.e",
];

/// Messengers: to name one is to ask to leave.
const MESSENGERS: &[&str] = &[
    "واتساب",
    "واتس",
    "وتساب",
    "وتس",
    "واتسب",
    "واتسابي",
    "واتسي",
    "الوتس",
    "تليجرام",
    "تلجرام",
    "تيليجرام",
    "تليغرام",
    "فايبر",
    "ماسنجر",
    "مسنجر",
    "بوتيم",
    "سناب",
    "سنابشات",
    "whatsapp",
    "watsapp",
    "whatsap",
    "watsap",
    "whatsup",
    "wats",
    "whats",
    "wtsp",
    "wts",
    "whatsaap",
    "telegram",
    "telgram",
    "tlgrm",
    "viber",
    "botim",
    "snapchat",
    "wp",
    "3alwats",
    "elwats",
    "3alwhats",
    "elwhats",
    "elwhatsapp",
    "3alwatsapp",
    "messenger",
    "imo",
];

/// Networks that are named for other reasons too.
const NETWORKS: &[&str] = &[
    "فيسبوك",
    "فيس",
    "انستا",
    "انستجرام",
    "تيكتوك",
    "facebook",
    "fb",
    "insta",
    "instagram",
    "tiktok",
    "face",
    "linkedin",
];

/// "Add me", "my page", "message me".
const INVITES: &[&str] = &[
    "ضيفني",
    "ضفني",
    "ضيفيني",
    "كلمني",
    "ابعتلي",
    "ابعتيلي",
    "راسلني",
    "صفحتي",
    "حسابي",
    "اكونتي",
    "add",
    "follow",
    "dm",
    "message",
    "msg",
    "account",
    "page",
    "profile",
    "inbox",
    "انبوكس",
    "kalemny",
    "eb3atly",
    "دور",
    "دورلي",
    "هتلاقيني",
    "تلاقيني",
    "بيدج",
    "اسمي",
];

fn bare(word: &str) -> impl Iterator<Item = &str> {
    PREFIXES.iter().filter_map(move |prefix| word.strip_prefix(prefix))
}

fn is_among(words: &[&str], word: &str) -> bool {
    bare(word).any(|word| words.contains(&word))
}

pub(super) fn announces_phone(word: &str) -> bool {
    is_among(ANNOUNCES, word)
}

pub(super) fn is_unit(word: &str) -> bool {
    UNITS.contains(&word)
}

pub(super) fn is_messenger(word: &str) -> bool {
    is_among(MESSENGERS, word)
}

/// Whether a messenger's name begins like this.
pub(super) fn begins_messenger(start: &str) -> bool {
    MESSENGERS.iter().any(|name| name.starts_with(start))
}

pub(super) fn is_network(word: &str) -> bool {
    is_among(NETWORKS, word)
}

pub(super) fn invites(word: &str) -> bool {
    is_among(INVITES, word)
}
