//! What is to be assigned, and what an answer says.

/// Why a problem can't be solved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemError {
    /// An edge leads to a column that does not exist.
    NoSuchColumn {
        /// The row it starts from.
        row: usize,
    },
    /// There are so many rows of such costs that sums could leave `i64`.
    TooLarge,
}

impl std::fmt::Display for ProblemError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoSuchColumn { row } => write!(f, "row {row} has an edge to no column"),
            Self::TooLarge => write!(f, "costs are too large for so many rows"),
        }
    }
}

impl std::error::Error for ProblemError {}

/// A sparse assignment problem, its edges in compressed rows (CSR).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    columns: usize,
    /// Row `r` has the edges `starts[r]..starts[r + 1]`.
    starts: Vec<usize>,
    /// Column and cost of each edge.
    edges: Vec<(u32, i64)>,
    unassigned: Vec<i64>,
}

impl Problem {
    /// A problem with this many columns and, for each row, what it costs to leave the row without
    /// a column, and its edges as (column, cost). Costs may be negative. Of two edges to the same
    /// column the cheaper one counts.
    ///
    /// # Errors
    /// [`ProblemError`].
    pub fn new(columns: usize, rows: &[(i64, Vec<(u32, i64)>)]) -> Result<Self, ProblemError> {
        let mut problem = Self {
            columns,
            starts: Vec::with_capacity(rows.len() + 1),
            edges: Vec::with_capacity(rows.iter().map(|(_, edges)| edges.len()).sum()),
            unassigned: Vec::with_capacity(rows.len()),
        };
        problem.starts.push(0);
        let mut largest = 0;
        for (row, (unassigned, edges)) in rows.iter().enumerate() {
            if edges.iter().any(|(column, _)| *column as usize >= columns) {
                return Err(ProblemError::NoSuchColumn { row });
            }
            let costs = edges.iter().map(|(_, cost)| cost.unsigned_abs());
            largest = costs.chain([largest, unassigned.unsigned_abs()]).max().unwrap_or(largest);
            problem.edges.extend_from_slice(edges);
            problem.starts.push(problem.edges.len());
            problem.unassigned.push(*unassigned);
        }
        // No shortest path is longer than every row's dearest step there and back, and a price is
        // at most a path.
        let longest = u128::from(largest) * 4 * (rows.len() as u128 + 1);
        if longest > i64::MAX.unsigned_abs().into() || columns >= u32::MAX as usize {
            return Err(ProblemError::TooLarge);
        }
        Ok(problem)
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.unassigned.len()
    }

    /// How many columns there are.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// A row's edges as (column, cost).
    #[must_use]
    pub fn edges(&self, row: usize) -> &[(u32, i64)] {
        &self.edges[self.starts[row]..self.starts[row + 1]]
    }

    /// What it costs to leave a row without a column.
    #[must_use]
    pub fn unassigned(&self, row: usize) -> i64 {
        self.unassigned[row]
    }

    /// What a row pays for a column (or for none); nothing when there is no such edge.
    #[must_use]
    pub fn cost(&self, row: usize, column: Option<u32>) -> Option<i64> {
        let Some(column) = column else { return Some(self.unassigned(row)) };
        self.edges(row).iter().filter(|(to, _)| *to == column).map(|(_, cost)| *cost).min()
    }
}

/// The column of each row, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// By row.
    pub columns: Vec<Option<u32>>,
    /// What all rows pay together.
    pub total: i64,
}

impl Assignment {
    /// An answer with its total; a pair without an edge counts as unassigned.
    pub(super) fn of(problem: &Problem, columns: Vec<Option<u32>>) -> Self {
        let pays = |(row, column): (usize, &Option<u32>)| {
            problem.cost(row, *column).unwrap_or_else(|| problem.unassigned(row))
        };
        let total = columns.iter().enumerate().map(pays).sum();
        Self { columns, total }
    }

    /// Whether it is one at all: every pair has an edge and no column is given twice.
    #[must_use]
    pub fn is_valid(&self, problem: &Problem) -> bool {
        let mut given = vec![false; problem.columns()];
        self.columns.len() == problem.rows()
            && self.columns.iter().enumerate().all(|(row, column)| {
                let fresh = column.is_none_or(|column| {
                    given.get_mut(column as usize).is_some_and(|g| !std::mem::replace(g, true))
                });
                fresh && problem.cost(row, *column).is_some()
            })
    }
}
