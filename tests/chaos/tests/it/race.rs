use chaos::dice::fresh_seed;
use chaos::race::{self, Size};

fn server() -> String {
    std::env::var("OSTA_TEST_DATABASE_URL").expect(
        "OSTA_TEST_DATABASE_URL is not set: run tests with ./osta test, or see CONTRIBUTING.md",
    )
}

#[tokio::test]
async fn a_race_for_the_same_hours_leaves_everything_legal() {
    let seed = fresh_seed();
    let size = Size { calls: 900, clients: 24, slots: 48, without_constraint: false };
    let found = race::run(&server(), seed, size).await;
    eprintln!("seed {seed}\n{}", found.report.page());
    assert!(found.broken.is_empty(), "seed {seed}: {:#?}", found.broken);
    assert!(found.accepts >= 20 && found.conflicts >= 20, "too little happened");
}
