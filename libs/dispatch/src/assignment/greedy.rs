//! The cheapest pair first, again and again.

use super::problem::{Assignment, Problem};

/// Takes the cheapest pair whose row and column are both free, until none is left that is cheaper
/// than leaving its row without. Ties go to the earlier row, then to the earlier column.
///
/// O(E log E) for E edges. Never better than [`exact`](super::exact), and equal to it when no two
/// rows want the same column.
#[must_use]
pub fn greedy(problem: &Problem) -> Assignment {
    let mut pairs: Vec<(i64, u32, u32)> = Vec::new();
    for row in 0..problem.rows() {
        let least = problem.unassigned(row);
        let worth = problem.edges(row).iter().filter(|(_, cost)| *cost < least);
        // Rows are counted in u32, as are columns: more would not fit into memory.
        pairs.extend(worth.map(|&(column, cost)| (cost, row as u32, column)));
    }
    pairs.sort_unstable();
    let mut columns = vec![None; problem.rows()];
    let mut taken = vec![false; problem.columns()];
    for (_, row, column) in pairs {
        if columns[row as usize].is_none() && !taken[column as usize] {
            columns[row as usize] = Some(column);
            taken[column as usize] = true;
        }
    }
    Assignment::of(problem, columns)
}
