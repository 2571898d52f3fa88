use super::{assert_whole, server};
use chaos::dice::fresh_seed;
use chaos::race::{self, Size};

const SIZE: Size =
    Size { calls: 900, clients: 24, slots: 48, without_constraint: false, without_lock: false };

#[tokio::test]
async fn a_race_for_the_same_hours_leaves_everything_legal() {
    let seed = fresh_seed();
    let found = race::run(&server(), seed, SIZE).await;
    assert_whole(seed, &found.report, &found.broken);
    assert!(found.accepts >= 20 && found.conflicts >= 20, "too little happened");
}
