use super::{Assignment, Method, Problem, ProblemError, adaptive, exact, greedy};
use pathfinding::kuhn_munkres::kuhn_munkres_min;
use pathfinding::matrix::Matrix;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

const NO_LIMIT: u64 = u64::MAX;

type Rows = Vec<(i64, Vec<(u32, i64)>)>;

/// Up to `rows` × `columns`, with edges to some columns (a column may come twice) at costs of which
/// many are equal.
fn any_problem(rows: usize, columns: u32, dearest: i64) -> impl Strategy<Value = Problem> {
    (1..=columns).prop_flat_map(move |columns| {
        let edge = (0..columns, -dearest / 4..=dearest);
        let edges = prop::collection::vec(edge, 0..=columns as usize);
        let rows = prop::collection::vec((0..=dearest, edges), 0..=rows);
        rows.prop_map(move |rows: Rows| Problem::new(columns as usize, &rows).unwrap())
    })
}

/// The least total by trying everything.
fn brute_force(problem: &Problem, row: usize, taken: &mut Vec<bool>) -> i64 {
    if row == problem.rows() {
        return 0;
    }
    let mut least = problem.unassigned(row) + brute_force(problem, row + 1, taken);
    for &(column, cost) in problem.edges(row) {
        if !taken[column as usize] {
            taken[column as usize] = true;
            least = least.min(cost + brute_force(problem, row + 1, taken));
            taken[column as usize] = false;
        }
    }
    least
}

/// The least total by an independent solver for dense matrices: each row gets a column of its own
/// for going without.
fn kuhn_munkres(problem: &Problem) -> i64 {
    const NEVER: i64 = 1 << 40;
    let rows = problem.rows();
    let mut costs = Matrix::new(rows, problem.columns() + rows, NEVER);
    for row in 0..rows {
        costs[(row, problem.columns() + row)] = problem.unassigned(row);
        for &(column, cost) in problem.edges(row) {
            let cell = &mut costs[(row, column as usize)];
            *cell = cost.min(*cell);
        }
    }
    kuhn_munkres_min(&costs).0
}

fn samples<S: Strategy>(strategy: &S, count: usize) -> impl Iterator<Item = S::Value> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(move |_| strategy.new_tree(&mut runner).unwrap().current())
}

#[test]
fn on_a_thousand_small_problems_exact_finds_what_trying_everything_finds() {
    let (mut greedy_lost, mut somebody_went_without) = (0, 0);
    for problem in samples(&any_problem(6, 6, 12), 1_000) {
        let best = brute_force(&problem, 0, &mut vec![false; problem.columns()]);
        let found = exact(&problem, NO_LIMIT).unwrap();
        assert_eq!(found.assignment.total, best, "{problem:?}");
        assert!(found.assignment.is_valid(&problem) && found.is_proof(&problem), "{problem:?}");
        let quick = greedy(&problem);
        assert!(quick.is_valid(&problem) && quick.total >= best, "{problem:?}");
        greedy_lost += usize::from(quick.total > best);
        somebody_went_without += usize::from(found.assignment.columns.contains(&None));
    }
    assert!(greedy_lost > 50 && somebody_went_without > 50, "{greedy_lost}");
}

#[test]
fn on_larger_problems_exact_agrees_with_an_independent_solver() {
    for problem in samples(&any_problem(40, 60, 1_000), 60) {
        let found = exact(&problem, NO_LIMIT).unwrap();
        assert_eq!(found.assignment.total, kuhn_munkres(&problem));
        assert!(found.assignment.is_valid(&problem) && found.is_proof(&problem));
    }
}

/// A crowd: everybody's sixteen edges go to few columns, so that chains are long.
#[test]
fn where_hundreds_want_the_same_few_the_prices_still_prove_the_answer() {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut below = |most: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % most
    };
    let rows: Rows = (0..400)
        .map(|_| {
            let edges = (0..16).map(|_| (below(300) as u32, below(1_009) as i64)).collect();
            (2_000, edges)
        })
        .collect();
    let problem = Problem::new(300, &rows).unwrap();
    let found = exact(&problem, NO_LIMIT).unwrap();
    assert!(found.assignment.is_valid(&problem) && found.is_proof(&problem));
    assert_eq!(found.assignment.total, kuhn_munkres(&problem));
    assert!(found.assignment.total < greedy(&problem).total);
}

