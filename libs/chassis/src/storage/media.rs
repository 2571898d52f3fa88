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
            Self::Pdf => "pdf",
        }
    }

    /// Whether it is a picture.
    #[must_use]
    pub fn is_image(self) -> bool {
        match self {
            Self::Jpeg | Self::Png | Self::WebP => true,
            Self::Pdf => false,
        }
    }
}

/// The kind of a file by its first bytes; `None` for anything that people may not upload.
///
/// The signature must stand at the very start. Readers of PDF forgive leading bytes, but a file
/// that is a picture to one program and a document to another is what we refuse. HEIC is none of
/// them: most browsers cannot show it, so the other side would see nothing.
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
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{MediaType, sniff};
    use proptest::prelude::*;

    #[test]
    fn each_kind_is_known_by_its_first_bytes() {
        let cases: [(&[u8], MediaType); 4] = [
            (b"\xFF\xD8\xFF\xE0\x00\x10JFIF\0", MediaType::Jpeg),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", MediaType::Png),
            (b"RIFF\x24\0\0\0WEBPVP8 ", MediaType::WebP),
            (b"%PDF-1.7\n", MediaType::Pdf),
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
            b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        ];
        for bytes in cases {
            assert_eq!(sniff(bytes), None, "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_looked_at_without_a_panic(bytes in any::<Vec<u8>>()) {
            let _ = sniff(&bytes);
        }
    }
}
