//! The least total cost: shortest augmenting paths with prices.
//!
//! After R. Jonker and A. Volgenant, "A shortest augmenting path algorithm for dense and sparse
//! linear assignment problems", Computing 38 (1987): augmenting row reduction, then a Dijkstra
//! search for each row that is still without. Theirs is for square problems in which every row is
//! assigned; here
//! - columns start without a price and only columns in use ever get one, which makes the method
//!   right for any number of columns (D. F. Crouse, "On implementing 2D rectangular assignment
//!   algorithms", IEEE Trans. Aerospace and Electronic Systems 52 (2016));
//! - each row has a column of its own besides, "unassigned", that nobody else wants: every search
//!   can end there, so there always is an answer;
//! - the search keeps a heap and the best way out known so far, and looks at nothing dearer.
//!
//! For R rows and E edges: O(R · E log E) at worst; where columns are ample each search ends
//! after a few steps and the whole costs little more than reading the edges.

use super::problem::{Assignment, Problem};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// No row, column or edge.
const NONE: u32 = u32::MAX;
/// How often the rows are gone through before the searches; more gains nothing.
const REDUCTIONS: usize = 2;
/// How many rows may drive each other out in a row. Rows that want the same columns almost as much
/// could raise prices by one again and again; the searches settle that in one step.
const LONGEST_CHAIN: usize = 32;

/// A least-cost assignment with its proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exact {
    /// Who gets whom.
    pub assignment: Assignment,
    /// What each column costs besides, so that every row is content with what it has; see
    /// [`is_proof`](Self::is_proof).
    pub prices: Vec<i64>,
    /// How many edges were looked at.
    pub steps: u64,
}

impl Exact {
    /// Whether the prices prove that no assignment is cheaper: no price is below zero, columns
    /// that nobody has are free, and each row pays, price included, the least that it can.
    ///
    /// (Any other assignment pays at least as much with prices, and takes in at most as much of
    /// them.)
    #[must_use]
    pub fn is_proof(&self, problem: &Problem) -> bool {
        let mut used = vec![false; problem.columns()];
        for column in self.assignment.columns.iter().flatten() {
            used[*column as usize] = true;
        }
        let prices_hold = self
            .prices
            .iter()
            .zip(&used)
            .all(|(price, used)| *price >= 0 && (*used || *price == 0));
        let price = |column: u32| self.prices[column as usize];
        prices_hold
            && self.assignment.columns.iter().enumerate().all(|(row, column)| {
                let Some(cost) = problem.cost(row, *column) else { return false };
                let pays = cost + column.map_or(0, price);
                pays <= problem.unassigned(row)
                    && problem.edges(row).iter().all(|(to, cost)| pays <= cost + price(*to))
            })
    }
}

/// The least-cost assignment, or nothing when it takes more than `most_steps` looks at an edge.
#[must_use]
pub fn exact(problem: &Problem, most_steps: u64) -> Option<Exact> {
    let mut solver = Solver::new(problem, most_steps);
    let mut free: Vec<u32> = (0..problem.rows() as u32).collect();
    for _ in 0..REDUCTIONS {
        free = solver.reduce_rows(free)?;
    }
    for row in free {
        solver.augment(row)?;
    }
    let columns =
        solver.column_of.iter().map(|&column| (column != NONE).then_some(column)).collect();
    Some(Exact {
        assignment: Assignment::of(problem, columns),
        prices: solver.prices,
        steps: most_steps - solver.steps_left,
    })
}

/// What a search knows of a column.
#[derive(Clone, Copy)]
struct Mark {
    /// How far it is.
    distance: i64,
    /// From which row it was reached.
    from: u32,
    /// In which search; others' marks mean nothing.
    search: u32,
}

/// Where a search ends.
#[derive(Clone, Copy)]
enum Exit {
    /// At a column that nobody has.
    Column(u32),
    /// At a row that goes without from now on.
    Row(u32),
}

struct Solver<'a> {
    problem: &'a Problem,
    prices: Vec<i64>,
    /// By row: its column and what the edge to it costs.
    column_of: Vec<u32>,
    cost_of: Vec<i64>,
    /// By column.
    row_of: Vec<u32>,
    marks: Vec<Mark>,
    search: u32,
    heap: BinaryHeap<Reverse<(i64, u32)>>,
    /// The columns that the search is done with: who has them, and how far they are.
    done: Vec<u32>,
    steps_left: u64,
}

impl<'a> Solver<'a> {
    fn new(problem: &'a Problem, most_steps: u64) -> Self {
        let (rows, columns) = (problem.rows(), problem.columns());
        Self {
            problem,
            prices: vec![0; columns],
            column_of: vec![NONE; rows],
            cost_of: vec![0; rows],
            row_of: vec![NONE; columns],
            marks: vec![Mark { distance: 0, from: NONE, search: 0 }; columns],
            search: 0,
            heap: BinaryHeap::new(),
            done: Vec::new(),
            steps_left: most_steps,
        }
    }

