//! Ogg pages (RFC 3533 §6) with Opus inside (RFC 7845 §4).

/// Opus always counts 48,000 samples a second.
const RATE: u64 = 48_000;

/// The length: the last page's position without what the decoder throws away at the beginning.
pub(super) fn millis(bytes: &[u8]) -> Option<u64> {
    let mut rest = bytes;
    let (mut skipped, mut last) = (None, 0);
    while !rest.is_empty() {
        if !rest.starts_with(b"OggS\0") {
            return None;
        }
        let granule = u64::from_le_bytes(rest.get(6..14)?.try_into().ok()?);
        let segments = usize::from(*rest.get(26)?);
        let sizes = rest.get(27..27 + segments)?;
        let length: usize = sizes.iter().map(|size| usize::from(*size)).sum();
        let body = rest.get(27 + segments..27 + segments + length)?;
        if skipped.is_none() {
            let head = body.strip_prefix(b"OpusHead")?;
            skipped = Some(u64::from(u16::from_le_bytes(head.get(2..4)?.try_into().ok()?)));
        }
        // Minus one means that no packet ends on the page.
        if granule != u64::MAX {
            last = granule;
        }
        rest = &rest[27 + segments + length..];
    }
    last.checked_sub(skipped?)?.checked_mul(1_000).map(|samples| samples / RATE)
}
