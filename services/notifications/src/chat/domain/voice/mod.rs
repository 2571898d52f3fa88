//! Voice notes as browsers record them, told by their content, with their length: Opus in Ogg
//! (Firefox) or `WebM` (Chromium), AAC in MP4 (Safari). Nothing is decoded: the length comes from
//! the container's own times, and a file that does not tell it, or holds a picture, is refused.

mod mp4;
mod ogg;
mod webm;

/// A kind of voice note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoiceType {
    /// Opus in Ogg (RFC 7845).
    Ogg,
    /// Opus in `WebM`.
    WebM,
    /// AAC in MP4.
    Mp4,
}

impl VoiceType {
    /// The MIME type.
    #[must_use]
    pub fn mime(self) -> &'static str {
        match self {
            Self::Ogg => "audio/ogg",
            Self::WebM => "audio/webm",
            Self::Mp4 => "audio/mp4",
        }
    }
}

/// What a voice note is and how long it plays, in milliseconds; `None` for everything else.
#[must_use]
pub fn read(bytes: &[u8]) -> Option<(VoiceType, u64)> {
    let (kind, millis) = if bytes.starts_with(b"OggS") {
        (VoiceType::Ogg, ogg::millis(bytes)?)
    } else if bytes.starts_with(&[0x1A, 0x45, 0xDF, 0xA3]) {
        (VoiceType::WebM, webm::millis(bytes)?)
    } else if bytes.get(4..8) == Some(b"ftyp") {
        (VoiceType::Mp4, mp4::millis(bytes)?)
    } else {
        return None;
    };
    (millis > 0).then_some((kind, millis))
}

/// Small files of each kind.
#[cfg(test)]
pub(crate) mod samples {
    /// Opus in Ogg of that many seconds, a packet a second.
    pub fn ogg(seconds: u64) -> Vec<u8> {
        let page = |granule: u64, body: &[u8]| {
            let mut page = b"OggS\0\0".to_vec();
            page.extend(granule.to_le_bytes());
            page.extend([0; 12]);
            page.extend([1, u8::try_from(body.len()).unwrap()]);
            page.extend(body);
            page
        };
        let mut all = page(0, b"OpusHead\x01\x01\x38\x01\x80\xbb\0\0\0\0\0");
        all.extend(page(0, b"OpusTags"));
        for second in 1..=seconds {
            all.extend(page(second * 48_000 + 0x138, b"sound"));
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::samples::ogg;
    use super::{VoiceType, read};
    use proptest::prelude::*;

    fn element(id: &[u8], body: &[u8]) -> Vec<u8> {
        let size = u32::try_from(body.len()).unwrap() | 0x1000_0000;
        [id, &size.to_be_bytes(), body].concat()
    }

    fn webm(track_type: u8, blocks: &[i16]) -> Vec<u8> {
        let head = element(&[0x1A, 0x45, 0xDF, 0xA3], &element(&[0x42, 0x82], b"webm"));
        let scale = element(&[0x2A, 0xD7, 0xB1], &1_000_000u32.to_be_bytes());
        let info = element(&[0x15, 0x49, 0xA9, 0x66], &scale);
        let track = [element(&[0x83], &[track_type]), element(&[0x86], b"A_OPUS")].concat();
        let tracks = element(&[0x16, 0x54, 0xAE, 0x6B], &element(&[0xAE], &track));
        // Browsers leave the sizes of the segment and its clusters open.
        let open: &[u8] = &[0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];
        let mut all = [&head, &[0x18, 0x53, 0x80, 0x67][..], open, &info, &tracks].concat();
        all.extend([&[0x1F, 0x43, 0xB6, 0x75][..], open, &element(&[0xE7], &[0])].concat());
        for at in blocks {
            let body = [&[0x81][..], &at.to_be_bytes(), &[0x80], b"sound"].concat();
            all.extend(element(&[0xA3], &body));
        }
        all
    }

    fn boxed(name: &[u8], body: &[u8]) -> Vec<u8> {
        let size = u32::try_from(body.len() + 8).unwrap();
        [&size.to_be_bytes(), name, body].concat()
    }

    fn words(values: &[u32]) -> Vec<u8> {
        values.iter().flat_map(|v| v.to_be_bytes()).collect()
    }

    fn mp4(handler: &[u8], samples: u32, fragments: u32) -> Vec<u8> {
        let mdhd = boxed(b"mdhd", &words(&[0, 0, 0, 1_000, 0, 0]));
        let hdlr = boxed(b"hdlr", &[&words(&[0, 0]), handler, &[0; 12]].concat());
        let entry = boxed(b"mp4a", &[0; 28]);
        let stsd = boxed(b"stsd", &[words(&[0, 1]), entry].concat());
        let stts = boxed(b"stts", &words(&[0, 1, samples, 1_000]));
        let stbl = boxed(b"stbl", &[stsd, stts].concat());
        let mdia = boxed(b"mdia", &[mdhd, hdlr, boxed(b"minf", &stbl)].concat());
        let trex = boxed(b"trex", &words(&[0, 1, 1, 1_000, 0, 0]));
        let moov = boxed(b"moov", &[boxed(b"trak", &mdia), boxed(b"mvex", &trex)].concat());
        let mut all = [boxed(b"ftyp", b"M4A \0\0\0\0"), moov].concat();
        for _ in 0..fragments {
            let tfhd = boxed(b"tfhd", &words(&[0, 1]));
            let trun = boxed(b"trun", &words(&[0, 2]));
            all.extend(boxed(b"moof", &boxed(b"traf", &[tfhd, trun].concat())));
            all.extend(boxed(b"mdat", b"sound"));
        }
        all
    }

    #[test]
    fn each_kind_tells_its_length() {
        assert_eq!(read(&ogg(7)), Some((VoiceType::Ogg, 7_000)));
        assert_eq!(read(&webm(2, &[0, 1_000, 2_500])), Some((VoiceType::WebM, 2_520)));
        assert_eq!(read(&mp4(b"soun", 5, 0)), Some((VoiceType::Mp4, 5_000)));
        assert_eq!(read(&mp4(b"soun", 0, 3)), Some((VoiceType::Mp4, 6_000)));
    }

    #[test]
    fn what_is_no_voice_is_refused() {
        let mut cut = ogg(3);
        cut.pop();
        let tail = [ogg(3), b"<script>".to_vec()].concat();
        for bytes in [
            b"".to_vec(),
            b"OggS".to_vec(),
            b"ID3\x03".to_vec(),
            b"RIFF\0\0\0\0WAVE".to_vec(),
            cut,
            tail,
            ogg(0),
            webm(1, &[0, 1_000]),
            mp4(b"vide", 5, 0),
            boxed(b"ftyp", b"M4A \0\0\0\0"),
        ] {
            assert_eq!(read(&bytes), None, "{:?}", &bytes[..bytes.len().min(16)]);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_looked_at_without_a_panic(
            bytes in any::<Vec<u8>>(), at in any::<prop::sample::Index>(), value: u8,
        ) {
            for mut file in [ogg(2), webm(2, &[0, 9]), mp4(b"soun", 1, 1)] {
                let at = at.index(file.len());
                file[at] = value;
                let _ = read(&file);
                file.truncate(at);
                let _ = read(&file);
            }
            let _ = read(&[b"OggS".as_slice(), &bytes].concat());
            let _ = read(&[&[0x1A, 0x45, 0xDF, 0xA3][..], &bytes].concat());
            let _ = read(&[b"\0\0\0\x08ftyp".as_slice(), &bytes].concat());
        }
    }
}
