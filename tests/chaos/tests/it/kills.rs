use super::assert_whole;
use chaos::crash;
use chaos::dice::fresh_seed;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_was_told_to_be_done_is_lost_when_program_and_database_are_killed() {
    let seed = fresh_seed();
    let size = crash::Size { server_kills: 3, database_kills: 2, clients: 36, between_ms: 1_000 };
    let found = crash::run(seed, size).await;
    assert_whole(seed, &found.report, &found.broken);
}
