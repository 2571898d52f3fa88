//! Pictures.

/// A PNG that is built right; `seed` makes its content another one.
#[must_use]
pub fn png(seed: &str) -> Vec<u8> {
    let chunk = |kind: &[u8], data: &[u8]| {
        let length = u32::try_from(data.len()).expect("short").to_be_bytes();
        [&length[..], kind, data, &[0; 4]].concat()
    };
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &[0, 0, 0, 4, 0, 0, 0, 4, 8, 2, 0, 0, 0]),
        chunk(b"IDAT", seed.as_bytes()),
        chunk(b"IEND", b""),
    ]
    .concat()
}
