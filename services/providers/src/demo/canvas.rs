//! Drawing with a few colours, and writing that as a PNG (ISO/IEC 15948).

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use std::io::Write as _;

/// The colours there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Colour {
    /// What is not drawn on.
    Paper,
    /// Letters.
    Ink,
    /// Backgrounds and lines.
    Grey,
    /// The provider's own.
    Accent,
    /// Faces and hands.
    Skin,
    /// Caps.
    Cap,
    /// Stamps and seals.
    Stamp,
}

/// A picture of `width` × `height` pixels. What is drawn beyond its edges is cut off.
pub(super) struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

/// Left, top, width, height.
type Area = (usize, usize, usize, usize);

impl Canvas {
    /// An empty one.
    pub fn new(width: usize, height: usize) -> Self {
        Self { width, height, pixels: vec![Colour::Paper as u8; width * height] }
    }

    /// A filled rectangle.
    pub fn fill(&mut self, (x, y, width, height): Area, colour: Colour) {
        let (from, to) = (x.min(self.width), (x + width).min(self.width));
        for row in y.min(self.height)..(y + height).min(self.height) {
            self.pixels[row * self.width + from..row * self.width + to].fill(colour as u8);
        }
    }

    /// The border of a rectangle.
    pub fn frame(&mut self, (x, y, width, height): Area, thick: usize, colour: Colour) {
        self.fill((x, y, width, thick), colour);
        self.fill((x, y + height - thick, width, thick), colour);
        self.fill((x, y, thick, height), colour);
        self.fill((x + width - thick, y, thick, height), colour);
    }

    /// A filled ellipse around `(x, y)`.
    pub fn disc(&mut self, (x, y): (usize, usize), (rx, ry): (usize, usize), colour: Colour) {
        for row in 0..=2 * ry {
            let away = row.abs_diff(ry);
            let half = (rx * rx * (ry * ry - away * away) / (ry * ry).max(1)).isqrt();
            // Rows above the picture are cut off; so is what is left of it.
            let Some(at) = (y + row).checked_sub(ry) else { continue };
            let from = x.saturating_sub(half);
            self.fill((from, at, x + half + 1 - from, 1), colour);
        }
    }

    /// Capital letters and digits, five by seven points of `scale` pixels each.
    pub fn text(&mut self, (x, y): (usize, usize), scale: usize, colour: Colour, text: &str) {
        for (n, letter) in text.chars().enumerate() {
            for (row, bits) in glyph(letter).into_iter().enumerate() {
                for column in (0..5).filter(|column| bits >> (4 - column) & 1 == 1) {
                    let (left, top) = (x + (n * 6 + column) * scale, y + row * scale);
                    self.fill((left, top, scale, scale), colour);
                }
            }
        }
    }

    /// How wide a text is.
    pub fn text_width(scale: usize, text: &str) -> usize {
        (text.len() * 6).saturating_sub(1) * scale
    }

    /// The picture as a PNG with a palette, two pixels a byte.
    pub fn into_png(self, palette: &[(Colour, [u8; 3])]) -> Vec<u8> {
        let mut colours = vec![0; palette.len() * 3];
        for (colour, rgb) in palette {
            colours[*colour as usize * 3..][..3].copy_from_slice(rgb);
        }
        let mut lines = Vec::with_capacity((self.width / 2 + 2) * self.height);
        for row in self.pixels.chunks(self.width) {
            // No filter.
            lines.push(0);
            lines.extend(row.chunks(2).map(|two| two[0] << 4 | two.get(1).copied().unwrap_or(0)));
        }
        let mut header = Vec::with_capacity(13);
        for side in [self.width, self.height] {
            header.extend_from_slice(&u32::try_from(side).unwrap_or(u32::MAX).to_be_bytes());
        }
        header.extend_from_slice(&[4, 3, 0, 0, 0]);
        let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
        let data = compressed(&lines);
        for (kind, body) in
            [(b"IHDR", &header), (b"PLTE", &colours), (b"IDAT", &data), (b"IEND", &vec![])]
        {
            png.extend_from_slice(&u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes());
            let mut sum = Crc::new();
            for part in [&kind[..], body] {
                sum.update(part);
                png.extend_from_slice(part);
            }
            png.extend_from_slice(&sum.sum().to_be_bytes());
        }
        png
    }
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    // Writing to memory doesn't fail; if it did, the picture's check would refuse it.
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.unwrap_or_default()
}

/// The points of a letter, row by row, five bits each; what is not there is empty.
#[rustfmt::skip]
fn glyph(letter: char) -> [u8; 7] {
    match letter {
        'A' => [0x0E, 0x11, 0x11, 0x1F, 0x11, 0x11, 0x11],
        'B' => [0x1E, 0x11, 0x11, 0x1E, 0x11, 0x11, 0x1E],
        'C' => [0x0E, 0x11, 0x10, 0x10, 0x10, 0x11, 0x0E],
        'D' => [0x1E, 0x11, 0x11, 0x11, 0x11, 0x11, 0x1E],
        'E' => [0x1F, 0x10, 0x10, 0x1E, 0x10, 0x10, 0x1F],
        'F' => [0x1F, 0x10, 0x10, 0x1E, 0x10, 0x10, 0x10],
        'I' => [0x0E, 0x04, 0x04, 0x04, 0x04, 0x04, 0x0E],
        'K' => [0x11, 0x12, 0x14, 0x18, 0x14, 0x12, 0x11],
        'L' => [0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x1F],
        'M' => [0x11, 0x1B, 0x15, 0x15, 0x11, 0x11, 0x11],
        'N' => [0x11, 0x19, 0x15, 0x13, 0x11, 0x11, 0x11],
        'O' => [0x0E, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0E],
        'P' => [0x1E, 0x11, 0x11, 0x1E, 0x10, 0x10, 0x10],
        'R' => [0x1E, 0x11, 0x11, 0x1E, 0x14, 0x12, 0x11],
        'T' => [0x1F, 0x04, 0x04, 0x04, 0x04, 0x04, 0x04],
        'X' => [0x11, 0x11, 0x0A, 0x04, 0x0A, 0x11, 0x11],
        '0' => [0x0E, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0E],
        '1' => [0x04, 0x0C, 0x04, 0x04, 0x04, 0x04, 0x0E],
        '2' => [0x0E, 0x11, 0x01, 0x02, 0x04, 0x08, 0x1F],
        '3' => [0x1F, 0x02, 0x04, 0x02, 0x01, 0x11, 0x0E],
        '4' => [0x02, 0x06, 0x0A, 0x12, 0x1F, 0x02, 0x02],
        '5' => [0x1F, 0x10, 0x1E, 0x01, 0x01, 0x11, 0x0E],
        '6' => [0x06, 0x08, 0x10, 0x1E, 0x11, 0x11, 0x0E],
        '7' => [0x1F, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08],
        '8' => [0x0E, 0x11, 0x11, 0x0E, 0x11, 0x11, 0x0E],
        '9' => [0x0E, 0x11, 0x11, 0x0F, 0x01, 0x02, 0x0C],
        _ => [0; 7],
    }
}
