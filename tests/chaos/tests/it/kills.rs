use chaos::dice::fresh_seed;
use chaos::report::Report;
use chaos::{crash, keys, unknown_commit};

fn assert_whole(seed: u64, report: &Report, broken: &[String]) {
    eprintln!("seed {seed}\n{}", report.page());
    assert!(broken.is_empty(), "seed {seed}: {broken:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_was_told_to_be_done_is_lost_when_program_and_database_are_killed() {
    let seed = fresh_seed();
    let size = crash::Size { server_kills: 3, database_kills: 2, clients: 36, between_ms: 1_000 };
    let found = crash::run(seed, size).await;
    assert_whole(seed, &found.report, &found.broken);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_has_one_effect_and_one_answer_however_often_it_comes_between_kills() {
    let seed = fresh_seed();
    let size = keys::Size { keys: 24, copies: 10, at_once: 3, keys_a_kill: 10 };
    let found = keys::run(seed, size).await;
    assert_whole(seed, &found.report, &found.broken);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_whose_answer_is_lost_is_found_out_by_the_next_try() {
    let seed = fresh_seed();
    let size = unknown_commit::Size { cuts: 10, percent: 8, clients: 16 };
    let found = unknown_commit::run(seed, size).await;
    assert_whole(seed, &found.report, &found.broken);
}
