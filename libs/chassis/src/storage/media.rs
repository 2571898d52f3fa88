//! What a file is, told by its first bytes.

/// The kinds of file that people may upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaType {
    /// A JPEG image.
    Jpeg,
    /// A PNG image.
    Png,
    /// A WebP image.
    WebP,
    /// A HEIC image, as iPhones take them.
    Heic,
    /// A PDF document.
    Pdf,
}

impl MediaType {
    /// The MIME type.
    #[must_use]
    pub fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Heic => "image/heic",
            Self::Pdf => "application/pdf",
        }
    }

    /// The usual file name extension, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::WebP => "webp",
            Self::Heic => "heic",
            Self::Pdf => "pdf",
        }
    }

    /// Whether it is a picture.
    #[must_use]
    pub fn is_image(self) -> bool {
        match self {
            Self::Jpeg | Self::Png | Self::WebP | Self::Heic => true,
            Self::Pdf => false,
        }
    }
}

/// The kind of a file by its first bytes; `None` for anything that people may not upload.
///
/// The signature must stand at the very start. Readers of PDF forgive leading bytes, but a file
/// that is a picture to one program and a document to another is what we refuse.
#[must_use]
pub fn sniff(bytes: &[u8]) -> Option<MediaType> {
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        Some(MediaType::Jpeg)
    } else if bytes.starts_with(PNG) {
        Some(MediaType::Png)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some(MediaType::WebP)
    } else if bytes.starts_with(b"%PDF-") {
        Some(MediaType::Pdf)
    } else if is_heic(bytes) {
        Some(MediaType::Heic)
    } else {
        None
    }
}

/// The `ftyp` box (ISO 14496-12 §4.3): size, `ftyp`, major brand, version, compatible brands.
/// `mif1` says only "an image of this family", which AVIF says too, so there a HEVC brand must be
/// among the compatible ones (ISO 23008-12 §10).
fn is_heic(bytes: &[u8]) -> bool {
    const HEVC: [&[u8]; 6] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"];
    let Some((size, rest)) = bytes.split_first_chunk::<4>() else { return false };
    let size = usize::try_from(u32::from_be_bytes(*size)).unwrap_or(usize::MAX);
    if !rest.starts_with(b"ftyp") || size < 16 {
        return false;
    }
    let Some(major) = bytes.get(8..12) else { return false };
    if HEVC.contains(&major) {
        return true;
    }
    let compatible = bytes.get(16..size.min(bytes.len())).unwrap_or_default();
    matches!(major, b"mif1" | b"msf1")
        && compatible.chunks_exact(4).take(32).any(|brand| HEVC.contains(&brand))
}

#[cfg(test)]
mod tests {
    use super::{MediaType, sniff};
    use proptest::prelude::*;

    #[test]
    fn each_kind_is_known_by_its_first_bytes() {
        let cases: [(&[u8], MediaType); 6] = [
            (b"\xFF\xD8\xFF\xE0\x00\x10JFIF\0", MediaType::Jpeg),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", MediaType::Png),
            (b"RIFF\x24\0\0\0WEBPVP8 ", MediaType::WebP),
            (b"%PDF-1.7\n", MediaType::Pdf),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", MediaType::Heic),
            (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heix", MediaType::Heic),
        ];
        for (bytes, kind) in cases {
            assert_eq!(sniff(bytes), Some(kind));
            assert!(kind.mime().ends_with(kind.extension()) || kind == MediaType::Jpeg);
        }
    }

    #[test]
    fn everything_else_is_nothing_we_take() {
        let cases: [&[u8]; 10] = [
            b"",
            b"<html><script>",
            b"<svg xmlns='http://www.w3.org/2000/svg'>",
            b"GIF89a",
            b"PK\x03\x04",
            b"MZ\x90\0",
            b" %PDF-1.7",
            b"RIFF\x24\0\0\0WAVEfmt ",
            b"\0\0\0\x18ftypavif\0\0\0\0mif1avif",
            b"\0\0\0\x18ftypmif1\0\0\0\0mif1avifheic",
        ];
        for bytes in cases {
            assert_eq!(sniff(bytes), None, "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_looked_at_without_a_panic(bytes in any::<Vec<u8>>()) {
            let _ = sniff(&bytes);
            let boxed = [&[0, 0, 0, 24], b"ftyp".as_slice(), &bytes].concat();
            let _ = sniff(&boxed);
        }
    }
}
