use super::{assert_whole, server};
use chaos::dice::fresh_seed;
use chaos::rolling::{self, Size};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn services_are_replaced_by_new_processes_and_one_retry_cures_what_fails() {
    let seed = fresh_seed();
    let only = ["booking", "gateway"].map(str::to_owned).to_vec();
    let found = rolling::run(&server(), seed, Size { only, rounds: 1, clients: 12 }).await;
    assert_whole(seed, &found.report, &found.broken);
}