    /// Takes the steps of looking at a row's edges off the budget.
    fn look_at(&mut self, row: u32) -> Option<&'a [(u32, i64)]> {
        let edges = self.problem.edges(row as usize);
        self.steps_left = self.steps_left.checked_sub(edges.len() as u64 + 1)?;
        Some(edges)
    }

    fn give(&mut self, row: u32, column: u32, cost: i64) {
        self.column_of[row as usize] = column;
        self.cost_of[row as usize] = cost;
        self.row_of[column as usize] = row;
    }

    /// Lets each row of `free` take the column that is cheapest for it and raises that column's
    /// price until the row would as gladly take its second choice. Who is driven out goes on at
    /// once where the price rose, and is left to the searches where it did not.
    fn reduce_rows(&mut self, free: Vec<u32>) -> Option<Vec<u32>> {
        let mut left = Vec::new();
        for first in free {
            let mut next = Some(first);
            let mut chain = 0;
            while let Some(row) = next.take() {
                if chain == LONGEST_CHAIN {
                    left.push(row);
                    continue;
                }
                chain += 1;
                let unassigned = self.problem.unassigned(row as usize);
                // Going without is always a choice, and always the second one at worst.
                let (mut best, mut second) = ((unassigned, NONE, unassigned), unassigned);
                for &(column, cost) in self.look_at(row)? {
                    let pays = cost + self.prices[column as usize];
                    if pays < best.0 {
                        if column != best.1 {
                            second = best.0;
                        }
                        best = (pays, column, cost);
                    } else if pays < second && column != best.1 {
                        second = pays;
                    }
                }
                let (pays, column, cost) = best;
                if column == NONE {
                    continue;
                }
                let driven_out = self.row_of[column as usize];
                let rise = second - pays;
                if driven_out != NONE {
                    if rise == 0 {
                        left.push(row);
                        continue;
                    }
                    self.column_of[driven_out as usize] = NONE;
                    next = Some(driven_out);
                }
                self.prices[column as usize] += rise;
                self.give(row, column, cost);
            }
        }
        Some(left)
    }

    /// Gives `row` a column (or none) in the cheapest way, others moving on if need be.
    fn augment(&mut self, row: u32) -> Option<()> {
        let (length, exit) = self.shortest_path(row)?;
        // Who was passed on the way pays so much more that the way costs the same everywhere.
        for &column in &self.done {
            self.prices[column as usize] += length - self.marks[column as usize].distance;
        }
        let mut column = match exit {
            Exit::Column(column) => column,
            Exit::Row(last) if last == row => return Some(()),
            Exit::Row(last) => std::mem::replace(&mut self.column_of[last as usize], NONE),
        };
        loop {
            let from = self.marks[column as usize].from;
            let before = self.column_of[from as usize];
            let cost = self.problem.cost(from as usize, Some(column)).unwrap_or_default();
            self.give(from, column, cost);
            if from == row {
                return Some(());
            }
            column = before;
        }
    }

    /// The cheapest way from a free row to a way out: how long it is and where it ends. `done`
    /// holds the columns that are nearer.
    fn shortest_path(&mut self, start: u32) -> Option<(i64, Exit)> {
        self.search += 1;
        self.heap.clear();
        self.done.clear();
        let mut length = self.problem.unassigned(start as usize);
        let mut exit = Exit::Row(start);
        // Going on from a row costs what its choice costs more than what it has.
        let (mut row, mut so_far) = (start, 0);
        loop {
            for &(column, cost) in self.look_at(row)? {
                let distance = so_far + cost + self.prices[column as usize];
                let mark = self.marks[column as usize];
                if distance >= length || mark.search == self.search && distance >= mark.distance {
                    continue;
                }
                self.marks[column as usize] = Mark { distance, from: row, search: self.search };
                if self.row_of[column as usize] == NONE {
                    (length, exit) = (distance, Exit::Column(column));
                } else {
                    self.heap.push(Reverse((distance, column)));
                }
            }
            loop {
                match self.heap.pop() {
                    Some(Reverse((distance, column))) if distance < length => {
                        // An older entry of a column that was reached in a shorter way since.
                        if distance != self.marks[column as usize].distance {
                            continue;
                        }
                        self.done.push(column);
                        row = self.row_of[column as usize];
                        so_far =
                            distance - self.cost_of[row as usize] - self.prices[column as usize];
                        break;
                    }
                    _ => return Some((length, exit)),
                }
            }
            let without = so_far + self.problem.unassigned(row as usize);
            if without < length {
                (length, exit) = (without, Exit::Row(row));
            }
        }
    }
}
