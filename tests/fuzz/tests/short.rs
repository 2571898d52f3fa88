//! Some thousand odd inputs for each target, the same every time; `./osta fuzz` tries more.

#[test]
fn every_law_holds_for_some_thousand_odd_inputs() {
    let mut broken = Vec::new();
    for target in fuzz::all() {
        let found = fuzz::run(&target, 1, 4_000);
        assert!(found.tried >= 4_000 || !found.broken.is_empty(), "{}", target.name);
        for (input, why) in found.broken {
            broken.push(format!("{}: {why}: {:?}", target.name, String::from_utf8_lossy(&input)));
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn a_law_that_does_not_hold_is_noticed() {
    let target = fuzz::Target {
        name: "no semicolon after a brace",
        examples: vec![b"{}".to_vec()],
        words: &[],
        law: Box::new(|input| assert!(!input.windows(2).any(|w| w == b"{;"), "there is one")),
    };
    let found = fuzz::run(&target, 1, 200_000);
    assert!(found.broken.iter().any(|(_, why)| why.contains("there is one")), "{found:?}");
}

#[test]
fn a_seed_breeds_the_same_inputs_again() {
    let targets = fuzz::all();
    let breed = |seed| {
        let mut breeder = fuzz::Breeder::new(&targets[0], seed);
        (0..500).map(|_| breeder.next()).collect::<Vec<_>>()
    };
    assert_eq!(breed(7), breed(7));
    assert_ne!(breed(7), breed(8));
}

#[test]
fn the_pictures_that_are_bred_from_are_whole() {
    let targets = fuzz::all();
    let files = targets.iter().find(|target| target.name == "kinds of files").unwrap();
    let whole = |file: &&Vec<u8>| {
        let media = chassis::storage::sniff(file);
        media.is_some_and(|media| chassis::storage::clean(file, media).is_some())
    };
    assert_eq!(files.examples.iter().filter(whole).count(), 3);
}