#[test]
fn taking_the_cheapest_pair_first_can_cost_more_in_all() {
    // The first would gladly have either; the second has one choice.
    let rows = [(1_000, vec![(0, 10), (1, 12)]), (1_000, vec![(0, 11), (1, 500)])];
    let problem = Problem::new(2, &rows).unwrap();
    assert_eq!(greedy(&problem).columns, [Some(0), Some(1)]);
    let solved = adaptive(&problem, NO_LIMIT);
    assert_eq!(solved.method, Method::Exact);
    assert_eq!(solved.assignment, Assignment { columns: vec![Some(1), Some(0)], total: 23 });
}

#[test]
fn going_without_is_a_choice_like_any_other() {
    let rows = [(5, vec![(0, 6)]), (50, vec![(1, 40)]), (50, vec![(1, 10)]), (7, vec![])];
    let problem = Problem::new(2, &rows).unwrap();
    let found = exact(&problem, NO_LIMIT).unwrap().assignment;
    assert_eq!(found.columns, [None, None, Some(1), None]);
    assert_eq!(found.total, 5 + 50 + 10 + 7);
    let nobody = Problem::new(0, &[]).unwrap();
    assert_eq!(exact(&nobody, 0).unwrap().assignment.total, 0);
}

#[test]
fn ample_supply_needs_no_search_and_a_spent_budget_falls_back() {
    let apart = Problem::new(3, &[(9, vec![(0, 1), (1, 2)]), (9, vec![(2, 1)])]).unwrap();
    assert_eq!(adaptive(&apart, 0).method, Method::Uncontested);
    let contested = Problem::new(2, &[(9, vec![(0, 1), (1, 2)]), (9, vec![(0, 1)])]).unwrap();
    let solved = adaptive(&contested, 1);
    assert_eq!((solved.method, solved.assignment.total), (Method::Greedy, 1 + 9));
    let solved = adaptive(&contested, 1_000);
    assert_eq!((solved.method, solved.assignment.total), (Method::Exact, 3));
    assert_eq!(exact(&contested, 1), None);
}

#[test]
fn nonsense_is_refused() {
    let refused = Problem::new(1, &[(0, vec![(1, 3)])]).unwrap_err();
    assert_eq!(refused, ProblemError::NoSuchColumn { row: 0 });
    let refused = Problem::new(1, &[(i64::MIN, vec![])]).unwrap_err();
    assert_eq!(refused, ProblemError::TooLarge);
    assert!(!refused.to_string().is_empty());
    let problem = Problem::new(2, &[(1, vec![(0, 1)]), (1, vec![(0, 1)])]).unwrap();
    let answer = |columns| Assignment { columns, total: 0 };
    assert!(answer(vec![Some(0), None]).is_valid(&problem));
    for wrong in [vec![Some(0)], vec![Some(0), Some(0)], vec![Some(1), None], vec![None, Some(9)]] {
        assert!(!answer(wrong).is_valid(&problem));
    }
}

proptest! {
    #[test]
    fn an_answer_is_valid_proven_and_the_same_again(problem in any_problem(30, 20, 100_000)) {
        let found = exact(&problem, NO_LIMIT).unwrap();
        prop_assert!(found.assignment.is_valid(&problem));
        prop_assert!(found.is_proof(&problem));
        let again = exact(&problem, found.steps);
        prop_assert_eq!(again.as_ref(), Some(&found));
        let solved = adaptive(&problem, NO_LIMIT);
        prop_assert_eq!(solved.assignment.total, found.assignment.total);
        prop_assert!(solved.assignment.is_valid(&problem));
    }

    #[test]
    fn a_dearer_assignment_has_no_proof(problem in any_problem(8, 8, 50)) {
        let mut found = exact(&problem, NO_LIMIT).unwrap();
        let other = greedy(&problem);
        if other.total > found.assignment.total {
            found.assignment = other;
            prop_assert!(!found.is_proof(&problem));
        }
    }
}
