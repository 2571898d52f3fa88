//! The experiments, small: what `./osta chaos` runs at full size.

mod kills;
mod lost_answers;
mod race;
mod rolling;

use chaos::report::Report;

fn server() -> String {
    std::env::var("OSTA_TEST_DATABASE_URL").expect(
        "OSTA_TEST_DATABASE_URL is not set: run tests with ./osta test, or see CONTRIBUTING.md",
    )
}

fn assert_whole(seed: u64, report: &Report, broken: &[String]) {
    eprintln!("seed {seed}\n{}", report.page());
    assert!(broken.is_empty(), "seed {seed}: {broken:#?}");
}
