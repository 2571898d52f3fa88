//! Taking out of a file what its sender did not mean to send: where the picture was taken, with
//! which phone, and whatever hides behind the end of the picture.
//!
//! JPEG, PNG and WebP are rewritten part by part without touching a pixel; of a JPEG's Exif only
//! the orientation stays. A file that is not built like its signature says is refused, so that a
//! script with a picture's first bytes is not stored as one. A PDF stays as it is: its metadata
//! can stand anywhere in compressed streams, and scans carry no position.

use super::MediaType;

/// The most pixels a picture may have: a phone's browser must be able to show it.
const MAX_PIXELS: u64 = 120_000_000;

/// The same picture or document without what should not be kept; `None` when it is damaged or not
/// what its first bytes say.
#[must_use]
pub fn clean(bytes: &[u8], media: MediaType) -> Option<Vec<u8>> {
    match media {
        MediaType::Jpeg => jpeg(bytes),
        MediaType::Png => png(bytes),
        MediaType::WebP => webp(bytes),
        MediaType::Pdf => pdf(bytes),
    }
}

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn is_drawable(width: u32, height: u32) -> bool {
    (1..=MAX_PIXELS).contains(&(u64::from(width) * u64::from(height)))
}

/// ITU-T T.81 annex B: markers, segments with a length, and entropy-coded data after each SOS.
/// Everything after EOI is dropped.
fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(bytes.get(..2)?);
    let (mut at, mut has_frame, mut has_scan) = (2, false, false);
    loop {
        if *bytes.get(at)? != 0xFF {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        match marker {
            // A fill byte before a marker.
            0xFF => {
                at += 1;
                continue;
            }
            0xD9 => {
                out.extend_from_slice(&[0xFF, 0xD9]);
                return (has_frame && has_scan).then_some(out);
            }
            0x01 | 0xD0..=0xD7 => {
                out.extend_from_slice(&[0xFF, marker]);
                at += 2;
                continue;
            }
            0x00 | 0xD8 => return None,
            _ => {}
        }
        let length = usize::from(be16(bytes, at + 2)?);
        let body = bytes.get(at + 4..at + 2 + length)?;
        let segment = &bytes[at..at + 2 + length];
        at += 2 + length;
        match marker {
            // SOF0–SOF15 without DHT, JPG and DAC.
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                let (height, width) = (be16(body, 1)?, be16(body, 3)?);
                if !is_drawable(width.into(), height.into()) {
                    return None;
                }
                has_frame = true;
                out.extend_from_slice(segment);
            }
            0xE1 => {
                out.extend(body.strip_prefix(b"Exif\0\0").and_then(upright).into_iter().flatten())
            }
            // JFIF, colour profile, Adobe's colour transform: the picture looks wrong without.
            0xE0 | 0xEE => out.extend_from_slice(segment),
            0xE2 if body.starts_with(b"ICC_PROFILE\0") => out.extend_from_slice(segment),
            0xE2..=0xEF | 0xFE => {}
            0xDA => {
                out.extend_from_slice(segment);
                let end = end_of_scan(bytes, at)?;
                out.extend_from_slice(&bytes[at..end]);
                (at, has_scan) = (end, true);
            }
            _ => out.extend_from_slice(segment),
        }
    }
}

/// Where the entropy-coded data that begins at `at` ends: at the next marker that is neither a
/// stuffed byte nor a restart.
fn end_of_scan(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += bytes.get(at..)?.iter().position(|b| *b == 0xFF)?;
        match bytes.get(at + 1)? {
            0x00 | 0xD0..=0xD7 => at += 2,
            0xFF => at += 1,
            _ => return Some(at),
        }
    }
}

/// An Exif segment that says only which way is up, from a whole one (TIFF 6.0 §2, tag 274).
fn upright(tiff: &[u8]) -> Option<Vec<u8>> {
    let little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let two: [u8; 2] = tiff.get(at..at + 2)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    };
    let four: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
    let start = if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) };
    let start = usize::try_from(start).ok().filter(|start| *start < tiff.len())?;
    let orientation = (0..usize::from(short(start)?))
        .map(|i| start + 2 + i * 12)
        .take_while(|entry| entry + 12 <= tiff.len())
        .find(|entry| short(*entry) == Some(274))
        .and_then(|entry| short(entry + 8))
        .filter(|turn| (2..=8).contains(turn))?;
    let mut out = b"\xFF\xE1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    out.extend_from_slice(&orientation.to_be_bytes());
    out.extend_from_slice(&[0; 6]);
    Some(out)
}

