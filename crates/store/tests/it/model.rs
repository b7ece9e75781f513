//! A store behaves as an ordered map, whatever is done to it in whatever order.

use std::collections::BTreeMap;

use callboard_store::{EventRange, ScanRange, Store, StoreError, StoreOptions};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::PLAIN;

#[derive(Debug, Clone)]
enum Step {
    /// Changes of one transaction (no value deletes), which is kept or fails at its end.
    Write {
        changes: Vec<(Vec<u8>, Option<Vec<u8>>)>,
        keep: bool,
    },
    Scan {
        prefix: Vec<u8>,
        after: Option<Vec<u8>>,
        limit: Option<usize>,
        reverse: bool,
    },
    Reopen,
}

/// Short keys of few different bytes, so that they collide, nest and touch both ends of the order.
fn key() -> impl Strategy<Value = Vec<u8>> {
    vec(prop::sample::select(vec![0x00, 0x01, b'a', b'/', 0xfe, 0xff]), 0..4)
}

fn step() -> impl Strategy<Value = Step> {
    let changes = vec((key(), prop::option::of(vec(any::<u8>(), 0..5))), 1..5);
    prop_oneof![
        6 => (changes, prop::bool::weighted(0.8)).prop_map(|(changes, keep)| Step::Write { changes, keep }),
        6 => (key(), prop::option::of(key()), prop::option::of(0usize..5), any::<bool>())
            .prop_map(|(prefix, after, limit, reverse)| Step::Scan { prefix, after, limit, reverse }),
        1 => Just(Step::Reopen),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_store_is_an_ordered_map(steps in vec(step(), 1..40)) {
        let folder = tempfile::tempdir().expect("a folder");
        let options = StoreOptions::folder(folder.path());
        let mut store = Store::open(&options).expect("the store opens");
        let mut model = BTreeMap::new();
        let mut events = Vec::new();
        for step in steps {
            match step {
                Step::Write { changes, keep } => write(&store, &mut model, &mut events, changes, keep),
                Step::Scan { prefix, after, limit, reverse } => {
                    let range = ScanRange { prefix: &prefix, after: after.as_deref(), limit, reverse };
                    let found = store.read(|it| it.list(PLAIN, range)).expect("a scan");
                    prop_assert_eq!(found, expected(&model, &range));
                    let count = store.read(|it| it.count(PLAIN, &prefix)).expect("a count");
                    prop_assert_eq!(count as usize, expected(&model, &ScanRange::prefix(&prefix)).len());
                }
                Step::Reopen => {
                    drop(store);
                    store = Store::open(&options).expect("the store opens");
                }
            }
        }
        let found = store.events(EventRange::after(0, usize::MAX)).expect("events");
        let found: Vec<_> = found.into_iter().map(|it| (it.key, it.before, it.after)).collect();
        prop_assert_eq!(found, events);
    }
}

type Model = BTreeMap<Vec<u8>, Vec<u8>>;
type Change = (Vec<u8>, Option<Vec<u8>>, Option<Vec<u8>>);

fn write(
    store: &Store,
    model: &mut Model,
    events: &mut Vec<Change>,
    changes: Vec<(Vec<u8>, Option<Vec<u8>>)>,
    keep: bool,
) {
    let outcome = store.write(&crate::cause(), |tx| {
        for (key, value) in &changes {
            match value {
                Some(value) => tx.put(PLAIN, key, value)?,
                None => drop(tx.delete(PLAIN, key)?),
            }
        }
        if keep { Ok(()) } else { Err(StoreError::Panicked { message: "as asked".to_owned() }) }
    });
    assert_eq!(outcome.is_ok(), keep);
    if !keep {
        return;
    }
    for (key, after) in changes {
        let before = match &after {
            Some(value) => model.insert(key.clone(), value.clone()),
            None => model.remove(&key),
        };
        if before.is_some() || after.is_some() {
            events.push((key, before, after));
        }
    }
}

fn expected(model: &Model, range: &ScanRange<'_>) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut all: Vec<_> = model.iter().filter(|(key, _)| key.starts_with(range.prefix)).collect();
    if range.reverse {
        all.reverse();
    }
    let beyond = |key: &[u8]| match range.after {
        Some(after) if range.reverse => key < after,
        Some(after) => key > after,
        None => true,
    };
    let found = all.into_iter().filter(|(key, _)| beyond(key)).take(range.limit.unwrap_or(usize::MAX));
    found.map(|(key, value)| (key.clone(), value.clone())).collect()
}
