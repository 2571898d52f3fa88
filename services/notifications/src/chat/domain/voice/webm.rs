//! `WebM` (RFC 8794, RFC 9559): elements of an id, a size and a body.

const EBML: u32 = 0x1A45_DFA3;
const SEGMENT: u32 = 0x1853_8067;
const INFO: u32 = 0x1549_A966;
const TRACKS: u32 = 0x1654_AE6B;
const TRACK: u32 = 0xAE;
const CLUSTER: u32 = 0x1F43_B675;
const BLOCK_GROUP: u32 = 0xA0;
const SCALE: u32 = 0x2A_D7B1;
const TRACK_TYPE: u32 = 0x83;
const CODEC: u32 = 0x86;
const CLUSTER_TIME: u32 = 0xE7;
const SIMPLE_BLOCK: u32 = 0xA3;
const BLOCK: u32 = 0xA1;

/// How long the last block plays at least, in milliseconds: an Opus frame.
const LAST_BLOCK_MS: u64 = 20;

/// The length: the time of the last block. The length that the head names is often absent, as
/// browsers write the head before they know it, and never believed.
pub(super) fn millis(bytes: &[u8]) -> Option<u64> {
    let mut rest = bytes;
    let (mut scale, mut cluster, mut last) = (1_000_000u64, 0u64, None);
    let mut is_opus = false;
    while !rest.is_empty() {
        let (id, taken) = id(rest)?;
        let (size, size_taken) = size(&rest[taken..])?;
        let body = &rest[taken + size_taken..];
        // Ids of elements that hold others stand nowhere else, so one walk needs no depth; open
        // sizes need none either.
        if matches!(id, EBML | SEGMENT | INFO | TRACKS | TRACK | CLUSTER | BLOCK_GROUP) {
            rest = body;
            continue;
        }
        let value = body.get(..usize::try_from(size?).ok()?)?;
        match id {
            SCALE => scale = number(value)?,
            TRACK_TYPE if value != [2] => return None,
            CODEC => is_opus = value == b"A_OPUS",
            CLUSTER_TIME => cluster = number(value)?,
            SIMPLE_BLOCK | BLOCK => {
                let at = i16::from_be_bytes(value.get(1..3)?.try_into().ok()?);
                let at = cluster.checked_add_signed(at.into())?;
                last = last.max(Some(at));
            }
            _ => {}
        }
        rest = &body[value.len()..];
    }
    let nanos = last?.checked_mul(scale)?;
    is_opus.then_some(nanos / 1_000_000 + LAST_BLOCK_MS)
}

/// An id keeps its length bits.
fn id(bytes: &[u8]) -> Option<(u32, usize)> {
    let length = usize::try_from(bytes.first()?.leading_zeros()).ok()? + 1;
    if length > 4 {
        return None;
    }
    let id = bytes.get(..length)?.iter().fold(0, |id, byte| id << 8 | u32::from(*byte));
    Some((id, length))
}

/// A size without its length bits; none when it is left open (all ones).
fn size(bytes: &[u8]) -> Option<(Option<u64>, usize)> {
    let first = *bytes.first()?;
    let length = usize::try_from(first.leading_zeros()).ok()? + 1;
    if length > 8 {
        return None;
    }
    let bits = 7 * length;
    let all = bytes.get(..length)?.iter().fold(0u64, |size, byte| size << 8 | u64::from(*byte));
    let size = all & ((1 << bits) - 1);
    Some(((size != (1 << bits) - 1).then_some(size), length))
}

fn number(bytes: &[u8]) -> Option<u64> {
    (bytes.len() <= 8).then(|| bytes.iter().fold(0, |n, byte| n << 8 | u64::from(*byte)))
}