/// PNG (ISO/IEC 15948): chunks of length, type, data, CRC. Everything after IEND is dropped, and
/// all chunks that change no pixel: text, time, Exif, private ones.
fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    const KEPT: [&[u8]; 13] = [
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB",
        b"bKGD", b"pHYs", b"cICP",
    ];
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(bytes.get(..8)?);
    let (mut at, mut has_data) = (8, false);
    loop {
        let length = usize::try_from(be32(bytes, at)?).ok()?;
        let chunk = bytes.get(at..at.checked_add(length)?.checked_add(12)?)?;
        let (kind, data) = (&chunk[4..8], &chunk[8..8 + length]);
        if at == 8 {
            let is_header = kind == b"IHDR" && length == 13;
            if !is_header || !is_drawable(be32(data, 0)?, be32(data, 4)?) {
                return None;
            }
        }
        if !kind.iter().all(u8::is_ascii_alphabetic) {
            return None;
        }
        has_data |= kind == b"IDAT";
        if KEPT.contains(&kind) {
            out.extend_from_slice(chunk);
        }
        if kind == b"IEND" {
            return has_data.then_some(out);
        }
        at += chunk.len();
    }
}

/// WebP (RFC 9649): a RIFF file of chunks, each padded to an even length. Exif and XMP go, with
/// their flags in VP8X, and whatever stands behind the RIFF file.
fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    const KEPT: [&[u8]; 7] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
    const EXIF_AND_XMP: u8 = 0b0000_1100;
    let le32 = |at: usize| {
        let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(four)).ok()
    };
    let end = le32(4)?.checked_add(8)?;
    if end > bytes.len() {
        return None;
    }
    let mut out = bytes.get(..12)?.to_vec();
    let (mut at, mut has_picture) = (12, false);
    while at < end {
        let kind = bytes.get(at..at + 4)?;
        let length = le32(at + 4)?;
        let padded = length.checked_add(length % 2)?;
        let chunk = bytes.get(at..at.checked_add(8)?.checked_add(padded)?)?;
        if KEPT.contains(&kind) {
            has_picture |= matches!(kind, b"VP8 " | b"VP8L" | b"ANMF");
            let start = out.len();
            out.extend_from_slice(chunk);
            if kind == b"VP8X" {
                *out.get_mut(start + 8)? &= !EXIF_AND_XMP;
            }
        }
        at += chunk.len();
    }
    let size = u32::try_from(out.len() - 8).ok()?;
    out[4..8].copy_from_slice(&size.to_le_bytes());
    has_picture.then_some(out)
}

/// A PDF ends with `%%EOF` (ISO 32000-1 §7.5.5); readers look for it in the last kilobyte.
fn pdf(bytes: &[u8]) -> Option<Vec<u8>> {
    let tail = &bytes[bytes.len().saturating_sub(1024)..];
    tail.windows(5).any(|w| w == b"%%EOF").then(|| bytes.to_vec())
}

#[cfg(test)]
mod tests {
    use super::{MediaType, clean};
    use proptest::prelude::*;

    fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
        let mut out = vec![0xFF, marker];
        out.extend_from_slice(&u16::try_from(body.len() + 2).unwrap().to_be_bytes());
        out.extend_from_slice(body);
        out
    }

    /// Exif in Intel order with an orientation and a GPS pointer.
    fn exif(orientation: u8) -> Vec<u8> {
        let mut body = b"Exif\0\0II*\0\x08\0\0\0\x02\0".to_vec();
        body.extend_from_slice(&[0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0]);
        body.extend_from_slice(&[0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
        body.extend_from_slice(b"\0\0\0\0GPS 30.0444 31.2357");
        body
    }

    fn jpeg(orientation: u8) -> Vec<u8> {
        [
            vec![0xFF, 0xD8],
            segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
            segment(0xE1, &exif(orientation)),
            segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<xmp>where</xmp>"),
            segment(0xFE, b"made by my phone"),
            segment(0xC0, &[8, 0, 4, 0, 4, 1, 1, 0x11, 0]),
            segment(0xDA, &[1, 1, 0, 0, 63, 0]),
            vec![1, 2, 0xFF, 0x00, 3, 0xFF, 0xD0, 4],
            vec![0xFF, 0xD9],
        ]
        .concat()
    }

    fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
        [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], kind, data, &[0; 4]].concat()
    }

    fn png(width: u32) -> Vec<u8> {
        let header = [&width.to_be_bytes()[..], &[0, 0, 0, 4, 8, 2, 0, 0, 0]].concat();
        [
            b"\x89PNG\r\n\x1a\n".to_vec(),
            chunk(b"IHDR", &header),
            chunk(b"tEXt", b"Location\0here"),
            chunk(b"eXIf", b"GPS"),
            chunk(b"IDAT", b"pixels"),
            chunk(b"IEND", b""),
        ]
        .concat()
    }

    fn riff(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
        let mut out = kind.to_vec();
        out.extend_from_slice(&u32::try_from(data.len()).unwrap().to_le_bytes());
        out.extend_from_slice(data);
        out.extend(std::iter::repeat_n(0, data.len() % 2));
        out
    }

    fn webp() -> Vec<u8> {
        let body = [
            b"WEBP".to_vec(),
            riff(b"VP8X", &[0x0C, 0, 0, 0, 1, 0, 0, 1, 0, 0]),
            riff(b"VP8 ", b"pixels!"),
            riff(b"EXIF", b"GPS"),
            riff(b"XMP ", b"GPS"),
        ]
        .concat();
        riff(b"RIFF", &body)
    }

    fn has(bytes: &[u8], text: &[u8]) -> bool {
        bytes.windows(text.len()).any(|w| w == text)
    }

    #[test]
    fn a_jpeg_loses_its_position_but_not_its_orientation() {
        let cleaned = clean(&jpeg(6), MediaType::Jpeg).unwrap();
        assert!(!has(&cleaned, b"GPS") && !has(&cleaned, b"xmp") && !has(&cleaned, b"phone"));
        assert!(
            has(&cleaned, b"Exif\0\0MM\0*") && has(&cleaned, &[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6])
        );
        assert!(has(&cleaned, &[1, 2, 0xFF, 0x00, 3, 0xFF, 0xD0, 4, 0xFF, 0xD9]));
        // Cleaning what is clean changes nothing.
        assert_eq!(clean(&cleaned, MediaType::Jpeg).unwrap(), cleaned);
        assert!(!has(&clean(&jpeg(1), MediaType::Jpeg).unwrap(), b"Exif"));
    }

    #[test]
    fn a_png_and_a_webp_lose_what_changes_no_pixel() {
        let cleaned = clean(&png(4), MediaType::Png).unwrap();
        assert!(has(&cleaned, b"pixels") && !has(&cleaned, b"GPS") && !has(&cleaned, b"Location"));
        let cleaned = clean(&webp(), MediaType::WebP).unwrap();
        assert!(has(&cleaned, b"pixels!") && !has(&cleaned, b"GPS"));
        assert_eq!(cleaned[20], 0, "the flags of Exif and XMP are cleared");
        assert_eq!(
            u32::from_le_bytes(cleaned[4..8].try_into().unwrap()) as usize,
            cleaned.len() - 8
        );
    }

    #[test]
    fn what_hides_behind_the_end_is_cut_off() {
        for (mut file, media) in
            [(jpeg(6), MediaType::Jpeg), (png(4), MediaType::Png), (webp(), MediaType::WebP)]
        {
            file.extend_from_slice(b"PK\x03\x04<script>alert(1)</script>");
            let cleaned = clean(&file, media).unwrap();
            assert!(!has(&cleaned, b"script") && !has(&cleaned, b"PK"), "{media:?}");
        }
    }

    #[test]
    fn first_bytes_alone_do_not_make_a_picture() {
        for (bytes, media) in [
            (&b"\xFF\xD8\xFF<html><script>"[..], MediaType::Jpeg),
            (b"\xFF\xD8\xFF\xD9", MediaType::Jpeg),
            (b"\x89PNG\r\n\x1a\n<?php system($_GET[0]); ?>", MediaType::Png),
            (b"RIFF\x04\0\0\0WEBP", MediaType::WebP),
            (b"RIFF\xff\xff\xff\xffWEBPVP8 ", MediaType::WebP),
            (b"%PDF-1.7 nothing more", MediaType::Pdf),
        ] {
            assert_eq!(clean(bytes, media), None, "{media:?}");
        }
        assert!(clean(b"%PDF-1.7\n...\n%%EOF\n", MediaType::Pdf).is_some());
    }

    #[test]
    fn a_picture_of_a_billion_pixels_is_refused() {
        assert_eq!(clean(&png(u32::MAX), MediaType::Png), None);
        assert_eq!(clean(&png(0), MediaType::Png), None);
    }

    proptest! {
        #[test]
        fn nothing_sent_can_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            for (start, media) in [
                (&b"\xFF\xD8\xFF"[..], MediaType::Jpeg),
                (b"\x89PNG\r\n\x1a\n", MediaType::Png),
                (b"RIFF", MediaType::WebP),
                (b"%PDF-", MediaType::Pdf),
            ] {
                let _ = clean(&[start, &bytes].concat(), media);
                let _ = clean(&bytes, media);
            }
        }

        #[test]
        fn a_cut_file_is_refused_and_a_flipped_byte_never_panics(
            cut in 3usize..100,
            flip in 0usize..100,
        ) {
            for (file, media) in
                [(jpeg(3), MediaType::Jpeg), (png(4), MediaType::Png), (webp(), MediaType::WebP)]
            {
                let short = file.len().saturating_sub(cut);
                prop_assert_eq!(clean(&file[..short], media), None);
                let mut broken = file.clone();
                let at = flip % broken.len();
                broken[at] ^= 0xFF;
                let _ = clean(&broken, media);
            }
        }
    }
}
