//! Least-cost assignment beside SciPy's sparse solver.

use crate::chance::Chance;
use crate::report::Report;
use crate::{Failure, scipy};
use dispatch::assignment::{Problem, exact, greedy};
use std::path::Path;
use std::time::Instant;

const ROUNDS: usize = 15;
const BOOKINGS: usize = 5_000;
const PROVIDERS: usize = 20_000;
const EDGES: usize = 16;
const AIM: &str = "≥ 3× (a third of its time), same cost";

type Rows = Vec<Vec<(u32, i64)>>;

/// Runs three towns: an even one, a crowded one, and one without any geometry.
///
/// # Errors
/// When the two solvers don't agree, or ours has no proof.
pub fn run(report: &mut Report) -> Result<(), Failure> {
    let python = scipy::python();
    if let Err(error) = &python {
        report.note("SciPy", "–".into(), &format!("skipped: {error}"), AIM);
    }
    let python = python.as_deref().ok();
    let mut chance = Chance::new(7);
    let even = nearest(&mut chance, 20_000.0, 20_000.0);
    let size = format!("{BOOKINGS} × {PROVIDERS} × {EDGES}");
    compare(report, &format!("assignment {size}, even town"), &even, None, python)?;
    let crowded = nearest(&mut chance, 9_000.0, 20_000.0);
    let without = 7_200_000;
    let what = format!("assignment {size}, crowded: some go without");
    compare(report, &what, &crowded, Some(without), python)?;
    let random = anywhere(&mut chance);
    compare(report, &format!("assignment {size}, edges at random"), &random, None, python)
}

/// Bookings and providers spread evenly over squares of these widths (in metres); edges to the
/// nearest, at some 5 m/s and up to ten minutes for everything else.
fn nearest(chance: &mut Chance, bookings_m: f64, providers_m: f64) -> Rows {
    let mut place = |wide_m: f64| {
        ((chance.uniform() - 0.5) * 2.0 * wide_m, (chance.uniform() - 0.5) * 2.0 * wide_m)
    };
    let providers: Vec<(f64, f64)> = (0..PROVIDERS).map(|_| place(providers_m)).collect();
    let bookings: Vec<(f64, f64)> = (0..BOOKINGS).map(|_| place(bookings_m)).collect();
    let mut rows = Vec::with_capacity(BOOKINGS);
    for booking in bookings {
        let away_m = |column: &u32| {
            let provider = providers[*column as usize];
            (provider.0 - booking.0).hypot(provider.1 - booking.1)
        };
        let mut columns: Vec<u32> = (0..PROVIDERS as u32).collect();
        columns.select_nth_unstable_by(EDGES, |a, b| away_m(a).total_cmp(&away_m(b)));
        columns.truncate(EDGES);
        columns.sort_unstable();
        let cost =
            |column: u32| (away_m(&column) * 200.0) as i64 + chance.below(600_000) as i64 + 1;
        let mut cost = cost;
        rows.push(columns.into_iter().map(|column| (column, cost(column))).collect());
    }
    rows
}

/// Edges to any providers at any cost: the longest chains.
fn anywhere(chance: &mut Chance) -> Rows {
    (0..BOOKINGS)
        .map(|_| {
            let mut columns: Vec<u32> = Vec::new();
            while columns.len() < EDGES {
                let column = chance.below(PROVIDERS) as u32;
                if !columns.contains(&column) {
                    columns.push(column);
                }
            }
            columns.sort_unstable();
            columns.into_iter().map(|c| (c, chance.below(1_000_000) as i64 + 1)).collect()
        })
        .collect()
}

/// `without` is what going without costs; nothing when everybody must get somebody, which SciPy
/// asks for. With it, SciPy gets a column more for each row.
fn compare(
    report: &mut Report,
    what: &str,
    rows: &Rows,
    without: Option<i64>,
    python: Option<&Path>,
) -> Result<(), Failure> {
    let never = 1 << 40;
    let own: Vec<_> = rows.iter().map(|row| (without.unwrap_or(never), row.clone())).collect();
    let problem = Problem::new(PROVIDERS, &own)?;
    let mut times: Vec<f64> = Vec::new();
    let mut found = None;
    for _ in 0..ROUNDS {
        let began = Instant::now();
        found = exact(&problem, u64::MAX);
        times.push(began.elapsed().as_secs_f64());
    }
    let best_s = times.into_iter().fold(f64::INFINITY, f64::min);
    let found = found.ok_or("the budget was spent")?;
    if !found.is_proof(&problem) {
        return Err("our prices prove nothing".into());
    }
    let total = found.assignment.total;
    let quick = greedy(&problem).total;
    let ours = format!(
        "{:.1} ms; greedy would cost {:.2} % more",
        best_s * 1e3,
        (quick - total) as f64 * 100.0 / total as f64
    );
    let Some(python) = python else {
        report.note(what, ours, "SciPy skipped", AIM);
        return Ok(());
    };
    let mut columns = PROVIDERS;
    let mut theirs = rows.clone();
    if let Some(without) = without {
        for row in &mut theirs {
            row.push((columns as u32, without));
            columns += 1;
        }
    }
    let answer = scipy::solve(python, columns, &theirs, ROUNDS)?;
    if answer.total != total {
        return Err(format!("{what}: SciPy's total is {}, ours {total}", answer.total).into());
    }
    let peer = format!("SciPy {} {:.1} ms, same cost", answer.version, answer.best_s * 1e3);
    report.compare(what, ours, peer, answer.best_s / best_s, AIM);
    Ok(())
}
