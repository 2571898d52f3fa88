//! The choice between greedy and exact.

use super::exact::exact;
use super::greedy::greedy;
use super::problem::{Assignment, Problem};
use serde::{Deserialize, Serialize};

/// How an assignment was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Supply was ample: every row got what is cheapest for it. The least total, too.
    Uncontested,
    /// Rows wanted the same columns; the least total.
    Exact,
    /// Rows wanted the same columns and the step budget was used up; perhaps not the least total.
    Greedy,
}

impl Method {
    /// The stable name, as it is stored.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Uncontested => "uncontested",
            Self::Exact => "exact",
            Self::Greedy => "greedy",
        }
    }
}

/// An assignment and how it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solved {
    /// Who gets whom.
    pub assignment: Assignment,
    /// How that was found.
    pub method: Method,
}

/// Greedy where supply is ample, exact where it is not, greedy again when exact would take more
/// than `most_steps` (looks at an edge; some 100 million a second).
///
/// The budget is counted in steps and not in time, so that deciding again from the same facts
/// chooses the same on any machine.
#[must_use]
pub fn adaptive(problem: &Problem, most_steps: u64) -> Solved {
    let assignment = greedy(problem);
    if is_uncontested(problem, &assignment) {
        return Solved { assignment, method: Method::Uncontested };
    }
    match exact(problem, most_steps) {
        Some(exact) => Solved { assignment: exact.assignment, method: Method::Exact },
        None => Solved { assignment, method: Method::Greedy },
    }
}

/// Whether every row pays the least it could pay if it were alone.
fn is_uncontested(problem: &Problem, assignment: &Assignment) -> bool {
    assignment.columns.iter().enumerate().all(|(row, column)| {
        let alone = problem.edges(row).iter().map(|(_, cost)| *cost).min();
        let least = alone.map_or(problem.unassigned(row), |c| c.min(problem.unassigned(row)));
        problem.cost(row, *column) == Some(least)
    })
}
