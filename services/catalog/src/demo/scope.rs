//! What the price of each service covers and what it does not, in words a customer would use.

use crate::store::services::NewScope;
use kernel::Localized;

/// A line in Arabic and English.
type Line = (&'static str, &'static str);

const LABOUR: Line = ("أجرة الفني وعِدّته", "The technician's labour and tools");
const TIDY: Line = ("تنظيف مكان الشغل", "Tidying up after the work");
const VISIT: Line = ("زيارة الفني والكشف على العطل", "The visit and finding the fault");
const WRITTEN: Line = ("سعر مكتوب قبل بدء أي شغل", "A written price before any work begins");
const CREDITED: Line =
    ("خصم رسوم المعاينة من السعر إذا وافقت عليه", "The fee taken off the price if you approve it");
const REPAIR: Line = (
    "الإصلاح نفسه: سعره بعد المعاينة وبموافقتك",
    "The repair itself: priced on site, done only if you approve",
);
const PARTS: Line =
    ("قطع الغيار: بفاتورتها وبموافقتك", "Spare parts: at their receipt, with your approval");
const MATERIALS_IN: Line = ("الخامات", "Materials");
const MATERIALS_OUT: Line =
    ("الخامات: توفرها أنت أو بموافقتك", "Materials: yours, or bought with your approval");
const WALLS: Line = ("التكسير والمحارة وإعادة البلاط", "Breaking walls, plastering or retiling");
const YOUR_PIECE: Line = ("ثمن القطعة الجديدة", "The new piece itself");
const HEIGHT: Line = ("السقالات والأماكن فوق 3.5 متر", "Scaffolding and places above 3.5 metres");

/// What a quote for a service stands for. Repairs that are priced on site cover the visit alone.
pub(super) fn of(category: &str, code: &str, inspection: bool) -> NewScope {
    let (included, not_included) = if inspection {
        (vec![VISIT, WRITTEN, CREDITED], vec![REPAIR, PARTS])
    } else {
        of_work(code).unwrap_or_else(|| of_category(category))
    };
    let texts = |lines: Vec<Line>| {
        Some(lines.into_iter().map(|(ar, en)| Localized::new(ar, en)).collect::<Vec<_>>())
    };
    NewScope { included: texts(included), not_included: texts(not_included) }
}

/// What holds for most work of a category.
fn of_category(category: &str) -> (Vec<Line>, Vec<Line>) {
    let tested: Line = match category {
        "plumbing" => {
            ("تجربة المياه والتأكد من عدم التسريب", "Running the water and checking for leaks")
        }
        "electrical" => ("اختبار الأمان قبل المغادرة", "A safety test before leaving"),
        "ac" => ("تشغيل التكييف وقياس التبريد", "Running the unit and checking that it cools"),
        "appliances" => ("تشغيل الجهاز بعد الشغل", "Running the appliance after the work"),
        "gas_heater" => ("اختبار تسريب الغاز", "A gas-leak test"),
        "locksmith" => ("تجربة القفل والمفاتيح", "Trying the lock and its keys"),
        "satellite" => ("ضبط وتجربة أمامك", "Set up and tried in front of you"),
        "filters" => ("فحص الوصلات والضغط", "Checking joints and pressure"),
        _ => TIDY,
    };
    let out: Vec<Line> = match category {
        "plumbing" => vec![PARTS, WALLS],
        "electrical" => {
            vec![("الأسلاك والمفاتيح وما يُركّب", "Cables, switches and what is fitted"), WALLS]
        }
        "ac" => vec![PARTS, ("شحن الفريون", "Recharging refrigerant"), HEIGHT],
        "carpentry" => vec![("الأخشاب والمفصلات والقطع", "Wood, hinges and parts")],
        "painting" => vec![MATERIALS_OUT, ("نقل الأثاث الثقيل", "Moving heavy furniture"), HEIGHT],
        "aluminium" | "metalwork" => vec![HEIGHT],
        "tiling" => vec![
            ("البلاط والأسمنت واللاصق", "Tiles, cement and adhesive"),
            ("تكسير الأرضية القديمة", "Removing the old floor"),
        ],
        "locksmith" => vec![("القفل أو الكالون الجديد", "The new lock or cylinder")],
        "upholstery" => vec![
            ("القماش والإسفنج", "Fabric and foam"),
            ("النقل من وإلى الورشة", "The way to and from the workshop"),
        ],
        "gypsum" => vec![MATERIALS_OUT, HEIGHT],
        "filters" => vec![("الشمعات والفلتر", "Cartridges and the filter")],
        "handyman" => vec![MATERIALS_OUT],
        _ => vec![PARTS],
    };
    let mut included = vec![LABOUR, tested];
    if tested != TIDY {
        included.push(TIDY);
    }
    (included, out)
}

