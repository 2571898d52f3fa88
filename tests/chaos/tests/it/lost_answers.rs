use super::{assert_whole, server};
use chaos::dice::fresh_seed;
use chaos::{keys, unknown_commit};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_copies_of_a_request_have_one_effect_and_one_answer_though_the_program_is_killed() {
    let seed = fresh_seed();
    let size = keys::Size { keys: 12, copies: 8, at_once: 3, keys_a_kill: 5 };
    let found = keys::run(&server(), seed, size).await;
    assert_whole(seed, &found.report, &found.broken);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_whose_outcome_nobody_was_told_is_found_out_by_the_next_try() {
    let seed = fresh_seed();
    let size = unknown_commit::Size { cuts: 6, percent: 20, clients: 16 };
    let found = unknown_commit::run(&server(), seed, size).await;
    assert_whole(seed, &found.report, &found.broken);
}
