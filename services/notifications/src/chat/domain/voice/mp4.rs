//! MP4 (ISO 14496-12): boxes of a size, a name and a body.

/// How deep boxes stand in each other at most.
const DEEPEST: usize = 8;

/// What was found on the way.
#[derive(Default)]
struct Found {
    /// Units a second of the track.
    timescale: Option<u32>,
    is_aac: bool,
    is_other: bool,
    /// How long a sample plays where a fragment does not say.
    default: u64,
    /// The fragment's own default.
    fragment: Option<u64>,
    /// All samples together, in units.
    units: u64,
}

/// The length: the samples' own times, in one piece (`stts`) and in fragments (`trun`). What the
/// head says is not believed.
pub(super) fn millis(bytes: &[u8]) -> Option<u64> {
    let mut found = Found::default();
    walk(bytes, &mut found, 0)?;
    let timescale = u64::from(found.timescale.filter(|scale| *scale > 0)?);
    (found.is_aac && !found.is_other).then(|| found.units.saturating_mul(1_000) / timescale)
}

fn walk(bytes: &[u8], found: &mut Found, depth: usize) -> Option<()> {
    let mut rest = bytes;
    while !rest.is_empty() && depth < DEEPEST {
        let size = usize::try_from(word(rest, 0)?).ok()?;
        let name = rest.get(4..8)?;
        // Size 0 reaches to the end; 64-bit sizes are beyond any voice note.
        let size = if size == 0 { rest.len() } else { size };
        let body = rest.get(8..size)?;
        match name {
            b"moov" | b"trak" | b"mdia" | b"minf" | b"stbl" | b"mvex" | b"moof" | b"traf" => {
                walk(body, found, depth + 1)?;
            }
            b"mdhd" => found.timescale = Some(word(body, if is_long(body) { 20 } else { 12 })?),
            b"hdlr" if body.get(8..12)? != b"soun" => found.is_other = true,
            b"stsd" => found.is_aac = body.get(12..16)? == b"mp4a",
            b"stts" => each(body, 8, word(body, 4)?, 8, |at| {
                let samples = u64::from(word(body, at)?);
                found.units = found.units.checked_add(samples * u64::from(word(body, at + 4)?))?;
                Some(())
            })?,
            b"trex" => found.default = word(body, 12)?.into(),
            b"tfhd" => found.fragment = fragment_default(body)?,
            b"trun" => run(body, found)?,
            _ => {}
        }
        rest = &rest[size..];
    }
    Some(())
}

/// `tfhd`: flags say which of the optional fields are there.
fn fragment_default(body: &[u8]) -> Option<Option<u64>> {
    let flags = word(body, 0)? & 0x00FF_FFFF;
    if flags & 0x8 == 0 {
        return Some(None);
    }
    let at = 8 + if flags & 0x1 == 0 { 0 } else { 8 } + if flags & 0x2 == 0 { 0 } else { 4 };
    Some(Some(word(body, at)?.into()))
}

/// `trun`: the samples of a fragment, each with a length of its own or the default.
fn run(body: &[u8], found: &mut Found) -> Option<()> {
    let flags = word(body, 0)? & 0x00FF_FFFF;
    let samples = word(body, 4)?;
    if flags & 0x100 == 0 {
        let each = found.fragment.unwrap_or(found.default);
        found.units = found.units.checked_add(each.checked_mul(samples.into())?)?;
        return Some(());
    }
    let start = 8 + [0x1, 0x4].iter().filter(|bit| flags & **bit != 0).count() * 4;
    let size = [0x100, 0x200, 0x400, 0x800].iter().filter(|bit| flags & **bit != 0).count() * 4;
    each(body, start, samples, size, |at| {
        found.units = found.units.checked_add(word(body, at)?.into())?;
        Some(())
    })
}

/// Calls `take` for the place of each row of a table; a table that is cut off ends it.
fn each(
    body: &[u8],
    start: usize,
    rows: u32,
    size: usize,
    mut take: impl FnMut(usize) -> Option<()>,
) -> Option<()> {
    for row in 0..usize::try_from(rows).ok()? {
        let at = start.checked_add(row.checked_mul(size)?)?;
        body.get(at..at.checked_add(size)?)?;
        take(at)?;
    }
    Some(())
}

fn is_long(body: &[u8]) -> bool {
    body.first() == Some(&1)
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}
