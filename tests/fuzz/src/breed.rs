//! Inputs that differ a little, or a lot, from others.

use crate::{LONGEST, Target};

/// Bytes at which parsers turn.
const BYTES: &[u8] =
    b"\0\x01\t\n\r \"%&'()*+,-./09:;<=>?@AZ[\\]_`az{|}~\x7f\x80\xbf\xc0\xe2\xf0\xff";
/// Texts at which parsers turn.
const TEXTS: &[&str] = &[
    "٠١٢٣٤٥٦٧٨٩",
    "۰۱۲۳",
    "\u{200f}",
    "\u{202e}",
    "\u{feff}",
    "e\u{301}",
    "👩‍👧",
    "ﷺ",
    "İ",
    "ß",
    "-0",
    "1e309",
    "NaN",
    "-1",
    "18446744073709551616",
    "9223372036854775807",
    "null",
    "true",
    "{}",
    "[]",
    "\"\"",
    "\\u0000",
    "\\ud800",
    "%00",
    "%ff",
    "../",
    "\r\n\r\n",
    "=",
    "==",
    "::",
    "..",
    "&&",
];

/// Makes inputs, each from chance alone.
pub struct Breeder<'t> {
    target: &'t Target,
    // Some of what it made is bred from again: changes add up.
    pool: Vec<Vec<u8>>,
    state: u64,
}

impl<'t> Breeder<'t> {
    /// Of a target's examples.
    pub fn new(target: &'t Target, seed: u64) -> Self {
        let mut pool = target.examples.clone();
        pool.push(Vec::new());
        let name = target.name.bytes().fold(0u64, |sum, b| sum.wrapping_mul(131) + u64::from(b));
        Self { target, pool, state: seed ^ name }
    }

    /// One more input.
    #[expect(clippy::should_implement_trait, reason = "it never ends")]
    pub fn next(&mut self) -> Vec<u8> {
        let from = self.below(self.pool.len());
        let mut input = self.pool[from].clone();
        for _ in 0..=self.below(5) {
            self.change(&mut input);
        }
        input.truncate(LONGEST);
        if self.below(8) == 0 {
            let examples = self.target.examples.len();
            // The examples stay, the rest comes and goes.
            if self.pool.len() < examples + 256 {
                self.pool.push(input.clone());
            } else {
                let place = examples + self.below(256);
                self.pool[place] = input.clone();
            }
        }
        input
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        let at = self.below(input.len() + 1);
        let to = (at + 1 + self.below(8)).min(input.len());
        match self.below(11) {
            0 if at < input.len() => input[at] ^= 1 << self.below(8),
            1 if at < input.len() => input[at] = BYTES[self.below(BYTES.len())],
            2 => input.insert(at, BYTES[self.below(BYTES.len())]),
            3 => self.insert(input, at, TEXTS),
            4 | 5 => self.insert(input, at, self.target.words),
            6 if at < to => drop(input.drain(at..to)),
            7 => input.truncate(at),
            8 if at < to => {
                let part = input[at..to].to_vec();
                let times = 1 << self.below(10);
                let many = part.iter().copied().cycle().take(part.len() * times);
                let many: Vec<u8> = many.take(LONGEST).collect();
                input.splice(at..at, many);
            }
            9 => {
                let other = self.below(self.pool.len());
                let from = self.below(self.pool[other].len() + 1);
                let tail = self.pool[other][from..].to_vec();
                input.truncate(at);
                input.extend(tail);
            }
            _ => {
                let random: Vec<u8> = (0..self.below(16)).map(|_| self.roll() as u8).collect();
                input.splice(at..at, random);
            }
        }
    }

    fn insert(&mut self, input: &mut Vec<u8>, at: usize, of: &[&str]) {
        if !of.is_empty() {
            let text = of[self.below(of.len())];
            input.splice(at..at, text.bytes());
        }
    }

    /// SplitMix64.
    fn roll(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.roll() % (n.max(1) as u64)) as usize
    }
}
