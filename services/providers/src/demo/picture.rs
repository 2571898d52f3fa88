//! Pictures of documents for the demo world: drawn, with DEMO across them, another one for each kind
//! and each provider. Nothing in them is anybody's.

use super::canvas::{Canvas, Colour};
use crate::domain::documents::{DocumentKind, DocumentSide};

/// What clothes and cards are coloured with, provider by provider.
const ACCENTS: [[u8; 3]; 7] = [
    [0x1F, 0x6F, 0x78],
    [0x9A, 0x48, 0x2F],
    [0x3D, 0x5A, 0x98],
    [0x5B, 0x7A, 0x3A],
    [0x7A, 0x4A, 0x86],
    [0xB0, 0x7D, 0x2B],
    [0x44, 0x4F, 0x5E],
];
const SKIN: [[u8; 3]; 4] =
    [[0xE3, 0xB7, 0x8F], [0xC9, 0x95, 0x6B], [0xA8, 0x74, 0x4E], [0x8A, 0x5A, 0x3B]];

/// A picture of a document, as a PNG.
pub(super) fn draw(index: u16, kind: DocumentKind, side: DocumentSide) -> Vec<u8> {
    let pick = |n: usize| usize::from(index) % n;
    let palette = [
        (Colour::Paper, [0xFA, 0xF7, 0xF0]),
        (Colour::Ink, [0x2B, 0x2B, 0x2B]),
        (Colour::Grey, [0xC9, 0xC4, 0xBA]),
        (Colour::Accent, ACCENTS[pick(ACCENTS.len())]),
        (Colour::Skin, SKIN[pick(SKIN.len())]),
        (Colour::Cap, ACCENTS[(pick(ACCENTS.len()) + 3) % ACCENTS.len()]),
        (Colour::Stamp, [0xB8, 0x2E, 0x2E]),
    ];
    let number = format!("{index:03}");
    let canvas = match (kind, side) {
        (DocumentKind::NationalId, DocumentSide::Back) => back_of_card(&number),
        (DocumentKind::NationalId, _) => front_of_card(&number),
        (DocumentKind::Selfie, _) => selfie(&number),
        (DocumentKind::ProfilePhoto, _) => photo(&number),
        (DocumentKind::CriminalRecord, _) => page("POLICE RECORD", &number),
        (DocumentKind::SkillCertificate, _) => certificate(&number),
        (DocumentKind::TaxCard, _) => page("TAX CARD", &number),
    };
    canvas.into_png(&palette)
}

fn front_of_card(number: &str) -> Canvas {
    let mut card = card("ID FRONT");
    card.fill((18, 58, 84, 108), Colour::Grey);
    bust(&mut card, (60, 122), 36);
    card.fill((18, 158, 84, 8), Colour::Paper);
    lines(&mut card, (120, 64), &[150, 176, 120, 164]);
    card.text((120, 148), 3, Colour::Ink, number);
    card
}

fn back_of_card(number: &str) -> Canvas {
    let mut card = card("ID BACK");
    lines(&mut card, (18, 60), &[270, 210, 250]);
    // Bars like those of a card's machine-readable part; they say nothing.
    for bar in 0..46_usize {
        let width = 2 + (bar * 7 + number.len()) % 3;
        card.fill((18 + bar * 6, 132, width, 36), Colour::Ink);
    }
    card.text((18, 176), 2, Colour::Ink, number);
    card
}

/// A card with a coloured head that says what it is.
fn card(title: &str) -> Canvas {
    let mut card = Canvas::new(320, 200);
    card.frame((4, 4, 312, 192), 3, Colour::Accent);
    card.fill((4, 4, 312, 40), Colour::Accent);
    card.text((18, 14), 3, Colour::Paper, "DEMO");
    card.text((320 - 18 - Canvas::text_width(2, title), 17), 2, Colour::Paper, title);
    card
}

fn photo(number: &str) -> Canvas {
    let mut photo = Canvas::new(200, 200);
    photo.fill((0, 0, 200, 200), Colour::Grey);
    bust(&mut photo, (100, 96), 60);
    photo.text((100 - Canvas::text_width(2, "DEMO") / 2, 164), 2, Colour::Paper, "DEMO");
    photo.text((100 - Canvas::text_width(1, number) / 2, 184), 1, Colour::Paper, number);
    photo
}