/// Work that covers something else than the rest of its category.
#[rustfmt::skip]
fn of_work(code: &str) -> Option<(Vec<Line>, Vec<Line>)> {
    let (category, _) = code.split_once('.')?;
    let scope = match code {
        "plumbing.drain_unblock" | "plumbing.toilet_unblock" => (
            vec![LABOUR, ("سوستة أو ماكينة التسليك", "Spring or drain machine"), ("تجربة الصرف", "Trying the drain")],
            vec![("شفط البيارة أو الخزان", "Pumping out a cesspit"), WALLS]),
        "plumbing.mixer_replace" | "plumbing.toilet_install" | "plumbing.basin_install" => (
            vec![LABOUR, ("فك القديم وتركيب الجديد", "Taking the old one off and fitting the new one"), ("تجربة المياه", "Running the water")],
            vec![YOUR_PIECE, ("المحابس والوصلات", "Valves and connectors"), WALLS]),
        "plumbing.leak_detect" => (
            vec![("كشف بالأجهزة بدون تكسير", "Search with instruments, without breaking anything"), ("تحديد مكان التسريب وتصويره", "The place of the leak, marked and photographed")],
            vec![("إصلاح التسريب", "Repairing the leak"), WALLS]),
        "electrical.chandelier" | "electrical.fan" | "electrical.spot" => (
            vec![LABOUR, ("التعليق والتوصيل والتجربة", "Hanging, connecting and trying it")],
            vec![YOUR_PIECE, ("مد خط كهرباء جديد", "A new cable line"), HEIGHT]),
        "ac.split_clean" => (
            vec![("غسيل الوحدة الداخلية والخارجية", "Washing the indoor and the outdoor unit"), ("تنظيف الفلاتر والصرف", "Cleaning filters and drain"), ("تغطية المكان وتنظيفه", "Covering the room and cleaning up")],
            vec![("شحن الفريون", "Recharging refrigerant"), PARTS, ("فك الوحدة من الحائط", "Taking the unit off the wall")]),
        "ac.window_clean" => (
            vec![("فك وغسيل وتركيب", "Taking out, washing and putting back"), TIDY],
            vec![("شحن الفريون", "Recharging refrigerant"), PARTS]),
        "ac.freon_topup" | "ac.freon_full" | "appliances.fridge_gas" => (
            vec![("الغاز والأجرة", "Refrigerant and labour"), ("قياس الضغط قبل وبعد", "Pressure measured before and after")],
            vec![("لحام التسريب إن وُجد: بسعر منفصل وبموافقتك", "Sealing a leak, if there is one: priced apart, with your approval"), PARTS]),
        "ac.split_install" | "ac.split_relocate" => (
            vec![LABOUR, ("التركيب والتفريغ والتجربة", "Fitting, vacuum and trial run")],
            vec![("مواسير النحاس الزائدة والحوامل", "Extra copper pipe and brackets"), ("شحن الفريون", "Recharging refrigerant"), HEIGHT]),
        "ac.copper_pipe" => (
            vec![("المتر خامة وتركيب مع العازل", "The metre with material, fitting and insulation")],
            vec![WALLS]),
        "carpentry.lock_cyl" => (vec![LABOUR, ("تجربة المفاتيح", "Trying the keys")], vec![("الكالون أو السلندر", "The lock or cylinder")]),
        "carpentry.furniture_assembly" | "carpentry.bedroom_dismantle" => (
            vec![LABOUR, ("الفك والتركيب وضبط الأبواب", "Taking apart, putting together, aligning doors"), TIDY],
            vec![("النقل بالسيارة", "Transport"), ("القطع الناقصة أو المكسورة", "Missing or broken pieces")]),
        "painting.full_m2" => (
            vec![LABOUR, ("المعجون والدهان", "Filler and paint"), TIDY],
            vec![("نقل الأثاث الثقيل", "Moving heavy furniture"), ("علاج الرطوبة", "Treating damp"), HEIGHT]),
        "painting.wallpaper" => (vec![LABOUR, ("اللزق", "Paste"), TIDY], vec![("ورق الحائط", "The wallpaper"), ("معالجة الحائط", "Repairing the wall")]),
        "satellite.dish_install" | "satellite.tv_mount" | "satellite.cctv" => (
            vec![LABOUR, ("التركيب والضبط والتجربة أمامك", "Fitting, set-up and trial in front of you")],
            vec![YOUR_PIECE, ("الحامل والأسلاك", "Bracket and cables")]),
        "aluminium.net" | "aluminium.kitchen_m" | "aluminium.glass_pane" | "metalwork.window_grille" => (
            vec![("المقاس والتصنيع والتركيب", "Measuring, making and fitting"), MATERIALS_IN, TIDY],
            vec![("الخامات الأغلى من النوع العادي", "Materials dearer than the usual kind"), HEIGHT]),
        "gypsum.board_m2" => (
            vec![("الألواح والهيكل والأجرة", "Boards, frame and labour"), TIDY],
            vec![("الدهان", "Painting"), ("الإضاءة", "Lighting"), HEIGHT]),
        "tiling.parquet" => (vec![LABOUR, TIDY], vec![("الألواح والفوم والوزر", "Boards, underlay and skirting"), ("تسوية الأرضية", "Levelling the floor")]),
        "tiling.grout" => (
            vec![LABOUR, ("إزالة السقية القديمة", "Removing the old grout"), MATERIALS_IN],
            vec![("تغيير البلاط المكسور", "Replacing broken tiles")]),
        "tiling.marble_polish" => (
            vec![("ماكينة الجلي ومواده والأجرة", "Polishing machine, its materials and labour"), TIDY],
            vec![("تغيير البلاط المكسور", "Replacing broken tiles")]),
        "upholstery.curtain_hang" => (vec![LABOUR, TIDY], vec![("الستارة والمواسير والحوامل", "The curtain, rails and brackets")]),
        "moving.hoist" => (
            vec![("الونش وعامل التشغيل", "The hoist and its operator")],
            vec![("الحمالين", "Porters"), ("التغليف", "Packing")]),
        "moving.packing" => (
            vec![("الكراتين والفقاعات والعمال", "Boxes, bubble wrap and workers")],
            vec![("النقل بالسيارة", "Transport")]),
        _ => match category {
            "cleaning" => cleaning(code),
            "pest" => (
                vec![("المبيد المصرح به والأجرة", "Approved pesticide and labour"), ("إرشادات الأمان للأطفال والحيوانات", "Safety advice for children and pets")],
                vec![("تنظيف المكان قبل الرش", "Cleaning before the treatment"), ("رش الشقق المجاورة", "Neighbouring flats")]),
            "waterproofing" => (
                vec![("مواد العزل والأجرة", "Insulation material and labour"), ("اختبار بالماء بعد الشغل", "A water test after the work")],
                vec![("البلاط بعد العزل", "Tiling on top of it"), ("إزالة العزل القديم", "Removing old insulation")]),
            "moving" => (
                vec![("السيارة والسائق والحمالين", "Truck, driver and porters"), ("الفك والتركيب البسيط", "Simple taking apart and putting together")],
                vec![("الونش", "The hoist"), ("مواد التغليف", "Packing material"), ("فك التكييف والنجف", "Taking down AC units and chandeliers")]),
            _ => return None,
        },
    };
    Some(scope)
}

