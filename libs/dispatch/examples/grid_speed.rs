//! How fast the live index is: 100,000 providers round Cairo, moves of 60 m, and the search for
//! the 10 nearest free ones of one trade in twelve.
//!
//! `cargo run --release -p dispatch --example grid_speed [providers]`
#![expect(clippy::print_stdout, reason = "printing its figures is what this program is for")]

use dispatch::grid::{Entry, Grid, Tags};
use kernel::LatLng;
use kernel::ids::ProviderId;
use kernel::world::{Entropy, ManualClock, SeededEntropy, World};
use std::sync::Arc;
use std::time::Instant;

const UPDATES: usize = 1_000_000;
const QUERIES: usize = 100_000;
/// Neighbours on the machine slow single rounds; the best and the median are shown.
const ROUNDS: usize = 7;

/// What a tracker keeps beside a position.
#[derive(Clone, Copy)]
struct Fix {
    free: bool,
}

/// A bell curve's sample: the sum of twelve uniform ones, less six.
fn normal(chance: &SeededEntropy) -> f64 {
    (0..12).map(|_| uniform(chance)).sum::<f64>() - 6.0
}

fn uniform(chance: &SeededEntropy) -> f64 {
    let mut bytes = [0; 8];
    chance.fill(&mut bytes);
    (u64::from_le_bytes(bytes) >> 11) as f64 / (1u64 << 53) as f64
}

fn cairo(chance: &SeededEntropy) -> Result<LatLng, kernel::Invalid> {
    LatLng::parse(30.05 + 0.09 * normal(chance), 31.24 + 0.12 * normal(chance))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let count: usize = std::env::args().nth(1).map_or(Ok(100_000), |text| text.parse())?;
    let start = chrono::DateTime::UNIX_EPOCH;
    let chance = SeededEntropy::new(7);
    let world = World::new(Arc::new(ManualClock::at(start)), Arc::new(SeededEntropy::new(11)));
    let mut grid = Grid::<ProviderId, Fix>::new();
    let mut providers = Vec::with_capacity(count);
    for _ in 0..count {
        let entry = Entry {
            key: world.id::<ProviderId>(),
            place: cairo(&chance)?,
            tags: Tags::NONE.with((uniform(&chance) * 12.0) as u8),
            at: start,
            payload: Fix { free: uniform(&chance) < 0.8 },
        };
        grid.upsert(entry)?;
        providers.push(entry);
    }

    let mut moves = Vec::with_capacity(UPDATES);
    for _ in 0..UPDATES {
        let home = &providers[(uniform(&chance) * count as f64) as usize];
        let (dlat, dlng) = (0.0005 * normal(&chance), 0.0005 * normal(&chance));
        let place = LatLng::parse(home.place.lat() + dlat, home.place.lng() + dlng)?;
        moves.push(Entry { place, ..*home });
    }
    let centers: Vec<LatLng> = (0..QUERIES).map(|_| cairo(&chance)).collect::<Result<_, _>>()?;
    let plumber = Tags::NONE.with(3);

    println!("{} providers, entries of {} bytes", grid.len(), size_of_val(&providers[0]));
    show("update", UPDATES, || moves.iter().filter(|entry| grid.upsert(**entry).is_ok()).count());
    show("10 nearest within 5 km", QUERIES, || {
        centers.iter().map(|c| grid.nearest(*c, 10, 5_000.0, |_| true).len()).sum()
    });
    show("10 nearest free ones of one trade in 12", QUERIES, || {
        let fits = |e: &Entry<_, Fix>| e.tags.has_all(plumber) && e.payload.free;
        centers.iter().map(|c| grid.nearest(*c, 10, 5_000.0, fits).len()).sum()
    });
    Ok(())
}

/// Runs `work` a few times and prints what one operation of it takes.
fn show(what: &str, operations: usize, mut work: impl FnMut() -> usize) {
    let mut rounds = Vec::with_capacity(ROUNDS);
    let mut result = 0;
    for _ in 0..ROUNDS {
        let began = Instant::now();
        result = work();
        rounds.push(began.elapsed().as_nanos() as f64 / operations as f64);
    }
    rounds.sort_by(f64::total_cmp);
    let (best, median) = (rounds[0], rounds[ROUNDS / 2]);
    println!("{what:40} best {best:6.0} ns   median {median:6.0} ns   ({result})");
}