/// Somebody who holds a card beside the face.
fn selfie(number: &str) -> Canvas {
    let mut selfie = Canvas::new(200, 260);
    selfie.fill((0, 0, 200, 260), Colour::Grey);
    bust(&mut selfie, (84, 108), 58);
    selfie.disc((150, 214), (22, 18), Colour::Skin);
    selfie.fill((112, 148, 82, 54), Colour::Paper);
    selfie.frame((112, 148, 82, 54), 2, Colour::Accent);
    selfie.text((122, 156), 2, Colour::Ink, "DEMO");
    selfie.text((122, 180), 2, Colour::Ink, number);
    selfie
}

/// A stamped sheet.
fn page(title: &str, number: &str) -> Canvas {
    let mut page = Canvas::new(220, 300);
    page.frame((6, 6, 208, 288), 2, Colour::Grey);
    page.text((22, 22), 4, Colour::Accent, "DEMO");
    page.text((22, 62), 2, Colour::Ink, title);
    lines(&mut page, (22, 92), &[176, 160, 170, 120, 176, 150]);
    page.text((22, 250), 2, Colour::Ink, number);
    page.disc((158, 240), (38, 38), Colour::Stamp);
    page.disc((158, 240), (32, 32), Colour::Paper);
    page.text((158 - Canvas::text_width(2, "DEMO") / 2, 233), 2, Colour::Stamp, "DEMO");
    page
}

fn certificate(number: &str) -> Canvas {
    let mut sheet = Canvas::new(320, 220);
    sheet.frame((6, 6, 308, 208), 6, Colour::Accent);
    sheet.frame((18, 18, 284, 184), 2, Colour::Grey);
    let centred = |sheet: &mut Canvas, y, scale, colour, text: &str| {
        sheet.text((160 - Canvas::text_width(scale, text) / 2, y), scale, colour, text);
    };
    centred(&mut sheet, 34, 4, Colour::Accent, "DEMO");
    centred(&mut sheet, 76, 3, Colour::Ink, "CERTIFICATE");
    lines(&mut sheet, (60, 112), &[200, 200, 140]);
    sheet.disc((258, 168), (24, 24), Colour::Stamp);
    sheet.text((60, 172), 2, Colour::Ink, number);
    sheet
}

/// Lines where a real one has words.
fn lines(on: &mut Canvas, (x, y): (usize, usize), widths: &[usize]) {
    for (n, width) in widths.iter().enumerate() {
        on.fill((x, y + n * 20, *width, 7), Colour::Grey);
    }
}

/// Head, cap and shoulders of nobody; `r` is the size of the head.
fn bust(on: &mut Canvas, (x, y): (usize, usize), r: usize) {
    on.disc((x, y + 2 * r), (r * 3 / 2, r), Colour::Accent);
    on.fill((x - r / 3, y + r / 2, r * 2 / 3, r * 2 / 3), Colour::Skin);
    on.disc((x, y), (r * 4 / 5, r), Colour::Skin);
    on.disc((x, y - r * 3 / 5), (r * 9 / 10, r / 2), Colour::Cap);
    on.fill((x - r * 9 / 10, y - r * 3 / 5, r * 9 / 5, r / 5), Colour::Cap);
    on.disc((x - r * 3 / 10, y), (r / 10, r / 10), Colour::Ink);
    on.disc((x + r * 3 / 10, y), (r / 10, r / 10), Colour::Ink);
    on.fill((x - r / 3, y + r * 2 / 5, r * 2 / 3, r / 9), Colour::Ink);
}

#[cfg(test)]
mod tests {
    use super::draw;
    use crate::domain::documents::{DocumentKind, DocumentSide};
    use chassis::storage::{MediaType, clean, sniff};

    const KINDS: [(DocumentKind, DocumentSide); 7] = [
        (DocumentKind::NationalId, DocumentSide::Front),
        (DocumentKind::NationalId, DocumentSide::Back),
        (DocumentKind::Selfie, DocumentSide::Single),
        (DocumentKind::CriminalRecord, DocumentSide::Single),
        (DocumentKind::SkillCertificate, DocumentSide::Single),
        (DocumentKind::TaxCard, DocumentSide::Single),
        (DocumentKind::ProfilePhoto, DocumentSide::Single),
    ];

    #[test]
    fn pictures_are_small_whole_pngs_and_all_different() {
        let mut seen = std::collections::HashSet::new();
        for index in 0..60 {
            for (kind, side) in KINDS {
                let png = draw(index, kind, side);
                assert_eq!(sniff(&png), Some(MediaType::Png));
                // Nothing is in it that an upload's would lose.
                assert_eq!(clean(&png, MediaType::Png), Some(png.clone()));
                assert!(png.len() < 8_000, "{kind:?} {side:?} has {} bytes", png.len());
                assert!(seen.insert(png), "{index} {kind:?} {side:?}");
            }
        }
    }
}