fn cleaning(code: &str) -> (Vec<Line>, Vec<Line>) {
    let supplies: Line = ("مواد وأدوات التنظيف", "Cleaning supplies and tools");
    match code {
        "cleaning.sofa" | "cleaning.carpet" => (
            vec![supplies, ("شفط وغسيل وإزالة البقع المعتادة", "Vacuum, wash and usual stains")],
            vec![
                ("البقع القديمة جدًا غير مضمونة", "Very old stains are not promised"),
                ("النقل إلى المغسلة", "Taking it to a laundry"),
            ],
        ),
        "cleaning.tank" => (
            vec![("تفريغ وغسيل وتعقيم الخزان", "Emptying, washing and disinfecting the tank")],
            vec![("إصلاح العوامة أو الخزان", "Repairing the float or the tank")],
        ),
        "cleaning.flat_deep" | "cleaning.post_finish" => (
            vec![
                supplies,
                (
                    "المطبخ والحمامات والأرضيات والزجاج من الداخل",
                    "Kitchen, bathrooms, floors, windows from inside",
                ),
                ("داخل الدواليب الفارغة", "Inside empty cupboards"),
            ],
            vec![
                ("الزجاج من الخارج في الأدوار العالية", "Windows from outside on high floors"),
                ("رفع مخلفات البناء", "Carrying away rubble"),
            ],
        ),
        _ => (
            vec![
                supplies,
                ("الغرف والمطبخ والحمام والأرضيات", "Rooms, kitchen, bathroom and floors"),
            ],
            vec![
                ("داخل الفرن والثلاجة والدواليب", "Inside oven, fridge and cupboards"),
                ("غسيل السجاد والكنب", "Washing carpets and sofas"),
            ],
        ),
    }
}
